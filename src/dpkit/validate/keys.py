"""Key checks as set operations: primary, unique and foreign keys, references within a document, cycles."""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from dpkit.schema import ForeignKey, TableSchema
from dpkit.validate.faults import Fault, shown

Frames = Mapping[str, pl.DataFrame]
OF_ANOTHER_DOCUMENT = frozenset({"former_paragraph_id"})
"""Columns that by their meaning point into another document than the row's own: an earlier capture."""


RINGS: Mapping[str, str] = {"entities": "parent_entity_id", "claims": "continues_claim_id"}
"""Columns that point into their own table, and must not lead back to their row."""


def key_faults(frames: Frames, schemas: Mapping[str, TableSchema]) -> Iterator[Fault]:
    """All key faults of tables that hold whole documents (all of them, or a shard with all entities)."""
    for name, frame in frames.items():
        for key in (schemas[name].primary_key, *schemas[name].unique_keys):
            yield from unique_faults(frame, schemas[name], key)
    yield from reference_faults(frames, schemas, frames)
    for table in RINGS:
        if table in frames:
            yield from ring_faults(table, ring_members(onward_keys(frames[table], table)))


def unique_faults(frame: pl.DataFrame, schema: TableSchema, key: tuple[str, ...]) -> Iterator[Fault]:
    """Every row but the first of those that share a key (DP501, DP503); a key with a missing value equals none."""
    held = frame.select(list(dict.fromkeys([schema.primary_key[0], *key]))).drop_nulls(list(key))
    if held.select(key).is_duplicated().any():
        yield from repeated_faults(held.filter(~pl.struct(key).is_first_distinct()), schema, key)


def repeated_faults(rows: pl.DataFrame, schema: TableSchema, key: tuple[str, ...]) -> Iterator[Fault]:
    """The faults of rows whose key stands in an earlier row."""
    primary = schema.primary_key[0]
    code = "DP501" if key == schema.primary_key else "DP503"
    for row in rows.select(list(dict.fromkeys([primary, *key]))).iter_rows(named=True):
        values = ", ".join(f"{name} {shown(row[name])}" for name in key)
        message = f"{schema.name} {shown(row[primary])}: {values} stands in more than one row; expected one"
        yield Fault(code=code, table=schema.name, key=row[primary], field=key[-1], message=message)


def reference_faults(frames: Frames, schemas: Mapping[str, TableSchema], lookup: Frames) -> Iterator[Fault]:
    """Foreign keys that point at no row of `lookup` (DP502), or at a row of another document (DP505)."""
    for name, frame in frames.items():
        for reference in schemas[name].foreign_keys:
            if reference.table in lookup:
                yield from dangling(frame, lookup[reference.table], schemas[name], reference)
                yield from _elsewhere(frame, lookup[reference.table], schemas[name], reference)


def dangling(frame: pl.DataFrame, target: pl.DataFrame, schema: TableSchema, key: ForeignKey) -> Iterator[Fault]:
    """Rows whose foreign key points at no row of `target` (DP502); a key with a missing value points at nothing."""
    columns = [schema.primary_key[0], *(name for name in key.fields if name != schema.primary_key[0])]
    held = frame.select(columns).drop_nulls(list(key.fields))
    known = target.select(key.reference).unique()
    for row in held.join(known, left_on=key.fields, right_on=key.reference, how="anti").iter_rows(named=True):
        values = ", ".join(f"{name} is {shown(row[name])}" for name in key.fields)
        row_key = row[schema.primary_key[0]]
        message = f"{schema.name} {shown(row_key)}: {values}; expected a row of {key.table} that is called so"
        yield Fault(code="DP502", table=schema.name, key=row_key, field=key.fields[0], message=message)


def _elsewhere(frame: pl.DataFrame, target: pl.DataFrame, schema: TableSchema, key: ForeignKey) -> Iterator[Fault]:
    """Rows that point at a row of another document (DP505)."""
    columns = set(frame.columns) & set(target.columns)
    if "document_id" not in columns or key.table == "documents" or len(key.fields) != 1:
        return
    if key.fields[0] in OF_ANOTHER_DOCUMENT:
        return
    there = target.select(pl.col(key.reference[0]).alias("there_id"), pl.col("document_id").alias("there"))
    here = frame.select(
        pl.col(schema.primary_key[0]).alias("key"),
        pl.col("document_id").alias("here"),
        pl.col(key.fields[0]).alias("id"),
    )
    for row in (
        here.join(there, left_on="id", right_on="there_id").filter(pl.col("here") != pl.col("there")).iter_rows()
    ):
        row_key, document, pointed, other = row
        message = (
            f"{schema.name} {shown(row_key)}: {key.fields[0]} is {shown(pointed)} of document {shown(other)}; "
            f"expected a row of {shown(document)}"
        )
        yield Fault(code="DP505", table=schema.name, key=row_key, field=key.fields[0], message=message)


def onward_keys(frame: pl.DataFrame, table: str) -> dict[str, str]:
    """Key → key that it points at in the column of `RINGS`, of the rows of a table that point at one."""
    return dict(frame.select(pl.first(), RINGS[table]).drop_nulls().iter_rows())


def ring_faults(table: str, members: Iterable[str]) -> Iterator[Fault]:
    """The faults of rows that come back to themselves over a column of `RINGS` (DP504), each row of a ring."""
    field = RINGS[table]
    for key in members:
        message = f"{table} {shown(key)}: {field} leads back to the row itself; expected a chain that ends"
        yield Fault(code="DP504", table=table, key=key, field=field, message=message)


def ring_members(onward: Mapping[str, str]) -> list[str]:
    """The keys that stand on a ring, sorted; every chain is walked once."""
    walk_of: dict[str, int] = {}
    members: list[str] = []
    for walk, start in enumerate(onward):
        key: str | None = start
        while key is not None and key not in walk_of:
            walk_of[key] = walk
            key = onward.get(key)
        if key is not None and walk_of[key] == walk:
            ring = key
            members.append(ring)
            while (key := onward[key]) != ring:
                members.append(key)
    return sorted(members)
