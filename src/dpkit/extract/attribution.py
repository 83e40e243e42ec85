"""Attribution: which words of a sentence somebody says, who, and by which words we know it.

Every pattern works on the words outside the quotations of the sentence. `reports_of` first looks for attributions
that frame the sentence ("…, said Smith", "…, according to Smith"), then for those that open it ("Smith said that …").
"""

from collections.abc import Iterator
from dataclasses import replace

from dpkit.extract.attribution_final import verb_last_reports
from dpkit.extract.attribution_parentheses import parenthesis, without_place
from dpkit.extract.attribution_prepositions import preposition_report
from dpkit.extract.clauses import (
    Line,
    closes_quote,
    has_finite,
    is_break,
    is_finite,
    opens_quote,
    subject_of,
    verb_group_start,
)
from dpkit.extract.contents import content_behind, content_stop
from dpkit.extract.cues import Hit
from dpkit.extract.reports import Report, announced_quote, goes_along, is_other_word, is_past, signed
from dpkit.extract.sources import agrees, has_predicate, is_subject, noun_source, verb_source
from dpkit.extract.surroundings import content_after, content_before

SOURCE_WORDS = 20
"""How far a source may stand before its verb to be one cue with it ("Smith, who leads it, said")."""
NEAR_CHARS = 60
"""How far a second verb of saying ("said Smith, adding") may stand to be one cue with the first."""


def reports_of(line: Line) -> tuple[Report, ...]:
    """The attributions of a sentence, by position, each with at least one content."""
    if line.lexicon.verb_last:
        return verb_last_reports(line)
    behind_dash = signed(line) or (announced_quote(line) if line.lexicon.drops_copula else None)
    if behind_dash is not None:
        return (behind_dash,)
    hits = [
        hit
        for hit in line.hits
        if hit.rule.kind == "attribution" and not line.is_quoted(hit.first) and not is_other_word(line, hit)
    ]
    if not hits or (not line.quoted and any(hit.rule.role == "leadin" for hit in line.hits)):
        return ()
    framed = _framed(line, hits)
    if framed is not None:
        return (framed, *_trailing(line, hits, framed))
    return tuple(_opening_reports(line, hits))


def _framed(line: Line, hits: list[Hit]) -> Report | None:
    """The attribution that frames the sentence: the first one right behind a quotation, else the last one."""
    reports = [report for hit in hits if (report := _framing_report(line, hit)) is not None and report.contents]
    for report in reports:
        if any(abs(report.cue[0] - quoted.end) <= 3 for quoted in line.quoted):
            return report
    return reports[-1] if reports else None


def _framing_report(line: Line, hit: Hit) -> Report | None:
    if hit.rule.role == "prep":
        return preposition_report(line, hit)
    if hit.rule.role != "verb" or hit.form == "ing" or not hit.rule.frames & {"quote", "clause", "hearer"}:
        return None
    aside = parenthesis(line, hit)
    if aside is not None:
        return aside
    group = verb_group_start(line, hit.first, line.first)
    if _is_passive(line, hit, group) or (hit.rule.id.endswith(".quote") and not line.quoted):
        return None
    if group == hit.first and (group == line.first or is_break(line, group)):
        inverted = _inverted(line, hit)
        if inverted is not None:
            return inverted
    return _behind(line, hit, group)


def _inverted(line: Line, hit: Hit) -> Report | None:
    """`…, said X.` and `“…,” said X, “…”`."""
    first = hit.last
    if hit.first == line.first and hit.form == "past":
        return _announced(line, hit)
    if first >= line.last or line.gap(first) not in (" ", "\u00a0") or line.form(first) in line.lexicon.words["that"]:
        return None
    is_after_quote = closes_quote(line, hit.first)
    if not is_after_quote and not has_finite(line, line.first, hit.first):
        return None
    last = _source_end(line, first)
    if last == first or (not is_after_quote and not _is_inverted_source(line, first, last)):
        return None
    before = content_before(line, hit.first)
    after = content_after(line, last, before)
    cue = (line.begin(hit.first), line.finish(min(last, hit.last + 8)))
    source = without_place(line, first, last)
    return Report(rule=hit.rule, cue=cue, source=source, contents=(*before, *after), is_past=is_past(hit))


