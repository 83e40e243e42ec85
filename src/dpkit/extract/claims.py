"""Claims: every attributable utterance of a document, with its speaker, its labels and the cues they rest on."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dpkit.extract.clauses import Line
from dpkit.extract.cues import Hit
from dpkit.extract.labels import Content, Labels, label
from dpkit.extract.lexicon import CueRule, Lexicon
from dpkit.extract.lines import Passage, passages_of
from dpkit.extract.speakers import Directory, Voice, directory_of, own_voice
from dpkit.extract.splitting import frame, is_claim, split, trimmed
from dpkit.extract.voices import Attributed, Voices, hear
from dpkit.model import Attribution, Claim, Context, Cue, CueKind, Layout, Names


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True)
class CueDraft:
    """A cue before the claims are numbered."""

    kind: CueKind
    start: int
    end: int
    rule: str
    hop: int | None = None
    entity_id: str | None = None

    def of_claim(self, number: int) -> Cue:
        """The cue of a numbered claim."""
        return Cue(
            claim=number,
            kind=self.kind,
            start=self.start,
            end=self.end,
            rule=self.rule,
            hop=self.hop,
            entity_id=self.entity_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A claim with its cues before claims are numbered; `continues` is the start of the claim that it goes on from."""

    claim: Claim
    cues: tuple[CueDraft, ...]
    continues: int | None


def read_claims(
    layout: Layout, names: Names, context: Context, lexicons: Mapping[str, Lexicon]
) -> tuple[tuple[Claim, ...], tuple[Cue, ...], tuple[str | None, ...]]:
    """The claims by position, their cues, and the speaker of each paragraph."""
    passages = passages_of(layout, lexicons)
    directory = directory_of(names)
    own = own_voice(names, context)
    voices = hear(passages, layout.quotations, directory, own)
    drafts: list[Draft] = []
    last_item: tuple[int, int] | None = None
    for passage, reports in zip(passages, voices.reports, strict=True):
        is_listed = passage.role == "list_item"
        found = _drafts(layout, passage, reports, voices, directory, own)
        if is_listed and found and last_item is not None and last_item[0] == passage.paragraph - 1:
            found[0] = replace(found[0], continues=last_item[1])
        if is_listed and found:
            last_item = (passage.paragraph, found[0].claim.start)
        drafts.extend(found)
    claims, cues = _numbered(drafts)
    return claims, cues, _paragraph_speakers(layout, voices, own)


def _drafts(
    layout: Layout,
    passage: Passage,
    reports: Sequence[Attributed],
    voices: Voices,
    directory: Directory,
    own: Voice,
) -> list[Draft]:
    """The claims of one sentence."""
    drafts: list[Draft] = []
    before: int | None = None
    for utterance in _utterances(layout, passage, reports, voices, own):
        for number, (start, end) in enumerate(split(passage.line, utterance.start, utterance.end)):
            draft = _draft(layout, passage, utterance, trimmed(layout.text, start, end), directory)
            if draft is None:
                continue
            if utterance.is_continued and number == 0 and before is not None:
                draft = replace(draft, continues=before)
            drafts.append(draft)
            before = draft.claim.start
    return drafts


# --- who utters which words of a sentence ----------------------------------------------------------------------------


def _utterances(
    layout: Layout, passage: Passage, reports: Sequence[Attributed], voices: Voices, own: Voice
) -> list[Utterance]:
    line = passage.line
    base = _base_utterance(passage, voices, own)
    if not reports:
        return (
            [*_loose_quotations(layout, passage, voices), base]
            if not _is_only_quotation(line)
            else (_loose_quotations(layout, passage, voices) or [base])
        )
    found: list[Utterance] = []
    for attributed in reports:
        report = attributed.report
        for number, (start, end) in enumerate(report.contents):
            found.extend(
                Utterance(
                    start=piece[0],
                    end=piece[1],
                    voice=attributed.voice,
                    attribution=_attribution(layout.text, line, *piece),
                    depth=base.depth + 1,
                    reported_by=report.rule,
                    reported_at=report.cue,
                    quotation=_quotation_at(line, *piece, default=passage.base),
                    is_continued=number > 0,
                )
                for piece in _sentences_of(layout.text, line, start, end)
            )
    return found


