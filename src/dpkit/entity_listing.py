"""The entities of a built package with the words that name them, to be listed, searched and decided on."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import get_args

import pyarrow as pa

from dpkit.errors import PackageError, UsageError
from dpkit.extract.resolution import entity_id as id_of
from dpkit.extract.resolution import typed_key
from dpkit.inputs.curation import ENTITIES_NAME, read_entities
from dpkit.model import CuratedEntity, EntityType
from dpkit.package_reading import read_tables
from dpkit.schema import default_schemas
from dpkit.store.package_folder import built
from dpkit.store.project import Project

MIN_ALIKE = 0.75
"""Share of equal characters from which a word may be a spelling of another in a search."""
MIN_ALIKE_CHARS = 4
_WORD = re.compile(r"[^\W_]+")
_TYPES: Mapping[str, EntityType] = {name: name for name in get_args(EntityType)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entity of the package with the words that name it, the most frequent first."""

    id: str
    name: str
    entity_type: str
    country: str | None
    is_curated: bool
    wikidata_id: str | None
    forms_of: Mapping[str, Sequence[str]]
    """Each form with the documents that use it, sorted, one for each mention."""

    @property
    def forms(self) -> tuple[str, ...]:
        """The words that name it, the most frequent first."""
        return tuple(sorted(self.forms_of, key=lambda form: (-len(self.forms_of[form]), form)))

    @property
    def mentions(self) -> int:
        """How often it is named."""
        return sum(map(len, self.forms_of.values()))

    @property
    def documents(self) -> int:
        """How many documents name it."""
        return len({document for documents in self.forms_of.values() for document in documents})


def listed(project: Project, query: str | None = None) -> Sequence[Listed]:
    """The entities of the built package whose id, name or forms hold the words of a query, the most named first.

    Raises: PackageError where the project is not built.
    """
    tables = read_tables(built(project.package), default_schemas())
    if not {"entities", "mentions"} <= set(tables):
        raise PackageError(f"{project.package}: no tables entities and mentions; a whole package was expected")
    forms = _forms(tables["mentions"])
    found = [_listed(row, forms.get(row["entity_id"], {})) for row in tables["entities"].to_pylist()]
    wanted = query.casefold() if query else ""
    shown = [one for one in found if wanted in " ".join((one.id, one.name, *one.forms)).casefold()]
    return sorted(shown, key=lambda one: (-one.mentions, one.id))


def search(project: Project, words: str) -> Sequence[Listed]:
    """The entities that some words may mean, also those of the authority list that nothing names; the best fit first.

    Each word must begin, or be spelled nearly like, a word of an id, name, form or Wikidata id; accents and capitals
    say nothing.

    Raises: PackageError where the project is not built.
    """
    wanted = _folded_words(words)
    authority, _ = read_entities(project.curation.get(path := _list_path(project), b""), path)
    curated = {one.id: one for one in authority.entities}
    named = listed(project)
    known = {one.id for one in named}
    others = [_unnamed(one) for one in authority.entities if one.id not in known]
    fits: list[tuple[float, Listed]] = []
    for one in [*named, *others]:
        entry = curated.get(one.id)
        forms = [one.id, one.name, one.wikidata_id or "", *one.forms]
        forms += [alias.text for alias in entry.aliases] if entry is not None else []
        fit = max(_fit(wanted, _folded_words(form)) for form in forms)
        if fit:
            fits.append((fit, one))
    return [one for _, one in sorted(fits, key=lambda item: (-item[0], -item[1].mentions, item[1].id))]


def _list_path(project: Project) -> str:
    return f"{project.config.curation_folder}/{ENTITIES_NAME}"


def _unnamed(entity: CuratedEntity) -> Listed:
    return Listed(
        id=entity.id,
        name=entity.name,
        entity_type=entity.entity_type,
        country=entity.country,
        is_curated=True,
        wikidata_id=entity.wikidata_id,
        forms_of={},
    )


def _folded_words(words: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", words.casefold())
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _fit(wanted: Sequence[str], words: Sequence[str]) -> float:
    """From 0 (some word is not there) to 1 (the very words)."""
    if not wanted or not words:
        return 0.0
    each = [max(_word_fit(word, other) for other in words) for word in wanted]
    return min(each) and sum(each) / max(len(wanted), len(words))


def _word_fit(wanted: str, word: str) -> float:
    if word.startswith(wanted):
        return 1.0 if word == wanted else 0.9
    if len(wanted) < MIN_ALIKE_CHARS or abs(len(wanted) - len(word)) > 2:
        return 0.0
    ratio = SequenceMatcher(None, wanted, word, autojunk=False).ratio()
    return ratio / 2 if ratio >= MIN_ALIKE else 0.0


def entity_of(project: Project, entity_id: str) -> Listed:
    found = next((one for one in listed(project) if one.id == entity_id), None)
    if found is None:
        raise UsageError(f"{entity_id}: the package has no such entity; an id of `dpkit entities list` was expected")
    return found


def scope_of(entity: Listed) -> str | None:
    """The one document that an entity found by software holds in, as its name cannot stand alone ("Birk"); or None."""
    key = replace(typed_key(entity.name, _TYPES[entity.entity_type], entity.country), is_bare=True)
    documents = {document for each in entity.forms_of.values() for document in each}
    return next((document for document in sorted(documents) if id_of(key, document) == entity.id), None)


def standing_forms(entity: Listed) -> Sequence[str]:
    """The forms that mean an entity wherever they stand: no bare surname or initials, no body without its country.

    An alias holds in the whole dataset, and "Birk" alone may be another Birk in the next document.
    """
    return [form for form in entity.forms if form == entity.name or _stands(form, entity)]


def _stands(form: str, entity: Listed) -> bool:
    if len(_WORD.findall(form)) < 2:
        return entity.entity_type != "person" and form.isupper()
    return not typed_key(form, _TYPES[entity.entity_type]).is_bare


def rows(entities: Sequence[Listed]) -> Iterator[Mapping[str, object]]:
    """Entities as plain rows for programs."""
    for one in entities:
        yield {
            "id": one.id,
            "name": one.name,
            "type": one.entity_type,
            "country": one.country,
            "curated": one.is_curated,
            "mentions": one.mentions,
            "documents": one.documents,
            "forms": one.forms,
        }


def _forms(mentions: pa.Table) -> Mapping[str, Mapping[str, list[str]]]:
    """Entity → form → the documents of its mentions."""
    forms: dict[str, dict[str, list[str]]] = {}
    for row in mentions.select(["entity_id", "text", "kind", "document_id"]).to_pylist():
        if row["text"] is not None and row["kind"] != "adjectival":
            forms.setdefault(row["entity_id"], {}).setdefault(row["text"], []).append(row["document_id"])
    return forms


def _listed(row: Mapping[str, str | None], forms: Mapping[str, list[str]]) -> Listed:
    return Listed(
        id=str(row["entity_id"]),
        name=str(row["name"]),
        entity_type=str(row["entity_type"]),
        country=row["country"],
        is_curated=row["origin"] == "authority",
        wikidata_id=row["wikidata_id"],
        forms_of={form: sorted(documents) for form, documents in forms.items()},
    )
