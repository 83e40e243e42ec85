"""The values that labels may take; the schemas list the same ones, which a test proves."""

from typing import Literal

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
