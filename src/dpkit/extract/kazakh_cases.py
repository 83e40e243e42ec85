"""Cases of Kazakh names: the endings that vowel harmony gives a name, and a name without the one it has."""

from collections.abc import Iterator
from functools import cache

from dpkit.extract.dictionary import country_trie, known_trie
from dpkit.extract.gazetteer import cyrillic_marks, data_rows
from dpkit.extract.kazakh import CASE_ENDINGS, MIN_STEM
from dpkit.extract.name_hits import plain_words

_BACK, _FRONT = "аоұыуяёю", "әеөүіэи"
_VOICELESS = "пфкқтшсхцчщһвбгд"
_CASES_BEHIND = {
    "vowel": ("ның", "ға", "ны", "да", "дан", "мен"),
    "nasal": ("ның", "ға", "ды", "да", "нан", "мен"),
    "voiced": ("дың", "ға", "ды", "да", "дан", "мен"),
    "buzzing": ("дың", "ға", "ды", "да", "дан", "бен"),
    "voiceless": ("тың", "қа", "ты", "та", "тан", "пен"),
}
"""Genitive, dative, accusative, locative, ablative, instrumental behind back vowels, by the last sound of a word."""
_TO_FRONT = str.maketrans("ыағқ", "іегк")


def _sound(word: str) -> str:
    last = word[-1:].lower()
    if last in _BACK + _FRONT and last != "у":
        return "vowel"
    if last in "мнң":
        return "nasal"
    if last in "зж":
        return "buzzing"
    return "voiceless" if last in _VOICELESS else "voiced"


def _is_front(word: str) -> bool:
    """Whether the last vowel of a word is a front one."""
    vowels = [letter for letter in word.lower() if letter in _BACK + _FRONT and letter not in "иу"] or ["и"]
    return vowels[-1] in _FRONT


def endings_of(name: str, *, is_loan: bool = False) -> tuple[str, ...]:
    """The case endings of a name as vowel harmony and its last sound ask for them; "with" has no front form.

    >>> endings_of("Тоқаев"), endings_of("Дариға")[0]
    (('тің', 'тың', 'ке', 'қа', 'ті', 'ты', 'те', 'та', 'тен', 'тан', 'пен'), 'ның')
    """
    back = _CASES_BEHIND[_sound(name)]
    front = tuple(ending.translate(_TO_FRONT) for ending in back[:-1])
    harmonic = (front, back[:-1]) if _is_front(name) else (back[:-1], front)
    # Russian surnames and loans ("банктің") take back endings with some writers, and front ones with others.
    both = is_loan or name.lower().endswith(("ов", "ев", "ёв", "ин", "ий"))
    ordered = [ending for pair in zip(*harmonic, strict=True) for ending in (pair if both else pair[:1])]
    return (*dict.fromkeys(ordered), back[-1])


@cache
def given_names() -> frozenset[str]:
    """Given names of Kazakh texts."""
    return frozenset(name for _, names in data_rows("given_names.kk.tsv") for name in names.split())


def kazakh_forms(name: str) -> Iterator[tuple[str, ...]]:
    """The forms of a person's name as words: the whole name, and the surname alone.

    >>> ("Тоқаевтың",) in set(kazakh_forms("Қасым-Жомарт Тоқаев"))
    True
    """
    surname = name.split()[-1]
    for ending in ("", *endings_of(surname)):
        yield plain_words(name + ending)
        yield plain_words(surname + ending)


def nominative(name: str, known: frozenset[str] = frozenset()) -> str:
    """A person's name without the case ending that it has in the text; `known` are names that the document uses.

    >>> nominative("Олжас Бектеновтің"), nominative("Серік Ахметов"), nominative("Фарида"), nominative("Абаймен")
    ('Олжас Бектенов', 'Серік Ахметов', 'Фарида', 'Абай')
    """
    head, space, last = name.rpartition(" ")
    if last in given_names():
        return name
    for size in (3, 2):
        stem, ending = last[:-size], last[-size:].lower()
        if len(stem) < MIN_STEM or ending not in endings_of(stem):
            continue
        if _is_safe(stem, ending) or head + space + stem in known:
            return head + space + stem
    return name


_SURNAME_ENDS = ("ов", "ев", "ёв", "ин", "ова", "ева", "ина", "ұлы", "қызы", "бек", "бай", "хан", "жан", "ский", "ская")
_SURE_ENDINGS = frozenset("ның нің дың дің тың тің".split())  # noqa: SIM905
_WITH = frozenset({"мен", "бен", "пен"})
MIN_BEFORE_WITH = 5
"""Code points: shorter names may end in -мен themselves."""


def _is_safe(stem: str, ending: str) -> bool:
    """Whether what is left tells that an ending was one: many names end in -да, -та, -ты, -ға themselves."""
    if ending in _SURE_ENDINGS or stem in given_names() or stem.lower().endswith(_SURNAME_ENDS):
        return True
    return ending in _WITH and len(stem) >= MIN_BEFORE_WITH


_POSSESSIVE_CASES = tuple(
    "ның нің нда нде нан нен на не ны ні мен дағы дегі".split()  # noqa: SIM905
)
_LOCAL = frozenset("да де та те дан ден тан тен нан нен ға ге қа ке ды ді ты ті ны ні мен бен пен дағы дегі".split())  # noqa: SIM905


def place_nominative(name: str) -> str:
    """A place or body without the case ending that it has in the text.

    >>> place_nominative("Алматыда"), place_nominative("Канада"), place_nominative("Алматы қаласының")
    ('Алматы', 'Канада', 'Алматы қаласы')
    """
    short, hyphen, ending = name.rpartition("-")
    if hyphen and ending in CASE_ENDINGS:
        return short  # "АҚШ-тың"
    head, space, last = name.rpartition(" ")
    marks = cyrillic_marks()
    if last in country_trie().forms or last in known_trie().forms or "t" in marks.get(last, "").lower():
        return name
    for size in (4, 3, 2):
        stem, ending = last[:-size], last[-size:].lower()
        if len(stem) < MIN_STEM:
            continue
        if stem.lower().endswith(("сы", "сі", "ғы", "гі", "ты", "ті")) and ending in _POSSESSIVE_CASES:
            return head + space + stem
        if ending in _SURE_ENDINGS and ending in endings_of(stem):
            return head + space + stem
        is_known = stem in country_trie().forms or stem in known_trie().forms or "t" in marks.get(stem, "").lower()
        if ending in _LOCAL and is_known:
            return head + space + stem
    return name
