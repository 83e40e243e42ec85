"""Voices: one reading of a document from top to bottom that finds out whose words each sentence and quotation are."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dpkit.extract.attribution import orphan_source, reports_of
from dpkit.extract.clauses import CLOSING, Line, Quoted
from dpkit.extract.dialogue import replies
from dpkit.extract.headlines import headline_of
from dpkit.extract.leads import announced, lead_voice, speaks_in_first_person
from dpkit.extract.lines import Passage
from dpkit.extract.reports import Report
from dpkit.extract.sources import can_speak
from dpkit.extract.speakers import (
    Directory,
    Memory,
    Voice,
    anaphors_of,
    is_own_paper,
    mention_voice,
    remember,
    remember_topic,
    source_voice,
)

GUESSED = frozenset({"carried", "quote_block", "issuer", "none"})
NEAR_SIGNATURE_CHARS = 4
"""How far behind a quotation "said X" stands that closes it."""
TOLD_ACTS = (".intend", ".side")
"""Rules whose verbs report words in the news, but acts and aims of others where an issuer speaks."""
NEWS_ONLY = ".news"
"""The end of the ids of rules that hold in documents of type `other` alone: no statement, relay or transcript."""
WORDS_PER_LINE = 400
"""A longer sentence is a list or hostile text; no attribution is read from it."""


@dataclass(slots=True, kw_only=True)  # not frozen: see clauses.Line
class Attributed:
    """A report with the voice of its source."""

    report: Report
    voice: Voice
    is_named: bool = False
    """Whether words other than a pronoun say who speaks: then a guess is wrong, even where nobody is known by them."""


@dataclass(slots=True)
class Voices:
    """What the reading found: reports by passage, the voices of quotations and of passages quoted without marks."""

    reports: list[tuple[Attributed, ...]] = field(default_factory=list)
    quotations: dict[int, Voice] = field(default_factory=dict)
    unmarked: dict[int, Voice] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    """Sentences that only attribute what stands before them."""


def hear(
    passages: Sequence[Passage],
    directory: Directory,
    own: Voice,
    issuer_id: str | None = None,
    *,
    is_news: bool = False,
) -> Voices:
    """Whose words the sentences and quotations are. Quotations without a source of their own carry the last one's.

    `issuer_id` is who speaks by the sidecar's word: the speaker of quotations in a text that names none. `is_news`
    says that the document is neither statement nor relay: stances and topics are then reported too.
    """
    voices, memory = Voices(), Memory()
    waiting: list[int] = []
    leading: Passage | None = None
    labelled = {passage.number for passage in passages if passage.label is not None}
    speaking: Voice | None = None
    for number, passage in enumerate(passages):
        line = passage.line
        if len(labelled) > 1 and passage.label is not None:
            speaking = _label_voice(passage, passage.label, directory, memory)
        if speaking is not None:
            voices.unmarked[number] = speaking if number in labelled else speaking.carried()
        if passage.base is not None and passage.base not in voices.quotations:
            _give_quotation(voices, passage, leading, directory, memory, own, waiting)
        found = _attributed(passage, directory, memory, own, is_news=is_news and passage.base is None)
        voices.reports.append(found)
        for attributed in found:
            _hand_to_quotations(voices, line, attributed, waiting)
            if passage.base is None:
                remember(memory, directory, attributed.voice)
                if _is_unknown_name(line, attributed):
                    memory.person = memory.anyone = None
        if passage.base is None:
            if found and _is_told_by_body(directory, found):
                remember_topic(memory, directory, line)
            if not found and not _hear_orphan(voices, passages[number - 1 : number + 1], directory, memory):
                remember_topic(memory, directory, line)
            leading = passage
        _hand_carried(voices, line, memory, found)
    voices.unmarked |= replies(passages, directory)
    _carry_unmarked(voices, passages)
    voices.unmarked |= announced(passages, frozenset(voices.unmarked), directory, own)
    if memory.anyone is None and issuer_id is not None:
        voices.quotations |= {index: Voice(speaker_id=issuer_id, basis="issuer") for index in waiting}
    return voices


def _is_unknown_name(line: Line, attributed: Attributed) -> bool:
    """Whether a full name that is no known entity speaks: whoever "он" is then, it is nobody who spoke before."""
    source = attributed.report.source
    if attributed.voice.speaker_id is not None or source is None or not line.lexicon.drops_copula:
        return False
    return sum(line.words.is_capital(at) for at in range(source[0] + 1, source[1])) > 1


def _is_told_by_body(directory: Directory, found: Sequence[Attributed]) -> bool:
    """Whether a body tells of somebody ("X answered, the agency reports"): the one told of is "he" of the next."""
    speakers = [directory.entities.get(attributed.voice.speaker_id or "") for attributed in found]
    return all(speaker is None or speaker.entity_type != "person" for speaker in speakers)


def _label_voice(passage: Passage, label: tuple[int, int], directory: Directory, memory: Memory) -> Voice:
    """The voice of a speaker label: its mention, else the last person named so."""
    line = passage.line
    cue = (line.words.starts[label[0]], line.words.ends[label[1] - 1])
    wanted = line.words.forms[label[1] - 1]
    found = [index for index in directory.within(*cue) if directory.type_of(index) in ("person", "organisation")]
    if not found:
        found = [
            index
            for index, mention in enumerate(directory.mentions)
            if directory.type_of(index) == "person"
            and directory.entities[mention.entity_id].name.split()[-1].lower() == wanted
        ][:1]
    voice = mention_voice(directory, found[0], "same_sentence") if found else Voice()
    remember(memory, directory, voice)
    return replace(voice, cue=cue, rule="label")


def _hear_orphan(voices: Voices, pair: Sequence[Passage], directory: Directory, memory: Memory) -> bool:
    """Whether a sentence only says who spoke the quotation that ends right before it; then that voice is known."""
    if len(pair) < 2 or pair[0].paragraph != pair[1].paragraph:
        return False
    before, line = pair[0], pair[1].line
    index = before.base if before.base is not None else (before.line.quoted[-1].index if before.line.quoted else None)
    if index is None or before.line.words.text[before.line.end - 1 : before.line.end] not in CLOSING:
        return False
    source = orphan_source(line)
    if source is None:
        return False
    voice = source_voice(directory, line, source, memory)
    cue = (line.begin(source[0]), line.finish(source[1] + 1))
    voices.quotations[index] = replace(voice, cue=cue, rule="orphan")
    voices.silent.add(pair[1].number)
    remember(memory, directory, voice)
    return True


def _attributed(
    passage: Passage, directory: Directory, memory: Memory, own: Voice, *, is_news: bool
) -> tuple[Attributed, ...]:
    line = passage.line
    if line.last - line.first > WORDS_PER_LINE:
        return ()
    headline = _headline(passage, directory, memory)
    if headline is not None:
        return (headline,)
    found: list[Attributed] = []
    for report in reports_of(line if is_news else _without_news(line)):
        voice = source_voice(directory, line, report.source, memory)
        if not can_speak(line, report, voice) or (own.basis == "issuer" and report.rule.id.endswith(TOLD_ACTS)):
            continue
        if (
            voice.speaker_id is not None
            and voice.speaker_id == own.speaker_id
            and not report.is_past
            and report.rule.polarity != "negated"
            and not line.quoted
            and not _is_bare(line, report)
        ):
            continue
        voice = replace(voice, cue=report.cue, rule=report.rule.id)
        found.append(Attributed(report=report, voice=voice, is_named=_is_named(line, report)))
    return tuple(found)


def _without_news(line: Line) -> Line:
    """A sentence without the cues that hold in the news alone."""
    hits = [hit for hit in line.hits if not hit.rule.id.endswith(NEWS_ONLY)]
    return line if len(hits) == len(line.hits) else replace(line, hits=hits)


def _is_bare(line: Line, report: Report) -> bool:
    """Whether a body tells of itself by its bare noun or its paper ("The Ministry asks …"): a report as of anybody."""
    if report.source is None:
        return False
    return any(anaphors_of(line, *report.source)) or is_own_paper(line, line.words.forms[slice(*report.source)])


def _is_named(line: Line, report: Report) -> bool:
    """Whether the source of a report is a noun: no pronoun."""
    if report.source is None:
        return False
    words = line.lexicon.words
    return not any(
        form in words["third"] or form in words["he_she"] for form in line.words.forms[slice(*report.source)]
    )


def _headline(passage: Passage, directory: Directory, memory: Memory) -> Attributed | None:
    """What a headline lays into the mouth of a known name, or of a paper or people ("Poll: …")."""
    line = passage.line
    report = headline_of(line) if passage.role in ("title", "heading") or passage.number == 0 else None
    if report is None or report.source is None:
        return None
    voice = source_voice(directory, line, report.source, memory)
    if voice.speaker_id is not None:
        return Attributed(report=report, voice=replace(voice, basis="headline", cue=report.cue, rule=report.rule.id))
    speaks = line.form(report.source[1] - 1) in line.lexicon.words["paper_noun"] | line.lexicon.words["role_noun"]
    return Attributed(report=report, voice=Voice(cue=report.cue, rule=report.rule.id)) if speaks else None


def _hand_to_quotations(voices: Voices, line: Line, attributed: Attributed, waiting: list[int]) -> None:
    for start, end in attributed.report.contents:
        for quoted in line.quoted:
            if quoted.start < end and quoted.end > start and _is_open_to(voices, quoted, attributed):
                voices.quotations[quoted.index] = attributed.voice
    if attributed.voice.speaker_id is not None:
        for index in waiting:
            voices.quotations[index] = attributed.voice.carried()
        waiting.clear()


def _is_open_to(voices: Voices, quoted: Quoted, attributed: Attributed) -> bool:
    """Whether a quotation has no speaker yet, or only a guess that the words behind its end correct."""
    known = voices.quotations.get(quoted.index)
    if known is None:
        return True
    is_signed = -1 <= attributed.report.cue[0] - quoted.end <= NEAR_SIGNATURE_CHARS
    return known.basis in GUESSED and is_signed and (attributed.voice.speaker_id is not None or attributed.is_named)


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
        voice = lead_voice(leading, directory, memory, own)
        if voice is not None:
            voices.quotations[base] = voice
            remember(memory, directory, voice)
            return
    if memory.anyone is not None:
        voices.quotations[base] = memory.anyone.carried()
    elif own.basis == "issuer":
        voices.quotations[base] = Voice(speaker_id=own.speaker_id, basis="quote_block")
    else:
        voices.quotations[base] = Voice()
        waiting.append(base)


def _carry_unmarked(voices: Voices, passages: Sequence[Passage]) -> None:
    """`We won, said Smith. We thank …`: sentences quoted without marks go on as long as the first person does.

    Only where the document itself has not said "we" or "I" before: an address speaks in the first person throughout.
    """
    voice: Voice | None = None
    begun = 0
    is_first_person = False
    for number, passage in enumerate(passages):
        line = passage.line
        found = voices.reports[number]
        says_we = speaks_in_first_person(line)
        if voice is not None and (passage.is_first or found or line.quoted or passage.base is not None):
            voice = None
        if voice is not None and says_we:
            for at in range(begun, number + 1):
                voices.unmarked[at] = voice.carried()
        elif voice is None and not found and passage.base is None and not line.quoted:
            is_first_person = is_first_person or says_we
        if found and not is_first_person and _is_unmarked_speech(line, found[-1]):
            voice, begun = found[-1].voice, number
            if says_we:
                voices.unmarked[number] = voice


def _is_unmarked_speech(line: Line, attributed: Attributed) -> bool:
    """Whether a report may quote without marks: no quotation, the verb of saying behind the words or "saying"."""
    report = attributed.report
    if line.quoted or report.source is None or ".say" not in report.rule.id:
        return False
    between = line.words.text[report.cue[1] : report.contents[0][0]].strip()
    return report.cue[0] >= report.contents[0][1] or between == ","
