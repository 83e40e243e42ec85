"""Acronyms that a text defines: "Collective Security Treaty Organization (CSTO)"."""

from collections.abc import Iterator, Sequence

from dpkit.extract.name_hits import Words, is_capital

_SMALL = frozenset(
    ["of", "the", "and", "for", "in", "on", "to", "with", "de", "la", "des", "du", "et", "von", "und", "&", "-"]
)
_MAX_WORDS = 12


def definitions(words: Words) -> Iterator[tuple[int, int, int]]:
    """First word, word after the last, and word of the acronym, for each pair that a paragraph defines."""
    texts = words.texts
    for index in range(1, len(texts) - 2):
        if texts[index] == "(" and texts[index + 2] == ")" and is_acronym(texts[index + 1]):
            first = first_word(texts, index, texts[index + 1])
            if first is not None:
                yield first, index, index + 1


def is_acronym(word: str) -> bool:
    """A short word with two capitals or more, the first letter among them: CSTO, MoD."""
    return 2 <= len(word) <= 10 and word[0].isupper() and sum(letter.isupper() for letter in word) >= 2


def first_word(texts: Sequence[str], end: int, acronym: str) -> int | None:
    """Where the words begin whose initials, read backwards from `end`, spell the acronym; small words may be skipped.

    >>> first_word("the Collective Security Treaty Organization (".split(), 5, "CSTO")
    1
    """
    letters = [letter for letter in acronym if letter.isalnum() and (letter.isupper() or letter.isdigit())]
    index = end - 1
    while letters and index >= 0 and end - index <= _MAX_WORDS:
        word = texts[index]
        if word[0].upper() == letters[-1] and (is_capital(word) or word in _SMALL):
            letters.pop()
            if not letters:
                return index if is_capital(word) else None
        elif word not in _SMALL:
            return None
        index -= 1
    return None
