"""Attribution by preposition: "According to X, …", "…, according to X", "по словам X"."""

from dpkit.extract.clauses import Line, has_finite, is_break, opens_quote
from dpkit.extract.cues import Hit
from dpkit.extract.reports import Report


def preposition_report(line: Line, hit: Hit) -> Report | None:
    """`According to X, …` and `…, according to X`."""
    if is_evidence(line, hit):
        return None
    inside = next((at for at in range(hit.first, hit.last) if line.form(at) in _possessives(line)), None)
    last = hit.last
    while (
        last < line.last
        and inside is None
        and not (last > hit.last and (is_break(line, last) or opens_quote(line, last)))
    ):
        last += 1
    if last == hit.last and inside is None:
        return None
    source = (hit.last, last) if inside is None else (inside, inside + 1)
    cue = (line.begin(hit.first), line.finish(last))
    if hit.first <= line.first + 1:
        contents: tuple[tuple[int, int], ...] = ((line.begin(last), line.end),) if last < line.last else ()
        if contents and opens_quote(line, last):
            contents = ((min(q.start for q in line.quoted if q.end > line.begin(last)), line.end),)
    else:
        contents = ((line.start, line.finish(hit.first)),)
        if last < line.last and not has_finite(line, line.first, hit.first):
            is_opening = hit.first - line.first <= 3
            contents = ((line.begin(last), line.end),) if is_opening else (*contents, (line.begin(last), line.end))
    return Report(rule=hit.rule, cue=cue, source=source, contents=contents)


def _possessives(line: Line) -> frozenset[str]:
    """Pronouns that stand inside a preposition of saying ("по её словам"); English has none."""
    return line.lexicon.words["he_she"] | line.lexicon.words["they"] if line.lexicon.drops_copula else frozenset()


def is_evidence(line: Line, hit: Hit) -> bool:
    """Whether "according to" names data or media at large, no speaker: a further source of the claim itself."""
    nouns, vague = line.lexicon.words["evidence_noun"], line.lexicon.words["vague"]
    index = hit.last
    while index < line.last and line.form(index) in vague and line.form(index) not in nouns:
        index += 1
    is_noun = line.form(index) in nouns or line.form(index + 1) in nouns
    is_name = line.words.is_capital(index) and line.form(index) not in nouns if index < line.last else False
    if not is_noun or (is_name and index > hit.last):
        return False
    stop = next((at for at in range(index + 1, line.last) if is_break(line, at)), line.last)
    return not any(
        line.words.is_capital(at) and line.form(at) not in nouns for at in range(index, min(stop, index + 12))
    )
