"""From mentions to entities: bare and short forms to the one longer name in scope, keys to ids, curation above all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from dpkit.extract.bodies import body_key, cyrillic_body, head_phrase
from dpkit.extract.dictionary import country_trie, known_trie
from dpkit.extract.name_hits import Hit, Key, folded, plain_words
from dpkit.extract.people import person_key
from dpkit.extract.propagation import may_be_same
from dpkit.ids import content_id
from dpkit.model import Authority, CuratedEntity, EntityType

KeyTuple = tuple[EntityType, str | None, str]


def resolved(hits: Sequence[Hit], near: Sequence[Key], curated: Mapping[KeyTuple, Key]) -> list[Hit]:
    """The hits with their final keys; `near` holds keys that are in scope without a mention (the issuer).

    The authority list joins what equals one of its forms; that a surname or initials fit a person of the list is no
    reason: the next document may mean another.
    """
    keys = [*(hit.key for hit in hits), *near]
    bodies = {**_bodies(keys), **_near_bodies(near)}
    people = _people(keys)
    finals = {key: _final(key, bodies, people, curated) for key in {hit.key for hit in hits}}
    return [hit if finals[hit.key] is hit.key else replace(hit, key=finals[hit.key]) for hit in hits]


def _final(
    key: Key, bodies: Mapping[str, Key | None], people: Mapping[str, list[Key]], curated: Mapping[KeyTuple, Key]
) -> Key:
    if key.entity_id is None and key.is_bare:
        key = _person(key, people) if key.entity_type == "person" else bodies.get(key.phrase) or key
    return curated.get((key.entity_type, key.country, key.phrase), key) if key.entity_id is None else key


def _bodies(keys: Iterable[Key]) -> Mapping[str, Key | None]:
    """For each phrase the one body of a place that it may stand for; None where there are two.

    A body stands under its whole name and under the phrase without its place. One without a place that stands alone
    (the facts name it) stands under its name, where no other does.
    """
    found: dict[str, Key | None] = {}
    places: dict[str, str] = {}
    standing = [key for key in keys if key.entity_type == "organisation" and not key.is_bare]
    for key in standing:
        phrase, place = head_phrase(plain_words(key.name))
        place = key.country or place
        for form in {key.phrase, phrase} if place else ():
            found.setdefault(form, key)
            if places.setdefault(form, place or "") != place:
                found[form] = None
    for key in standing:
        found.setdefault(key.phrase, key)
    return found


def _near_bodies(near: Sequence[Key]) -> Mapping[str, Key]:
    """For each phrase the issuer, else the publisher: the ministry of a ministry's own release is itself."""
    found: dict[str, Key] = {}
    for key in near:
        phrase, place = head_phrase(plain_words(key.name)) if key.entity_type == "organisation" else ("", None)
        if key.country or place:
            found.setdefault(phrase, key)
    return found


def _people(keys: Iterable[Key]) -> Mapping[str, list[Key]]:
    """Persons by surname, fullest names first."""
    found: dict[str, dict[str, Key]] = {}
    for key in keys:
        if key.entity_type == "person" and key.phrase:
            found.setdefault(key.phrase.split()[-1], {}).setdefault(key.phrase, key)
    return {
        surname: sorted(named.values(), key=lambda key: (key.is_bare, -len(key.phrase), key.phrase))
        for surname, named in found.items()
    }


def _person(key: Key, people: Mapping[str, list[Key]]) -> Key:
    """The one person that a surname or initials fit; the same key where none or several do."""
    fitting = [other for other in people.get(key.phrase.split()[-1], ()) if may_be_same(key, other)]
    full = [other for other in fitting if not other.is_bare]
    if full:
        first = full[0]
        return first if all(_is_form(other, first) for other in full) else key
    longer = [other for other in fitting if len(other.phrase) > len(key.phrase)]
    return longer[0] if len(longer) == 1 else key


def _is_form(key: Key, other: Key) -> bool:
    """The same person, one name perhaps without a middle name or under the same curated id."""
    if key.entity_id is not None and key.entity_id == other.entity_id:
        return True
    first, second = key.phrase.split(), other.phrase.split()
    return first[0] == second[0] and first[-1] == second[-1]


def curated_keys(authority: Authority, document_id: str) -> Mapping[KeyTuple, Key]:
    """What the names and aliases of the authority list are keyed as, so that other spellings meet them.

    A form that holds in this document alone comes before one that holds everywhere.
    """
    found: dict[KeyTuple, Key] = {}
    for scope in (document_id, None):
        for entity in authority.entities:
            forms = [entity.name] if scope is None else []
            forms += [alias.text for alias in entity.aliases if alias.document_id == scope]
            for text in forms:
                key = typed_key(text, entity.entity_type, entity.country)
                if not (key.is_bare and entity.entity_type == "person" and len(key.phrase.split()) < 2):
                    found.setdefault((key.entity_type, key.country, key.phrase), _curated(entity, key))
    return found


def _curated(entity: CuratedEntity, key: Key) -> Key:
    return replace(key, entity_id=entity.id, name=entity.name, is_bare=False)


def typed_key(text: str, entity_type: EntityType, country: str | None = None) -> Key:
    """The key of a name whose type is known; the country is added where the words do not say it."""
    words = plain_words(text)
    if entity_type == "person":
        return person_key(words)
    if entity_type == "organisation" and (len(words) > 1 or cyrillic_body(words) is not None):
        known = _known(words)
        key = known or body_key(words)
        return replace(key, country=key.country or country, is_bare=False) if country else key
    if entity_type == "place" and words[:2] == ("City", "of") and len(words) > 2:
        return typed_key(" ".join(words[2:]), "place", country)  # "City of Tyle" is Tyle
    known = _known(words)
    if known is not None and known.entity_type == entity_type:
        return known
    return Key(entity_type=entity_type, country=country, phrase=folded(words), name=text)


def _known(words: Sequence[str]) -> Key | None:
    for trie in (country_trie(), known_trie()):
        found = trie.at(words, 0) if words else None
        if found is not None and found[0] == len(words):
            known = found[1]
            return Key(
                entity_type=known.entity_type,
                country=known.country,
                phrase=folded(plain_words(known.name)),
                name=known.name,
            )
    return None


@lru_cache(maxsize=1024)
def entity_id(key: Key, document_id: str) -> str:
    """The id of an entity: a person's choice, else from its key; a name that cannot stand alone adds its document."""
    if key.entity_id is not None:
        return key.entity_id
    scope = (document_id,) if key.is_bare else ()
    return content_id("ent", key.entity_type, key.country, key.phrase, *scope)
