"""Who issued or published a document, read from what its facts say; such an entity may have no mention."""

import re
from collections.abc import Iterator, Mapping

from dpkit.extract.dictionary import RANK_BODY
from dpkit.extract.gazetteer import Trie, common_marks, word_list
from dpkit.extract.name_hits import Hit, Key, Words, folded, is_capital, plain_words, words_of
from dpkit.extract.people import person_key
from dpkit.extract.propagation import plain_surname
from dpkit.extract.resolution import KeyTuple, typed_key
from dpkit.extract.russian_nouns import title_forms
from dpkit.extract.russian_people import russian_person_hits


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
    key = _person(words) or _cyrillic_person(text) or typed_key(text.strip(), "organisation")
    key = keys.get((key.entity_type, key.country, key.phrase), key)
    # A publisher is named on purpose: its name stands alone even where it says no country.
    return key if key.entity_id else _standing(key, text)


def party_hits(words: Words, party: Key) -> Iterator[Hit]:
    """Where a paragraph names the person whom the facts name as issuer or publisher: a given name and the surname.

    Middle names, initials and nicknames may stand between them or be left out; case does not matter.
    """
    if party.entity_type != "person":
        return
    names = [name.casefold() for name in _NAME.findall(plain_surname(party.name))]
    if len(names) < 2:
        return
    given, surname = frozenset(name for name in names[:-1] if len(name) > 1), names[-1]
    for last, text in enumerate(words.texts):
        if text.casefold() != surname or not is_capital(text):
            continue
        first = _given_before(words.texts, last, given)
        if first is not None:
            start, end = words.spans[first][0], words.spans[last][1]
            yield Hit(
                start=start, end=end, paragraph=words.paragraph, kind="name", method="rule", key=party, rank=RANK_BODY
            )


_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
MAX_BETWEEN = 6
"""Words between given name and surname: initials with their full stops, a nickname in marks."""


def _given_before(texts: tuple[str, ...], last: int, given: frozenset[str]) -> int | None:
    first = None
    for index in range(last - 1, max(last - 2 - MAX_BETWEEN, -1), -1):
        word = texts[index]
        if word.casefold() in given and is_capital(word):
            first = index
        elif word not in (".", '"', "“", "”", "(", ")", "'", "-") and not (len(word) == 1 and is_capital(word)):
            break
    return first


def _standing(key: Key, text: str) -> Key:
    is_retitled = key.entity_type == "person" and plain_words(text) != plain_words(key.name)
    name = key.name if is_retitled else " ".join(text.split())
    return Key(entity_type=key.entity_type, country=key.country, phrase=key.phrase or folded((text,)), name=name)


def _person(words: tuple[str, ...]) -> Key | None:
    titles, given, heads = (word_list(f"{name}.tsv") for name in ("titles", "given_names", "heads"))
    rest = list(words)
    while rest and (rest[0] in titles or rest[0] == "."):
        rest.pop(0)
    has_title = len(rest) < len(words)
    if (
        not 1 < sum(word not in _SIGNS for word in rest) <= 6
        or any(word in heads for word in rest)
        or not all(map(_fits, rest))
    ):
        return None
    is_given = rest[0] in given or "g" in common_marks().get(rest[0].capitalize(), "")
    is_told = has_title and rest[0].isascii()  # behind "Президент" a country may stand, in the genitive
    return person_key(rest) if is_told or is_given else None


def _cyrillic_person(text: str) -> Key | None:
    """The person whom a Russian or Kazakh text names and nobody else, perhaps behind a title.

    >>> _cyrillic_person("Министр энергетики Олег Савин").phrase, _cyrillic_person("Фонд Олега Савина")
    ('олег савин', None)
    """
    found = list(russian_person_hits([words_of(text, 0, len(text), 0, "ru")]))
    if len(found) != 1 or found[0].end < len(text.rstrip()) or found[0].key.is_bare:
        return None
    first = re.split(r"[\s]", text.strip().lower())[0].rpartition("-")[2]
    is_titled = first in title_forms() or first in word_list("titles.kk.tsv")
    return found[0].key if found[0].start == 0 or is_titled else None


_SIGNS = frozenset((".", "-", ",", '"', "“", "”", "'", "’", "(", ")"))


def _fits(word: str) -> bool:
    return is_capital(word) or word in ("de", "van", "von", "al", "bin") or word in _SIGNS
