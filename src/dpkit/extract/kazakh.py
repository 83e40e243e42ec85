"""Endings of Kazakh nouns, as far as they stand between a name of a list and the word in a text."""

from functools import lru_cache

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
