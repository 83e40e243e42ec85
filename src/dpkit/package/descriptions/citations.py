"""What a citation says: of a dataset in one version, or of one row of it. How it is written: `citation_formats`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from dpkit.package.descriptions.facts import day_of, title_of

DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
TEST_PREFIX = "10.5072/"
"""DataCite's prefix for trials: such a DOI leads nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedName:
    """Somebody to be cited; the parts where the dataset tells them, else the name as a whole."""

    name: str
    given: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedDataset:
    """One version of a dataset. `day` is ISO 8601; `content` the hash of its rows; `notes` what a reader must know."""

    name: str
    title: str
    version: str
    authors: tuple[CitedName, ...]
    day: str | None = None
    publisher: str | None = None
    doi: str | None = None
    url: str | None = None
    content: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedRow:
    """One row of a dataset: what was said, by whom, where. `words` None where the rights keep them out.

    `voice` says how the words of a claim reached the document (`direct`, `indirect`, …); None for other rows.
    """

    table: str
    key: str
    author: str | None = None
    voice: str | None = None
    words: str | None = None
    title: str | None = None
    issuer: str | None = None
    relayed_by: str | None = None
    day: str | None = None
    url: str | None = None
    former_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A version of a dataset, and the row in it that is cited; None for the whole."""

    dataset: CitedDataset
    row: CitedRow | None = None


Status = Literal["released", "unreleased", "changed"]
"""Of the package that is cited: a release; built before any release; built after one, from what changed since."""


def cited_dataset(
    package: Mapping[str, Any], identifiers: Iterable[str], status: Status, url: str | None = None
) -> CitedDataset:
    """A dataset as its descriptor and the identifiers of that version have it; `url` is where it was published.

    Where the descriptor names nobody, the dataset is cited by its title.
    """
    people = package.get("contributors", ())
    publishers = [str(person["title"]) for person in people if "publisher" in person.get("roles", ())]
    found = [doi for doi in map(doi_in, identifiers) if doi is not None]
    doi = next((each for each in found if not each.startswith(TEST_PREFIX)), None)
    return CitedDataset(
        name=str(package["name"]),
        title=title_of(package),
        version=str(package.get("version", "")),
        authors=tuple(_name(person) for person in people),
        day=day_of(package),
        publisher=publishers[0] if publishers else None,
        doi=doi,
        url=url or package.get("homepage"),
        content=package.get("dpkit:contentHash"),
        notes=_notes(doi, status),
    )


def doi_in(identifier: str) -> str | None:
    """The DOI that an identifier is, without its resolver; None for another kind.

    >>> doi_in("https://doi.org/10.5281/zenodo.1"), doi_in("me/statements@v0.1.0")
    ('10.5281/zenodo.1', None)
    """
    bare = identifier.removeprefix("https://doi.org/").removeprefix("doi:")
    return bare if DOI.fullmatch(bare) else None


def doi_link(doi: str) -> str:
    """The address that resolves a DOI (DOI Handbook, section 2.5.2.4: what an address cannot hold is encoded)."""
    return f"https://doi.org/{quote(doi, safe='/:;().,-_~')}"


def _name(person: Mapping[str, Any]) -> CitedName:
    given, family = person.get("givenName"), person.get("familyName")
    return CitedName(name=str(person["title"]), given=given if family else None, family=family)


def _notes(doi: str | None, status: Status) -> tuple[str, ...]:
    if status == "unreleased":
        return ("not released yet: it may change under the same version; the content hash says what is cited",)
    if status == "changed":
        return ("built after the last release and not released: the content hash says what is cited",)
    return () if doi else ("this release has no DOI; the content hash says what is cited",)