def _is_inverted_source(line: Line, first: int, last: int) -> bool:
    """Whether the words behind a verb of saying that no quotation precedes are its source: no clause that it opens."""
    if has_predicate(line, first, last) or (line.form(last) == "that" and not is_break(line, last)):
        return False
    if (
        line.lexicon.drops_copula
        or line.words.is_capital(first)
        or line.form(first) in line.lexicon.words["determiner"]
    ):
        return True
    people = line.lexicon.words["role_noun"]
    return last - first <= 8 and any(line.form(at) in people for at in range(first, last))


def _announced(line: Line, hit: Hit) -> Report | None:
    """`Said X: “…”`."""
    for index in range(hit.last + 1, min(line.last, hit.last + SOURCE_WORDS)):
        if opens_quote(line, index) and ":" in line.gap(index):
            quote = next(quoted.start for quoted in line.quoted if quoted.start >= line.finish(index))
            cue = (line.begin(hit.first), line.finish(index))
            return Report(rule=hit.rule, cue=cue, source=(hit.last, index), contents=((quote, line.end),), is_past=True)
    return None


def _behind(line: Line, hit: Hit, group: int) -> Report | None:
    """`…, X said.` and `“…,” X said on Monday, “…”`."""
    subject = subject_of(line, group, line.first)
    if subject is None or subject[0] <= line.first or not is_subject(line, subject) or has_predicate(line, *subject):
        return None
    if line.form(subject[0] - 1) == "as" and is_break(line, subject[0] - 1) and hit.last == line.last:
        subject = (subject[0] - 1, subject[1])  # ", as police have said"
    if line.form(subject[0]) in line.lexicon.words["relative"] or not agrees(line, hit, group, subject):
        return None
    is_after_quote = closes_quote(line, subject[0])
    if not is_after_quote and hit.rule.frames & {"np", "inf"}:
        return None
    if not is_break(line, subject[0]) or not (
        (is_after_quote and line.form(hit.last) != "that") or _ends_behind(line, hit)
    ):
        return None
    if (
        not is_after_quote
        and line.form(line.first) in line.lexicon.words["opener"]
        and (not has_finite(line, line.first, subject[0]) or opens_quote(line, hit.last))
    ):
        return None
    before = content_before(line, subject[0])
    after = content_after(line, hit.last, before)
    cue = (line.begin(subject[0]), line.finish(hit.last))
    if hit.last - subject[0] > 12:
        cue = (line.begin(group), cue[1])
    return Report(rule=hit.rule, cue=cue, source=subject, contents=(*before, *after), is_past=is_past(hit))


def _is_passive(line: Line, hit: Hit, group: int) -> bool:
    """Whether a form of "be" before a participle makes what stands before it no source."""
    if hit.form not in ("past", "participle"):
        return False
    be = line.lexicon.words["be"]
    return any(line.form(index) in be for index in range(group, hit.first))


def _ends_behind(line: Line, hit: Hit) -> bool:
    """Whether nothing but adjuncts follows the verb, up to the sentence's end, a comma or a quotation."""
    index = hit.last
    if index >= line.last or "," in line.gap(index) or opens_quote(line, index):
        return True
    if line.form(index) in line.lexicon.words["that"]:
        return False
    is_adjunct = line.form(index) in line.lexicon.words["preposition"] | line.lexicon.words["time"] | {"to"}
    if not is_adjunct and "hearer" not in hit.rule.frames and line.form(index) not in line.lexicon.words["adverb"]:
        return False
    for index in range(hit.last, line.last):
        if index > hit.last and (is_break(line, index) or opens_quote(line, index)):
            return True
        if line.form(index) in ("that", "to") and index > hit.last:
            return False
        if is_finite(line, index) and not (is_adjunct and line.form(hit.last) in ("during", "after", "when", "as")):
            return False
    return True


