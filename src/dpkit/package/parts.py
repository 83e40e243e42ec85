"""What a package is made from: frozen values that the build hands over."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from dpkit.model import Ledger
from dpkit.schema import TableSchema


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """A person or body that took part; `roles` are free words such as curator or publisher."""

    title: str
    roles: tuple[str, ...] = ()
    path: str | None = None
    email: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    organization: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The dataset as this package presents it; `licenses` are SPDX ids and cover our own work alone.

    Not the configuration itself: version and `created` follow from a release, and an edition may differ.
    """

    name: str
    version: str
    created: dt.datetime
    title: str | None = None
    description: str | None = None
    licenses: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    keywords: tuple[str, ...] = ()
    homepage: str | None = None
    identifiers: tuple[str, ...] = ()
    """What was reserved for this release, such as a DOI; empty between releases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolkit:
    """What made the tables: versions by name (`dpkit` among them), settings, and the files that steer a build.

    `configuration` is plain JSON; `models` leads a model's name to its version; `inputs` leads each project file that
    is no raw file (dpkit.toml, curation, schemas) to the SHA-256 of its bytes.
    """

    versions: Mapping[str, str]
    configuration: Mapping[str, object] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What makes a package an edition of another one: which words it withholds, and how they can be put back.

    `made_from` is the content hash of the package with all words; `documents` counts documents by what is passed on of
    them; `nullable` names the columns (`table.column`) that may be empty in this edition alone; `notes` are the lines
    of `rehydration.jsonl`.
    """

    name: str
    made_from: str
    documents: Mapping[str, int]
    nullable: tuple[str, ...] = ()
    notes: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageParts:
    """Everything that a package says: tables sorted and in their own order of appearance, and where they come from.

    `set_aside_chars` leads a document to the code points that were set aside, by reason (script, style, hidden).
    """

    dataset: Dataset
    tables: Mapping[str, pa.Table]
    schemas: Mapping[str, TableSchema]
    toolkit: Toolkit
    set_aside_chars: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    edition: Edition | None = None
    """None where the package holds all words."""
    changelog: bytes | None = None
    """CHANGELOG.md as a package had it that is written again; else the ledger gives it."""
