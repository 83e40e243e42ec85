"""Utterances: which words of a sentence one voice utters, before they are split, framed and judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dpkit.extract.clauses import Line, has_finite
from dpkit.extract.lexicon import CueRule
from dpkit.extract.lines import Passage
from dpkit.extract.reports import Report
from dpkit.extract.speakers import Directory, Voice
from dpkit.extract.voices import Attributed, Voices
from dpkit.model import Attribution, Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A document with whose words are whose."""

    layout: Layout
    directory: Directory
    own: Voice
    voices: Voices


@dataclass(slots=True, kw_only=True)  # not frozen: see clauses.Line
class Utterance:
    """Words of one sentence that one voice utters, before they are split, framed and judged."""

    start: int
    end: int
    voice: Voice
    attribution: Attribution
    depth: int
    reported_by: CueRule | None = None
    reported_at: tuple[int, int] | None = None
    quotation: int | None = None
    is_continued: bool = False


def utterances_of(heard: Heard, passage: Passage) -> list[Utterance]:
    """Who utters which words of a sentence: what is reported in it, else the loose quotations and the whole."""
    line = passage.line
    reports = heard.voices.reports[passage.number]
    base = _base_utterance(heard, passage)
    if passage.number in heard.voices.silent:
        return []
    if not reports:
        loose = _loose_quotations(heard, passage)
        return (
            loose
            if loose and (_is_only_quotation(line) or _is_told_beside(line))
            else [*loose, _behind_lead_in(line, base)]
        )
    reported = [utterance for attributed in reports for utterance in _reported(heard, passage, attributed, base)]
    around = _around(line, reports, base)
    return [around, *reported] if around is not None else reported


def _around(line: Line, reports: Sequence[Attributed], base: Utterance) -> Utterance | None:
    """What the author says around a report that is only a part of the sentence; None where the report is all of it.

    "Prices rose, and Smith said that …" leaves its first clause to the author, "We will not forget that Smith said …"
    the whole.
    """
    begin = min(_report_start(line, attributed.report) for attributed in reports)
    first, last = line.words.range_of(base.start, begin)
    if last - first < 2 or any(line.is_quoted(index) for index in range(first, last)):
        return None
    if line.form(first) in line.lexicon.words["opener"] or not has_finite(line, first, last):
        return None
    if line.form(last - 1) in line.lexicon.words["coordinator"]:
        return replace(base, end=line.finish(last - 1))
    return base if line.form(last - 1) in line.lexicon.words["subordinator"] else None


def _report_start(line: Line, report: Report) -> int:
    """Where the source, the cue or the content of a report begins."""
    starts = [report.cue[0], *(start for start, _ in report.contents)]
    return min([line.begin(report.source[0]), *starts] if report.source is not None else starts)


def _behind_lead_in(line: Line, base: Utterance) -> Utterance:
    """The words behind a lead-in that stands in the same sentence ("… released the following statement: We won.")."""
    lead = next((hit for hit in line.hits if hit.rule.role == "leadin"), None)
    if lead is None or line.quoted:
        return base
    colon = line.words.text.find(":", line.words.ends[lead.last - 1], line.end)
    return replace(base, start=colon + 1) if 0 <= colon < line.end - 1 else base


def _reported(heard: Heard, passage: Passage, attributed: Attributed, base: Utterance) -> list[Utterance]:
    """The contents of one report, cut where sentences end inside them."""
    line, report = passage.line, attributed.report
    unmarked = heard.voices.unmarked.get(passage.number)
    is_verbatim = unmarked is not None and unmarked.speaker_id == attributed.voice.speaker_id
    found: list[Utterance] = []
    for number, content in enumerate(report.contents):
        for start, end in _sentences_of(line, *content):
            attribution = _attribution(line, start, end)
            found.append(
                Utterance(
                    start=start,
                    end=end,
                    voice=attributed.voice,
                    attribution="direct" if is_verbatim and attribution == "indirect" else attribution,
                    depth=base.depth + 1,
                    reported_by=report.rule,
                    reported_at=report.cue,
                    quotation=_quotation_at(line, start, end, default=passage.base),
                    is_continued=number > 0,
                )
            )
    return found


