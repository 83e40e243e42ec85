"""Claims: every attributable utterance of a document, with its speaker, its labels and the cues they rest on."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dpkit.extract.claimhood import is_claim, is_incomplete
from dpkit.extract.clauses import Line, has_finite, is_finite
from dpkit.extract.cues import Hit
from dpkit.extract.framing import frame
from dpkit.extract.labels import Labels, label
from dpkit.extract.lexicon import Lexicon
from dpkit.extract.lines import Passage, passages_of
from dpkit.extract.speakers import Directory, Voice, companions, directory_of, names_issuer, own_voice
from dpkit.extract.speech_acts import Content
from dpkit.extract.splitting import split, trimmed
from dpkit.extract.utterances import Heard, Utterance, utterances_of
from dpkit.extract.voices import hear
from dpkit.model import Claim, Context, Cue, CueKind, Entity, Layout, Mention, Names


class CueDraft(NamedTuple):
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


@dataclass(slots=True, kw_only=True)  # not frozen: see clauses.Line
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
    is_news = context.document_type == "other"
    voices = hear(passages, directory, own, names.issuer_id, is_news=is_news)
    heard = Heard(layout=layout, directory=directory, own=own, voices=voices)
    drafts: list[Draft] = []
    last_item: tuple[int, int] | None = None
    is_open = False
    for passage in passages:
        if passage.role != "list_item":
            line = passage.line
            is_open = layout.text[line.end - 1] == ":" and _is_completed(line)
        found = _drafts(heard, passage, is_listed=is_open and passage.role == "list_item")
        if passage.role == "list_item" and found:
            if last_item is not None and last_item[0] == passage.paragraph - 1:
                found[0] = replace(found[0], continues=last_item[1])
            last_item = (passage.paragraph, found[0].claim.start)
        drafts.extend(found)
    claims, cues = _numbered(drafts)
    return claims, cues, _paragraph_speakers(heard, passages)


def _is_completed(line: Line) -> bool:
    """Whether a list completes the sentence before it: one that breaks off, or that states what the items are."""
    return is_incomplete(line, line.last) or has_finite(line, line.first, line.last)


def _drafts(heard: Heard, passage: Passage, *, is_listed: bool) -> list[Draft]:
    """The claims of one sentence."""
    drafts: list[Draft] = []
    before: int | None = None
    for utterance in utterances_of(heard, passage):
        for number, (start, end) in enumerate(split(passage.line, utterance.start, utterance.end)):
            draft = _draft(heard, passage, utterance, trimmed(heard.layout.text, start, end), is_listed=is_listed)
            if draft is None:
                continue
            if utterance.is_continued and number == 0 and before is not None:
                draft = replace(draft, continues=before)
            drafts.append(draft)
            before = draft.claim.start
    return drafts


# --- one claim -------------------------------------------------------------------------------------------------------


def _draft(
    heard: Heard, passage: Passage, utterance: Utterance, span: tuple[int, int], *, is_listed: bool
) -> Draft | None:
    text, directory = heard.layout.text, heard.directory
    line = passage.line
    start, end = span
    if start >= end or not is_claim(
        line, start, end, is_listed=is_listed, is_reported=utterance.reported_by is not None
    ):
        return None
    piece = frame(line, start, end)
    start, end = trimmed(text, piece.start, piece.end)
    first, last = line.words.range_of(start, end)
    if first >= last:
        return None
    framing = piece.framing
    labels = _labels(directory, utterance, line, (first, last), framing)
    voice = utterance.voice
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
        framing=_framing_text(text, framed, start),
        quotation=utterance.quotation,
    )
    return Draft(claim=claim, cues=_cues(directory, line, claim, utterance, labels, framing, framed), continues=None)


def _labels(
    directory: Directory, utterance: Utterance, line: Line, words: tuple[int, int], framing: Hit | None
) -> Labels:
    """The labels of the words (indices into those of the line, half-open) of a claim."""
    first, last = words
    is_reported = utterance.attribution in ("indirect", "mixed") and utterance.reported_by is not None
    return label(
        Content(
            line=line,
            first=first,
            last=last,
            reported_by=utterance.reported_by if is_reported else None,
            reported_at=utterance.reported_at,
            framing=framing,
            is_own_side=lambda index: _is_own_side(line, first, index, utterance, directory),
        )
    )


def _framing_text(text: str, framed: tuple[int, int] | None, start: int) -> str | None:
    """The framing with the "that" behind it."""
    return text[framed[0] : start].rstrip(" ,:") if framed is not None else None


def _cues(
    directory: Directory,
    line: Line,
    claim: Claim,
    utterance: Utterance,
    labels: Labels,
    framing: Hit | None,
    framed: tuple[int, int] | None,
) -> tuple[CueDraft, ...]:
    cues: list[CueDraft] = []
    voice = utterance.voice
    if voice.cue is not None and claim.attribution != "own":
        rule = voice.rule or "lead"
        cues.append(CueDraft("attribution", *voice.cue, rule, utterance.depth, voice.speaker_id))
        cues.extend(
            CueDraft("attribution", mention.start, mention.end, rule, utterance.depth, mention.entity_id)
            for mention in companions(directory, line, voice)
        )
    if framing is not None and framed is not None:
        cues.append(CueDraft("framing", *framed, framing.rule.id))
    for cue in labels.cues:
        hop = utterance.depth + 1 if cue.kind == "evidence" else None
        cues.append(CueDraft(cue.kind, cue.start, cue.end, cue.rule, hop))
    # The same words may answer to two rules of one kind: they are one cue, of the rule that came first.
    distinct = {(cue.start, cue.end, cue.kind): cue for cue in reversed(cues)}
    return tuple(distinct[key] for key in sorted(distinct))


def _is_own_side(line: Line, first: int, index: int, utterance: Utterance, directory: Directory) -> bool:
    """Whether the subject before a modal is the speaker's own side: we, ours, the speaker, its country or forces."""
    lexicon = line.lexicon
    at = _subject_start(line, first, index)
    forms = line.words.forms[at:index]
    after = line.form(index + 1)
    if (forms and forms[-1] in lexicon.words["paper_noun"]) or (after == "be" and line.form(index + 2) == "able"):
        return False  # "my bill will", "we will be able": no undertaking
    if any(form in lexicon.words["first"] for form in forms):
        return True
    if utterance.attribution in ("indirect", "mixed") and any(form in lexicon.words["third"] for form in forms):
        return True
    if line.words.forms[index] in lexicon.words["first"] or not forms:
        return True
    speaker = directory.entities.get(utterance.voice.speaker_id or "")
    if speaker is not None and speaker == directory.issuer and names_issuer(directory, line, at, index):
        return True
    for number in directory.within(line.words.starts[at], line.words.starts[index]):
        mention = directory.mentions[number]
        if mention.entity_id == utterance.voice.speaker_id:
            return True
        is_subject = line.words.starts[index] - mention.end < 3 and directory.type_of(number) == "place"
        if is_subject and speaker is not None and _is_country_of(mention, speaker, line.words.text, directory):
            return True
    is_body = speaker is None or speaker.entity_type != "person"
    return forms[-1] in lexicon.words["own_side"] or (is_body and forms[-1] in lexicon.words["generic_side"])


