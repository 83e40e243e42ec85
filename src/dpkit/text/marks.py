"""The quotation marks of one paragraph: which ones pair, which stay open, which close what was opened elsewhere."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

Family = Literal["double", "angle", "single", "corner"]
Side = Literal["open", "close", "either", "none"]

MAX_DEPTH = 6
"""Nobody nests deeper; it bounds the search for a partner on hostile text."""
LOOK_AHEAD = 6
MAX_LEADING_SIGNS = 4
"""So many signs of emphasis or a dash may stand before the mark that a paragraph begins with."""

_SIGNS = "\"“”„‟«»‘’‚‛‹›'＂「」『』`<>\x91\x92\x93\x94"
"""The last four are the curly marks of windows-1252 where a page was read as ISO 8859-1."""
# A set first, so that the search skips plain text quickly; then a doubled sign; within a word it is an apostrophe.
_MARK = re.compile(rf"([{_SIGNS}])(?:(?<!\w['’\x92])|(?!\w))(?:(?<=[`'‘’<>])\1)?")
_MARK_OR_COMMAS = re.compile(rf"(?<!\w),,(?=[^\W\d_])|{_MARK.pattern}")
_FAMILY: dict[str, Family] = {
    **dict.fromkeys(['"', "“", "”", "„", "‟", "＂", "``", "''", "‘‘", "’’", ",,", "\x93", "\x94"], "double"),
    **dict.fromkeys(["«", "»", "<<", ">>"], "angle"),
    **dict.fromkeys("‘’‚‛‹›'\x91\x92", "single"),
    **dict.fromkeys("「」『』", "corner"),
}
_PARTNERS: dict[str, tuple[str, ...]] = {
    "”": ("“", "‟", "”", "„"), "“": ("„", "“"), '"': ('"', "＂", ",,"), "＂": ('"', "＂"),
    "''": ("``", "''", ",,"), "’’": ("‘‘", "’’", ",,"), "»": ("«",), "«": ("»",), ">>": ("<<",),
    "›": ("‹",), "\x94": ("\x93",), "」": ("「",), "』": ("『",),
}  # fmt: skip
_ALWAYS_OPEN = frozenset(["„", "``", "‘‘", ",,", "「", "『", "\x93"])
_ALWAYS_CLOSE = frozenset("」』\x94")
_LEADS_IN = frozenset("([{—–-/:=|\u200b\ufeff*_>") | frozenset("\"“„‟«‘‚‹'")
_FOLLOWS = frozenset(".,;:!?)]}—–-/…|*_<\u200b") | frozenset("\"”»’›'“")
_SPEAKS = re.compile(
    r"(?:said|says|added|adds|wrote|stated|сказал|заявил|отметил|сообщил|подчеркнул|деді|дейді)\w{0,2} "
)


class Mark(NamedTuple):
    """A quotation mark in its place."""

    start: int
    end: int
    sign: str
    side: Side
    family: Family


class LocalMarks(NamedTuple):
    """What the marks of a paragraph say without its neighbours."""

    pairs: tuple[tuple[Mark, Mark], ...] = ()
    left_open: tuple[Mark, ...] = ()
    """Openings without a closing mark, the outermost first."""
    stray_ends: tuple[Mark, ...] = ()
    """Closing marks without an opening one."""
    first: Mark | None = None
    """The first of all marks."""
    opens_with: Mark | None = None
    """The opening mark that the paragraph begins with."""


NO_MARKS = LocalMarks()


def read_marks(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[LocalMarks]:
    """What pairs, stays open and closes in each paragraph; `paragraphs` are sorted and do not overlap."""
    pattern = _MARK if ",," not in text else _MARK_OR_COMMAS
    places = [(match[0], *match.span()) for match in pattern.finditer(text) if match[0] in _FAMILY]
    if not places:
        return [NO_MARKS] * len(paragraphs)
    result: list[LocalMarks] = []
    at, count = 0, len(places)
    for start, end in paragraphs:
        first = at
        while at < count and places[at][1] < end:
            at += 1
        result.append(_local_marks(text, places[first:at], start, end) if at > first else NO_MARKS)
    return result


def _local_marks(text: str, places: Sequence[tuple[str, int, int]], start: int, end: int) -> LocalMarks:
    """The marks of one paragraph, single ones only where they are no apostrophes."""
    found = [_classified(text, sign, at, after, start, end) for sign, at, after in places]
    marks = [mark for mark in found if mark.side != "none"]
    if not marks:
        return NO_MARKS
    pairs: list[tuple[Mark, Mark]] = []
    stack: list[Mark] = []
    strays: list[Mark] = []
    for number, mark in enumerate(marks):
        if _opens(mark, stack):
            if len(stack) < MAX_DEPTH:
                stack.append(mark)
        elif not _is_possessive(text, marks, number):
            _close(text, mark, stack, pairs, strays)
    left_open = tuple(mark for mark in stack if mark.family != "single")
    opens_with = _opening_of(text, start, marks[0], pairs, left_open)
    return LocalMarks(tuple(pairs), left_open, tuple(strays), marks[0], opens_with)


def _opening_of(
    text: str, start: int, first: Mark, pairs: Sequence[tuple[Mark, Mark]], left_open: Sequence[Mark]
) -> Mark | None:
    """The mark that a paragraph begins with, signs of emphasis apart, if it opens a quotation."""
    lead = first.start - start
    if first.family == "single" or lead > MAX_LEADING_SIGNS or text[start : first.start].strip("*_>-–— \xa0"):
        return None
    return first if first in left_open or any(pair[0] is first for pair in pairs) else None


def _classified(text: str, sign: str, at: int, after: int, start: int, end: int) -> Mark:
    """A mark with the side that its neighbours and its form speak for."""
    before_char = text[at - 1] if at > start else " "
    after_char = text[after] if after < end else " "
    leads_in = before_char.isspace() or before_char in _LEADS_IN
    family = _FAMILY[sign]
    if sign in ("<<", ">>") and before_char.isspace() and after_char.isspace():
        return Mark(at, after, sign, "none", family)  # an arrow or an operator
    if family == "single":
        return Mark(at, after, sign, _single_side(sign, before_char, text[after : after + 2], leads_in), family)
    if at == start:
        is_bullet = sign == ">>" or (sign == "»" and after_char.isspace())
        return Mark(at, after, sign, "none" if is_bullet else "open", family)
    if after == end:
        return Mark(at, after, sign, "close", family)
    if leads_in and before_char == " " and text[at - 2] in ",.!?" and _SPEAKS.match(text, after, end):
        return Mark(at, after, sign, "close", family)  # `… by law, "said Jane Doe`: the space is on the wrong side
    follows = after_char.isspace() or after_char in _FOLLOWS
    return Mark(at, after, sign, _double_side(sign, before_char, leads_in, follows, after_char.isspace()), family)


def _double_side(sign: str, before_char: str, leads_in: bool, follows: bool, is_spaced: bool) -> Side:
    """The side of a double or angle mark; a form that its neighbours contradict is a wrong-way mark."""
    if sign in _ALWAYS_OPEN:
        return "open"
    if sign in _ALWAYS_CLOSE:
        return "close"
    if leads_in and not follows:
        return "open"
    if follows and not leads_in:
        return "close"
    if sign in ("“", "‟", "«", "<<"):
        return "either" if leads_in and before_char.isspace() and (sign != "«" or not is_spaced) else "open"
    return "close" if sign in ("”", "»", "''", "’’", ">>") else "either"


def _single_side(sign: str, before_char: str, following: str, leads_in: bool) -> Side:
    """The side of a single mark; inside a word, or around the n of "rock 'n' roll", it is an apostrophe."""
    after_char = following[:1] or " "
    if following.lower() in ("n'", "n’"):
        return "none"
    if sign in "‚‹":
        return "open" if leads_in else "none"
    if sign in "‘'‛\x91" and leads_in and after_char.isalnum():
        return "open"
    if sign in "’'›‘\x92" and not before_char.isspace() and not after_char.isalnum():
        return "close"
    return "none"


def _opens(mark: Mark, stack: Sequence[Mark]) -> bool:
    if mark.side == "either":
        return not any(other.family == mark.family for other in stack)
    return mark.side == "open"


def _is_possessive(text: str, marks: Sequence[Mark], number: int) -> bool:
    """Whether a single mark after a final s is an apostrophe, because a better end of the quotation follows."""
    mark = marks[number]
    if mark.family != "single" or text[mark.start - 1 : mark.start] not in ("s", "S"):
        return False
    for other in marks[number + 1 : number + 1 + LOOK_AHEAD]:
        if other.family != "single" or other.side == "open":
            return False
        if text[other.start - 1] not in ("s", "S"):
            return True
    return False


def _close(text: str, mark: Mark, stack: list[Mark], pairs: list[tuple[Mark, Mark]], strays: list[Mark]) -> None:
    """Pair a closing mark with its opening one; what was opened in between is dropped as no quotation."""
    if stack and stack[-1].family == "single" and mark.sign in ("''", "’’") and not _awaits(mark, stack):
        pairs.append((stack.pop(), Mark(mark.start, mark.start + 1, mark.sign[0], "close", "single")))
        if stack and stack[-1].family == "single":
            pairs.append((stack.pop(), Mark(mark.start + 1, mark.end, mark.sign[0], "close", "single")))
        return
    partner = _partner(mark, stack)
    if partner is not None:
        pairs.append((stack[partner], mark))
        del stack[partner:]
    elif mark.family == "single" or any(other.family != "single" for other in stack):
        return
    elif not (mark.sign in ('"', "''") and text[mark.start - 1].isdigit()):  # 12" are inches
        strays.append(mark)


def _awaits(mark: Mark, stack: Sequence[Mark]) -> bool:
    """Whether a double mark is open that a pair of single signs closes; else they are two single marks."""
    return any(other.sign in _PARTNERS[mark.sign] for other in stack)


def _partner(mark: Mark, stack: Sequence[Mark]) -> int | None:
    """Where on the stack the opening mark stands: the nearest of matching form, else the nearest of the family."""
    if mark.family == "single":
        return len(stack) - 1 if stack and stack[-1].family == "single" else None
    places = [place for place in reversed(range(len(stack))) if stack[place].family == mark.family]
    wanted = _PARTNERS.get(mark.sign, ())
    return next((place for place in places if stack[place].sign in wanted), places[0] if places else None)
