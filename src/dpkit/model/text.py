"""Raw bytes, canonical text with its byte map, and the text taken apart."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import add, lt, mul, sub

from dpkit.model.facts import Facts
from dpkit.model.findings import Finding
from dpkit.model.labels import Relation, Role


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

    def fault_in(self, text: str, data: bytes) -> str | None:
        """What keeps the map from leading every code point of a text to bytes of its record; None where it does.

        >>> ByteMap(chars=(0, 2), offsets=(0, 2), widths=(1, 0)).fault_in("ab", b"ab") is None
        True
        >>> ByteMap(chars=(0, 2), offsets=(0, 2), widths=(1, 0)).fault_in("abc", b"abc")
        'it covers 2 of 3 code points'
        """
        chars, offsets, widths = self.chars, self.offsets, self.widths
        if not chars or not len(chars) == len(offsets) == len(widths):
            return "its runs have no equal numbers of characters, offsets and widths"
        if chars[0] != 0 or chars[-1] != len(text):
            return f"it covers {chars[-1] - chars[0]} of {len(text)} code points"
        if any(map(lt, chars[1:], chars)) or min(widths) < 0 or min(offsets) < 0:
            return "its runs go backwards"
        lengths = map(sub, chars[1:], chars)
        last = max(map(add, offsets, map(mul, lengths, widths)), default=0)
        if not self.parts and last > len(data):
            return f"it leads to byte {last} of {len(data)}"
        return None

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
    facts: Facts = field(default_factory=Facts)
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
