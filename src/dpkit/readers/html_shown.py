"""The text that a page shows, written down piece by piece as a scan meets it: white space collapsed, blocks marked."""

import re
from collections import Counter
from dataclasses import dataclass, field

from dpkit.readers.html_entities import REFERENCE, reference_at
from dpkit.readers.positions import Piece

SPACES = " \t\n\r\f"
_RUNS = re.compile(r"(?P<words>[^ \t\n\r\f]++(?: [^ \t\n\r\f]++)*+)|(?P<space>[ \t\n\r\f]++)")
_KEPT_RUNS = re.compile(r"(?P<words>[\s\S]++)")


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A stretch of shown text between two block boundaries, with what its elements say of it."""

    start: int
    end: int
    tag: str
    is_quotation: bool
    zone: str | None


@dataclass(slots=True)
class ShownText:
    """The shown text so far. `tag`, `is_quotation`, `zone` describe the block that is being written."""

    source: str
    parts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    blocks: list[ShownBlock] = field(default_factory=list)
    set_aside: Counter[str] = field(default_factory=Counter)
    length: int = 0
    block_start: int = -1
    block_breaks: int = 0
    space: tuple[int, int] | None = None
    breaks: list[tuple[int, int]] = field(default_factory=list)
    tag: str = ""
    is_quotation: bool = False
    zone: str | None = None

    def add_text(self, start: int, end: int, *, is_kept: bool = False, is_raw: bool = False) -> None:
        """Show a stretch of the source outside tags; white space collapses as CSS has it unless it is kept (pre).

        Where the text is raw, an ampersand is only an ampersand.
        """
        runs = _KEPT_RUNS if is_kept else _RUNS
        if not is_raw and self.source.find("&", start, end) >= 0:
            for match in REFERENCE.finditer(self.source, start, end):
                found = reference_at(self.source, match.start())
                if found is not None:
                    self._add_runs(runs, start, match.start())
                    self._add_reference(found[0], match.start(), found[1], is_kept=is_kept)
                    start = found[1]
        self._add_runs(runs, start, end)

    def add_space(self, start: int, end: int) -> None:
        """White space, written as one space when more text follows in its block."""
        if self.space is None and start < end:
            self.space = (start, end)

    def add_break(self, start: int, end: int) -> None:
        """A forced line break (br), written when more text follows in its block."""
        self.space = None
        if self.block_start >= 0:
            self.breaks.append((start, end))

    def close_block(self, breaks: int) -> None:
        """End the block that is open, if any; the next text stands `breaks` lines below."""
        self.space = None
        self.breaks.clear()
        self.block_breaks = max(self.block_breaks, breaks)
        if self.block_start >= 0:
            block = ShownBlock(self.block_start, self.length, self.tag, self.is_quotation, self.zone)
            self.blocks.append(block)
            self.block_start = -1
            self.block_breaks = breaks

    def text(self) -> str:
        """All that was shown so far."""
        if len(self.parts) > 1:
            self.parts = ["".join(self.parts)]
        return self.parts[0] if self.parts else ""

    def _add_reference(self, shown: str, start: int, end: int, *, is_kept: bool) -> None:
        if shown in SPACES and not is_kept:
            self.space = self.space or (start, end)
            return
        self._write(shown[0], start, end)
        if len(shown) > 1:  # a reference to a letter with a combining mark: both stand in the same place
            self._append(shown[1:], (len(shown) - 1, end, end))

    def _add_runs(self, runs: re.Pattern[str], start: int, end: int) -> None:
        for match in runs.finditer(self.source, start, end):
            if match.lastgroup == "words":
                self._write(match.group(), *match.span())
            elif self.space is None:
                self.space = match.span()

    def _write(self, shown: str, start: int, end: int) -> None:
        """Put down words, after what is due before them: block breaks, line breaks or one space."""
        if self.block_start < 0:
            if self.length:
                self._append("\n" * self.block_breaks, (self.block_breaks, start, start))
            self.block_start = self.length
        elif self.breaks:
            self._write_breaks()
        elif self.space is not None:
            self._append(" ", (1, *self.space))
        self.space = None
        self._append(shown, (len(shown) if len(shown) == end - start else 1, start, end))

    def _write_breaks(self) -> None:
        """The line breaks that stand between the words before and those to come; two or more part two blocks."""
        breaks = tuple(self.breaks)
        if len(breaks) > 1:
            self.close_block(0)
        for span in breaks:
            self._append("\n", (1, *span))
        self.breaks.clear()
        self.block_breaks = 0
        if self.block_start < 0:
            self.block_start = self.length

    def _append(self, shown: str, piece: Piece) -> None:
        self.parts.append(shown)
        self.pieces.append(piece)
        self.length += piece[0]