def _source_end(line: Line, first: int) -> int:
    """Where a source behind its verb ends: at a quotation, a new clause, or an adjunct of the verb."""
    stops = line.lexicon.words["boundary"] | {"that", "adding", "noting", "saying"}
    for index in range(first, line.last):
        if index > first:
            if opens_quote(line, index) or any(sign in line.gap(index) for sign in ".;:—–"):
                if line.gap(index).strip(" ") == "." and line.words.ends[index - 1] - line.words.starts[index - 1] <= 3:
                    continue
                return index
            is_who = line.form(index) == "who" and line.form(index + 2) == "that"
            if "," in line.gap(index) and (line.form(index) in stops or is_who):
                return index
        if line.form(index) in stops and index > first and line.form(index) not in ("so", "as"):
            return index
        if index > first and line.form(index) in ("in", "on", "during", "at") and index - first <= 4:
            return index
    return line.last


def _trailing(line: Line, hits: list[Hit], framed: Report) -> Iterator[Report]:
    """`…, said X, adding that …`: what the same source goes on to say."""
    for hit in hits:
        begin = line.begin(hit.first)
        if (
            not goes_along(line, hit)
            or begin < framed.cue[1]
            or any(start <= begin < end for start, end in framed.contents)
        ):
            continue
        report = content_behind(line, hit, line.last)
        if report is not None:
            is_near = 0 <= report.cue[0] - framed.cue[1] <= NEAR_CHARS
            cue = (framed.cue[0], report.cue[1]) if is_near else report.cue
            yield replace(report, source=framed.source, cue=cue)
            return


def _opening_reports(line: Line, hits: list[Hit]) -> Iterator[Report]:
    """`X said that … and added that …, noting that …`, from left to right."""
    limit = line.first
    source: tuple[int, int] | None = None
    for number, hit in enumerate(hits):
        if hit.first < limit:
            continue
        found = noun_source(line, hit) if hit.rule.role == "noun" else None
        if hit.rule.role == "verb":
            found = verb_source(line, hit, source)
        if found is None:
            continue
        end = content_stop(line, hits[number + 1 :], hit)
        report = content_behind(line, hit, end)
        if report is None and line.lexicon.drops_copula:
            found, report = _object_first(line, hit, found)
        if report is None:
            continue
        yield replace(report, source=found, cue=_cue_with_source(line, hit, found))
        source, limit = found, end


def _object_first(line: Line, hit: Hit, source: tuple[int, int]) -> tuple[tuple[int, int], Report | None]:
    """`Директор Вальтер Кнопп обвинения отвергает`: the object between a name and its verb."""
    if "np" not in hit.rule.frames or not (hit.last >= line.last or is_break(line, hit.last)):
        return source, None
    capitals = [at for at in range(*source) if line.words.is_capital(at)]
    begin = capitals[-1] + 1 if len(capitals) > 1 else source[1]
    if begin >= source[1]:
        return source, None
    content = (line.begin(begin), line.finish(source[1]))
    report = Report(rule=hit.rule, cue=(line.begin(hit.first), line.finish(hit.last)), source=None, contents=(content,))
    return (source[0], begin), report


def _cue_with_source(line: Line, hit: Hit, source: tuple[int, int]) -> tuple[int, int]:
    """The cue with its source where that stands shortly before it."""
    group = verb_group_start(line, hit.first, line.first)
    is_near = source[1] <= hit.first and hit.first - source[0] <= SOURCE_WORDS
    return line.begin(source[0] if is_near else group), line.finish(hit.last)


def orphan_source(line: Line) -> tuple[int, int] | None:
    """The source of a sentence that only attributes the quotation before it ("Smith said, looking on.", "― Smith")."""
    if line.words.text[line.start] in "―—–-" and 0 < line.last - line.first <= 6:
        is_name = line.words.is_capital(line.first) and line.words.is_capital(line.last - 1)
        return (line.first, line.last) if is_name else None
    for hit in line.hits:
        if hit.first - line.first > 7:
            return None
        if hit.rule.role == "verb" and "quote" in hit.rule.frames and hit.form in ("past", "s") and not line.quoted:
            group = verb_group_start(line, hit.first, line.first)
            subject = subject_of(line, group, line.first)
            is_whole = subject is not None and subject[0] == line.first and is_subject(line, subject)
            return subject if is_whole and _ends_behind(line, hit) else None
    return None
