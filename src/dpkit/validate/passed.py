"""What the keys of all tables say before their rows are checked: what repeats, what there is, in which windows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import polars as pl

from dpkit.schema import TableSchema
from dpkit.validate.checks import Edition
from dpkit.validate.keys import RINGS, ring_members
from dpkit.validate.order import ORDER
from dpkit.validate.sources import Key, TableSource, Values, frame_of, frames_in, is_ascending, repeated_values
from dpkit.validate.window_check import Known
from dpkit.validate.windows import (
    Documents,
    Marking,
    Numbering,
    Size,
    all_together,
    by_document,
    by_entity,
    documents_of,
)
from dpkit.validate.words import without_text

Sources = Mapping[str, TableSource]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Tables that stand in windows together, and how many windows there are."""

    tables: tuple[str, ...]
    count: int
    column: str
    numbering: Callable[[], Numbering]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """All tables when their keys have passed. `repeated` holds the keys whose equals may stand in any two windows."""

    sources: Sources
    schemas: Mapping[str, TableSchema]
    groups: Sequence[Group]
    repeated: Mapping[str, Mapping[Key, set[Values]]]
    rings: Mapping[str, Sequence[str]]
    documents: Mapping[str, int]
    entities: pl.DataFrame | None
    withheld: pl.DataFrame | None
    """Documents without text, where rows of one document hold words of another."""

    def known(self, edition: Edition) -> Known:
        """What each window has to know."""
        return Known(
            schemas=self.schemas,
            repeated=self.repeated,
            rings=self.rings,
            documents=self.documents if "documents" in self.sources else None,
            entities=self.entities,
            withheld=self.withheld,
            edition=edition,
        )

    def marking(self, table: str, group: Group) -> Marking:
        """How the rows of a table are marked while they pass."""
        order = ORDER.get(table, ())
        is_known = "documents" in self.sources or order[:1] != ("rank",)
        return Marking(
            column=group.column,
            numbering=group.numbering,
            order=order if is_known else (),
            repeated=self.repeated[table],
        )


def pass_keys(sources: Sources, schemas: Mapping[str, TableSchema], size: Size, pool: ThreadPoolExecutor) -> Passed:
    """Read the keys of all tables once."""
    keys = [(name, key) for name in sources for key in scattered_keys(schemas[name])]
    found = pool.map(lambda item: repeated_values(sources[item[0]], item[1]), keys)
    repeated: dict[str, dict[Key, set[Values]]] = {name: {} for name in sources}
    for (name, key), values in zip(keys, found, strict=True):
        repeated[name][key] = values
    longest = max((source.num_rows for source in sources.values()), default=0)
    documents = documents_of(sources.get("documents"), longest, size)
    return Passed(
        sources=sources,
        schemas=schemas,
        groups=tuple(_groups(sources, schemas, documents, size)),
        repeated=repeated,
        rings={name: _ring(sources[name], schemas[name], name) for name in RINGS if name in sources},
        documents=documents.ranks,
        entities=_column(sources["entities"], "entity_id") if "entities" in sources else None,
        withheld=_withheld(sources["documents"]) if {"revisions", "documents"} <= sources.keys() else None,
    )


def scattered_keys(schema: TableSchema) -> Iterator[Key]:
    """The keys of a table that do not name the document: only these can repeat outside of a window."""
    for key in (schema.primary_key, *schema.unique_keys):
        if "document_id" not in key or key == schema.primary_key:
            yield key


def _groups(sources: Sources, schemas: Mapping[str, TableSchema], documents: Documents, size: Size) -> Iterator[Group]:
    together = tuple(name for name in sources if name != "aliases" and "document_id" in schemas[name].column_names)
    yield Group(tables=together, count=documents.count, column="document_id", numbering=partial(by_document, documents))
    for name, source in sources.items():
        if name == "aliases":
            is_cut = is_ascending(source, "entity_id")
            count = 1 + source.num_rows // size.rows if is_cut else 1
            numbering = partial(by_entity, size.rows) if is_cut else lambda: all_together
            yield Group(tables=(name,), count=count, column="entity_id", numbering=numbering)
        elif name not in together:
            column = schemas[name].primary_key[0]
            yield Group(tables=(name,), count=1, column=column, numbering=lambda: all_together)


def _withheld(documents: TableSource) -> pl.DataFrame:
    parts = [without_text(frame) for frame in frames_in(documents, ("document_id", "text"))]
    return pl.concat([without_text(frame_of(documents.schema.empty_table())), *parts])


def _ring(source: TableSource, schema: TableSchema, table: str) -> Sequence[str]:
    onward: dict[str, str] = {}
    for frame in frames_in(source, (schema.primary_key[0], RINGS[table])):
        onward |= dict(frame.drop_nulls().iter_rows())
    return ring_members(onward)


def _column(source: TableSource, name: str) -> pl.DataFrame:
    empty = frame_of(source.schema.empty_table()).select(name)
    return pl.concat([empty, *frames_in(source, (name,))]).drop_nulls().unique()
