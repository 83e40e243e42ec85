"""Attribution by signs alone: a quotation signed behind a dash, a name before the colon of a headline."""

from dpkit.extract.clauses import Line, has_finite
from dpkit.extract.lexicon import CueRule
from dpkit.extract.reports import Report

HEADLINE_NAME_WORDS = 4


HEADLINE = CueRule(
    id="any.headline", kind="attribution", role="signature", act="assertion", about="A name before a colon."
)


SIGNED = CueRule(id="any.signed", kind="attribution", role="signature", act="assertion", about="Behind a dash.")


def headline_of(line: Line) -> Report | None:
    """`Smith: Prices will rise`: what a headline lays into the mouth of a name before its colon."""
    for index in range(line.first + 1, min(line.last - 2, line.first + HEADLINE_NAME_WORDS + 1)):
        gap = line.gap(index)
        if ":" in gap:
            is_name = all(line.words.is_capital(at) for at in range(line.first, index))
            if not is_name or not line.words.is_capital(index) or not has_finite(line, index, line.last):
                return None
            cue = (line.begin(line.first), line.finish(index))
            content = (line.finish(index) + gap.index(":") + 1, line.end)
            return Report(rule=HEADLINE, cue=cue, source=(line.first, index), contents=(content,))
        if gap != " ":
            return None
    return None


def signed_of(line: Line) -> Report | None:
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
