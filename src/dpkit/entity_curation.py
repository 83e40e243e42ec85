"""Decisions about entities: what the package holds, what may be one, and the edits to `curation/` that a person makes.

Every decision is an edit that a person can review in a diff: comments and order of the files stay as they are. Nothing
fuzzy is ever merged by a build; it is suggested here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

import pyarrow as pa

from dpkit.errors import PackageError, UsageError
from dpkit.inputs.curation import ENTITIES_NAME, REDIRECTS_NAME, read_entities, read_redirects
from dpkit.inputs.curation_edit import entity_entry, redirect_entry, with_alias
from dpkit.inputs.values import Unfit, slug
from dpkit.model import CuratedAlias
from dpkit.package_reading import read_tables
from dpkit.schema import default_schemas
from dpkit.store.output import write_curation
from dpkit.store.project import Project

MIN_RATIO = 0.9
"""Share of equal characters from which two names may be spellings of one."""
MAX_BLOCK = 300
"""So many names that share a word are compared with each other; a commoner word says nothing."""
_SMALL = frozenset(("of", "the", "and", "for", "in", "on", "de", "la", "и", "по"))
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entity of the package with the words that name it, the most frequent first."""

    id: str
    name: str
    entity_type: str
    country: str | None
    is_curated: bool
    forms: tuple[str, ...]
    mentions: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Two entities that may be one, and why; a person decides."""

    one: Listed
    other: Listed
    reason: str


def listed(project: Project, query: str | None = None) -> Sequence[Listed]:
    """The entities of the built package whose id, name or forms hold the words of a query, the most named first.

    Raises: PackageError where the project is not built.
    """
    tables = read_tables(project.package, default_schemas())
    if not {"entities", "mentions"} <= set(tables):
        raise PackageError(f"{project.package}: there is no built package; `dpkit build` before this was expected")
    forms = _forms(tables["mentions"])
    found = [_listed(row, forms.get(row["entity_id"], {})) for row in tables["entities"].to_pylist()]
    wanted = query.casefold() if query else ""
    shown = [one for one in found if wanted in " ".join((one.id, one.name, *one.forms)).casefold()]
    return sorted(shown, key=lambda one: (-one.mentions, one.id))


def suggest(project: Project) -> Sequence[Suggestion]:
    """Pairs of entities of one type that may be one, the most named first.

    Raises: PackageError.
    """
    entities = listed(project)
    blocks: dict[tuple[str, str], list[Listed]] = {}
    for one in entities:
        for word in {*_words(one.name), _initials(one.name)}:
            blocks.setdefault((one.entity_type, word), []).append(one)
    pairs: dict[tuple[str, str], Suggestion] = {}
    for block in blocks.values():
        for one, other in combinations(block[:MAX_BLOCK], 2):
            reason = _reason(one, other) if one.id != other.id else None
            if reason is not None:
                first, second = sorted((one, other), key=lambda each: (not each.is_curated, -each.mentions, each.id))
                pairs.setdefault((first.id, second.id), Suggestion(one=first, other=second, reason=reason))
    return sorted(pairs.values(), key=lambda pair: (-pair.one.mentions, pair.one.id, pair.other.id))


def adopt(project: Project, entity_id: str, new_id: str, wikidata: str | None = None) -> str:
    """Take an entity that software found into the authority list under a readable id; the path of the list.

    Raises: UsageError, PackageError.
    """
    entity = _entity(project, entity_id)
    if entity.is_curated:
        raise UsageError(f"{entity_id}: this entity is in the authority list; one that software found was expected")
    path, data = _curation(project, ENTITIES_NAME)
    authority, _ = read_entities(data, path)
    if any(one.id == _readable(new_id) for one in authority.entities):
        raise UsageError(f"{new_id}: the authority list has this id; `dpkit entities merge` was expected")
    entry = entity_entry(
        new_id, entity.name, entity.entity_type, entity.country, wikidata,
        [form for form in standing_forms(entity) if form != entity.name],
    )  # fmt: skip
    _write(project, ENTITIES_NAME, _appended(data, entry))
    _redirect(project, entity_id, new_id, "taken into the authority list")
    return path


def add_alias(project: Project, entity_id: str, alias: CuratedAlias) -> str:
    """Give an entity of the authority list another form; the path of the list.

    Raises: UsageError where the list has no such entity, or cannot be edited as it is written.
    """
    path, data = _curation(project, ENTITIES_NAME)
    _write(project, ENTITIES_NAME, with_alias(data, path, entity_id, alias))
    return path


def merge(project: Project, gone: str, kept: str, reason: str) -> str:
    """Make one entity of two: the forms of the one that goes become aliases of the kept one, its id a redirect.

    Raises: UsageError, PackageError.
    """
    path, data = _curation(project, ENTITIES_NAME)
    authority, _ = read_entities(data, path)
    ids = {one.id for one in authority.entities}
    if kept not in ids:
        raise UsageError(f"{kept}: the authority list has no such entity; `dpkit entities adopt` before was expected")
    if gone in ids:
        raise UsageError(f"{gone}: the authority list has this entity too; take its entry out of {path} by hand first")
    entity = _entity(project, gone)
    target = next(one for one in authority.entities if one.id == kept)
    known = {target.name, *(alias.text for alias in target.aliases)}
    for form in dict.fromkeys((entity.name, *standing_forms(entity))):
        if form not in known:
            data = with_alias(data, path, kept, CuratedAlias(text=form))
    _write(project, ENTITIES_NAME, data)
    _redirect(project, gone, kept, reason)
    return path


def standing_forms(entity: Listed) -> Sequence[str]:
    """The forms that mean an entity wherever they stand: not a bare surname, nor a body's bare first word.

    An alias holds in the whole dataset, and "Birk" alone may be another Birk in the next document.
    """
    return [
        form
        for form in entity.forms
        if len(_WORD.findall(form)) > 1 or (entity.entity_type != "person" and (form.isupper() or form == entity.name))
    ]


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
        forms=tuple(sorted(forms, key=lambda form: (-len(forms[form]), form))),
        mentions=sum(map(len, forms.values())),
        documents=len({document for documents in forms.values() for document in documents}),
    )


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.casefold()) if word not in _SMALL and len(word) > 1]


def _initials(name: str) -> str:
    words = [word for word in _WORD.findall(name) if word.casefold() not in _SMALL]
    return "".join(word[0] for word in words).casefold() if len(words) > 2 else name.casefold()


def _reason(one: Listed, other: Listed) -> str | None:
    """Why two entities of one type may be one."""
    if one.country and other.country and one.country != other.country:
        return None
    first, second = _words(one.name), _words(other.name)
    if one.entity_type == "person":
        return _same_person(one.name, other.name)
    if sorted(first) == sorted(second):
        return "the same words"
    if _initials(one.name) == other.name.casefold() or _initials(other.name) == one.name.casefold():
        return "one is the initials of the other"
    ratio = SequenceMatcher(None, one.name.casefold(), other.name.casefold(), autojunk=False).ratio()
    return f"spelled alike ({ratio:.2f})" if ratio >= MIN_RATIO else None


def _same_person(one: str, other: str) -> str | None:
    first, second = _WORD.findall(one.casefold()), _WORD.findall(other.casefold())
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1]:
        return None
    fits = first[0] == second[0] or (first[0][0] == second[0][0] and 1 in (len(first[0]), len(second[0])))
    return "one surname, given names that fit" if fits else None


def _entity(project: Project, entity_id: str) -> Listed:
    found = next((one for one in listed(project) if one.id == entity_id), None)
    if found is None:
        raise UsageError(f"{entity_id}: the package has no such entity; an id of `dpkit entities list` was expected")
    return found


def _curation(project: Project, name: str) -> tuple[str, bytes]:
    path = f"{project.config.curation_folder}/{name}"
    return path, project.curation.get(path, b"")


def _readable(entity_id: str) -> str:
    try:
        return slug(entity_id)
    except Unfit as error:
        raise UsageError(str(error)) from error


def _appended(data: bytes, entry: str) -> bytes:
    return data + (b"" if data.endswith(b"\n") or not data else b"\n") + entry.encode()


def _redirect(project: Project, old: str, new: str, reason: str) -> None:
    _, data = _curation(project, REDIRECTS_NAME)
    header = "" if data.strip() else "# Former ids of entities and what they have become. Lines are only ever added.\n"
    _write(project, REDIRECTS_NAME, _appended(data, header + redirect_entry(old, new, reason)))


def _write(project: Project, name: str, data: bytes) -> None:
    """Write a curation file that reads back without a fault that it did not have before."""
    path, old = _curation(project, name)
    read = read_entities if name == ENTITIES_NAME else read_redirects
    before, after = read(old, path)[1], read(data, path)[1]
    if len(after) > len(before):
        raise UsageError(f"{after[-1].message} (nothing was written)")
    write_curation(project.root, path, data)


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
