"""The nouns: frozen values that the rooms hand to each other. Offsets are code points, 0-based, half-open.

Every span counts into the canonical text of its document. References between the parts of one document are indices
into its tuples; ids are given in `tables`, except those of entities, which follow from key and curation alone.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

DocumentType = Literal["statement", "relay", "transcript", "other"]
Redistribution = Literal["full_text", "offsets_only", "metadata_only"]
Role = Literal[
    "title", "lead", "heading", "body", "list_item", "caption", "dateline", "signature", "source_link", "boilerplate"
]
Relation = Literal["captured_from", "original", "other_version", "archived_copy"]
SourceStatus = Literal["captured", "asserted", "extracted", "unresolved"]
EntityType = Literal["person", "organisation", "place", "event", "work", "other"]
MentionKind = Literal["name", "acronym", "adjectival", "title", "nominal"]
Method = Literal["curated", "gazetteer", "acronym", "model", "propagated", "rule", "backend"]
AliasKind = Literal["full", "short", "acronym", "demonym", "transliteration"]
SpeakerBasis = Literal["quote_block", "same_sentence", "carried", "headline", "issuer", "publisher", "none"]
Attribution = Literal["direct", "indirect", "mixed", "own"]
SpeechAct = Literal["assertion", "commitment", "directive", "declaration", "expressive"]
Polarity = Literal["affirmed", "negated"]
Certainty = Literal["certain", "probable", "possible", "reported", "unspecified"]
TimeFrame = Literal["past", "present", "future", "none"]
CueKind = Literal[
    "attribution", "evidence", "hedge", "negation", "denial", "evaluation", "commitment", "directive", "declaration",
    "framing",
]  # fmt: skip
QuantityKind = Literal["count", "percent", "money", "measure", "ordinal"]
Precision = Literal["exact", "about", "at_least", "at_most", "between"]
Granularity = Literal["day", "week", "month", "season", "quarter", "half", "year", "decade", "century", "range"]
Anchor = Literal["absolute", "issued_on", "published_on"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a fault can be mended: a file of the project (posix path from its root), line and column from 1."""

    path: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault in data: a stable rule code (`DP101`), and everything that helps to find the fault."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    table: str | None = None
    key: str | None = None
    field: str | None = None


