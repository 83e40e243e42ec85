"""Reports: what one attribution is, the words that are none, and the one that a signature makes."""

from dataclasses import dataclass

from dpkit.extract.clauses import Line, has_finite
from dpkit.extract.cues import Hit
from dpkit.extract.lexicon import CueRule


@dataclass(slots=True, kw_only=True)  # not frozen: see clauses.Line
class Report:
    """One attribution: the cue, the words of the source (word range, None if unsaid) and the contents (offsets)."""

    rule: CueRule
    cue: tuple[int, int]
    source: tuple[int, int] | None
    contents: tuple[tuple[int, int], ...]
    is_past: bool = False


def is_past(hit: Hit) -> bool:
    """Whether a verb of saying stands in the past."""
    return hit.form in ("past", "participle")


def goes_along(line: Line, hit: Hit) -> bool:
    """Whether a verb shares the source of the one before it: "…, adding that", "…, who added that"."""
    is_that = line.form(hit.last) in line.lexicon.words["complementizer"]
    return hit.form == "ing" or (hit.form in ("past", "s") and is_that and line.form(hit.first - 1) == "who")


SIGNED = CueRule(id="any.signed", kind="attribution", role="signature", act="assertion", about="Behind a dash.")


def signed(line: Line) -> Report | None:
    """`“…” — Jane Smith`: a quotation signed behind a dash."""
    if not line.quoted or line.last == line.first:
        return None
    quoted = line.quoted[0]
    first = next((at for at in range(line.first, line.last) if line.begin(at) >= quoted.end), line.last)
    gap = line.gap(first).strip(' "”»')
    if quoted.start > line.start + 1 or gap not in ("―", "—", "–", "-", "--") or not 0 < line.last - first <= 6:
        return None
    if (
        not line.words.is_capital(first)
        or not line.words.is_capital(line.last - 1)
        or has_finite(line, first, line.last)
    ):
        return None
    cue = (line.begin(first), line.finish(line.last))
    return Report(rule=SIGNED, cue=cue, source=(first, line.last), contents=((quoted.start, quoted.end),))


ANNOUNCED = CueRule(id="any.announced", kind="attribution", role="signature", act="assertion", about="X: «…»")
ANNOUNCER_WORDS = 12


def announced_quote(line: Line) -> Report | None:
    """`Министр: «…»`: a quotation behind a colon, and nothing before it but who speaks."""
    if not line.quoted:
        return None
    quoted = line.quoted[0]
    first, last = line.words.range_of(line.start, quoted.start)
    gap = line.words.text[line.finish(last) : quoted.start].strip()
    if not 0 < last - first <= ANNOUNCER_WORDS or gap != ":" or has_finite(line, first, last):
        return None
    if not any(line.words.is_capital(at) for at in range(first, last)):
        return None
    cue = (line.begin(first), line.finish(last))
    return Report(rule=ANNOUNCED, cue=cue, source=(first, last), contents=((quoted.start, quoted.end),))


def is_other_word(line: Line, hit: Hit) -> bool:
    """Whether what looks like a verb of saying is none here: "home states", "the known needs".

    A word that is mostly a noun counts before "that", a mark or a quotation alone; a participle behind "has" or "is".
    """
    if hit.rule.role != "verb" or hit.last - hit.first != 1:
        return False
    form = line.form(hit.first)
    if form in line.lexicon.words["noun_first"]:
        is_followed = hit.last < line.last and line.form(hit.last) == "that"
        behind = line.gap(hit.last) if hit.last < line.last else ""
        before = line.gap(hit.first)
        return not (is_followed or any(mark in behind + before for mark in ':“"”«»'))
    if form in line.lexicon.words["participle"]:
        helping = line.lexicon.words["have"] | line.lexicon.words["be"]
        return not any(line.form(at) in helping for at in range(max(line.first, hit.first - 3), hit.first))
    return False
