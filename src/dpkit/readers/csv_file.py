"""CSV with a header row: each row is one document; its columns are read as a mapping says.

Keeps the text column character by character, doubled quotation marks undone, each mapped to the bytes of the raw row. A
row is called by its own id, else by a hash of its bytes. The delimiter (comma, semicolon, tab, bar) is the one that the
header uses most. Cannot know columns that the mapping does not name, nor UTF-16 (its rows cannot be told apart by
bytes): such files are refused with a finding.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from dpkit.model import Facts, Finding, Reading, Record
from dpkit.readers.csv_rows import CsvField, delimiter_of, fields_of, rows, unquote
from dpkit.readers.decoded import decode_record, text_findings, unreadable
from dpkit.readers.fields import DEFAULT_MAPPING, FieldMapping, Locators, facts_of, mapping_of
from dpkit.readers.positions import compose
from dpkit.text.decoding import Decoded, decode

_MARK = b"\xef\xbb\xbf"
_HEAD_BYTES = 1_000_000
"""How much is read to learn the encoding of a file that is not UTF-8."""


@dataclass(slots=True, kw_only=True)
class CsvReader:
    """A table of documents, one a row."""

    name: str = "csv"
    media_types: tuple[str, ...] = ("text/csv", "text/tab-separated-values")
    suffixes: tuple[str, ...] = (".csv", ".tsv")
    mapping: FieldMapping = DEFAULT_MAPPING
    encoding: str | None = None

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """Each row below the header; the header goes along as context. A file without a text column is one record."""
        found = decode(stream.read(_HEAD_BYTES).rpartition(b"\n")[0], self.encoding)
        guessed = found.encoding if isinstance(found, Decoded) and found.is_guessed else None
        encoding = self.encoding or guessed
        stream.seek(0)
        stream.seek(len(_MARK) if stream.read(len(_MARK)) == _MARK else 0)
        head = stream.readline()
        delimiter = delimiter_of(_decoded(head, encoding) or "")
        stream.seek(stream.tell() - len(head))
        offset, header = next(rows(stream, delimiter), (0, b""))
        names = _cells(_decoded(header, encoding), delimiter)
        if names is None or not any(name in names for name in self.mapping.text):
            yield Record(locator=None, offset=offset, data=header)
            return
        locators = Locators()
        columns = len(names)
        sound = rows(stream, delimiter, lambda row: len(_cells(_decoded(row, encoding), delimiter) or ()) == columns)
        for offset, data in sound:
            facts = self._facts(names, _cells(_decoded(data, encoding), delimiter))
            locator = locators.name(data, facts.identifier)
            yield Record(
                locator=locator, offset=offset, data=data, facts=replace(facts, encoding=guessed), context=header
            )

    def read(self, record: Record, facts: Facts) -> Reading:
        """The text column of the row with its map into the raw row."""
        stated = record.facts.encoding if record.facts else None
        decoded, findings = decode_record(record.data, replace(facts, encoding=facts.encoding or stated))
        header = _decoded(record.context, facts.encoding or stated)
        if decoded is None or header is None:
            return unreadable(self.name, self.media_types[0], findings)
        if stated and not facts.encoding:
            message = f"encoding: guessed as {stated}; expected UTF-8, or `encoding` in the sidecar"
            findings += (Finding(code="DP151", severity="warning", message=message, field="encoding"),)
        delimiter = delimiter_of(header)
        names, fields = _cells(header, delimiter) or [], fields_of(decoded.text, delimiter)
        mapping = mapping_of(facts.fields) if facts.fields else self.mapping
        column = next((names.index(name) for name in mapping.text if name in names), None)
        fault = _fault(record, mapping, names, fields, column)
        if fault is not None or fields is None or column is None:
            return unreadable(
                self.name, self.media_types[0], (*findings, *([fault] if fault else [])), decoded.encoding
            )
        cells = [unquote(decoded.text, field)[0] for field in fields]
        findings += facts_of(dict(zip(names, cells, strict=True)), mapping)[1]
        return self._reading(decoded, fields[column], findings, bool(stated))

    def _facts(self, names: list[str], cells: list[str] | None) -> Facts:
        if cells is None or len(cells) != len(names):
            return Facts()
        return facts_of(dict(zip(names, cells, strict=True)), self.mapping)[0]

    def _reading(self, decoded: Decoded, field: CsvField, findings: tuple[Finding, ...], guessed: bool) -> Reading:
        text, pieces = unquote(decoded.text, field)
        return Reading(
            text=text,
            byte_map=compose(decoded.byte_map, pieces),
            reader=self.name,
            media_type=self.media_types[0],
            encoding=decoded.encoding,
            is_encoding_guessed=decoded.is_guessed or guessed,
            findings=findings + text_findings(text),
        )


def _decoded(data: bytes, encoding: str | None) -> str | None:
    found = decode(data, encoding)
    return found.text if isinstance(found, Decoded) else None


def _cells(row: str | None, delimiter: str) -> list[str] | None:
    fields = fields_of(row, delimiter) if row is not None else None
    return [unquote(row, field)[0] for field in fields] if fields is not None and row is not None else None


def _fault(
    record: Record, mapping: FieldMapping, names: list[str], fields: list[CsvField] | None, column: int | None
) -> Finding | None:
    """Why a row gives no text, if it gives none."""
    where = f"row {record.locator}" if record.context else "header row"
    if not record.context or column is None:
        what = f"no column holds the text; expected one of {', '.join(mapping.text)}, or `fields: {{text: …}}`"
        return Finding(code="DP155", severity="error", message=f"{where}: {what}", key=record.locator)
    if fields is None:
        what = "a quotation mark is not closed as it should be; expected fields quoted as in RFC 4180"
    elif len(fields) != len(names):
        what = f"{len(fields)} fields; expected {len(names)} as in the header"
    elif len(set(names)) != len(names):
        what = "a column name stands twice in the header; expected each once"
    else:
        return None
    return Finding(code="DP154", severity="error", message=f"{where}: {what}", key=record.locator)
