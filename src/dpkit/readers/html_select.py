"""Which blocks of a page are statement: trafilatura selects, and its words are matched with ours.

Its own text is never kept. A block is taken where most runs of four words of it stand in what trafilatura selected;
a shorter block where it equals a line of that, between the first and last block taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u109f\u1780-\u17ff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")  # scripts without spaces: each letter counts as a word
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));?"
)
_LINE_TAGS = frozenset(
    ["p", "head", "item", "list", "cell", "row", "table", "quote", "lb", "code", "ab", "figure", "graphic"]
)
RUN_WORDS = 4
"""Shorter runs repeat by chance in menus, longer ones break at every link that trafilatura leaves out."""
TAKEN_SHARE = 0.6
LONG_WORDS = 25
"""Blocks of that many words are rarely page furniture."""
TRUSTED_SHARE, DOUBTED_SHARE, FEW_WORDS = 0.5, 0.15, 100
"""The quick way is believed with most of the long blocks, or with many words and not a small part of them."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The words of the main content: runs of four, and whole lines."""

    runs: frozenset[tuple[str, ...]]
    lines: frozenset[tuple[str, ...]]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, for comparison only."""
    return tuple(_WORD.findall(text))


def select(source: str, blocks: Sequence[str]) -> list[bool] | None:
    """For each block of the text that a source shows whether it is statement; None if none is.

    The quick way of trafilatura (without the opinions of two other extractors) was as good on labelled pages and twice
    as fast; where it leaves most of the long blocks, the full way decides.
    """
    clean = _CONTROL.sub(" ", source)  # at a control character it would stop, without a word
    words = [words_of(block) for block in blocks]
    marks = _marks(clean, words, is_quick=True)
    long_words = sum(len(each) for each in words if len(each) >= LONG_WORDS)
    taken_words = sum(len(each) for each, mark in zip(words, marks, strict=True) if mark and len(each) >= LONG_WORDS)
    trusted_share = TRUSTED_SHARE if taken_words < FEW_WORDS else DOUBTED_SHARE
    if taken_words < trusted_share * long_words or not any(marks):
        marks = _marks(clean, words, is_quick=False)
    return marks if any(marks) else None


def _marks(source: str, words: Sequence[tuple[str, ...]], *, is_quick: bool) -> list[bool]:
    """What trafilatura selects, as marks on our blocks."""
    from trafilatura import bare_extraction

    document = bare_extraction(
        source,
        fast=is_quick,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        with_metadata=False,
    )
    if document is None or document.body is None:
        return [False] * len(words)
    lines = [words_of(line) for line in _lines(document.body)]
    flat = [word for line in lines for word in line]
    runs = frozenset(zip(*(flat[shift:] for shift in range(RUN_WORDS)), strict=False))
    return taken(words, Selected(runs=runs, lines=frozenset(line for line in lines if line)))


def _lines(body: Any) -> list[str]:
    """The text of a selected tree, a line for each of its paragraphs, cells and line breaks."""
    from lxml.etree import iterwalk

    lines: list[list[str]] = [[]]
    for event, element in iterwalk(body, events=("start", "end")):
        is_line = element.tag in _LINE_TAGS
        if is_line:
            lines.append([])
        lines[-1].append((element.text if event == "start" else element.tail) or "")
    return ["".join(parts) for parts in lines]


def taken(words: Sequence[tuple[str, ...]], selected: Selected) -> list[bool]:
    """For each block, given by its words, whether it is statement."""
    marks = [_is_taken(each, selected) for each in words]
    long_ones = [index for index, mark in enumerate(marks) if mark and len(words[index]) >= 2 * RUN_WORDS]
    if not long_ones:
        return [mark or each in selected.lines for mark, each in zip(marks, words, strict=True)]
    first, last = long_ones[0], long_ones[-1]
    return [
        mark or (first - 2 <= index <= last + 2 and each in selected.lines)
        for index, (mark, each) in enumerate(zip(marks, words, strict=True))
    ]


def _is_taken(words: tuple[str, ...], selected: Selected) -> bool:
    runs = len(words) - RUN_WORDS + 1
    if runs < 1:
        return False
    found = sum(words[index : index + RUN_WORDS] in selected.runs for index in range(runs))
    return found >= TAKEN_SHARE * runs
