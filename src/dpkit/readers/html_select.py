"""Which blocks of a page are statement: trafilatura selects, and its words are matched with ours.

Its own text is never kept. A block is taken where most runs of four words of it stand in what trafilatura selected;
a shorter block where it equals a line of that, between the first and last block taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
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
MAX_SOURCE_CHARS = 5_000_000
"""Above, a page is no article, and trafilatura has no time-out."""
MAX_DEPTH = 250
"""Below 255 levels lxml drops what stands deeper, in silence."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The words of the main content: runs of four, and whole lines."""

    runs: frozenset[tuple[str, ...]]
    lines: frozenset[tuple[str, ...]]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, for comparison only."""
    return tuple(_WORD.findall(text))


def select(source: str, cuts: Sequence[tuple[int, int]] = ()) -> Selected | None:
    """What trafilatura takes for the main content of a page, the `cuts` left out; None where it finds none."""
    from trafilatura import bare_extraction

    parts, last = [], 0
    for start, end in cuts:
        parts.append(source[last:start])
        last = end
    clean = _CONTROL.sub(" ", "".join(parts) + source[last:])  # at a control character it would stop, without a word
    document = bare_extraction(
        clean, include_comments=False, include_tables=True, include_links=False, deduplicate=False, with_metadata=False
    )
    if document is None or document.body is None:
        return None
    lines = [words_of(line) for line in _lines(document.body)]
    flat = [word for line in lines for word in line]
    runs = frozenset(tuple(flat[index : index + RUN_WORDS]) for index in range(len(flat) - RUN_WORDS + 1))
    return Selected(runs=runs, lines=frozenset(line for line in lines if line)) if flat else None


def _lines(body: Any) -> list[str]:
    """The text of a selected tree, a line for each of its paragraphs, cells and line breaks."""
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    lines: list[list[str]] = [[]]
    for event, element in iterwalk(body, events=("start", "end")):
        is_line = element.tag in _LINE_TAGS
        if is_line:
            lines.append([])
        lines[-1].append((element.text if event == "start" else element.tail) or "")
    return ["".join(parts) for parts in lines]


def taken(blocks: Sequence[str], selected: Selected) -> list[bool]:
    """For each block of shown text whether it is statement."""
    words = [words_of(block) for block in blocks]
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
