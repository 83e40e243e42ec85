"""A package without one of its documents: no row and no word of it is left, and what named its ids finds tombstones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from dpkit.schema import arrow_schema, history_schemas

MIN_FRAGMENT_CHARS = 25
"""Shorter paragraphs ("Source link") stand in many texts and tell nothing of this one."""
MAX_FRAGMENT_CHARS = 60
TWIN_SHARE = 0.5
"""A document that holds so many pieces of another one is a version of it, not only furniture that both have."""
_DOCUMENT_COLUMNS = ("document_id", "former_document_id")
_ENTITY_COLUMNS = (
    ("mentions", "entity_id"), ("claims", "speaker_id"), ("paragraphs", "speaker_id"), ("cues", "entity_id"),
    ("documents", "issuer_id"), ("documents", "publisher_id"),
)  # fmt: skip

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """The tables that are left, and the ids of the rows that went, sorted."""

    tables: Tables
    gone: tuple[str, ...]


def without_document(tables: Tables, document_id: str, curated: Iterable[str]) -> Remainder:
    """The tables of a package without a document, its entities and its forms of names.

    `curated` are forms that people wrote into the authority list: those are theirs and stay.
    """
    frames = {name: frame_of(table) for name, table in tables.items() if name != "redirects"}
    left = {name: _without_rows(frame, document_id) for name, frame in frames.items()}
    lost = {name: frame.join(left[name], on=frame.columns[0], how="anti") for name, frame in frames.items()}
    left["entities"] = _entities(left, lost)
    left["aliases"] = _aliases(left, lost, set(curated))
    left["entities"] = _renamed(left, lost, set(curated))
    gone = sorted(
        {str(key) for name, frame in frames.items() for key in _keys(frame)}
        - {str(key) for frame in left.values() for key in _keys(frame)}
    )
    kept = {name: frame.to_arrow().cast(tables[name].schema) for name, frame in left.items()}
    kept = {name: table for name, table in kept.items() if table.num_rows or name != "revisions"}
    return Remainder(tables={**kept, "redirects": _redirects(tables.get("redirects"), gone)}, gone=tuple(gone))


def pieces_of(tables: Tables, document_id: str) -> frozenset[str]:
    """A piece of each longer paragraph of a document."""
    if not {"documents", "paragraphs"} <= tables.keys():
        return frozenset()
    own = frame_of(tables["paragraphs"]).filter(pl.col("document_id") == document_id)
    return frozenset(
        text[:MAX_FRAGMENT_CHARS] for text in own.get_column("text") if text and len(text) >= MIN_FRAGMENT_CHARS
    )


def also_said(tables: Tables, document_id: str, pieces: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """For each other document of a package the pieces that it holds too; none that holds none."""
    sought = frozenset(pieces)
    rows = frame_of(tables["documents"].select(["document_id", "text"])).iter_rows()
    held = {
        str(key): frozenset(piece for piece in sought if piece in text)
        for key, text in rows
        if key != document_id and text
    }
    return {key: found for key, found in held.items() if found}


def _without_rows(frame: pl.DataFrame, document_id: str) -> pl.DataFrame:
    for column in _DOCUMENT_COLUMNS:
        if column in frame.columns:
            frame = frame.filter(pl.col(column).ne_missing(pl.lit(document_id)))
    return frame


def _entities(left: Mapping[str, pl.DataFrame], lost: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Entities but for those that software found in the document alone."""
    return _named_still(left, named_in(lost))


def without_unnamed(left: Mapping[str, pl.DataFrame], before: set[str]) -> Mapping[str, pl.DataFrame]:
    """Entities and aliases but for those that software found and that nothing which is left names any more.

    `before` are the entities that were named when all rows were there.
    """
    entities = _named_still(left, before)
    return {"entities": entities, "aliases": left["aliases"].join(entities, on="entity_id", how="semi")}


def _named_still(left: Mapping[str, pl.DataFrame], before: set[str]) -> pl.DataFrame:
    entities = left["entities"]
    named = named_in(left)
    parents = set(entities.filter(pl.col("entity_id").is_in(list(named))).get_column("parent_entity_id").drop_nulls())
    only_there = before - named - parents
    return entities.filter(~pl.col("entity_id").is_in(list(only_there)) | (pl.col("origin") == "authority"))


def named_in(frames: Mapping[str, pl.DataFrame]) -> set[str]:
    """The entities that rows name: who speaks, publishes, is mentioned."""
    columns = [frames[table].get_column(column) for table, column in _ENTITY_COLUMNS if table in frames]
    return {entity for column in columns for entity in column.drop_nulls()}


def _aliases(left: Mapping[str, pl.DataFrame], lost: Mapping[str, pl.DataFrame], curated: set[str]) -> pl.DataFrame:
    """Aliases of the entities that are left, but for forms that the document alone used."""
    known = set(left["entities"].get_column("entity_id"))
    only_there = _forms(lost) - _forms(left)
    aliases = left["aliases"]
    keep = [
        entity in known and ((entity, text) not in only_there or text in curated)
        for entity, text in aliases.select("entity_id", "text").iter_rows()
    ]
    return aliases.filter(pl.Series(keep, dtype=pl.Boolean))


def _renamed(left: Mapping[str, pl.DataFrame], lost: Mapping[str, pl.DataFrame], curated: set[str]) -> pl.DataFrame:
    """Entities whose name the document alone used go by the longest form that is left."""
    forms = _forms(left) | set(left["aliases"].select("entity_id", "text").iter_rows())
    best = dict(sorted(forms, key=lambda form: (len(str(form[1])), str(form[1]))))
    only_there = _forms(lost) - _forms(left)
    entities = left["entities"]
    names = [
        best[key] if (key, name) in only_there and name not in curated and key in best else name
        for key, name in entities.select("entity_id", "name").iter_rows()
    ]
    return entities.with_columns(pl.Series("name", names, dtype=pl.String))


def _forms(frames: Mapping[str, pl.DataFrame]) -> set[tuple[str, str]]:
    return set(frames["mentions"].select("entity_id", "text").drop_nulls().iter_rows())


def _redirects(former: pa.Table | None, gone: Sequence[str]) -> pa.Table:
    """The redirects with a tombstone for every row that went; what led there leads on to the tombstone."""
    rows = {row["old_id"]: row for row in (former.to_pylist() if former is not None else ())}
    for key in gone:
        rows[key] = {"old_id": key, "new_id": None, "cause": "withdrawn", "version": None}
    schema = arrow_schema(history_schemas()["redirects"])
    return pa.Table.from_pylist([rows[key] for key in sorted(rows)], schema=schema)


def _keys(frame: pl.DataFrame) -> Iterable[object]:
    return frame.get_column(frame.columns[0])


def frame_of(table: pa.Table) -> pl.DataFrame:
    """An Arrow table as a polars frame that shares its memory."""
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
