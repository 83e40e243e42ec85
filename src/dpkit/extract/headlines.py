"""Attribution by a sign alone: a name before the colon of a headline."""

from dpkit.extract.clauses import Line, has_finite
from dpkit.extract.lexicon import CueRule
from dpkit.extract.reports import Report

HEADLINE_NAME_WORDS = 4


HEADLINE = CueRule(
    id="any.headline", kind="attribution", role="signature", act="assertion", about="A name before a colon."
)


def headline_of(line: Line) -> Report | None:
    """`Smith: Prices will rise`: what a headline lays into the mouth of a name before its colon."""
    for index in range(line.first + 1, min(line.last - 2, line.first + HEADLINE_NAME_WORDS + 1)):
        gap = line.gap(index)
        if ":" in gap:
            is_name = all(line.words.is_capital(at) for at in range(line.first, index))
            if line.lexicon.drops_copula:  # sentences that follow a colon begin with a small letter there
                is_name = is_name and line.form(index - 1) in line.lexicon.words["role_noun"] and not line.quoted
            elif not line.words.is_capital(index):
                return None
            if not is_name or not has_finite(line, index, line.last):
                return None
            cue = (line.begin(line.first), line.finish(index))
            content = (line.finish(index) + gap.index(":") + 1, line.end)
            return Report(rule=HEADLINE, cue=cue, source=(line.first, index), contents=(content,))
        if gap != " ":
            return None
    return None
