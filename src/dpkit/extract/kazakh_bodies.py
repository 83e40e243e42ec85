"""Bodies in Kazakh texts: "Қазақстан Сыртқы істер министрлігі", "ІІМ", "Алматы қаласының әкімдігі", in every case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dpkit.extract.body_lists import body_rows
from dpkit.extract.dictionary import RANK_BODY, RANK_KNOWN, country_trie, known_trie
from dpkit.extract.kazakh import CASE_ENDINGS, stems
from dpkit.extract.kazakh_cases import endings_of, place_nominative
from dpkit.extract.name_hits import Hit, Words, folded, is_capital, plain_words
from dpkit.extract.russian_bodies import Body

_POSSESSED = ("", "нің", "не", "н", "нде", "нен", "мен", "ның", "на", "нда", "нан", "ндегі", "ндағы", "ден", "дан")
"""Cases behind the possessive that a head ends with ("министрлігі")."""
_HEADS = tuple(
    """
    министрлігі агенттігі комитеті комиссиясы кеңесі соты елшілігі консулдығы университеті басқармасы департаменті
    академиясы институты әкімдігі прокуратурасы палатасы инспекциясы мәслихаты үкіметі парламенті
    """.split()  # noqa: SIM905 - a list of words reads better so
)
_AREAS = tuple("қаласы облысы ауданы ауылы өңірі округі республикасы федерациясы корольдігі".split())  # noqa: SIM905
_SENTENCE_ENDS = frozenset({".", "!", "?", "…", "«", "“", ":", "–", "—", '"', ")"})


_OFTEN_COMMON = frozenset(("government", "parliament", "senate", "security council"))
"""Bodies whose words, where no state is named, are a name only if the tagger sees one in them."""


def kazakh_body_hits(words: Words) -> Iterator[Hit]:
    """The bodies that a Kazakh paragraph names by the list or by whose they are."""
    texts = words.texts
    done = 0
    for index in words.capitals:
        if index < done:
            continue
        found = _body_at(texts, index)
        if found is None:
            continue
        done = found.end
        shown = texts[index : found.end]
        yield Hit(
            start=words.spans[index][0],
            end=words.spans[found.end - 1][1],
            paragraph=words.paragraph,
            kind="acronym" if len(shown) == 1 and shown[0].isupper() else "name",
            method="rule",
            key=found.key,
            rank=RANK_KNOWN if found.key.is_bare and found.phrase in _OFTEN_COMMON else RANK_BODY,
        )


def kazakh_body(words: Sequence[str]) -> Body | None:
    """The body that these words and no more name, in any case.

    >>> found = kazakh_body("Қазақстан Республикасы Сыртқы істер министрлігінің".split())
    >>> found.phrase, found.country, found.name
    ('ministry of foreign affairs', 'KZ', 'Қазақстан Республикасы Сыртқы істер министрлігі')
    """
    body = _body_at(words, 0) if words else None
    return body if body is not None and body.end == len(words) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The place that a body's name begins with: where it ends, its country or its name, folded."""

    end: int
    country: str | None = None
    name: str = ""
    is_sure: bool = True
    is_state: bool = False


def _body_at(texts: Sequence[str], index: int) -> Body | None:
    """The body whose name begins at a word, with the place before it."""
    place = _place_at(texts, index)
    if place is None:
        return _named(texts, index)
    found = _named(texts, place.end) or (_by_head(texts, place.end) if place.is_sure else None)
    if found is None:
        return _named(texts, index)
    return Body(
        end=found.end,
        phrase=found.phrase,
        name=f"{' '.join(texts[index : place.end])} {found.name}".replace(" - ", "-"),
        country=place.country,
        place=None if place.country else place.name,
        is_state=place.is_state,
    )


def _named(texts: Sequence[str], index: int) -> Body | None:
    for form, phrase, name in _names().get(texts[index].lower(), ()) if index < len(texts) else ():
        size = len(form)
        shown = texts[index : index + size]
        if tuple(word.lower() for word in shown) != form or (name.isupper() and not shown[0].isupper()):
            continue
        if not is_capital(shown[0]):
            continue
        written = name if name.isupper() else _like(shown, name)
        return Body(end=index + size, phrase=phrase, name=written)
    return None


def _like(shown: Sequence[str], name: str) -> str:
    """A nominative with the capitals of the text."""
    words = plain_words(name)
    cased = [word[:1].upper() + word[1:] if is_capital(text) else word for text, word in zip(shown, words, strict=True)]
    return " ".join(cased).replace(" ,", ",").replace(" - ", "-")


