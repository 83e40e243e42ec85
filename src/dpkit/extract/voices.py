"""Voices: one reading of a document from top to bottom that finds out whose words each sentence and quotation are."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dpkit.extract.attribution import Report, reports_of
from dpkit.extract.clauses import Line, is_finite, subject_of, verb_group_start
from dpkit.extract.lines import Passage
from dpkit.extract.speakers import (
    Directory,
    Memory,
    Voice,
    main_mention,
    mention_voice,
    remember,
    remember_topic,
    source_voice,
)
from dpkit.model import Quotation

WORDS_PER_LINE = 400
"""A longer sentence is a list or hostile text; no attribution is read from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """A report with the voice of its source."""

    report: Report
    voice: Voice


@dataclass(slots=True)
class Voices:
    """What the reading found: reports by passage, the voice of each quotation, and of paragraphs quoted without marks."""

    reports: list[tuple[Attributed, ...]] = field(default_factory=list)
    quotations: dict[int, Voice] = field(default_factory=dict)
    unmarked: dict[int, Voice] = field(default_factory=dict)


def hear(passages: Sequence[Passage], quotations: Sequence[Quotation], directory: Directory, own: Voice) -> Voices:
    """Whose words the sentences and quotations are. Quotations without a source of their own carry the last one's."""
    voices = Voices()
    memory = Memory()
    waiting: list[int] = []
    leading: Passage | None = None
    for passage in passages:
        line = passage.line
        if passage.base is not None and passage.base not in voices.quotations:
            _give_quotation(voices, passage, leading, directory, memory, own, waiting)
        found = _attributed(passage, directory, memory, own)
        voices.reports.append(found)
        for attributed in found:
            _hand_to_quotations(voices, line, attributed, waiting)
            remember(memory, directory, attributed.voice)
        if not found and passage.base is None:
            remember_topic(memory, directory, line)
        _hand_carried(voices, line, memory, found)
        _note_unmarked(voices, passage, found)
        if passage.base is None:
            leading = passage
    return voices


def _attributed(passage: Passage, directory: Directory, memory: Memory, own: Voice) -> tuple[Attributed, ...]:
    line = passage.line
    if line.last - line.first > WORDS_PER_LINE:
        return ()
    found: list[Attributed] = []
    for report in reports_of(line):
        voice = source_voice(directory, line, report.source, memory)
        if not _can_speak(line, report, voice):
            continue
        if (
            voice.speaker_id is not None
            and voice.speaker_id == own.speaker_id
            and not report.is_past
            and not line.quoted
        ):
            continue
        found.append(Attributed(report=report, voice=replace(voice, cue=report.cue, rule=report.rule.id)))
    return tuple(found)


def _can_speak(line: Line, report: Report, voice: Voice) -> bool:
    """Whether a source is somebody: a known entity, a pronoun of the third person, or a noun for people or papers."""
    if report.source is None or voice.speaker_id is not None:
        return report.source is not None or report.rule.role == "noun"
    first, last = report.source
    forms = line.words.forms[first:last]
    lexicon = line.lexicon
    if forms[0] in lexicon.are("first") or forms[-1] in lexicon.are("first") or forms[-1] == "you":
        return bool(line.quoted) and len(forms) == 1 and forms[0] != "you"
    if forms[0] in lexicon.are("third") or forms[-1] in lexicon.are("third") or forms[0] == "who":
        return True
    if any(form in lexicon.are("role_noun") or form.rstrip("s") in lexicon.are("role_noun") for form in forms):
        return True
    capitals = [at for at in range(first, last) if line.words.is_capital(at)]
    if len(capitals) >= 2 or (capitals and capitals[0] > line.first):
        return True
    return ".say" in report.rule.id and "np" not in report.rule.frames and not {"this", "it", "that"} & set(forms[:1])


def _hand_to_quotations(voices: Voices, line: Line, attributed: Attributed, waiting: list[int]) -> None:
    for start, end in attributed.report.contents:
        for quoted in line.quoted:
            if quoted.start < end and quoted.end > start and quoted.index not in voices.quotations:
                voices.quotations[quoted.index] = attributed.voice
    if attributed.voice.speaker_id is not None:
        for index in waiting:
            voices.quotations[index] = attributed.voice.carried()
        waiting.clear()


def _hand_carried(voices: Voices, line: Line, memory: Memory, found: Sequence[Attributed]) -> None:
    """A quotation that goes on behind the sentence or begins in it without a source of its own."""
    for quoted in line.quoted:
        if quoted.index not in voices.quotations and quoted.is_open and (found or memory.anyone is not None):
            voice = found[-1].voice if found else memory.anyone
            if voice is not None:
                voices.quotations[quoted.index] = voice if found else voice.carried()


def _give_quotation(
    voices: Voices,
    passage: Passage,
    leading: Passage | None,
    directory: Directory,
    memory: Memory,
    own: Voice,
    waiting: list[int],
) -> None:
    """The voice of a quotation that begins with this sentence: its lead, else whoever spoke last, else the next."""
    base = passage.base
    if base is None:
        return
    if leading is not None:
        voice = _lead_voice(leading, directory, memory, own)
        if voice is not None:
            voices.quotations[base] = voice
            remember(memory, directory, voice)
            return
    if memory.anyone is not None:
        voices.quotations[base] = memory.anyone.carried()
    else:
        voices.quotations[base] = Voice(speaker_id=own.speaker_id, basis=own.basis)
        waiting.append(base)


def _lead_voice(leading: Passage, directory: Directory, memory: Memory, own: Voice) -> Voice | None:
    """Who is named by a sentence that announces a quotation ("… issued the following statement:")."""
    line = leading.line
    tail = line.words.text[line.finish(line.last) : line.end + 2]
    nouns = line.lexicon.are("lead_noun")
    is_lead = ":" in tail or any(hit.rule.role == "leadin" for hit in line.hits)
    is_lead = is_lead or any(
        line.words.forms[index] in nouns for index in range(line.first, min(line.last, line.first + 80))
    )
    if not is_lead:
        return None
    for index in range(line.first, min(line.last, line.first + 80)):
        if is_finite(line, index) or index == line.last - 1:
            subject = subject_of(line, verb_group_start(line, index, line.first), line.first)
            found = main_mention(directory, line, line.begin(subject[0]), line.finish(subject[1])) if subject else None
            if found is not None and subject is not None:
                cue = (line.begin(subject[0]), line.finish(min(index + 1, line.last)))
                return replace(mention_voice(directory, found, "quote_block"), cue=cue, rule="lead")
    found = main_mention(directory, line, line.start, line.end)
    if found is None:
        return None
    mention = directory.mentions[found]
    return replace(mention_voice(directory, found, "quote_block"), cue=(mention.start, mention.end), rule="lead")


def _note_unmarked(voices: Voices, passage: Passage, found: Sequence[Attributed]) -> None:
    """`We won, said Smith. This is …`: a paragraph without marks that opens with a sentence said by somebody."""
    line = passage.line
    if line.quoted or passage.base is not None or not found or not passage.is_first:
        return
    attributed = found[0]
    source = attributed.report.source
    if source is None or line.begin(source[0]) < attributed.report.contents[0][0] + 1:
        return
    first = line.lexicon.are("first")
    if ".say" in attributed.report.rule.id and any(
        line.words.forms[at] in first for at in range(line.first, source[0])
    ):
        voices.unmarked[passage.paragraph] = attributed.voice
