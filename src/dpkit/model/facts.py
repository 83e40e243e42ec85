"""What people say about a raw file, and what they decided: sidecars and curation."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from dpkit.model.findings import Place
from dpkit.model.labels import AliasKind, DocumentType, EntityType, Redistribution


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherVersion:
    """The same statement at another address; not thereby the original."""

    url: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """Where the raw bytes came from and what people know of other places; nothing here is ever guessed."""

    url: str | None = None
    retrieved_at: dt.datetime | None = None
    original_url: str | None = None
    archive_url: str | None = None
    other_versions: tuple[OtherVersion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsFacts:
    """The rights in one text; `license` is an SPDX id, `LicenseRef-…` or `unknown`."""

    license: str | None = None
    holder: str | None = None
    redistribution: Redistribution | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a sidecar (or a page) states about a document. `places` leads each key (`rights.license`) to its origin."""

    id: str | None = None
    statement: str | None = None
    identifier: str | None = None
    title: str | None = None
    type: DocumentType | None = None
    language: str | None = None
    encoding: str | None = None
    issuer: str | None = None
    publisher: str | None = None
    issued_on: dt.date | None = None
    published_on: dt.date | None = None
    source: SourceFacts = SourceFacts()
    rights: RightsFacts = RightsFacts()
    note: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    reader: str | None = None
    """Overrides which reader takes the raw file."""
    fields: Mapping[str, str] | None = None
    """For corpus files: our name of a fact (`text`, `title`, `source.url`) leads to the file's own field name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedAlias:
    """A form of a name; `document_id` narrows it to one document."""

    text: str
    kind: AliasKind = "full"
    language: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedEntity:
    """One entry of `curation/entities.yaml`."""

    id: str
    name: str
    entity_type: EntityType
    country: str | None = None
    wikidata_id: str | None = None
    parent: str | None = None
    aliases: tuple[CuratedAlias, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The authority list of a dataset."""

    entities: tuple[CuratedEntity, ...] = ()
