"""The tables of an edition with the words of documents whose texts a reader has put back."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from dpkit.errors import PackageError
from dpkit.package.editions import NOTES
from dpkit.package.pieces import Piece, value_of

Tables = Mapping[str, pa.Table]

_SPANS = ("paragraphs", "mentions", "claims", "cues", "quantities", "dates")
_REVISIONS = (("text", "paragraph_id"), ("former_text", "former_paragraph_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Where the words of one cell stand in a document, or the value that the full package has there."""

    table: str
    key: str
    column: str
    document_id: str
    pieces: tuple[Piece, ...] | None
    value: str | None
    line: str


def read_notes(data: bytes) -> tuple[Note, ...]:
    """The notes of an edition.

    Raises: PackageError where dpkit did not write them.
    """
    return tuple(_note(number, line) for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1))


def completed(tables: Tables, notes: Iterable[Note], texts: Mapping[str, str]) -> tuple[Tables, bytes]:
    """The tables with the words of the documents in `texts`, and the lines of the notes that are left.

    Raises: PackageError where a note names a column that is not there.
    """
    found = dict(tables)
    found["documents"] = _filled(found["documents"], "text", texts)
    for table in _SPANS:
        found[table] = _with_spans(found[table], texts)
    known: dict[tuple[str, str], dict[str, str]] = {}
    left: list[str] = []
    for note in notes:
        text = texts.get(note.document_id)
        if text is None:
            left.append(note.line)
        else:
            value = value_of(note.pieces, text) if note.pieces is not None else note.value
            known.setdefault((note.table, note.column), {})[note.key] = value or ""
    for (table, column), values in known.items():
        if table not in found or column not in found[table].column_names:
            raise PackageError(f"{NOTES}: {table}.{column} is no column of this package; one was expected")
        found[table] = _filled(found[table], column, values)
    if "revisions" in found:
        found["revisions"] = _with_revisions(found["revisions"], found["paragraphs"])
    return found, "".join(left).encode()


def _note(number: int, line: str) -> Note:
    try:
        facts = json.loads(line)
        pieces = facts.get("pieces")
        return Note(
            table=str(facts["table"]),
            key=str(facts["key"]),
            column=str(facts["column"]),
            document_id=str(facts["document_id"]),
            pieces=None if pieces is None else tuple(_piece(piece) for piece in pieces),
            value=None if pieces is not None else str(facts["value"]),
            line=f"{line}\n",
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PackageError(f"{NOTES}:{number}: {error!r}; a note as dpkit writes it was expected") from error


def _piece(value: object) -> Piece:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) == 2 and all(type(end) is int for end in value):
        return (value[0], value[1])
    raise ValueError(f"{value!r} is no piece")


def _filled(table: pa.Table, column: str, values: Mapping[str, str]) -> pa.Table:
    """A table with the values of a column for some keys in the place of what was there."""
    keys = table.column(0).to_pylist()
    before = table.column(column).to_pylist()
    return _replaced(table, column, [values.get(key, value) for key, value in zip(keys, before, strict=True)])


def _with_spans(table: pa.Table, texts: Mapping[str, str]) -> pa.Table:
    return _replaced(table, "text", list(_span_words(table, texts)))


def _span_words(table: pa.Table, texts: Mapping[str, str]) -> Iterator[str | None]:
    for batch in table.select(["document_id", "start_char", "end_char", "text"]).to_batches():
        for row in batch.to_pylist():
            text = texts.get(row["document_id"])
            yield row["text"] if text is None else text[row["start_char"] : row["end_char"]]


def _with_revisions(table: pa.Table, paragraphs: pa.Table) -> pa.Table:
    """Revisions with the words of the paragraphs that they name."""
    words = dict(zip(paragraphs.column("paragraph_id").to_pylist(), paragraphs.column("text").to_pylist(), strict=True))
    for column, reference in _REVISIONS:
        named = table.column(reference).to_pylist()
        before = table.column(column).to_pylist()
        values = [value if value is not None else words.get(key) for key, value in zip(named, before, strict=True)]
        table = _replaced(table, column, values)
    return table


def _replaced(table: pa.Table, column: str, values: list[str | None]) -> pa.Table:
    field = table.schema.field(column)
    return table.set_column(table.schema.get_field_index(column), field, pa.array(values, field.type))
