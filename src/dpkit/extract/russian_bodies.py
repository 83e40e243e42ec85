"""Bodies in Russian texts: "МИД России", "Министерство обороны Республики Казахстан", "Минздрав", in every case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dpkit.extract.dictionary import RANK_BODY, country_trie, known_trie
from dpkit.extract.gazetteer import cyrillic_marks, data_rows, word_list
from dpkit.extract.name_hits import Hit, Key, Words, folded, is_capital, plain_words
from dpkit.extract.russian_cases import CASES, given_readings, is_given, is_surname_like, surname_readings
from dpkit.extract.russian_nouns import (
    declined_phrase,
    no_person_forms,
    nominative_adjective,
    phrase_forms,
    title_forms,
)

MAX_COMPLEMENT = 12
"""Words behind a head that belong to its name."""
_SENTENCE_ENDS = frozenset({".", "!", "?", "…", "«", "“", "„", '"', ":", "–", "—", ")", "•", "*"})


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
    is_first = index == 0 or texts[index - 1] in _SENTENCE_ENDS
    is_short = texts[body.end - 1].lower() in heads()
    return not (is_first and is_short and body.phrase not in _phrases() and texts[index].lower() not in heads())


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
    for form, phrase, name in _names().get(texts[index].lower(), ()):
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
    return _written(shown)


@cache
def _names() -> Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]:
    """Forms of the bodies of the list by their first word: form, phrase of the key, nominative; longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for phrase, names, shorts, _, _ in body_rows():
        for name in names:
            words = plain_words(name)
            for form in phrase_forms(words):
                found.setdefault(form[0], []).append((form, phrase, " ".join(words)))
        for short in shorts:
            for short_form in (form.lower() for form in _short_forms(short)):
                found.setdefault(short_form, []).append(((short_form,), phrase, short.rstrip("~")))
    return {first: tuple(sorted(set(entries), key=_by_size)) for first, entries in found.items()}


def _by_size(entry: tuple[tuple[str, ...], str, str]) -> tuple[int, str, str]:
    return -len(entry[0]), entry[1], entry[2]


@cache
def _phrases() -> frozenset[str]:
    return frozenset(phrase for phrase, *_ in body_rows())


def body_rows() -> Iterator[tuple[str, list[str], list[str], list[str], list[str]]]:
    """The bodies that every state has: phrase, Russian names and short forms, Kazakh names and short forms."""
    for row in data_rows("bodies.tsv"):
        phrase, *cells = (row + [""] * 5)[:5]
        russian, short, kazakh, kazakh_short = ([part for part in cell.split("|") if part] for cell in cells)
        yield phrase, russian, short, kazakh, kazakh_short


def _short_forms(short: str) -> frozenset[str]:
    """The cases of a short form; acronyms may take an ending ("МИДа")."""
    if short.endswith("~"):
        return frozenset({short[:-1]})
    if short.isupper():
        return frozenset({short, *(short + ending for ending in ("а", "у", "ом", "е") if len(short) > 2)})
    return frozenset(" ".join(form) for form in phrase_forms((short,)))


@cache
def heads() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Forms of the nouns that bodies are called by, with the nominative, gender and case."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for noun, gender in data_rows("body_heads.ru.tsv"):
        for case in CASES:
            found.setdefault(declined_phrase((noun,), case)[0], set()).add((noun, gender, case))
    return {form: tuple(sorted(nouns)) for form, nouns in found.items()}


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
    name = _written([*adjectives, head, *texts[at + 1 : end]])
    is_alone = at == index and end == at + 1
    if (is_alone and _place_at(texts, end, is_known=noun not in _OF_STATES) is None) or texts[end - 1] in _INNER:
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


def complement_end(texts: Sequence[str], start: int) -> int:
    """The word after the last one of what a body is for: "по делам религий", "труда и социальной защиты".

    >>> complement_end("Министерство труда и социальной защиты населения сообщило".split(), 1)
    6
    """
    end = start
    is_behind_by = start < len(texts) and texts[start] == "по"
    if is_behind_by:
        first = _element_end(texts, start + 1, is_dative=True)
        if first == start + 1:
            return start
        end = first
    while end - start < MAX_COMPLEMENT:
        is_joined = end > start and end < len(texts) and texts[end] in ("и", ",")
        if is_joined and texts[end] == "," and not _is_list(texts, end):
            break
        begin = end + 1 if is_joined else end
        following = _element_end(texts, begin, is_dative=is_joined and is_behind_by)
        if following == begin:
            break
        end = following
    return end


