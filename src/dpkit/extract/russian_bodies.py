"""Bodies in Russian texts: "МИД России", "Министерство обороны Республики Казахстан", "Минздрав", in every case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dpkit.extract.body_lists import heads, named_bodies, state_phrases
from dpkit.extract.dictionary import RANK_BODY, known_trie
from dpkit.extract.name_hits import Hit, Key, Words, folded, is_capital, plain_words
from dpkit.extract.russian_complements import complement_end
from dpkit.extract.russian_nouns import nominative_adjective, title_forms
from dpkit.extract.russian_places import joined, place_at, seat_of
from dpkit.extract.russian_units import SENTENCE_ENDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as some words name it: where they end, what it is and whose it is."""

    end: int
    phrase: str
    name: str
    country: str | None = None
    place: str | None = None
    """A place that is no country of the lists, in the nominative, folded."""
    is_state: bool = False
    """Whether that place is a state: what a ministry or parliament is of."""
    is_of_nations: bool = False
    """The Security Council of the United Nations, which the dictionary keys without whose it is."""

    @property
    def key(self) -> Key:
        """The key of an entity; a body that says of no place whose it is cannot stand alone."""
        return Key(
            entity_type="organisation",
            country=self.country,
            phrase=f"{self.phrase} of {self.place}" if self.place else self.phrase,
            name=self.name,
            is_bare=self.country is None and self.place is None and not self.is_of_nations,
        )


def russian_body_hits(words: Words) -> Iterator[Hit]:
    """The bodies that a Russian paragraph names."""
    done = 0
    texts = words.texts
    starts = sorted({*words.capitals, *(i for i, word in enumerate(texts) if word in _SMALL_HEADS)})
    for index in starts:
        if index < done:
            continue
        body = body_at(texts, index)
        if body is None or (body.key.is_bare and not _stands(texts, index, body)):
            continue
        done = body.end
        shown = texts[index : body.end]
        yield Hit(
            start=words.spans[index][0],
            end=words.spans[body.end - 1][1],
            paragraph=words.paragraph,
            kind="acronym" if len(shown) == 1 and shown[0].isupper() else "name",
            method="rule",
            key=body.key,
            rank=RANK_BODY,
        )


_SMALL_HEADS = frozenset({"пресс"})
"""What bodies begin with in small letters ("пресс-служба Президента")."""


def _stands(texts: Sequence[str], index: int, body: Body) -> bool:
    """Whether a body without a place is one: an adjective at the beginning of a sentence has its capital from there."""
    is_first = index == 0 or texts[index - 1] in SENTENCE_ENDS
    is_short = body.end - index < 3 and texts[body.end - 1].lower() in heads()  # but "Московский городской суд"
    return not (is_first and is_short and body.phrase not in state_phrases() and texts[index].lower() not in heads())


def russian_body(words: Sequence[str]) -> Body | None:
    """The body that these words and no more name, in any case.

    >>> found = russian_body("Министерством иностранных дел Арландии".split())
    >>> found.phrase, found.place, found.name
    ('ministry of foreign affairs', 'арландия', 'Министерство иностранных дел Арландии')
    """
    body = body_at(words, 0) if words else None
    return body if body is not None and body.end == len(words) else None


def body_at(texts: Sequence[str], index: int) -> Body | None:
    """The body whose name begins at a word, with the place that it ends with."""
    known = known_trie().at(texts, index)
    if known is not None and known[0] > 1:
        return None  # the dictionary's
    named, pattern = _named(texts, index), _by_pattern(texts, index)
    found = pattern if named is None or (pattern is not None and pattern.end > named.end) else named
    return _with_place(texts, found) if found is not None else None


def _named(texts: Sequence[str], index: int) -> Body | None:
    """A body that every state has, by its name or a short form."""
    for form, phrase, name in named_bodies().get(texts[index].lower(), ()):
        size = len(form)
        if tuple(word.lower() for word in texts[index : index + size]) != form:
            continue
        if size == 1 and name.isupper() and not texts[index][:2].isupper():
            continue  # "цик" is no ЦИК
        if size == 1 and texts[index] == texts[index].upper() and not name.isupper():
            continue
        shown = _as_written(texts[index : index + size], name)
        return Body(end=index + size, phrase=phrase, name=shown[:1].upper() + shown[1:])
    return None


