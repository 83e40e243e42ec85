"""Paragraphs, mentions, claims, cues, quantities and dates → rows, with their content ids."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dpkit.ids import context
from dpkit.model import Cue, DateExpression, DocumentResult, Mention, Quantity
from dpkit.tables.identity import QUOTE_CHARS, Identity, ids, span_identity, words_identity
from dpkit.tables.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What span rows of one document share: its parts and the ids that other rows point at."""

    result: DocumentResult
    paragraph_ids: Sequence[str]
    quotation_ids: Sequence[str]
    mention_ids: Sequence[str] = ()
    claim_ids: Sequence[str] = ()

    @property
    def document_id(self) -> str:
        """The document."""
        return self.result.document_id

    def words(self, start: int, end: int) -> str:
        """The words of a span."""
        return self.result.layout.text[start:end]

    def paragraph(self, index: int) -> str:
        """The id of a paragraph."""
        return self.paragraph_ids[index]

    def claim(self, index: int | None) -> str | None:
        """The id of a claim, or None."""
        return None if index is None else self.claim_ids[index]

    def quotation(self, index: int | None) -> str | None:
        """The id of a quotation, or None."""
        return None if index is None else self.quotation_ids[index]


def paragraph_ids(result: DocumentResult) -> list[str]:
    """The ids of the paragraphs, in order."""
    text = result.layout.text
    return ids("par", (words_identity(result.document_id, text[p.start : p.end]) for p in result.layout.paragraphs))


def quotation_ids(result: DocumentResult) -> list[str]:
    """The ids of all quotations, in the order of the layout."""
    text = result.layout.text
    heads = (text[q.inner_start : min(q.inner_end, q.inner_start + QUOTE_CHARS)] for q in result.layout.quotations)
    return ids("quo", (words_identity(result.document_id, head) for head in heads))


def mention_ids(result: DocumentResult) -> list[str]:
    """The ids of the mentions, in the order of `Names.mentions`."""
    mentions = result.names.mentions
    order = sorted(range(len(mentions)), key=lambda i: _place(mentions[i]))
    return _in_given_order(order, ids("men", (_identity(result, mentions[i], mentions[i].kind) for i in order)))


def claim_ids(result: DocumentResult) -> list[str]:
    """The ids of the claims, in the order of `Statements.claims`, which is that of position."""
    text = result.layout.text
    return ids("clm", (words_identity(result.document_id, text[c.start : c.end]) for c in result.statements.claims))


def paragraph_rows(frame: Frame) -> list[Row]:
    """The rows of the paragraphs."""
    speakers = frame.result.statements.speakers
    return [
        {
            "paragraph_id": frame.paragraph(position),
            "document_id": frame.document_id,
            "position": position,
            "role": paragraph.role,
            "is_quoted": paragraph.is_quoted,
            "quote_group": frame.quotation(paragraph.quotation),
            "speaker_id": speakers[position] if position < len(speakers) else None,
            **_span(frame, paragraph.start, paragraph.end),
            "language": paragraph.language,
            "rule": paragraph.rule,
        }
        for position, paragraph in enumerate(frame.result.layout.paragraphs)
    ]


def mention_rows(frame: Frame) -> list[Row]:
    """The rows of the mentions, by position."""
    rows: list[Row] = [
        {
            "mention_id": mention_id,
            "document_id": frame.document_id,
            "paragraph_id": frame.paragraph(mention.paragraph),
            "entity_id": mention.entity_id,
            **_span(frame, mention.start, mention.end),
            "kind": mention.kind,
            "method": mention.method,
            "model": mention.model,
            "score": None if mention.score is None else round(mention.score, 2),
        }
        for mention_id, mention in zip(frame.mention_ids, frame.result.names.mentions, strict=True)
    ]
    return sorted(rows, key=_row_place)


