"""Two versions of one text → where each place of the old one stands in the new one."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_WORDS = 4_000
"""Longer stretches without an equal paragraph are another text: nothing in them is paired word by word."""
_WORD = re.compile(r"\w+|[^\w\s]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the old text that stands word for word in the new one: `old` and `new` are its starts."""

    old: int
    new: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The equal stretches of two texts, sorted by their place in the old one; they do not overlap there."""

    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def images(self, span: Span) -> Iterator[Span]:
        """Where the parts of an old span stand in the new text."""
        start, end = span
        for piece in self.pieces[max(bisect_right(self.starts, start) - 1, 0) :]:
            if piece.old >= end:
                return
            first, last = max(start, piece.old), min(end, piece.old + piece.length)
            if first < last:
                yield first - piece.old + piece.new, last - piece.old + piece.new


def align(old: str, new: str, old_blocks: Sequence[Span], new_blocks: Sequence[Span]) -> Alignment:
    """The alignment of two texts with their paragraphs: equal paragraphs first, wherever they moved, then words.

    >>> aligned = align("A cat. Two dogs ran.", "Two dogs ran. A cat.", [(0, 6), (7, 20)], [(0, 13), (14, 20)])
    >>> list(aligned.images((2, 5)))
    [(16, 19)]
    """
    pieces, old_rest, new_rest = _equal_blocks(old, new, old_blocks, new_blocks)
    pieces += _equal_words(old, new, old_rest, new_rest)
    ordered = sorted(pieces, key=lambda piece: piece.old)
    return Alignment(pieces=tuple(ordered), starts=tuple(piece.old for piece in ordered))


def _equal_blocks(
    old: str, new: str, old_blocks: Iterable[Span], new_blocks: Iterable[Span]
) -> tuple[list[Piece], list[Span], list[Span]]:
    """Pieces for paragraphs with the same words, the n-th with the n-th, and the paragraphs that are left."""
    waiting: dict[str, list[Span]] = {}
    for start, end in new_blocks:
        waiting.setdefault(new[start:end], []).append((start, end))
    for spans in waiting.values():
        spans.reverse()
    pieces, rest = [], []
    for start, end in old_blocks:
        if spans := waiting.get(old[start:end], []):
            pieces.append(Piece(old=start, new=spans.pop()[0], length=end - start))
        else:
            rest.append((start, end))
    return pieces, rest, sorted(span for spans in waiting.values() for span in spans)


def _equal_words(old: str, new: str, old_rest: Sequence[Span], new_rest: Sequence[Span]) -> Iterator[Piece]:
    first, second = list(_words(old, old_rest)), list(_words(new, new_rest))
    if len(first) > MAX_WORDS or len(second) > MAX_WORDS:
        return
    words = [[text[start:end] for start, end in spans] for text, spans in ((old, first), (new, second))]
    for at, place, count in SequenceMatcher(None, *words, autojunk=False).get_matching_blocks():
        for (start, end), (there, _) in zip(first[at : at + count], second[place : place + count], strict=True):
            yield Piece(old=start, new=there, length=end - start)


def _words(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    for start, end in spans:
        yield from (match.span() for match in _WORD.finditer(text, start, end))