def _base_utterance(passage: Passage, voices: Voices, own: Voice) -> Utterance:
    """The whole sentence in the voice of its level: of the document, or of the quotation that holds it."""
    line = passage.line
    if passage.base is not None:
        voice = voices.quotations.get(passage.base, own)
        return Utterance(
            start=line.start, end=line.end, voice=voice, attribution="direct", depth=2, quotation=passage.base
        )
    unmarked = voices.unmarked.get(passage.paragraph)
    if unmarked is not None:
        return Utterance(start=line.start, end=line.end, voice=unmarked.carried(), attribution="direct", depth=2)
    return Utterance(start=line.start, end=line.end, voice=own, attribution="own", depth=1)


def _sentences_of(text: str, line: Line, start: int, end: int) -> list[tuple[int, int]]:
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


def _attribution(text: str, line: Line, start: int, end: int) -> Attribution:
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


def _loose_quotations(layout: Layout, passage: Passage, voices: Voices) -> list[Utterance]:
    """Quoted sentences that no attribution of their sentence covers: their quotation's voice utters them."""
    line = passage.line
    found: list[Utterance] = []
    for quoted in line.quoted:
        voice = voices.quotations.get(quoted.index)
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
            for start, end in _sentences_of(layout.text, line, quoted.start, quoted.end)
        )
    return found


# --- one claim -------------------------------------------------------------------------------------------------------


def _draft(
    layout: Layout, passage: Passage, utterance: Utterance, span: tuple[int, int], directory: Directory
) -> Draft | None:
    line = passage.line
    start, end = span
    is_reported = utterance.attribution in ("indirect", "mixed") and utterance.reported_by is not None
    if start >= end or not is_claim(
        line, start, end, is_listed=passage.role == "list_item", is_reported=utterance.reported_by is not None
    ):
        return None
    piece = frame(line, start, end)
    start, end = trimmed(layout.text, piece.start, piece.end)
    first, last = line.words.range_of(start, end)
    if first >= last:
        return None
    labels = label(
        Content(
            line=line,
            first=first,
            last=last,
            reported_by=utterance.reported_by if is_reported else None,
            reported_at=utterance.reported_at,
            framing=piece.framing,
            is_own_side=lambda index: _is_own_side(line, first, index, utterance, directory),
        )
    )
    voice = utterance.voice
    framing = piece.framing
    framed = (line.words.starts[framing.first], line.words.ends[framing.last - 1]) if framing is not None else None
    claim = Claim(
        start=start,
        end=end,
        paragraph=passage.paragraph,
        speaker_id=voice.speaker_id,
        speaker_mention=voice.mention,
        speaker_basis=voice.basis,
        attribution=utterance.attribution,
        attribution_depth=utterance.depth + labels.has_evidence,
        speech_act=labels.speech_act,
        polarity=labels.polarity,
        certainty=labels.certainty,
        is_evaluative=labels.is_evaluative,
        time_frame=labels.time_frame,
        framing=_framing_text(layout.text, framed, start),
        quotation=utterance.quotation,
    )
    return Draft(claim=claim, cues=_cues(claim, utterance, labels, framing, framed), continues=None)


def _framing_text(text: str, framed: tuple[int, int] | None, start: int) -> str | None:
    """The framing with the "that" behind it."""
    return text[framed[0] : start].rstrip(" ,:") if framed is not None else None