@cache
def _names() -> Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]:
    """Forms of the bodies of the list by their first word: form, phrase of the key, nominative; longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for phrase, _, _, names, shorts in body_rows():
        for name in names:
            *first, last = plain_words(name)
            for ending in _cases_of(last):
                form = (*first, last + ending)
                found.setdefault(form[0], []).append((form, phrase, name))
        for short in shorts:
            found.setdefault(short.lower(), []).append(((short.lower(),), phrase, short))
    return {first: tuple(sorted(set(entries), key=_by_size)) for first, entries in found.items()}


def _by_size(entry: tuple[tuple[str, ...], str, str]) -> tuple[int, str, str]:
    return -len(entry[0]), entry[1], entry[2]


def _cases_of(word: str) -> tuple[str, ...]:
    return ("", *endings_of(word), *endings_of(word, is_loan=True)) if word[-1] not in "ыі" else _POSSESSED


def _by_head(texts: Sequence[str], start: int) -> Body | None:
    """A head behind the place that it is of, or with a few words between ("Алматы облысы Денсаулық басқармасы")."""
    for at in range(start, min(start + MAX_BETWEEN, len(texts))):
        lower = texts[at].lower()
        for head in _HEADS:
            if lower.startswith(head) and lower[len(head) :] in _POSSESSED and _is_named(texts[at], head, at > start):
                name = " ".join([*texts[start:at], head])
                return Body(end=at + 1, phrase=folded(plain_words(name)), name=name)
        if not texts[at].isalpha():
            return None
        if at == start and not is_capital(texts[at]):
            return None
    return None


_OF_PLACES = frozenset("әкімдігі прокуратурасы мәслихаты елшілігі консулдығы министрлігі".split())  # noqa: SIM905


def _is_named(word: str, head: str, is_led: bool) -> bool:
    """Whether a head is one of a name: in small letters a government or court may be any ("Ресей үкіметі")."""
    return is_led or is_capital(word) or head in _OF_PLACES


MAX_BETWEEN = 5
"""Words of a body between its place and its head."""


def _place_at(texts: Sequence[str], index: int) -> _Place | None:
    """The place that begins at a word."""
    word = texts[index]
    country = _country(texts, index)
    if country is not None:
        end = index + country[0]
        if end + 1 < len(texts) and texts[end] == "-" and texts[end + 1] in CASE_ENDINGS:
            end += 2  # "АҚШ-тың"
        if end < len(texts) and _is_area(texts[end]):
            end += 1  # "Қазақстан Республикасының"
        return _Place(end=end, country=country[1])
    if index + 1 < len(texts) and _is_area(texts[index + 1]):
        known = known_trie().at((place_nominative(word),), 0)
        area = next(area for area in _AREAS if texts[index + 1].lower().startswith(area))
        name = folded(plain_words(known[1].name)) if known is not None else word.lower()
        is_state = area in _STATES
        return _Place(end=index + 2, name=name if is_state or area == "қаласы" else f"{name} {area}", is_state=is_state)
    name = place_nominative(word)
    is_genitive = word.lower().endswith(_GENITIVES) and len(word) > MIN_GENITIVE and not name.endswith(_NO_STATES)
    if word[1:].islower() and (is_genitive or word.endswith(_STATE_ENDS)):
        return _Place(end=index + 1, name=name.lower(), is_sure=is_genitive, is_state=True)
    return None


_STATES = ("республикасы", "федерациясы", "корольдігі")
MIN_GENITIVE = 6
_NO_STATES = ("ов", "ев", "ин", "ова", "ева", "міз", "мыз", "ім", "ым", "бек", "бай", "хан", "ұлы")
"""How surnames end, and what is ours ("Еліміздің")."""
_GENITIVES = ("ның", "нің", "дың", "дің", "тың", "тің")
_STATE_ENDS = ("ия", "стан", "ланд", "ландия")


def _is_area(word: str) -> bool:
    lower = word.lower()
    return any(lower.startswith(area) and lower[len(area) :] in _POSSESSED for area in _AREAS)


def _country(texts: Sequence[str], index: int) -> tuple[int, str | None] | None:
    """A country with or without a case ending: its words and code."""
    found = country_trie().at(texts, index)
    if found is not None:
        return (found[0], found[1].country) if found[1].kind != "adjectival" else None
    for form in stems(texts[index])[1:]:
        known = country_trie().forms.get(form, ())
        for words, country in known:
            if len(words) == 1 and country.kind != "adjectival":
                return 1, country.country
    return None
