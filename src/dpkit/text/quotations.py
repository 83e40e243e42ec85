"""Where quotations begin and end: balanced, nested, over paragraphs, with wrong-way and missing marks."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dpkit.model import Quotation
from dpkit.text.marks import MAX_DEPTH, LocalMarks, Mark, read_marks
from dpkit.text.unclosed import (
    Place,
    is_alike,
    missing_start,
    paragraph_that_closes,
    shared_end,
    statement_end,
    word_end,
)

Span = tuple[int, int]


class _Found(NamedTuple):
    """A quotation before its depth is known."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    is_balanced: bool
    rule: str


def find_quotations(text: str, paragraphs: Sequence[Span], quoted_blocks: Sequence[Span] = ()) -> tuple[Quotation, ...]:
    """The quotations of a document, sorted by start, an outer one before its inner ones.

    `quoted_blocks` are spans that the format itself marks as quoted.

    >>> [(one.start, one.end, one.depth) for one in find_quotations("He said: “No ‘buts’.”", [(0, 21)])]
    [(9, 21, 0), (13, 19, 1)]
    """
    marks = read_marks(text, paragraphs)
    found = _Search(text, paragraphs, marks).run()
    blocks = [_Found(start, end, start, end, True, "quotation.block") for start, end in quoted_blocks]
    return _nested((*blocks, *found)) if found or blocks else ()


class _Search:
    """One walk over the paragraphs of a document."""

    def __init__(self, text: str, paragraphs: Sequence[Span], marks: Sequence[LocalMarks]) -> None:
        self.place = Place(text=text, paragraphs=paragraphs, marks=marks)
        self.text, self.paragraphs, self.marks = text, paragraphs, marks
        self.found: list[_Found] = []
        self.opening: Mark | None = None
        self.until: int | None = None

    def run(self) -> list[_Found]:
        for number, local in enumerate(self.marks):
            if self.opening is None:
                if local.first is not None:
                    self._fresh(number, local)
            elif self.until is None:
                self._reopened(number, local)
            elif self.until == number:
                self._last(number, local)
            else:
                self._keep(local.pairs)
        return self.found

    def _fresh(self, number: int, local: LocalMarks) -> None:
        """A paragraph into which no quotation runs."""
        self._keep(local.pairs)
        if local.stray_ends:
            self._opened_nowhere(number, local)
        if local.left_open:
            self._leave_open(number, local.left_open[0], local.left_open[0])

    def _reopened(self, number: int, local: LocalMarks) -> None:
        """A paragraph that begins with the mark that opens the running quotation again."""
        opening, again = self.opening, local.opens_with
        assert opening is not None
        closing = next((end for begin, end in local.pairs if begin is again), None)
        self._keep(pair for pair in local.pairs if pair[0] is not again)
        self.opening = None
        if closing is None and again is not None and again in local.left_open:
            self._leave_open(number, opening, again)
            return
        if closing is not None:
            self._pair(opening, closing, "quotation.reopened")
        if local.left_open:
            self._leave_open(number, local.left_open[0], local.left_open[0])

    def _last(self, number: int, local: LocalMarks) -> None:
        """The paragraph that closes a quotation which was opened once, paragraphs before, or with which it ends."""
        opening = self.opening
        assert opening is not None
        if local.opens_with is not None:
            self._reopened(number, local)
            return
        self.opening = self.until = None
        self._keep(local.pairs)
        if local.stray_ends:
            self._pair(opening, local.stray_ends[0], "quotation.opened_once")
        else:
            end = self.paragraphs[number][1]
            self._add(opening.start, opening.end, end, end, False, "quotation.statement")
        if local.left_open:
            self._leave_open(number, local.left_open[0], local.left_open[0])

    def _leave_open(self, number: int, opening: Mark, latest: Mark) -> None:
        """Carry a quotation into the next paragraph if that goes on with it, else end it here."""
        following = self.marks[number + 1] if number + 1 < len(self.marks) else None
        if following is not None and following.opens_with is not None and is_alike(opening, following.opens_with):
            self.opening, self.until = opening, None
            return
        until = paragraph_that_closes(self.place, number, latest)
        if until is not None:
            self.opening, self.until = opening, until
            return
        closing = shared_end(self.place, number, latest)
        if closing is not None:
            recent = self.found[-MAX_DEPTH:]
            if closing[1] == "quotation.inner_unclosed":
                self.found[-MAX_DEPTH:] = [one for one in recent if one.end != closing[0].end]
            self._pair(opening, *closing)
            return
        until = statement_end(self.place, number, latest)
        if until is not None:
            self.opening, self.until = opening, until
            return
        end = word_end(self.place, number, latest.end)
        self._add(opening.start, opening.end, end, end, False, "quotation.unclosed")

    def _opened_nowhere(self, number: int, local: LocalMarks) -> None:
        """A closing mark without an opening one quotes from the start of its sentence, paragraph or statement."""
        closing = local.stray_ends[0]
        start = missing_start(self.place, number, closing)
        if start is not None:
            self._add(start, start, closing.start, closing.end, False, "quotation.unopened")

    def _keep(self, pairs: Iterable[tuple[Mark, Mark]]) -> None:
        for opening, closing in pairs:
            self._pair(opening, closing, "quotation.pair")

    def _pair(self, opening: Mark, closing: Mark, rule: str) -> None:
        self._add(opening.start, opening.end, closing.start, closing.end, True, rule)

    def _add(self, start: int, inner_start: int, inner_end: int, end: int, is_balanced: bool, rule: str) -> None:
        text = self.text
        while inner_start < inner_end and text[inner_start].isspace():
            inner_start += 1
        while inner_end > inner_start and text[inner_end - 1].isspace():
            inner_end -= 1
        self.found.append(_Found(start, end, inner_start, inner_end, is_balanced, rule))


def _nested(quotations: Sequence[_Found]) -> tuple[Quotation, ...]:
    """Quotations in order with their depth; of two that cross, the one that begins first stands."""
    result: list[Quotation] = []
    around: list[_Found] = []
    for one in sorted(quotations, key=lambda one: (one.start, -one.end)):
        while around and around[-1].end <= one.start:
            around.pop()
        if around and (one.end > around[-1].end or (one.start, one.end) == (around[-1].start, around[-1].end)):
            continue
        result.append(
            Quotation(
                start=one.start,
                end=one.end,
                inner_start=one.inner_start,
                inner_end=one.inner_end,
                depth=len(around),
                is_balanced=one.is_balanced,
                rule=one.rule,
            )
        )
        around.append(one)
    return tuple(result)
