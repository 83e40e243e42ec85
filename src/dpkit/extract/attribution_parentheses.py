"""Attribution in a parenthesis: "Как отметил министр, мост открыт", "Мост, как сообщили в МЧС, открыт"."""

from dpkit.extract.clauses import Line, is_break, opens_quote
from dpkit.extract.cues import Hit
from dpkit.extract.reports import Report, is_past
from dpkit.extract.surroundings import content_after, content_before

SOURCE_WORDS = 14
"""How many words a source has at most, title and all."""


def parenthesis(line: Line, hit: Hit) -> Report | None:
    """The attribution whose verb stands behind "как": its source is behind or before the verb, up to the next break."""
    opening = _opening(line, hit)
    if opening is None or line.form(hit.last) in line.lexicon.words["complementizer"]:
        return None
    end = hit.last
    while end < min(line.last, hit.last + SOURCE_WORDS) and not (is_break(line, end) or opens_quote(line, end)):
        end += 1
    source = (opening + 1, hit.first) if end == hit.last else (hit.last, end)
    source = without_place(line, *source)
    if source[1] <= source[0] or any(line.form(at) in line.lexicon.words["evidence_noun"] for at in range(*source)):
        return None  # "как сообщают СМИ" is a further source, no speaker
    cue = (line.begin(opening), line.finish(end))
    if opening <= line.first + 1:
        contents: tuple[tuple[int, int], ...] = ((_behind(line, end), line.end),) if end < line.last else ()
    else:
        before = content_before(line, opening)
        contents = (*before, *content_after(line, end, before))
    return Report(rule=hit.rule, cue=cue, source=source, contents=contents, is_past=is_past(hit)) if contents else None


def without_place(line: Line, first: int, last: int) -> tuple[int, int]:
    """A source without the preposition that makes a body a place: "в министерстве"."""
    return (first + 1, last) if line.form(first) in line.lexicon.words["inside"] else (first, last)


def _opening(line: Line, hit: Hit) -> int | None:
    """The "как" of a parenthesis: right before the verb, or before its source at the start or behind a break."""
    for index in range(hit.first - 1, max(line.first, hit.first - SOURCE_WORDS) - 1, -1):
        if line.form(index) in line.lexicon.words["as"]:
            is_begun = index <= line.first + 1 or is_break(line, index)
            return index if is_begun else None
        if is_break(line, index + 1) and index + 1 < hit.first:
            return None
    return None


def _behind(line: Line, index: int) -> int:
    """Where the content begins behind the parenthesis: at its quotation mark, else at its first word."""
    begin = line.begin(index)
    return next((quoted.start for quoted in line.quoted if line.finish(index) <= quoted.start <= begin), begin)
