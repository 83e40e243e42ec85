"""The quotation marks of one paragraph: which ones pair, which stay open, which close what was opened elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Family = Literal["double", "angle", "single"]
Side = Literal["open", "close", "either", "none"]

MAX_DEPTH = 6
"""Nobody nests deeper; it bounds the search for a partner on hostile text."""
LOOK_AHEAD = 6

_MARK = re.compile(r"``|''|[\"“”„‟«»‘’‚‛‹›'＂]")
_FAMILY: dict[str, Family] = {
    **dict.fromkeys(['"', "“", "”", "„", "‟", "＂", "``", "''"], "double"),
    **dict.fromkeys("«»", "angle"),
    **dict.fromkeys("‘’‚‛‹›'", "single"),
}
_PARTNERS = {"”": "“‟”„", "“": "„“", '"': '"＂', "＂": '"＂', "''": "``''", "»": "«", "«": "»", "›": "‹"}
_LEADS_IN = frozenset("([{—–-/:=|\u200b\ufeff*_>") | frozenset("\"“„‟«‘‚‹'")
_FOLLOWS = frozenset(".,;:!?)]}—–-/…|*_<\u200b") | frozenset("\"”»’›'“")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark in its place."""

    start: int
    end: int
    sign: str
    side: Side

    @property
    def family(self) -> Family:
        return _FAMILY[self.sign]


@dataclass(frozen=True, slots=True)
class LocalMarks:
    """What the marks of a paragraph say without its neighbours."""

    pairs: tuple[tuple[Mark, Mark], ...] = ()
    left_open: tuple[Mark, ...] = ()
    """Openings without a closing mark, the outermost first."""
    stray_ends: tuple[Mark, ...] = ()
    """Closing marks without an opening one."""
    opens_with: Mark | None = None
    """The opening mark that the paragraph begins with."""


NO_MARKS = LocalMarks()


def read_marks(text: str, start: int, end: int) -> LocalMarks:
    """What pairs, stays open and closes in one paragraph, single marks only where they are no apostrophes."""
    places = [match.span() for match in _MARK.finditer(text, start, end)]
    found = [_classified(text, at, after, start, end) for at, after in places if not _is_in_word(text, at, after)]
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
    first = marks[0] if marks[0].start == start and marks[0].family != "single" else None
    is_opening = first is not None and (first in left_open or any(pair[0] is first for pair in pairs))
    return LocalMarks(tuple(pairs), left_open, tuple(strays), first if is_opening else None)


def _is_in_word(text: str, at: int, after: int) -> bool:
    """Whether a mark is an apostrophe within a word: most marks are, and need no further look."""
    return text[at] in "'’" and text[at - 1 : at].isalnum() and text[after : after + 1].isalnum()


def _classified(text: str, at: int, after: int, start: int, end: int) -> Mark:
    """A mark with the side that its neighbours and its form speak for."""
    sign = text[at:after]
    before_char = text[at - 1] if at > start else " "
    after_char = text[after] if after < end else " "
    leads_in = before_char.isspace() or before_char in _LEADS_IN
    follows = after_char.isspace() or after_char in _FOLLOWS
    if _FAMILY[sign] == "single":
        return Mark(at, after, sign, _single_side(sign, before_char, after_char, leads_in))
    if at == start and sign == "»" and after_char.isspace():
        return Mark(at, after, sign, "none")  # a bullet
    if at == start:
        return Mark(at, after, sign, "open")
    if after == end:
        return Mark(at, after, sign, "close")
    return Mark(at, after, sign, _double_side(sign, before_char, leads_in, follows, after_char.isspace()))


def _double_side(sign: str, before_char: str, leads_in: bool, follows: bool, is_spaced: bool) -> Side:
    """The side of a double or angle mark; a form that its neighbours contradict is a wrong-way mark."""
    if sign in "„``":
        return "open"
    if leads_in and not follows:
        return "open"
    if follows and not leads_in:
        return "close"
    if sign in ("“", "‟", "«"):
        return "either" if leads_in and before_char.isspace() and (sign != "«" or not is_spaced) else "open"
    return "close" if sign in ("”", "»", "''") else "either"


def _single_side(sign: str, before_char: str, after_char: str, leads_in: bool) -> Side:
    """The side of a single mark; inside a word it is an apostrophe."""
    if sign in "‚‹":
        return "open" if leads_in else "none"
    if sign in "‘'‛" and leads_in and after_char.isalnum():
        return "open"
    if sign in "’'›‘" and not before_char.isspace() and not after_char.isalnum():
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
    partner = _partner(mark, stack)
    if partner is not None:
        pairs.append((stack[partner], mark))
        del stack[partner:]
    elif mark.family == "single" or any(other.family != "single" for other in stack):
        return
    elif not (mark.sign in ('"', "''") and text[mark.start - 1].isdigit()):  # 12" are inches
        strays.append(mark)


def _partner(mark: Mark, stack: Sequence[Mark]) -> int | None:
    """Where on the stack the opening mark stands: the nearest of matching form, else the nearest of the family."""
    if mark.family == "single":
        return len(stack) - 1 if stack and stack[-1].family == "single" else None
    places = [place for place in reversed(range(len(stack))) if stack[place].family == mark.family]
    wanted = _PARTNERS.get(mark.sign, "")
    return next((place for place in places if stack[place].sign in wanted), places[0] if places else None)
