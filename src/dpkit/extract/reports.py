"""Reports: what one attribution is, the value that the attribution patterns hand on."""

from dataclasses import dataclass

from dpkit.extract.cues import Hit
from dpkit.extract.lexicon import CueRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One attribution: the cue, the words of the source (word range, None if unsaid) and the contents (offsets)."""

    rule: CueRule
    cue: tuple[int, int]
    source: tuple[int, int] | None
    contents: tuple[tuple[int, int], ...]
    is_past: bool = False


def is_past(hit: Hit) -> bool:
    return hit.form in ("past", "participle")
