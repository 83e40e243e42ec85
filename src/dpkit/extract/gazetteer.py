"""Names that are known beforehand: countries, well-known bodies and places, given names, as package data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dpkit.model import EntityType, MentionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a form of the dictionary stands for; `name` is the canonical name that the entity's key is made of."""

    name: str
    entity_type: EntityType
    kind: MentionKind = "name"
    country: str | None = None
    entity_id: str | None = None
    """Set for curated entities alone."""


@dataclass(frozen=True, slots=True)
class Trie:
    """Forms by their first word; the longest form comes first."""

    forms: Mapping[str, tuple[tuple[tuple[str, ...], Known], ...]]

    def at(self, words: Sequence[str], index: int) -> tuple[int, Known] | None:
        """The number of words and the meaning of the longest form that starts at a word."""
        for form, known in self.forms.get(words[index], ()):
            size = len(form)
            if size == 1 or tuple(words[index : index + size]) == form:
                return size, known
        return None


def make_trie(entries: Iterator[tuple[tuple[str, ...], Known]]) -> Trie:
    """The first meaning of a form wins."""
    unique: dict[tuple[str, ...], Known] = {}
    for form, known in entries:
        if form:
            unique.setdefault(form, known)
    forms: dict[str, list[tuple[tuple[str, ...], Known]]] = {}
    for form, known in unique.items():
        forms.setdefault(form[0], []).append((form, known))
    return Trie({first: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for first, found in forms.items()})


def data_rows(name: str) -> Iterator[list[str]]:
    """The rows of a data file: tab-separated, without comments and empty lines."""
    text = resources.files("dpkit.extract").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One row of the country list."""

    code: str
    name: str
    forms: tuple[str, ...]
    demonyms: tuple[str, ...]
    russian: tuple[str, ...]
    kazakh: tuple[str, ...]


@cache
def countries() -> Mapping[str, Country]:
    """ISO 3166-1 by code.

    >>> len(countries()), countries()["KZ"].demonyms
    (249, ('Kazakh', 'Kazakhstani'))
    """
    return {
        row[0]: Country(
            code=row[0],
            name=row[1],
            forms=_parts(row[2]),
            demonyms=_parts(row[3]),
            russian=_parts(row[4]),
            kazakh=_parts(row[5]),
        )
        for row in data_rows("countries.tsv")
    }


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


@cache
def common_marks() -> Mapping[str, str]:
    """What names of people and places a word is, as marks.

    `g` given name, `s` surname, `t` town, `v` smaller place, `r` region; `G` and `S` are given names and surnames of
    other countries than the United States.
    """
    return {row[0]: row[1] for row in data_rows("common_names.tsv")}


@cache
def cyrillic_marks() -> Mapping[str, str]:
    """The same of words in Cyrillic letters: `G`, `S`, `t`, and `T` for a town of Kazakhstan."""
    return {row[0]: row[1] for row in data_rows("cyrillic_names.tsv")}


@cache
def titles() -> frozenset[str]:
    """Words before the name of one person or of several."""
    return word_list("titles.tsv") | word_list("titles_of_many.tsv")


@cache
def word_list(name: str) -> frozenset[str]:
    """A set of words from package data, one or more a line."""
    return frozenset(word for row in data_rows(name) for word in row[0].split())
