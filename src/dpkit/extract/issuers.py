"""Who issued or published a document, read from what its facts say; such an entity may have no mention."""

from collections.abc import Mapping

from dpkit.extract.gazetteer import Trie, word_list
from dpkit.extract.name_hits import Key, folded, is_capital, plain_words
from dpkit.extract.people import person_key
from dpkit.extract.resolution import KeyTuple, typed_key


def named_key(text: str | None, curated: Trie, keys: Mapping[KeyTuple, Key]) -> Key | None:
    """The key of an issuer or publisher; None where there is none.

    >>> named_key("Senator Jane Example", Trie({}), {}).phrase
    'jane example'
    """
    words = plain_words(text) if text else ()
    if text is None or not words:
        return None
    found = curated.at(words, 0)
    if found is not None and found[0] == len(words):
        known = found[1]
        key = typed_key(known.name, known.entity_type, known.country)
        return Key(
            entity_type=known.entity_type,
            country=known.country,
            phrase=key.phrase,
            name=known.name,
            entity_id=known.entity_id,
        )
    key = _person(words) or typed_key(text.strip(), "organisation")
    key = keys.get((key.entity_type, key.country, key.phrase), key)
    # A publisher is named on purpose: its name stands alone even where it says no country.
    return key if key.entity_id else _standing(key, text)


def _standing(key: Key, text: str) -> Key:
    name = key.name if key.entity_type == "person" else text.strip()
    return Key(entity_type=key.entity_type, country=key.country, phrase=key.phrase or folded((text,)), name=name)


def _person(words: tuple[str, ...]) -> Key | None:
    titles, given, heads = (word_list(f"{name}.tsv") for name in ("titles", "given_names", "heads"))
    rest = list(words)
    while rest and (rest[0] in titles or rest[0] == "."):
        rest.pop(0)
    has_title = len(rest) < len(words)
    if not 1 < len(rest) <= 6 or any(word in heads for word in rest) or not all(map(_fits, rest)):
        return None
    return person_key(rest) if has_title or rest[0] in given else None


def _fits(word: str) -> bool:
    return is_capital(word) or word in (".", "-", "de", "van", "von", "al", "bin")