def _subject_start(line: Line, first: int, index: int) -> int:
    """Where the subject of a modal begins, as far as twelve words, a comma or the verb of another clause let it."""
    at = index
    while at > first and index - at < 12 and not (at < index and "," in line.words.gap(at)):
        at -= 1
        if index - at > 1 and is_finite(line, at) and line.words.forms[at] not in line.lexicon.words["first"]:
            return at + 1
    return at


def _is_country_of(mention: Mention, speaker: Entity, text: str, directory: Directory) -> bool:
    """Whether a place is the speaker's own country: by its code, or because the speaker's name says so."""
    place = directory.entities.get(mention.entity_id)
    if place is not None and place.country is not None and place.country == speaker.country:
        return True
    return text[mention.start : mention.end] in speaker.name


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


def _paragraph_speakers(heard: Heard, passages: Sequence[Passage]) -> tuple[str | None, ...]:
    """For each paragraph the entity whose words it is: the quotation's speaker where it is quoted throughout."""
    outer = [index for index, quotation in enumerate(heard.layout.quotations) if quotation.depth == 0]
    starts = [heard.layout.quotations[index].start for index in outer]
    unmarked = {
        passage.paragraph: heard.voices.unmarked[passage.number]
        for passage in passages
        if passage.number in heard.voices.unmarked
    }
    speakers: list[str | None] = []
    for number, paragraph in enumerate(heard.layout.paragraphs):
        at = bisect_right(starts, paragraph.start) - 1
        voice: Voice | None = unmarked.get(number, heard.own)
        if at >= 0 and heard.layout.quotations[outer[at]].end >= paragraph.end - 1:
            voice = heard.voices.quotations.get(outer[at])
        speakers.append(voice.speaker_id if voice is not None else None)
    return tuple(speakers)