def _base_utterance(heard: Heard, passage: Passage) -> Utterance:
    """The whole sentence in the voice of its level: of the document, or of the quotation that holds it."""
    line, voices = passage.line, heard.voices
    if passage.base is not None:
        voice = voices.quotations.get(passage.base, Voice())
        return Utterance(
            start=line.start, end=line.end, voice=voice, attribution="direct", depth=2, quotation=passage.base
        )
    unmarked = voices.unmarked.get(passage.number)
    if unmarked is not None:
        return Utterance(start=line.start, end=line.end, voice=unmarked, attribution="direct", depth=2)
    return Utterance(start=line.start, end=line.end, voice=heard.own, attribution="own", depth=1)


def _sentences_of(line: Line, start: int, end: int) -> list[tuple[int, int]]:
    """A content cut where sentences end inside it (the words of a long quotation)."""
    first, last = line.words.range_of(start, end)
    pieces: list[tuple[int, int]] = []
    begin = start
    for index in range(first + 2, last):
        gap = line.words.gap(index)
        if len(gap) > 1 and line.words.is_capital(index) and _ends_sentence(line, index, gap):
            pieces.append((begin, line.words.starts[index] - _opening_signs(gap)))
            begin = pieces[-1][1]
    return [*pieces, (begin, end)]


def _ends_sentence(line: Line, index: int, gap: str) -> bool:
    sign = gap.lstrip("”\"’'")[:1] or gap[:1]
    if sign in ("!", "?"):
        return " " in gap
    before = line.words.ends[index - 1] - line.words.starts[index - 1]
    return sign == "." and " " in gap and before > 3


def _opening_signs(gap: str) -> int:
    stripped = gap.rstrip('“"‘«')
    return len(gap) - len(stripped)


def _attribution(line: Line, start: int, end: int) -> Attribution:
    """Direct where every word stands in quotation marks, indirect where none does, else mixed."""
    first, last = line.words.range_of(start, end)
    if not line.quoted:
        return "indirect"
    inside = sum(1 for index in range(first, last) if line.is_quoted(index))
    if inside == last - first:
        return "direct"
    return "mixed" if inside else "indirect"


def _quotation_at(line: Line, start: int, end: int, *, default: int | None) -> int | None:
    for quoted in line.quoted:
        if quoted.start <= start + 1 and quoted.end > start:
            return quoted.index
    return default


def _is_only_quotation(line: Line) -> bool:
    return bool(line.quoted) and all(line.is_quoted(index) for index in range(line.first, line.last))


def _is_told_beside(line: Line) -> bool:
    """Whether the words beside the quotations only say that somebody said them ("…», – деп мәлімдеді.")."""
    said = {
        index
        for hit in line.hits
        if hit.rule.kind == "attribution" and hit.rule.role == "verb"
        for index in range(hit.first, hit.last)
    }
    beside = [index for index in range(line.first, line.last) if not line.is_quoted(index)]
    return line.lexicon.verb_last and all(index in said for index in beside)


def _loose_quotations(heard: Heard, passage: Passage) -> list[Utterance]:
    """Quoted sentences that no attribution of their sentence covers: their quotation's voice utters them."""
    line = passage.line
    found: list[Utterance] = []
    for quoted in line.quoted:
        voice = heard.voices.quotations.get(quoted.index)
        first, last = line.words.range_of(quoted.start, quoted.end)
        if last - first < 5 or (voice is None and not quoted.is_open and not _is_only_quotation(line)):
            continue
        found.extend(
            Utterance(
                start=start,
                end=end,
                voice=voice or Voice(),
                attribution="direct",
                depth=2,
                quotation=quoted.index,
            )
            for start, end in _sentences_of(line, quoted.start, quoted.end)
        )
    return found
