"""What people decided about single rows: corrections of labels, spans and facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dpkit.model.findings import Place

CorrectionTarget = Literal["document", "paragraph", "claim", "mention", "quantity", "date"]
CorrectionAction = Literal["set", "add", "drop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One decision about a row of a document, found by its words.

    `words` are those of the row (for a paragraph, words in it), `occurrence` which of several equal ones, from 1;
    `expect` what software found, so that a correction that is no longer needed shows. `set` holds values of the
    columns' own types; None says that a value is unknown.
    """

    document_id: str
    target: CorrectionTarget
    action: CorrectionAction
    who: str
    why: str
    words: str | None = None
    occurrence: int | None = None
    expect: Mapping[str, object] = field(default_factory=dict)
    set: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None