def _is_list(texts: Sequence[str], comma: int) -> bool:
    """Whether a comma is one of a list that ends with "и": "развития, инноваций и промышленности"."""
    at = comma
    for _ in range(MAX_COMPLEMENT):
        following = _element_end(texts, at + 1, is_dative=False)
        if following == at + 1 or following >= len(texts):
            return False
        if texts[following] == "и":
            return _element_end(texts, following + 1, is_dative=False) > following + 1
        if texts[following] != ",":
            return False
        at = following
    return False


def _element_end(texts: Sequence[str], start: int, *, is_dative: bool) -> int:
    """Past adjectives and a noun in the genitive, or behind "по" in the dative; the start where there are none."""
    at = start
    while at < len(texts) and at - start < 3 and _is_small_adjective(texts[at], is_dative=is_dative):
        at += 1
    if at < len(texts) and _is_complement_noun(texts[at], is_dative=is_dative):
        return at + 1
    return start


def _is_small_adjective(word: str, *, is_dative: bool) -> bool:
    endings = ("ому", "ему", "ой", "ей", "ым", "им") if is_dative else ("ого", "его", "ой", "ей", "ых", "их")
    return word.islower() and len(word) > 4 and word.endswith(endings)


_GENITIVES = tuple("ства ения ания ития ствия ики ны ты ры мы ды бы зы вы ки ги хи сти ии".split())  # noqa: SIM905
_PLURAL_GENITIVES = ("ций", "гий", "рий", "ний", "тий", "ов", "ев", "ей")
_DATIVES = ("ям", "ам", "ию", "ству", "ости", "ике", "ции", "ии", "анию", "ению")
_NO_NOUNS = (
    "ли",
    "ла",
    "ло",
    "исты",
    "таты",
    "еры",
    "оры",
    "ники",
    "тели",
    "ски",
    "чики",
    "граждан",
    "чки",
    "люди",
    "анты",
)


def _is_complement_noun(word: str, *, is_dative: bool) -> bool:
    """Whether a noun stands in the case that a body asks of what it is for."""
    if not word.islower() or word in title_forms():
        return False
    if word in word_list("complements.ru.tsv"):
        return True
    if len(word) < 5 or word.endswith(_NO_NOUNS):
        return False
    return word.endswith(_DATIVES) if is_dative else word.endswith((*_GENITIVES, *_PLURAL_GENITIVES))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Whose a body is, by the words that say so."""

    end: int
    country: str | None = None
    place: str | None = None
    is_union: bool = False
    """The United Nations and the like."""
    is_state: bool = False


def _with_place(texts: Sequence[str], body: Body) -> Body:
    found = _place_at(texts, body.end, is_known=not _may_be_anyones(body))
    if found is None:
        return body
    name = f"{body.name} {_written(texts[body.end : found.end])}"
    if found.is_union and body.phrase == "security council":
        return Body(end=found.end, phrase=body.phrase, name=name, is_of_nations=True)
    end, seat = found.end, ""
    if body.phrase.split()[0] in _ABROAD:
        end, seat = _seat(texts, found.end)
    phrase = f"{body.phrase} in {seat}" if seat else body.phrase
    name = f"{name} {_written(texts[found.end : end])}" if seat else name
    return Body(end=end, phrase=phrase, name=name, country=found.country, place=found.place, is_state=found.is_state)


_ABROAD = frozenset({"посольство", "консульство", "генконсульство", "генеральное", "представительство", "постоянное"})
_OF_STATES = frozenset({*_ABROAD, "министерство", "парламент", "правительство", "сенат", "агентство"})


def _may_be_anyones(body: Body) -> bool:
    """Whether the body is one that states have: then an unknown name behind it is a state's."""
    return body.phrase in _phrases() or body.phrase.split()[0] in _OF_STATES


def _written(texts: Sequence[str]) -> str:
    return " ".join(texts).replace(" - ", "-").replace(" ,", ",").replace(" .", ".")


