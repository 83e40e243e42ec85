"""Endings of Russian names by declension: what both reading a form and making one need."""

from collections.abc import Mapping

Case = str
"""One letter of `ngdaip`: nominative, genitive, dative, accusative, instrumental, prepositional."""
Gender = str
"""`m` or `f`."""
CASES: tuple[Case, ...] = ("n", "g", "d", "a", "i", "p")
VOWELS = "аеёиоуыэюя"
HUSHING = "жчшщц"
VELAR = "гкхжчшщ"
FLEETING = {"павл": "Павел", "петр": "Пётр", "льв": "Лев"}
MASCULINE: Mapping[str, tuple[Case, ...]] = {"а": ("g", "a"), "у": ("d",), "ом": ("i",), "е": ("p",)}
MASCULINE_SOFT: Mapping[str, tuple[Case, ...]] = {
    "я": ("g", "a"),
    "ю": ("d",),
    "ем": ("i",),
    "ём": ("i",),
    "е": ("p",),
}
FEMININE: Mapping[str, tuple[Case, ...]] = {"ы": ("g",), "и": ("g",), "е": ("d", "p"), "у": ("a",), "ой": ("i",)}
FEMININE_SOFT: Mapping[str, tuple[Case, ...]] = {"и": ("g",), "е": ("d", "p"), "ю": ("a",), "ей": ("i",), "ёй": ("i",)}
LIKE_ADJECTIVES: tuple[tuple[str, Gender, Mapping[str, tuple[Case, ...]]], ...] = (
    ("а", "f", {"а": ("n",), "ой": ("g", "d", "i", "p"), "у": ("a",)}),
    ("", "m", {"": ("n",), "а": ("g", "a"), "у": ("d",), "ым": ("i",), "е": ("p",)}),
)
"""What stands behind -ов, -ев, -ин."""
ADJECTIVES_OF_MEN: Mapping[str, tuple[Case, ...]] = {
    "ого": ("g", "a"), "ому": ("d",), "ом": ("p",), "ым": ("i",), "им": ("i",), "его": ("g", "a"), "ему": ("d",),
    "ем": ("p",),
}  # fmt: skip
ADJECTIVES_OF_WOMEN: Mapping[str, tuple[Case, ...]] = {"ой": ("g", "d", "i", "p"), "ую": ("a",)}


def changing_part(word: str) -> tuple[str, str]:
    """What never changes, and the part that is declined: the last behind a hyphen or a particle ("де Голль")."""
    at = max(word.rfind("-"), word.rfind(" ")) + 1
    return word[:at], word[at:]
