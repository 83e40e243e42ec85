"""Endings of Kazakh nouns, as far as they stand between a name of a list and the word in a text."""

from collections.abc import Iterator
from functools import cache, lru_cache

from dpkit.extract.gazetteer import data_rows
from dpkit.extract.name_hits import plain_words

CASE_ENDINGS = frozenset(
    """
    ның нің дың дің тың тің ға ге қа ке на не да де та те нан нен дан ден тан тен ды ді ты ті ны ні мен бен пен
    дағы дегі тағы тегі лар лер дар дер тар тер лық лік дық дік тық тік нікі дікі тікі ша ше
    """.split()  # noqa: SIM905 - a list of words reads better so
)
"""Case and number; "with" is written together with names."""
_POSSESSIVES = frozenset(
    """
    нда нде ндағы ндегі ы і сы сі ын ін сын сін ының інің сының сінің ына іне сына сіне ында інде сында сінде
    """.split()  # noqa: SIM905 - a list of words reads better so
)
_ENDINGS = tuple(sorted(CASE_ENDINGS | _POSSESSIVES, key=lambda ending: (-len(ending), ending)))
MIN_STEM = 3
MAX_ENDINGS = 2


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without the longest of the endings that it may have; capitals stay.

    >>> stem("Алматының"), stem("Абай")
    ('Алмат', 'Абай')
    """
    lower = word.lower()
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            return word[: len(word) - len(ending)]
    return word


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """What may be left of a word without its endings, longest first, the word itself among them; capitals stay.

    >>> stems("Қытаймен")
    ('Қытаймен', 'Қытай')
    """
    found = {word}
    for _ in range(MAX_ENDINGS):
        found |= {
            form[: len(form) - len(ending)]
            for form in found
            for ending in _ENDINGS
            if form.lower().endswith(ending) and len(form) - len(ending) >= MIN_STEM
        }
    return tuple(sorted(found, key=len, reverse=True))


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
    vowels = [letter for letter in word.lower() if letter in _BACK + _FRONT and letter != "и"] or ["и"]
    return vowels[-1] in _FRONT


def endings_of(name: str) -> tuple[str, ...]:
    """The case endings of a name as vowel harmony and its last sound ask for them; "with" has no front form.

    >>> endings_of("Тоқаев"), endings_of("Дариға")[0]
    (('тің', 'тың', 'ке', 'қа', 'ті', 'ты', 'те', 'та', 'тен', 'тан', 'пен'), 'ның')
    """
    back = _CASES_BEHIND[_sound(name)]
    front = tuple(ending.translate(_TO_FRONT) for ending in back[:-1])
    harmonic = (front, back[:-1]) if _is_front(name) else (back[:-1], front)
    # Russian surnames take back endings with some writers, and front ones with others.
    both = name.lower().endswith(("ов", "ев", "ёв", "ин", "ий"))
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
    """A name without the case ending that it has in the text; a longest ending that fits what is left of the word.

    >>> nominative("Олжас Бектеновтің"), nominative("Серік Ахметов"), nominative("Фарида"), nominative("Абаймен")
    ('Олжас Бектенов', 'Серік Ахметов', 'Фарида', 'Абай')
    """
    head, space, last = name.rpartition(" ")
    if last in given_names() or name in known:
        return name
    for size in (3, 2):
        stem, ending = last[:-size], last[-size:].lower()
        if len(stem) >= MIN_STEM and ending in endings_of(stem) and _is_safe(stem, ending):
            return head + space + stem
    return name


_SURNAME_ENDS = ("ов", "ев", "ёв", "ин", "ова", "ева", "ина", "ұлы", "қызы", "бек", "бай", "хан", "жан", "ский", "ская")


def _is_safe(stem: str, ending: str) -> bool:
    """Whether what is left tells that an ending was one: many names end in -да, -та, -ты, -ға themselves."""
    return ending in _SURE_ENDINGS or stem in given_names() or stem.lower().endswith(_SURNAME_ENDS)


_SURE_ENDINGS = frozenset("ның нің дың дің тың тің".split())  # noqa: SIM905
