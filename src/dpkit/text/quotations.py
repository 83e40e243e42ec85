"""Where quotations begin and end: balanced, nested, over paragraphs, with wrong-way and missing marks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dpkit.model import Quotation
from dpkit.text.marks import MAX_DEPTH, LocalMarks, Mark, read_marks

Span = tuple[int, int]

MAX_CARRY = 200
"""Paragraphs that a quotation opened once may run over before its closing mark; a longer one counts as unclosed."""
_SPEECH = (
    "said|says|say|added|adds|stated|states|continued|concluded|explained|noted|remarked|wrote|told|"
    "сказал|сказала|заявил|заявила|отметил|отметила|сообщил|сообщила|подчеркнул|подчеркнула|добавил|добавила|"
    "деді|дейді|сказав|сказала|заявив|заявила|зазначив|зазначила|наголосив|наголосила"
)
_NAME = r"(?:[^\W\d_][\w.’'-]{0,30}[ \xa0]){0,6}"
_ATTRIBUTION = re.compile(rf"[,.!?]\s{{1,3}}(?:[—–-]\s)?{_NAME}(?:{_SPEECH})\b")
_AFTER_END = re.compile(rf"[,.]?\s{{0,3}}(?:[—–-]\s)?{_NAME}(?:{_SPEECH})\b")
_SENTENCE_END = re.compile(r"[.!?:]\s")


def find_quotations(text: str, paragraphs: Sequence[Span], quoted_blocks: Sequence[Span] = ()) -> tuple[Quotation, ...]:
    """The quotations of a document, sorted by start, an outer one before its inner ones.

    `quoted_blocks` are spans that the format itself marks as quoted.

    >>> [(one.start, one.end, one.depth) for one in find_quotations("He said: “No ‘buts’.”", [(0, 21)])]
    [(9, 21, 0), (13, 19, 1)]
    """
    marks = [read_marks(text, start, end) for start, end in paragraphs]
    found = _Search(text, paragraphs, marks).run()
    blocks = [Quotation(start=start, end=end, inner_start=start, inner_end=end, depth=0, is_balanced=True,
                        rule="quotation.block") for start, end in quoted_blocks]  # fmt: skip
    return _nested((*blocks, *found))


class _Search:
    """One walk over the paragraphs of a document."""

    def __init__(self, text: str, paragraphs: Sequence[Span], marks: Sequence[LocalMarks]) -> None:
        self.text, self.paragraphs, self.marks = text, paragraphs, marks
        self.found: list[Quotation] = []
        self.opening: Mark | None = None
        self.until: int | None = None

    def run(self) -> list[Quotation]:
        for number, local in enumerate(self.marks):
            if self.opening is None:
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
        if closing is None and again in local.left_open:
            self._leave_open(number, opening, again)
            return
        if closing is not None:
            self.found.append(self._quotation(opening, closing, "quotation.reopened"))
        if local.left_open:
            self._leave_open(number, local.left_open[0], local.left_open[0])

    def _last(self, number: int, local: LocalMarks) -> None:
        """The paragraph that closes a quotation which was opened once, paragraphs before."""
        assert self.opening is not None
        self.found.append(self._quotation(self.opening, local.stray_ends[0], "quotation.opened_once"))
        self.opening = self.until = None
        self._keep(local.pairs)
        if local.left_open:
            self._leave_open(number, local.left_open[0], local.left_open[0])

    def _leave_open(self, number: int, opening: Mark, latest: Mark) -> None:
        """Carry a quotation into the next paragraph if that goes on with it, else end it here."""
        following = self.marks[number + 1] if number + 1 < len(self.marks) else None
        if following is not None and following.opens_with is not None and _is_alike(opening, following.opens_with):
            self.opening, self.until = opening, None
            return
        until = self._closing_paragraph(number, latest)
        if until is not None:
            self.opening, self.until = opening, until
            return
        closing = self._closed_at_the_end(number, opening)
        if closing is not None:
            recent = self.found[-MAX_DEPTH:]
            self.found[-MAX_DEPTH:] = [one for one in recent if one.end != closing.end]
            self.found.append(self._quotation(opening, closing, "quotation.inner_unclosed"))
            return
        start = latest.end
        cut = _ATTRIBUTION.search(self.text, start, self.paragraphs[number][1])
        end = cut.start() + 1 if cut else self.paragraphs[number][1]
        self.found.append(self._unbalanced(opening.start, opening.end, end, end, "quotation.unclosed"))

    def _closed_at_the_end(self, number: int, opening: Mark) -> Mark | None:
        """The mark that ends the paragraph, if it was given to an inner quotation that lost its own."""
        ends = [pair[1] for pair in self.marks[number].pairs if pair[0].start > opening.start]
        last = max(ends, key=lambda mark: mark.end, default=None)
        if last is None or not _is_alike(opening, last):
            return None
        rest = self.text[last.end : self.paragraphs[number][1]]
        return last if len(rest) < 8 and not any(map(str.isalnum, rest)) else None

    def _closing_paragraph(self, number: int, opening: Mark) -> int | None:
        """The later paragraph whose closing mark belongs to a quotation that was opened only once."""
        start = self.paragraphs[number][0]
        before = self.text[start : opening.start].rstrip()
        if before and before[-1] not in ":,.!?—–-":
            return None
        for later in range(number + 1, min(number + 1 + MAX_CARRY, len(self.marks))):
            local = self.marks[later]
            if local.stray_ends and _is_alike(opening, local.stray_ends[0]):
                return later
            if local.left_open or local.opens_with or local.stray_ends or self._ends_statement(later, local):
                return None
        return None

    def _ends_statement(self, number: int, local: LocalMarks) -> bool:
        """Whether a paragraph plainly is the author's again: a quotation with its speaker, or a line of signs."""
        start, end = self.paragraphs[number]
        if not any(char.isalnum() for char in self.text[start : min(end, start + 200)]):
            return True
        return any(_AFTER_END.match(self.text, close.end, end) for _, close in local.pairs)

    def _opened_nowhere(self, number: int, local: LocalMarks) -> None:
        """A closing mark without an opening one quotes from the start of the paragraph, or of its sentence."""
        if not local.stray_ends or self.text[local.stray_ends[0].start - 1] not in ",.!?…;":
            return
        closing, start = local.stray_ends[0], self.paragraphs[number][0]
        previous = max((end.end for _, end in local.pairs if end.end <= closing.start), default=start)
        if previous > start:
            sentence = _SENTENCE_END.search(self.text, previous, closing.start)
            if sentence is None or sentence.end() >= closing.start - 1:
                return
            start = sentence.end()
        self.found.append(self._unbalanced(start, start, closing.start, closing.end, "quotation.unopened"))

    def _keep(self, pairs: Iterable[tuple[Mark, Mark]]) -> None:
        self.found += [self._quotation(opening, closing, "quotation.pair") for opening, closing in pairs]

    def _quotation(self, opening: Mark, closing: Mark, rule: str) -> Quotation:
        one = self._unbalanced(opening.start, opening.end, closing.start, closing.end, rule)
        return replace(one, is_balanced=True)

    def _unbalanced(self, start: int, inner_start: int, inner_end: int, end: int, rule: str) -> Quotation:
        while inner_start < inner_end and self.text[inner_start].isspace():
            inner_start += 1
        while inner_end > inner_start and self.text[inner_end - 1].isspace():
            inner_end -= 1
        return Quotation(start=start, end=end, inner_start=inner_start, inner_end=inner_end, depth=0,
                         is_balanced=False, rule=rule)  # fmt: skip


def _is_alike(opening: Mark, other: Mark) -> bool:
    return opening.family == other.family


def _nested(quotations: Iterable[Quotation]) -> tuple[Quotation, ...]:
    """Quotations in order with their depth; of two that cross, the one that begins first stands."""
    result: list[Quotation] = []
    around: list[Quotation] = []
    for one in sorted(quotations, key=lambda one: (one.start, -one.end)):
        while around and around[-1].end <= one.start:
            around.pop()
        if around and (one.end > around[-1].end or (one.start, one.end) == (around[-1].start, around[-1].end)):
            continue
        result.append(replace(one, depth=len(around)))
        around.append(one)
    return tuple(result)
