"""Spans against the text: every span row's words stand where its bounds say, paragraphs tile their document.

All words of a table are cut and compared at once (`texts`); only what is wrong is looked at row by row.
"""

import hashlib
from collections.abc import Iterator, Mapping

import polars as pl

from dpkit.validate.faults import Fault, shown
from dpkit.validate.texts import SPACE, Texts, texts_of

Frames = Mapping[str, pl.DataFrame]

SPAN_TABLES: tuple[str, ...] = ("paragraphs", "mentions", "claims", "cues", "quantities", "dates")

_OTHER_WORDS: tuple[tuple[str, str, str], ...] = (
    ("sources", "link_text", "document_id"),
    ("claims", "framing", "document_id"),
    ("quantities", "counted", "document_id"),
    ("revisions", "text", "document_id"),
    ("revisions", "former_text", "former_document_id"),
)
"""Table, column, and the column that names the document whose words it holds."""


def word_faults(frames: Frames, *, is_public: bool, withheld: pl.DataFrame | None = None) -> Iterator[Fault]:
    """Faults between the tables and the words of their documents (DP301 to DP304, DP311, DP312).

    `withheld` holds the ids of all documents without text, where `frames` hold some of the documents alone.
    """
    if "documents" not in frames:
        return
    documents = frames["documents"]
    texts = texts_of(documents)
    yield from _hash_faults(documents)
    if is_public:
        yield from _edition_faults(documents)
    for table in SPAN_TABLES:
        if table in frames:
            yield from _span_faults(table, frames[table], texts)
    if withheld is None:
        withheld = without_text(documents)
    for table, field, owner in _OTHER_WORDS:
        if table in frames:
            yield from _leak_faults(table, field, frames[table], withheld.select(pl.first().alias(owner)))
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
    columns = (pl.first().alias("key"), "document_id", "start_char", "end_char", "text")
    rows = texts.beside(frame.select(columns).drop_nulls(["start_char", "end_char"])).filter(pl.col("is_known"))
    has_text, has_words = pl.col("chars").is_not_null(), pl.col("text").is_not_null()
    yield from _half_held(table, rows.filter(has_text != has_words))
    held = rows.filter(has_text & has_words)
    leaves = (pl.col("end_char") > pl.col("chars")) | (pl.col("start_char") < 0)
    for key, start, end, chars in held.filter(leaves).select("key", "start_char", "end_char", "chars").iter_rows():
        message = f"{table} {shown(key)}: its span {start}–{end} leaves the text; expected it within 0–{chars}"
        yield Fault(code="DP302", table=table, key=key, field="end_char", message=message)
    within = held.filter(~leaves)
    cut = texts.cut(within, pl.col("start_char"), pl.col("end_char")).alias("cut")
    wrong = within.with_columns(cut).filter(pl.col("cut").ne_missing(pl.col("text")))
    for key, words, expected, start, end in wrong.select("key", "text", "cut", "start_char", "end_char").iter_rows():
        message = f"{table} {shown(key)}: text is {shown(words)}; expected {shown(expected)}, as at {start}–{end}"
        yield Fault(code="DP303", table=table, key=key, field="text", message=message)


def _half_held(table: str, rows: pl.DataFrame) -> Iterator[Fault]:
    for key, chars in rows.select("key", "chars").iter_rows():
        message = f"{table} {shown(key)}: {'its' if chars is None else 'only the document’s'} words are there"
        expected = "; expected both the words of document and row, or neither"
        yield Fault(code="DP311", table=table, key=key, field="text", message=message + expected)


def without_text(documents: pl.DataFrame) -> pl.DataFrame:
    """The ids of documents without text."""
    return documents.filter(pl.col("text").is_null()).select("document_id")


def _leak_faults(table: str, field: str, frame: pl.DataFrame, withheld: pl.DataFrame) -> Iterator[Fault]:
    held = frame.filter(pl.col(field).is_not_null()).join(withheld, on=withheld.columns[0], how="semi")
    for (key,) in held.select(pl.first()).iter_rows():
        message = f"{table} {shown(key)}: {field} holds words of a document whose text is withheld; expected no value"
        yield Fault(code="DP311", table=table, key=key, field=field, message=message)


def _tiling_faults(paragraphs: pl.DataFrame, texts: Texts) -> Iterator[Fault]:
    """Paragraphs that overlap, leave words between them, or begin or end with white space (DP304)."""
    columns = (pl.col("paragraph_id").alias("key"), "document_id", "start_char", "end_char")
    bounded = paragraphs.select(columns).drop_nulls(["start_char", "end_char"])
    ordered = bounded.sort("document_id", "start_char", "end_char", maintain_order=True)
    rows = texts.beside(ordered).filter(pl.col("is_known"))
    reached = pl.col("end_char").cum_max().shift(1).over("document_id").fill_null(0).clip(0)
    rows = rows.with_columns(
        reached.alias("last"), pl.col("start_char").alias("start"), pl.col("end_char").alias("end")
    )
    rows = rows.with_columns(
        texts.cut(rows, pl.col("last"), pl.col("start")).str.strip_chars(SPACE).alias("between"),
        texts.cut(rows, pl.col("start"), pl.col("end")).alias("words"),
    )
    is_late = pl.col("start") < pl.col("last")
    is_within = (pl.col("end") <= pl.col("chars")).fill_null(False)
    is_padded = pl.col("words").str.strip_chars(SPACE) != pl.col("words")
    wrong = rows.filter(is_late | (is_within & ((pl.col("between") != "") | is_padded)))
    for key, start, last, between in wrong.select("key", "start", "last", "between").iter_rows():
        problem = _tile_problem(start, last, between or "")
        message = f"paragraphs {shown(key)}: {problem}"
        yield Fault(code="DP304", table="paragraphs", key=key, field="start_char", message=message)
    yield from _rest_faults(rows, texts)


def _tile_problem(start: int, last: int, between: str) -> str:
    if start < last:
        return f"it starts at {start}; expected it not before {last}, where the last one ends"
    if between:
        return f"{shown(between)} before it belongs to no paragraph; expected white space"
    return "it begins or ends with white space; expected words"


def _rest_faults(paragraphs: pl.DataFrame, texts: Texts) -> Iterator[Fault]:
    """Documents with words after their last paragraph (DP304)."""
    reached = paragraphs.group_by("document_id").agg(pl.col("end").max().clip(0).alias("last"))
    rows = texts.documents.join(reached, on="document_id", how="left").with_columns(pl.col("last").fill_null(0))
    rest = texts.cut(rows, pl.col("last"), pl.col("chars")).str.strip_chars(SPACE)
    for key, words in rows.select("document_id", rest.alias("rest")).filter(pl.col("rest") != "").iter_rows():
        message = (
            f"documents {shown(key)}: {shown(words)} after the last paragraph belongs to none; expected white space"
        )
        yield Fault(code="DP304", table="documents", key=key, field="text", message=message)
