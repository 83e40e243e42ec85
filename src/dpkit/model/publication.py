"""The nouns of publishing: what is sent, what a repository holds, what was published where."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """One file of a release; `path` is posix, below the package; hashes in lower-case hex."""

    path: str
    size_bytes: int
    sha256: str
    md5: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """One file as a repository has it; `checksum` reads `sha256:…` or `md5:…`, None where it does not tell.

    `is_complete` is False for one that was announced and never came whole.
    """

    path: str
    size_bytes: int | None
    checksum: str | None
    is_complete: bool = True

    def is_as(self, file: PackageFile) -> bool:
        """Is it this file, as far as the repository tells? Without checksum and size it is not."""
        known = {f"sha256:{file.sha256}", f"md5:{file.md5}"}
        same_size = self.size_bytes is None or self.size_bytes == file.size_bytes
        return self.is_complete and same_size and self.checksum in known


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """One draft or publication at a repository; `id` is what the repository calls it.

    `identifiers` lead a kind (doi, concept-doi, commit) to its value; `url` is where people find it.
    """

    id: str
    url: str
    is_published: bool = False
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """This release lies there. `manifest` is the SHA-256 of its SHA256SUMS; `edition` is full or public."""

    target: str
    kind: str
    version: str
    manifest: str
    edition: str
    deposit: str
    url: str
    identifiers: Mapping[str, str]
    published: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contributor as repositories ask for them; `orcid` without its resolver; `is_body` for an organisation."""

    name: str
    given_name: str | None = None
    family_name: str | None = None
    orcid: str | None = None
    affiliation: str | None = None
    is_body: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """What is said of a release at every repository, before it is put into the fields of one of them.

    `licenses` are SPDX ids of the work of the dataset's makers; `languages` ISO 639-1, most frequent first; `sources`
    are addresses that the dataset was made from; `day` is ISO 8601.
    """

    name: str
    title: str
    version: str
    day: str
    manifest: str
    description: str
    contributors: tuple[Person, ...]
    licenses: tuple[str, ...]
    rights_note: str
    keywords: tuple[str, ...]
    languages: tuple[str, ...]
    sources: tuple[str, ...]
    changes: tuple[str, ...]
    homepage: str | None = None
    doi: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One release to be published at one repository.

    `draft` is the id of the draft that an earlier run left there; `reserved` the identifier that the release carries
    for this repository; `former` the publications of this dataset there, oldest first.
    """

    facts: RecordFacts
    files: tuple[PackageFile, ...]
    draft: str | None = None
    reserved: str | None = None
    former: tuple[Publication, ...] = ()
