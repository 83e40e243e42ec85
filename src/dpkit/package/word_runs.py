"""Runs of words: how texts are held against each other, whatever stands between the words."""

import re
from collections.abc import Collection, Iterator, Mapping

RUN_WORDS = 3
"""So many words in a row that a text has too are words of that text."""

_WORD = re.compile(r"\w\S*\w|\w")
"""What stands between white space, less the marks around it: an address or an id is one word."""


def words_of(text: str) -> list[str]:
    """The words of a text, letter case aside.

    >>> words_of("“About 2,500 people,” https://tides.example/about-2500-people/")
    ['about', '2,500', 'people', 'https://tides.example/about-2500-people']
    """
    return _WORD.findall(text.casefold())


def runs_of(text: str, length: int = RUN_WORDS) -> set[tuple[str, ...]]:
    """Every run of so many words of a text."""
    words = words_of(text)
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)} if length else set()


def quoted_in(
    written: Mapping[str, str], texts: Mapping[str, str], free: Collection[str], length: int
) -> Iterator[tuple[str, str]]:
    """Where what was written (by path) holds so many words in a row of a text (by document) that is not free.

    What a free text says too may be said by anyone. Paths and documents, sorted.
    """
    runs = {path: runs_of(text, length) for path, text in written.items()}
    said = set().union(*runs.values())
    shared = {key: said & runs_of(text, length) for key, text in texts.items()}
    allowed = set().union(*(shared[key] for key in free))
    for path in sorted(runs):
        for key in sorted(shared.keys() - set(free)):
            if not runs[path].isdisjoint(shared[key] - allowed):
                yield path, key
