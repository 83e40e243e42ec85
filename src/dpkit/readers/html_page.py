"""What a scan finds on a page: the shown text, the elements that state something, and what a parser should not get."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dpkit.readers.html_shown import ShownText

MAX_SOURCE_CHARS = 5_000_000
"""Above, a page is no article, and trafilatura has no time-out."""
MAX_TAGS = 50_000
"""Articles have some thousands; with so many trafilatura takes 5 to 10 seconds."""
MAX_DEPTH = 250
"""Below 255 levels lxml drops what stands deeper, in silence."""


@dataclass(frozen=True, slots=True)
class PageElement:
    """An element that states something: its attributes, where its tag stands, the text that it holds (raw or shown)."""

    name: str
    attributes: dict[str, str]
    position: int
    start: int = -1
    end: int = -1
    content: str = ""


@dataclass(slots=True)
class Page:
    """What the scan found. `elements` are those of `READ` in order; links carry the span of their shown text."""

    shown: ShownText
    elements: list[PageElement] = field(default_factory=list)
    depth: int = 0
    tags: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    """Contents of script and style elements, which say nothing to an extractor, and overlong lists of attributes."""
    long_tags: list[tuple[int, int]] = field(default_factory=list)
    """The overlong lists of attributes alone."""

    def excess(self) -> str | None:
        """Why no library that builds a tree should get this page; None where it may."""
        length = len(self.shown.source)
        if length <= MAX_SOURCE_CHARS and self.depth <= MAX_DEPTH and self.tags <= MAX_TAGS:
            return None
        return f"{length} characters, {self.tags} tags, {self.depth} levels deep"

    def cut_attributes(self, start: int, end: int) -> None:
        """Note attributes that no parser should get."""
        if start < end:
            self.cuts.append((start, end))
            self.long_tags.append((start, end))

    def lean(self, cuts: Sequence[tuple[int, int]]) -> str:
        """The source without some of its pieces (in order), for libraries that build a tree."""
        source = self.shown.source
        starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(source)]
        return "".join(source[start:end] for start, end in zip(starts, ends, strict=True)) if cuts else source
