"""Which documents an entry of the authority list can reach: so that one new alias leaves the others alone.

An entry can change a document in two ways only: a form of it stands in the words (of the text, or of what the sidecar
calls issuer and publisher), or it is keyed like an entity of the document. Both are kept per document as hashes; one
that falls together by chance costs a document read again, never a document missed.
"""

import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dpkit.extract.name_hits import plain_words
from dpkit.extract.resolution import KeyTuple, curated_keys
from dpkit.ids import content_id
from dpkit.model import Authority, CuratedEntity, DocumentResult
from dpkit.shards.environment import digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """By what a document can be reached: hashes of its words and of its entities' ids, each sorted."""

    words: bytes
    entities: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the authority list as far as it matters which documents it reaches. `digest` changes with it."""

    digest: str
    forms: tuple[tuple[str, ...], ...]
    keys: tuple[KeyTuple, ...]
    documents: tuple[str, ...]
    """Documents that an alias is narrowed to."""


Entries = Mapping[str, Entry]


def entries_of(authority: Authority) -> Entries:
    """The authority list by id; the digest of an entry covers its parents."""
    known = {entity.id: entity for entity in authority.entities}
    return {entity.id: _entry(entity, known) for entity in authority.entities}


def reached_by(result: DocumentResult) -> Reached:
    """The words and entities of a document, as far as entries can reach it by them."""
    layout, facts = result.layout, result.facts
    texts = [layout.text[paragraph.start : paragraph.end] for paragraph in layout.paragraphs]
    words = {word for text in (*texts, facts.issuer or "", facts.publisher or "") for word in plain_words(text)}
    entities = {entity.entity_id for entity in result.names.entities}
    return Reached(words=_hashes(words), entities=_hashes(entities))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an entry that came, went or changed can reach documents by."""

    forms: tuple[frozenset[int], ...]
    ids: frozenset[int]
    keys: tuple[KeyTuple, ...]
    documents: frozenset[str]
    is_everywhere: bool


def changes_between(old: Entries, new: Entries) -> tuple[Change, ...]:
    """One change for each entry that is not the same in both lists."""
    by_key: dict[KeyTuple, set[str]] = {}
    for entries in (old, new):
        for entity_id, entry in entries.items():
            for key in entry.keys:
                by_key.setdefault(key, set()).add(entity_id)
    changed = sorted(key for key in {*old, *new} if _digest(old.get(key)) != _digest(new.get(key)))
    return tuple(_change(key, [entry for entry in (old.get(key), new.get(key)) if entry], by_key) for key in changed)


def can_reach(changes: Sequence[Change], document_id: str, reached: Reached) -> bool:
    """Can any of the changes make a difference to this document?"""
    words, entities = _set(reached.words), _set(reached.entities)
    return any(_is_reached(change, document_id, words, entities) for change in changes)


def _is_reached(change: Change, document_id: str, words: set[int], entities: set[int]) -> bool:
    if change.is_everywhere or document_id in change.documents or not change.ids.isdisjoint(entities):
        return True
    if any(form <= words for form in change.forms):
        return True
    scoped = (content_id("ent", *key, document_id) for key in change.keys)
    return any(_hash(entity_id) in entities for entity_id in scoped)


def _entry(entity: CuratedEntity, known: Mapping[str, CuratedEntity]) -> Entry:
    line: list[CuratedEntity] = []
    current: CuratedEntity | None = entity
    while current is not None and current not in line:
        line.append(current)
        current = known.get(current.parent) if current.parent is not None else None
    texts = (entity.name, *(alias.text for alias in entity.aliases))
    everywhere = replace(entity, aliases=tuple(replace(alias, document_id=None) for alias in entity.aliases))
    return Entry(
        digest=digest_of([repr(replace(one, place=None)) for one in line]),
        forms=tuple(sorted({plain_words(text) for text in texts})),
        keys=tuple(sorted(curated_keys(Authority(entities=(everywhere,)), ""), key=repr)),
        documents=tuple(sorted({alias.document_id for alias in entity.aliases if alias.document_id is not None})),
    )


def _change(entity_id: str, entries: Sequence[Entry], by_key: Mapping[KeyTuple, set[str]]) -> Change:
    keys = tuple(dict.fromkeys(key for entry in entries for key in entry.keys))
    ids = {entity_id, *(content_id("ent", *key) for key in keys), *(one for key in keys for one in by_key[key])}
    forms = {form for entry in entries for form in entry.forms if form}
    return Change(
        forms=tuple(frozenset(map(_hash, form)) for form in sorted(forms)),
        ids=frozenset(map(_hash, ids)),
        keys=keys,
        documents=frozenset(document for entry in entries for document in entry.documents),
        is_everywhere=any(not phrase for _, _, phrase in keys),
    )


def _digest(entry: Entry | None) -> str | None:
    return None if entry is None else entry.digest


def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _hashes(words: Iterable[str]) -> bytes:
    return array("I", sorted(set(map(_hash, words)))).tobytes()


def _set(data: bytes) -> set[int]:
    return set(array("I", data))