def _cues(
    claim: Claim, utterance: Utterance, labels: Labels, framing: Hit | None, framed: tuple[int, int] | None
) -> tuple[CueDraft, ...]:
    cues: list[CueDraft] = []
    voice = utterance.voice
    if voice.cue is not None and claim.attribution != "own":
        cues.append(CueDraft("attribution", *voice.cue, voice.rule or "lead", utterance.depth, voice.speaker_id))
    if framing is not None and framed is not None:
        cues.append(CueDraft("framing", *framed, framing.rule.id))
    for cue in labels.cues:
        hop = utterance.depth + 1 if cue.kind == "evidence" else None
        cues.append(CueDraft(cue.kind, cue.start, cue.end, cue.rule, hop))
    return tuple(sorted(cues, key=lambda cue: (cue.start, cue.end, cue.kind)))


def _is_own_side(line: Line, first: int, index: int, utterance: Utterance, directory: Directory) -> bool:
    """Whether the subject before a modal is the speaker's own side: we, ours, the speaker, its country or forces."""
    at = index
    lexicon = line.lexicon
    while at > first and index - at < 12 and not (at < index and "," in line.words.gap(at)):
        at -= 1
    forms = line.words.forms[at:index]
    if any(form in lexicon.are("first") for form in forms):
        return True
    if utterance.attribution in ("indirect", "mixed") and any(form in lexicon.are("third") for form in forms):
        return True
    if line.words.forms[index] in lexicon.are("first") or not forms:
        return True
    speaker = directory.entities.get(utterance.voice.speaker_id or "")
    for mention in directory.within(line.words.starts[at], line.words.starts[index]):
        entity_id = directory.mentions[mention].entity_id
        entity = directory.entities.get(entity_id)
        if entity_id == utterance.voice.speaker_id:
            return True
        if speaker is not None and entity is not None and speaker.country is not None:
            is_country = entity.entity_type == "place" and directory.mentions[mention].kind == "name"
            if (
                entity.country == speaker.country
                and is_country
                and line.words.starts[index] - directory.mentions[mention].end < 3
            ):
                return True
    is_body = speaker is None or speaker.entity_type != "person"
    return is_body and forms[-1] in lexicon.are("generic_side")


# --- numbering -------------------------------------------------------------------------------------------------------


def _numbered(drafts: Sequence[Draft]) -> tuple[tuple[Claim, ...], tuple[Cue, ...]]:
    """Claims by position with their numbers in `continues` and in the cues; equal spans are one claim."""
    kept: dict[tuple[int, int], Draft] = {}
    for draft in drafts:
        kept.setdefault((draft.claim.start, draft.claim.end), draft)
    ordered = [kept[span] for span in sorted(kept)]
    numbers = {draft.claim.start: number for number, draft in reversed(list(enumerate(ordered)))}
    claims: list[Claim] = []
    cues: list[Cue] = []
    for number, draft in enumerate(ordered):
        continues = numbers.get(draft.continues) if draft.continues is not None else None
        is_continued = continues is not None and continues != number
        claims.append(replace(draft.claim, continues=continues) if is_continued else draft.claim)
        cues.extend(cue.of_claim(number) for cue in draft.cues)
    return tuple(claims), tuple(cues)


def _paragraph_speakers(layout: Layout, voices: Voices, own: Voice) -> tuple[str | None, ...]:
    """For each paragraph the entity whose words it is: the quotation's speaker where it is quoted throughout."""
    starts = [quotation.start for quotation in layout.quotations if quotation.depth == 0]
    outer = [index for index, quotation in enumerate(layout.quotations) if quotation.depth == 0]
    speakers: list[str | None] = []
    for number, paragraph in enumerate(layout.paragraphs):
        at = bisect_right(starts, paragraph.start) - 1
        speaker = own.speaker_id
        if at >= 0 and layout.quotations[outer[at]].end >= paragraph.end - 1:
            voice = voices.quotations.get(outer[at])
            speaker = voice.speaker_id if voice is not None else None
        elif number in voices.unmarked:
            speaker = voices.unmarked[number].speaker_id
        speakers.append(speaker)
    return tuple(speakers)