def claim_rows(frame: Frame) -> list[Row]:
    """The rows of the claims."""
    return [
        {
            "claim_id": frame.claim(position),
            "document_id": frame.document_id,
            "paragraph_id": frame.paragraph(claim.paragraph),
            "position": position,
            **_span(frame, claim.start, claim.end),
            "speaker_id": claim.speaker_id,
            "speaker_mention_id": None if claim.speaker_mention is None else frame.mention_ids[claim.speaker_mention],
            "speaker_basis": claim.speaker_basis,
            "attribution": claim.attribution,
            "quote_group": frame.quotation(claim.quotation),
            "attribution_depth": claim.attribution_depth,
            "speech_act": claim.speech_act,
            "polarity": claim.polarity,
            "certainty": claim.certainty,
            "is_evaluative": claim.is_evaluative,
            "time_frame": claim.time_frame,
            "framing": claim.framing or None,
            "continues_claim_id": frame.claim(claim.continues),
            "method": claim.method,
        }
        for position, claim in enumerate(frame.result.statements.claims)
    ]


def cue_rows(frame: Frame) -> list[Row]:
    """The rows of the cues, by position."""
    starts = [paragraph.start for paragraph in frame.result.layout.paragraphs]
    cues = sorted(frame.result.statements.cues, key=_place)
    identities = [_identity(frame.result, cue, cue.kind, starts) for cue in cues]
    return [
        {
            "cue_id": cue_id,
            "document_id": frame.document_id,
            "claim_id": frame.claim(cue.claim),
            "kind": cue.kind,
            "hop": cue.hop,
            "entity_id": cue.entity_id,
            **_span(frame, cue.start, cue.end),
            "rule": cue.rule,
        }
        for cue_id, cue in zip(ids("cue", identities), cues, strict=True)
    ]


def quantity_rows(frame: Frame) -> list[Row]:
    """The rows of the quantities, by position."""
    quantities = sorted(frame.result.statements.quantities, key=_place)
    identities = [_identity(frame.result, quantity, quantity.kind) for quantity in quantities]
    return [
        {
            "quantity_id": quantity_id,
            "document_id": frame.document_id,
            "paragraph_id": frame.paragraph(quantity.paragraph),
            "claim_id": frame.claim(quantity.claim),
            **_span(frame, quantity.start, quantity.end),
            "kind": quantity.kind,
            "value_min": quantity.value_min,
            "value_max": quantity.value_max,
            "unit": quantity.unit or None,
            "counted": quantity.counted or None,
            "precision": quantity.precision,
        }
        for quantity_id, quantity in zip(ids("qty", identities), quantities, strict=True)
    ]


def date_rows(frame: Frame) -> list[Row]:
    """The rows of the calendar expressions, by position."""
    dates = sorted(frame.result.statements.dates, key=_place)
    identities = [_identity(frame.result, date, None) for date in dates]
    return [
        {
            "date_id": date_id,
            "document_id": frame.document_id,
            "paragraph_id": frame.paragraph(date.paragraph),
            "claim_id": frame.claim(date.claim),
            **_span(frame, date.start, date.end),
            "date_start": date.date_start,
            "date_end": date.date_end,
            "granularity": date.granularity,
            "anchor": date.anchor,
        }
        for date_id, date in zip(ids("dat", identities), dates, strict=True)
    ]


def _span(frame: Frame, start: int, end: int) -> Row:
    return {"start_char": start, "end_char": end, "text": frame.words(start, end)}


def _place(item: Mention | Cue | Quantity | DateExpression) -> tuple[int, int, str, int]:
    kind = "" if isinstance(item, DateExpression) else item.kind
    return (item.start, item.end, kind, item.claim if isinstance(item, Cue) else 0)


def _row_place(row: Row) -> tuple[object, ...]:
    return (row["start_char"], row["end_char"], row["kind"])


def _identity(
    result: DocumentResult,
    item: Mention | Cue | Quantity | DateExpression,
    kind: str | None,
    starts: Sequence[int] = (),
) -> Identity:
    """The identity of a span; a cue names no paragraph, so it is looked up among their `starts`."""
    index = max(bisect_right(starts, item.start) - 1, 0) if isinstance(item, Cue) else item.paragraph
    paragraph, text = result.layout.paragraphs[index], result.layout.text
    around = context(text, item.start, item.end, paragraph.start, paragraph.end)
    return span_identity(result.document_id, kind, text[item.start : item.end], around)


def _in_given_order(order: Iterable[int], values: Iterable[str]) -> list[str]:
    return [value for _, value in sorted(zip(order, values, strict=True))]
