"""Two versions of one text → where each place of the old one stands in the new one."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_WORDS = 4_000
"""Longer stretches without an equal paragraph are another text: nothing in them is paired word by word."""
MAX_REPLACED = 5
"""So many words at most are taken for the correction of so many others, where the words around them stayed."""
_WORD = re.compile(r"\w+|[^\w\s]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the old text and what stands in its place: the same words, or a few others (`is_equal` False)."""

    old: Span
    new: Span
    is_equal: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The paired stretches of two texts, sorted by their place in the old one; they do not overlap there."""

    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def images(self, span: Span) -> Iterator[Span]:
        """Where the parts of an old span stand in the new text; other words stand for all that they replace."""
        start, end = span
        for piece in self.pieces[max(bisect_right(self.starts, start) - 1, 0) :]:
            if piece.old[0] >= end:
                return
            first, last = max(start, piece.old[0]), min(end, piece.old[1])
            if piece.is_equal and first < last:
                yield first - piece.old[0] + piece.new[0], last - piece.old[0] + piece.new[0]
            elif (first, last) == piece.old:
                yield piece.new


def align(old: str, new: str, old_blocks: Sequence[Span], new_blocks: Sequence[Span]) -> Alignment:
    """The alignment of two texts with their paragraphs: equal paragraphs first, wherever they moved, then words.

    >>> aligned = align("A cat. Two dogs ran.", "Two dogs ran. A cat.", [(0, 6), (7, 20)], [(0, 13), (14, 20)])
    >>> list(aligned.images((2, 5)))
    [(16, 19)]
    """
    pieces, old_rest, new_rest = _equal_blocks(old, new, old_blocks, new_blocks)
    pieces += _equal_words(old, new, old_rest, new_rest)
    ordered = sorted(pieces, key=lambda piece: piece.old)
    return Alignment(pieces=tuple(ordered), starts=tuple(piece.old[0] for piece in ordered))


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
            pieces.append(Piece(old=(start, end), new=spans.pop()))
        else:
            rest.append((start, end))
    return pieces, rest, sorted(span for spans in waiting.values() for span in spans)


def _equal_words(old: str, new: str, old_rest: Sequence[Span], new_rest: Sequence[Span]) -> Iterator[Piece]:
    first, second = list(_words(old, old_rest)), list(_words(new, new_rest))
    if len(first) > MAX_WORDS or len(second) > MAX_WORDS:
        return
    olds, news = [old[start:end] for start, end in first], [new[start:end] for start, end in second]
    for kind, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Piece(old=one, new=other) for one, other in zip(first[a:b], second[c:d], strict=True))
        elif kind == "replace" and max(b - a, d - c) <= MAX_REPLACED:
            yield Piece(old=(first[a][0], first[b - 1][1]), new=(second[c][0], second[d - 1][1]), is_equal=False)


def _words(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    for start, end in spans:
        yield from (match.span() for match in _WORD.finditer(text, start, end))
