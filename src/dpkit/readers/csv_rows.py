"""CSV that keeps positions (RFC 4180): where rows end in the bytes, and where the fields of a row stand in its text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dpkit.readers.positions import Piece

DELIMITERS = (",", ";", "\t", "|")
MAX_REPAIRS = 100
"""How often a quotation mark that never closes is taken for a fault of its own line; then the rest is one bad row."""

_CLOSE = re.compile(rb'[^"]*(?:""[^"]*)*"(?!")')
_TOKENS = re.compile(r'(?P<quote>"")|(?P<line>\r\n|\r)|(?P<plain>[^"\r]+|")')


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvField:
    """One field of a row: what stands between its delimiters, without the quotation marks around it."""

    start: int
    end: int
    is_quoted: bool


def delimiter_of(header: str) -> str:
    """The delimiter that a header row uses most; a comma where there is none.

    >>> delimiter_of('id;"a,b";text')
    ';'
    """
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


def rows(
    stream: BinaryIO, delimiter: str, is_sound: Callable[[bytes], bool] = lambda row: True
) -> Iterator[tuple[int, bytes]]:
    """Each row from where the stream stands, with its offset and without its line end; quoted line breaks stay in it.

    Lines that a quotation mark joins to no sound row are taken apart: the first becomes a row, and reading goes on with
    the next line, so that a stray mark does not swallow the rows after it.
    """
    opening = re.compile(rb'(?:^|%s)"' % re.escape(delimiter.encode()))
    repairs = 0
    while first := stream.readline():
        start = stream.tell() - len(first)
        lines = [first]
        is_open = _stays_open(first, opening, False)
        while is_open and (line := stream.readline()):
            lines.append(line)
            is_open = _stays_open(line, opening, True)
        row = b"".join(lines).rstrip(b"\r\n")
        if len(lines) > 1 and repairs < MAX_REPAIRS and (is_open or not is_sound(row)):
            repairs += 1
            row = first.rstrip(b"\r\n")
            stream.seek(start + len(first))
        if row.strip():
            yield start, row


def _stays_open(line: bytes, opening: re.Pattern[bytes], is_open: bool) -> bool:
    """Whether a quoted field is open at the end of a line; it opens only at the start of a field."""
    position = 0
    while True:
        match = _CLOSE.match(line, position) if is_open else opening.search(line, position)
        if match is None:
            return is_open
        position, is_open = match.end(), not is_open


def fields_of(row: str, delimiter: str) -> list[CsvField] | None:
    """The fields of a row; None where a quotation mark opens and never closes or more follows a closed field."""
    pattern = re.compile(
        r'"(?P<quoted>[^"]*(?:""[^"]*)*)"(?=%s|$)|(?P<bare>(?!")[^%s]*)' % ((re.escape(delimiter),) * 2)
    )
    found: list[CsvField] = []
    position = 0
    while True:
        match = pattern.match(row, position)
        if match is None:
            return None
        kind = "bare" if match["quoted"] is None else "quoted"
        found.append(CsvField(start=match.start(kind), end=match.end(kind), is_quoted=kind == "quoted"))
        position = match.end()
        if position >= len(row):
            return found
        position += len(delimiter)
        if position == len(row):
            return [*found, CsvField(start=position, end=position, is_quoted=False)]


def unquote(row: str, field: CsvField) -> tuple[str, list[Piece]]:
    """The text of a field with its pieces; doubled quotation marks are one, CR and CRLF become LF."""
    parts: list[str] = []
    pieces: list[Piece] = []
    for match in _TOKENS.finditer(row, field.start, field.end):
        first, last = match.span()
        if match.lastgroup == "quote" and field.is_quoted:
            parts.append('"')
            pieces.append((1, first, last))
        elif match.lastgroup == "line":
            parts.append("\n")
            pieces.append((1, first, last))
        else:
            parts.append(match.group())
            pieces.append((last - first, first, last))
    return "".join(parts), pieces