def _place_at(texts: Sequence[str], at: int, *, is_known: bool) -> _Place | None:
    """The country, union, area or town in the genitive that begins at a word."""
    if at >= len(texts):
        return None
    if texts[at].lower() in _AREAS or texts[at] == "г":
        return _area(texts, at)
    if not is_capital(texts[at]):
        return None
    country = country_trie().at(texts, at)
    if country is not None and country[1].kind != "adjectival":
        is_genitive = country[0] > 1 or texts[at].isupper() or texts[at].endswith(_GENITIVE)
        return _Place(end=at + country[0], country=country[1].country) if is_genitive else None
    union = known_trie().at(texts, at)
    if union is not None and union[1].kind == "acronym":
        return _Place(end=at + union[0], place=folded(plain_words(union[1].name)), is_union=True)
    if texts[at].endswith(("ой", "ого")) and texts[at + 1 : at + 2] and texts[at + 1].lower() in _AREAS:
        return _Place(end=at + 2, place=folded(texts[at : at + 2]))
    if texts[at] in _STATES:
        is_named = at + 1 < len(texts) and is_capital(texts[at + 1]) and texts[at + 1].isalpha()
        return _Place(end=at + 2, place=folded(texts[at + 1 : at + 2]), is_state=True) if is_named else None
    return _town(texts, at) or (None if is_known else _unknown(texts, at))


_GENITIVE = ("и", "ы", "а", "я", "о")
_STATES = frozenset("Республики Королевства Княжества Эмирата Федерации Герцогства".split())  # noqa: SIM905
_AREAS = frozenset("города области района края округа села поселка посёлка".split())  # noqa: SIM905


def _area(texts: Sequence[str], at: int) -> _Place | None:
    """ "города Алматы", "г. Алматы", "области Абай"."""
    name = at + 2 if texts[at + 1 : at + 2] == (".",) else at + 1
    if name >= len(texts) or not is_capital(texts[name]):
        return None
    town = _town(texts, name)
    return town if town is not None else _Place(end=name + 1, place=nominative_place(texts[name]))


def _town(texts: Sequence[str], at: int) -> _Place | None:
    """A town that the lists know, in the nominative or genitive."""
    last = at + 1
    while last + 1 < len(texts) and texts[last] == "-" and is_capital(texts[last + 1]):
        last += 2
    for size in (last - at, 1):
        word = "".join(texts[at : at + size])
        for form in dict.fromkeys((nominative_place(word).capitalize(), word, word.removesuffix("а"))):
            found = known_trie().at(plain_words(form), 0)
            if found is not None and found[1].entity_type == "place":
                return _Place(end=at + size, place=folded(plain_words(found[1].name)))
            if "T" in cyrillic_marks().get(form, ""):
                return _Place(end=at + size, place=form.lower())
    return None


def _unknown(texts: Sequence[str], at: int) -> _Place | None:
    """A name in the genitive that is no person's: that of a state which no list knows."""
    word = texts[at]
    lower = word.lower()
    is_name = word.isalpha() and word[1:].islower() and len(word) > 3 and lower.endswith(("и", "ы", "а", "я"))
    if not is_name or lower in title_forms() or lower in no_person_forms() or lower in heads() or lower in _names():
        return None
    if any(is_surname_like(reading.nominative) for reading in surname_readings(word) if reading.case == "g"):
        return None
    if any(is_given(reading.nominative) for reading in given_readings(word) if reading.case == "g"):
        return None
    return _Place(end=at + 1, place=nominative_place(word), is_state=True)


def nominative_place(word: str) -> str:
    """A place in the genitive as it is called, in small letters.

    >>> nominative_place("Арландии"), nominative_place("Бекланда"), nominative_place("Каменки")
    ('арландия', 'бекланд', 'каменка')
    """
    lower = word.lower().replace("ё", "е")
    for ending, nominative in (("ии", "ия"), ("ы", "а"), ("ки", "ка"), ("ги", "га"), ("хи", "ха"), ("и", "я")):
        if lower.endswith(ending) and len(lower) - len(ending) > 2:
            return lower.removesuffix(ending) + nominative
    return lower[:-1] if lower.endswith("а") and len(lower) > 4 else lower


def _seat(texts: Sequence[str], at: int) -> tuple[int, str]:
    """Past "в Казахстане" behind an embassy, and where that is: a country's code or the word."""
    if at + 1 >= len(texts) or texts[at] not in ("в", "во") or not is_capital(texts[at + 1]):
        return at, ""
    country = country_trie().at(texts, at + 1)
    if country is not None:
        return at + 1 + country[0], str(country[1].country).lower()
    end = at + 4 if texts[at + 2 : at + 3] == ("-",) else at + 2
    lower = _written(texts[at + 1 : end]).lower()
    return end, lower[:-1] + "я" if lower.endswith("ии") else lower.removesuffix("е")