# --- what people say about a raw file: sidecars ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherVersion:
    """The same statement at another address; not thereby the original."""

    url: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """Where the raw bytes came from and what people know of other places; nothing here is ever guessed."""

    url: str | None = None
    retrieved_at: dt.datetime | None = None
    original_url: str | None = None
    archive_url: str | None = None
    other_versions: tuple[OtherVersion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsFacts:
    """The rights in one text; `license` is an SPDX id, `LicenseRef-…` or `unknown`."""

    license: str | None = None
    holder: str | None = None
    redistribution: Redistribution | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a sidecar (or a page) states about a document. `places` leads each key (`rights.license`) to its origin."""

    id: str | None = None
    statement: str | None = None
    identifier: str | None = None
    title: str | None = None
    type: DocumentType | None = None
    language: str | None = None
    encoding: str | None = None
    issuer: str | None = None
    publisher: str | None = None
    issued_on: dt.date | None = None
    published_on: dt.date | None = None
    source: SourceFacts = SourceFacts()
    rights: RightsFacts = RightsFacts()
    note: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    reader: str | None = None
    """Overrides which reader takes the raw file."""
    fields: Mapping[str, str] | None = None
    """For corpus files: our name of a fact (`text`, `title`, `source.url`) leads to the file's own field name."""


# --- what people decided: curation ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedAlias:
    """A form of a name; `document_id` narrows it to one document."""

    text: str
    kind: AliasKind = "full"
    language: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedEntity:
    """One entry of `curation/entities.yaml`."""

    id: str
    name: str
    entity_type: EntityType
    country: str | None = None
    wikidata_id: str | None = None
    parent: str | None = None
    aliases: tuple[CuratedAlias, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The authority list of a dataset."""

    entities: tuple[CuratedEntity, ...] = ()


# --- raw bytes and text ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One document's bytes in a raw file; `locator` (None where a file is one record) names it without line numbers."""

    locator: str | None
    offset: int
    data: bytes
    facts: Facts | None = None
    """What the record itself states (columns of a corpus file, WARC headers); the sidecar wins."""
    context: bytes = b""
    """Bytes of the file that the record is read by and does not hold itself (a CSV header row, the head of a feed)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteMap:
    """A monotone map from code points of the canonical text to bytes of the record, as runs of equal width.

    Run i covers the code points from `chars[i]` to `chars[i + 1]`; the code point c of it stands at
    `offsets[i] + (c - chars[i]) * widths[i]` and takes `widths[i]` bytes. Width 0 is text that stands nowhere in the
    bytes (a line break that closes an HTML block). `chars[0]` is 0; the last item of each tuple closes the text.
    For containers `parts` names from which code point on the bytes are those of which inner part (or page).
    """

    chars: tuple[int, ...] = (0,)
    offsets: tuple[int, ...] = (0,)
    widths: tuple[int, ...] = (0,)
    parts: tuple[tuple[int, str], ...] = ()

    def bytes_of(self, start: int, end: int) -> tuple[int, int]:
        """The byte range, half-open, of a span of code points.

        >>> text_map = ByteMap(chars=(0, 2, 3, 4), offsets=(0, 2, 4, 5), widths=(1, 2, 1, 0))  # "ab" + CRLF + "c"
        >>> text_map.bytes_of(1, 3), text_map.bytes_of(3, 4)
        ((1, 4), (4, 5))
        """
        first = self._offset(start)
        return (first, first) if end <= start else (first, self._offset(end - 1, after=True))

    def part_of(self, char: int) -> str | None:
        """The inner part or page that a code point stands in, where the format has such."""
        index = bisect_right(self.parts, (char, "\U0010ffff")) - 1
        return self.parts[index][1] if index >= 0 else None

    def _offset(self, char: int, *, after: bool = False) -> int:
        run = max(bisect_right(self.chars, char) - 1, 0)
        return self.offsets[run] + (char - self.chars[run] + after) * self.widths[run]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of text that the format itself marks off (an HTML block, a DOCX paragraph)."""

    start: int
    end: int
    role: Role | None = None
    """What the markup says; None leaves it to the text rules."""
    rule: str | None = None
    is_quotation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An outgoing link that announces where a text comes from; without `start` and `end` it has no shown text."""

    url: str | None
    text: str | None
    relation: Relation
    rule: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader made of one record."""

    text: str
    byte_map: ByteMap
    reader: str
    media_type: str
    encoding: str | None
    is_encoding_guessed: bool = False
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    facts: Facts = Facts()
    set_aside_chars: Mapping[str, int] = field(default_factory=dict)
    """Code points that were set aside, by reason (script, style, hidden)."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One quotation: from its opening mark (inclusive) to its closing mark (inclusive, or where it must have ended).

    `depth` 0 is the outermost. A quotation may run over paragraphs; `is_balanced` says that both marks were found.
    `inner_start` and `inner_end` bound the quoted words without their marks.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int
    is_balanced: bool
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph: no white space at its ends, never empty. `quotation` indexes the outermost one that holds it."""

    start: int
    end: int
    role: Role
    rule: str
    language: str
    is_quoted: bool = False
    quotation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence, without white space at its ends; it never crosses its paragraph."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The text of a document taken apart. Paragraphs and the white space between them are the whole text."""

    text: str
    language: str
    paragraphs: tuple[Paragraph, ...]
    quotations: tuple[Quotation, ...]
    sentences: tuple[Sentence, ...]


# --- what extraction finds ------------------------------------------------------------------------------------------


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


# --- a whole document ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RawOrigin:
    """Where a document's bytes lie: `path` is posix, below the project; hash and size are the record's."""

    path: str
    locator: str | None
    offset: int
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentResult:
    """Everything that the per-document step found out; `tables` makes rows of it."""

    document_id: str
    origin: RawOrigin
    facts: Facts
    reading: Reading
    layout: Layout
    names: Names
    statements: Statements
    findings: tuple[Finding, ...] = ()