def _as_written(texts: Sequence[str], name: str) -> str:
    """A nominative with the capitals of the text ("Администрация Президента")."""
    if name.isupper():
        return name
    pairs = zip(texts, name.split(), strict=True)
    shown = [word[:1].upper() + word[1:] if is_capital(text) else word for text, word in pairs]
    return joined(shown)


def _by_pattern(texts: Sequence[str], index: int) -> Body | None:
    """ "Следственный комитет", "Агентство по развитию рынка", "Акимат города Алматы"."""
    at = index
    while at < min(index + 3, len(texts) - 1) and texts[at].lower() not in heads() and _is_adjective(texts[at]):
        at += 1
    if not is_capital(texts[index]):
        return None
    agreeing = [row for row in heads().get(texts[at].lower(), ()) if _agree(texts[index:at], row[1], row[2])]
    if not agreeing:
        return None
    noun, gender, _ = agreeing[0]
    adjectives = [nominative_adjective(word, gender) for word in texts[index:at]]
    end = complement_end(texts, at + 1)
    head = noun.capitalize() if is_capital(texts[at]) else noun
    name = joined([*adjectives, head, *texts[at + 1 : end]])
    is_alone = at == index and end == at + 1
    if (is_alone and place_at(texts, end, is_known=noun not in OF_STATES) is None) or texts[end - 1] in _INNER:
        return None
    return Body(end=end, phrase=folded(plain_words(name)), name=name)


_MASCULINE = {"g": ("ого", "его"), "d": ("ому", "ему"), "i": ("ым", "им"), "p": ("ом", "ем")}
_AGREEING: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "m": {**_MASCULINE, "n": ("ый", "ий", "ой"), "a": ("ый", "ий", "ой")},
    "n": {**_MASCULINE, "n": ("ое", "ее"), "a": ("ое", "ее")},
    "f": {"n": ("ая", "яя"), "a": ("ую", "юю"), **dict.fromkeys("gdip", ("ой", "ей"))},
}
"""How adjectives end, by gender and case."""


def _agree(adjectives: Sequence[str], gender: str, case: str) -> bool:
    return all(word.endswith(_AGREEING[gender][case]) for word in adjectives)


_INNER = frozenset({"директоров", "управляющих", "акционеров", "экспертов"})
"""Whose councils and committees every company has."""
_ADJECTIVES = tuple("ый ий ой ая яя ое ее ого его ому ему ым им ом ем ую юю ей".split())  # noqa: SIM905


def _is_adjective(word: str) -> bool:
    return len(word) > 4 and word.endswith(_ADJECTIVES) and word.isalpha() and word.lower() not in title_forms()


def _with_place(texts: Sequence[str], body: Body) -> Body:
    found = place_at(texts, body.end, is_known=not _may_be_anyones(body))
    if found is None:
        return body
    name = f"{body.name} {joined(texts[body.end : found.end])}"
    if found.is_union and body.phrase == "security council":
        return Body(end=found.end, phrase=body.phrase, name=name, is_of_nations=True)
    end, seat = found.end, ""
    if body.phrase.split()[0] in _ABROAD:
        end, seat = seat_of(texts, found.end)
    phrase = f"{body.phrase} in {seat}" if seat else body.phrase
    name = f"{name} {joined(texts[found.end : end])}" if seat else name
    return Body(end=end, phrase=phrase, name=name, country=found.country, place=found.place, is_state=found.is_state)


_ABROAD = frozenset({"посольство", "консульство", "генконсульство", "генеральное", "представительство", "постоянное"})
OF_STATES = frozenset({*_ABROAD, "министерство", "парламент", "правительство", "сенат", "агентство"})


def _may_be_anyones(body: Body) -> bool:
    """Whether the body is one that states have: then an unknown name behind it is a state's."""
    return body.phrase in state_phrases() or body.phrase.split()[0] in OF_STATES
