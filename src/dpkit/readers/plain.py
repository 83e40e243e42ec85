"""Plain text: one file is one document.

Keeps every character as decoded (NUL, control, bidi and zero-width characters too); only line ends become LF and a
byte order mark goes. Cannot know title, date, language or author: those come from the sidecar.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dpkit.model import Facts, Reading, Record
from dpkit.readers.decoded import decode_record, text_findings, unreadable


@dataclass(slots=True, kw_only=True)
class PlainReader:
    """Text without markup."""

    name: str = "plain"
    media_types: tuple[str, ...] = ("text/plain",)
    suffixes: tuple[str, ...] = (".txt", ".text")

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """The whole file as one record."""
        yield Record(locator=None, offset=0, data=stream.read())

    def read(self, record: Record, facts: Facts) -> Reading:
        """The decoded text with its byte map."""
        decoded, findings = decode_record(record.data, facts)
        if decoded is None:
            return unreadable(self.name, self.media_types[0], findings)
        return Reading(
            text=decoded.text,
            byte_map=decoded.byte_map,
            reader=self.name,
            media_type=self.media_types[0],
            encoding=decoded.encoding,
            is_encoding_guessed=decoded.is_guessed,
            findings=findings + text_findings(decoded.text),
        )
