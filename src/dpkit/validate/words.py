"""Spans against the text: every span row's words stand where its bounds say, paragraphs tile their document.

Python slices are used on purpose: slicing a string by code points costs its length there, while in a column of UTF-8
each slice walks from the start of its document, which is quadratic on one long text.
"""

import hashlib
from collections.abc import Iterator, Mapping

import polars as pl

from dpkit.validate.faults import Fault, shown

Frames = Mapping[str, pl.DataFrame]
Texts = Mapping[str, str | None]

SPAN_TABLES: tuple[str, ...] = ("paragraphs", "mentions", "claims", "cues", "quantities", "dates")

_OTHER_WORDS: tuple[tuple[str, str, str], ...] = (
    ("sources", "link_text", "document_id"),
    ("claims", "framing", "document_id"),
    ("quantities", "counted", "document_id"),
    ("revisions", "text", "document_id"),
    ("revisions", "former_text", "former_document_id"),
)
"""Table, column, and the column that names the document whose words it holds."""


def word_faults(frames: Frames, *, is_public: bool) -> Iterator[Fault]:
    """Faults between the tables and the words of their documents (DP301 to DP304, DP311, DP312)."""
    if "documents" not in frames:
        return
    documents = frames["documents"]
    texts: dict[str, str | None] = dict(documents.select("document_id", "text").iter_rows())
    yield from _hash_faults(documents)
    if is_public:
        yield from _edition_faults(documents)
    for table in SPAN_TABLES:
        if table in frames:
            yield from _span_faults(table, frames[table], texts)
    for table, field, owner in _OTHER_WORDS:
        if table in frames:
            yield from _leak_faults(table, field, frames[table], _withheld(documents, owner))
    if "paragraphs" in frames:
        yield from _tiling_faults(frames["paragraphs"], texts)


def _hash_faults(documents: pl.DataFrame) -> Iterator[Fault]:
    for key, text, stated in documents.select("document_id", "text", "text_sha256").iter_rows():
        if text is not None and (found := hashlib.sha256(text.encode()).hexdigest()) != stated:
            message = f"documents {shown(key)}: text_sha256 is {shown(stated)}; expected {found}"
            yield Fault(code="DP301", table="documents", key=key, field="text_sha256", message=message)


def _edition_faults(documents: pl.DataFrame) -> Iterator[Fault]:
    forbidden = documents.filter((pl.col("redistribution") != "full_text") & pl.col("text").is_not_null())
    for key, allowed in forbidden.select("document_id", "redistribution").iter_rows():
        message = f"documents {shown(key)}: the text is there, redistribution is {allowed}; expected no words"
        yield Fault(code="DP312", table="documents", key=key, field="text", message=message)


def _span_faults(table: str, frame: pl.DataFrame, texts: Texts) -> Iterator[Fault]:
    columns = (frame.columns[0], "document_id", "start_char", "end_char", "text")
    for key, document_id, start, end, words in frame.select(columns).iter_rows():
        if document_id not in texts or start is None or end is None:
            continue  # a dangling or missing value has a finding of its own
        text = texts[document_id]
        if text is None or words is None:
            if text is not None or words is not None:
                message = f"{table} {shown(key)}: {'its' if text is None else 'only the document’s'} words are there"
                expected = "; expected both the words of document and row, or neither"
                yield Fault(code="DP311", table=table, key=key, field="text", message=message + expected)
        elif end > len(text) or start < 0:
            message = f"{table} {shown(key)}: its span {start}–{end} leaves the text; expected it within 0–{len(text)}"
            yield Fault(code="DP302", table=table, key=key, field="end_char", message=message)
        elif text[start:end] != words:
            message = (
                f"{table} {shown(key)}: text is {shown(words)}; expected {shown(text[start:end])}, as at {start}–{end}"
            )
            yield Fault(code="DP303", table=table, key=key, field="text", message=message)


def _withheld(documents: pl.DataFrame, owner: str) -> pl.DataFrame:
    """The documents without text, their ids in a column of that name."""
    return documents.filter(pl.col("text").is_null()).select(pl.col("document_id").alias(owner))


def _leak_faults(table: str, field: str, frame: pl.DataFrame, withheld: pl.DataFrame) -> Iterator[Fault]:
    held = frame.filter(pl.col(field).is_not_null()).join(withheld, on=withheld.columns[0], how="semi")
    for (key,) in held.select(pl.first()).iter_rows():
        message = f"{table} {shown(key)}: {field} holds words of a document whose text is withheld; expected no value"
        yield Fault(code="DP311", table=table, key=key, field=field, message=message)


def _tiling_faults(paragraphs: pl.DataFrame, texts: Texts) -> Iterator[Fault]:
    reached = dict.fromkeys(texts, 0)
    columns = ("paragraph_id", "document_id", "start_char", "end_char")
    for key, document_id, start, end in paragraphs.select(columns).sort("start_char", "end_char").iter_rows():
        if document_id not in texts or start is None or end is None:
            continue
        text, last = texts[document_id], reached[document_id]
        reached[document_id] = max(last, end)
        if problem := _tile_problem(text, last, start, end):
            message = f"paragraphs {shown(key)}: {problem}"
            yield Fault(code="DP304", table="paragraphs", key=key, field="start_char", message=message)
    for document_id, text in texts.items():
        rest = "" if text is None else text[reached[document_id] :]
        if rest.strip():
            message = (
                f"documents {shown(document_id)}: {shown(rest.strip())} after the last paragraph belongs to none; "
                "expected white space"
            )
            yield Fault(code="DP304", table="documents", key=document_id, field="text", message=message)


def _tile_problem(text: str | None, last: int, start: int, end: int) -> str:
    if start < last:
        return f"it starts at {start}; expected it not before {last}, where the last one ends"
    if text is None or end > len(text):
        return ""
    if text[last:start].strip():
        return f"{shown(text[last:start].strip())} before it belongs to no paragraph; expected white space"
    if end > start and (text[start].isspace() or text[end - 1].isspace()):
        return "it begins or ends with white space; expected words"
    return ""
