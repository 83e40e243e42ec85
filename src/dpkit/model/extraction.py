"""What extraction finds: names, claims, cues, quantities, dates."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from dpkit.model.labels import (
    AliasKind,
    Anchor,
    Attribution,
    Certainty,
    CueKind,
    DocumentType,
    EntityType,
    Granularity,
    MentionKind,
    Method,
    Polarity,
    Precision,
    QuantityKind,
    SpeakerBasis,
    SpeechAct,
    TimeFrame,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of a document before its text is read for content."""

    document_id: str
    document_type: DocumentType
    language: str
    issuer: str | None = None
    publisher: str | None = None
    title: str | None = None
    issued_on: dt.date | None = None
    published_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedSpan:
    """A labelled span of a tagger, counted in the text that was handed to it."""

    start: int
    end: int
    entity_type: EntityType
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, body, place …; `entity_id` comes from its key (type, country, name) or from curation."""

    entity_id: str
    name: str
    entity_type: EntityType
    country: str | None = None
    wikidata_id: str | None = None
    parent_entity_id: str | None = None
    origin: Literal["authority", "extracted"] = "extracted"
    status: Literal["automatic", "reviewed"] = "automatic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A form under which an entity is known; `document_id` None holds everywhere."""

    entity_id: str
    text: str
    kind: AliasKind
    language: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words that name an entity."""

    start: int
    end: int
    paragraph: int
    entity_id: str
    kind: MentionKind
    method: Method
    model: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who and where: mentions sorted by position, entities and aliases sorted by id; issuer and publisher resolved."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    aliases: tuple[Alias, ...] = ()
    issuer_id: str | None = None
    publisher_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One attributable utterance. `speaker_mention` indexes `Names.mentions`, `continues` the claims."""

    start: int
    end: int
    paragraph: int
    speaker_id: str | None
    speaker_mention: int | None
    speaker_basis: SpeakerBasis
    attribution: Attribution
    attribution_depth: int
    speech_act: SpeechAct
    polarity: Polarity
    certainty: Certainty
    is_evaluative: bool
    time_frame: TimeFrame
    framing: str | None = None
    quotation: int | None = None
    continues: int | None = None
    method: Method = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The words that a label of a claim rests on. `claim` indexes the claims."""

    claim: int
    kind: CueKind
    start: int
    end: int
    rule: str
    hop: int | None = None
    entity_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number that quantifies, read."""

    start: int
    end: int
    paragraph: int
    kind: QuantityKind
    value_min: float | None
    value_max: float | None
    unit: str | None
    counted: str | None
    precision: Precision
    claim: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExpression:
    """A calendar expression, resolved: both ends inclusive."""

    start: int
    end: int
    paragraph: int
    date_start: dt.date
    date_end: dt.date
    granularity: Granularity
    anchor: Anchor
    claim: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """Who said what: claims sorted by position, with their cues, quantities and dates.

    `speakers` holds, for each paragraph, the entity whose words it is, or None.
    """

    claims: tuple[Claim, ...] = ()
    cues: tuple[Cue, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateExpression, ...] = ()
    speakers: tuple[str | None, ...] = ()
