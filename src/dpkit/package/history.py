"""What a package has through its history: the tables redirects and revisions, its version and its date."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pyarrow as pa

from dpkit.ids import content_id
from dpkit.model import Ledger
from dpkit.package.hashes import content_hash, package_hash
from dpkit.package.parts import Dataset
from dpkit.package.state import state_hash
from dpkit.package.versions import between
from dpkit.package.words import rewritten_paragraphs
from dpkit.schema import TableSchema, arrow_schema, history_schemas

Tables = Mapping[str, pa.Table]
Row = Mapping[str, object]


def with_history(
    tables: Tables, schemas: Mapping[str, TableSchema], ledger: Ledger
) -> tuple[Tables, Mapping[str, TableSchema]]:
    """The tables and schemas of a package, with redirects and revisions where there are any."""
    found = {"redirects": _redirects(tables, ledger), "revisions": _revisions(tables)}
    history = {name: _table(rows, history_schemas()[name]) for name, rows in found.items() if rows}
    return {**tables, **history}, {**schemas, **{name: history_schemas()[name] for name in history}}


def has_revisions(tables: Tables) -> bool:
    """Was any page captured more than once? Only `sources` is looked at."""
    return any(len(captures) > 1 for captures in _captures(tables).values())


def hash_of(tables: Tables) -> str:
    """The logical hash of all tables of a package."""
    return package_hash({name: content_hash(table) for name, table in tables.items()})


def versioned(dataset: Dataset, tables: Tables, schemas: Mapping[str, TableSchema], ledger: Ledger) -> Dataset:
    """The dataset as of its last release where it says what that said; else under a version of its own.

    `dataset` has the version that a first release is to have.
    """
    latest = ledger.latest
    if latest is None:
        return replace(dataset, version=between(None, dataset.version))
    if latest.state_hash == state_hash(dataset, schemas, hash_of(tables)):
        identifiers = tuple(value for _, value in sorted(latest.identifiers.items()))
        return replace(dataset, version=latest.version, created=latest.created, identifiers=identifiers)
    return replace(dataset, version=between(latest.version, dataset.version), created=latest.created)


def _redirects(tables: Tables, ledger: Ledger) -> list[Row]:
    """One row per former id, the last word on it; an id that is a row again leads nowhere else."""
    last = {redirect.old_id: redirect for redirect in ledger.redirects}
    alive = {key for table in tables.values() for key in table.column(0).to_pylist()} if last else set()
    return [
        {"old_id": old, "new_id": redirect.new_id, "cause": redirect.cause, "version": redirect.version}
        for old, redirect in sorted(last.items())
        if old not in alive
    ]


def _revisions(tables: Tables) -> list[Row]:
    """What changed between each capture of a page and the next one, by page, time and place."""
    rows: list[Row] = []
    pages = {page: captures for page, captures in _captures(tables).items() if len(captures) > 1}
    if not pages:
        return rows
    wanted = {document for captures in pages.values() for _, document in captures}
    paragraphs = _paragraphs(tables["paragraphs"], wanted)
    for page, captures in sorted(pages.items()):
        ordered = sorted(captures)
        for earlier, later in pairwise(ordered):
            rows += _between(page, earlier, later, paragraphs)
    return rows


def _captures(tables: Tables) -> Mapping[str, set[tuple[dt.datetime, str]]]:
    """Page → when it was captured, and as which document."""
    pages: dict[str, set[tuple[dt.datetime, str]]] = {}
    for row in tables["sources"].select(["document_id", "relation", "url", "retrieved_at"]).to_pylist():
        if row["relation"] == "captured_from" and row["url"] and row["retrieved_at"] is not None:
            pages.setdefault(row["url"], set()).add((row["retrieved_at"], row["document_id"]))
    return pages


def _paragraphs(table: pa.Table, documents: set[str]) -> Mapping[str, list[Row]]:
    columns = ["paragraph_id", "document_id", "position", "role", "text"]
    found: dict[str, list[Row]] = {document: [] for document in documents}
    for row in table.select(columns).to_pylist():
        if row["document_id"] in found and row["role"] != "boilerplate":
            found[row["document_id"]].append(row)
    return found


def _between(
    page: str,
    earlier: tuple[dt.datetime, str],
    later: tuple[dt.datetime, str],
    paragraphs: Mapping[str, Sequence[Row]],
) -> Iterator[Row]:
    """The revisions from one capture to the next, in the order of the page as it is now, what went last."""
    (then, former), (now, document) = earlier, later
    gone = _without_equals(paragraphs[former], paragraphs[document])
    come = _without_equals(paragraphs[document], paragraphs[former])
    pairs = {each.new_id: each.old_id for each in rewritten_paragraphs(_as_of(gone, document), come)}
    before = {str(row["paragraph_id"]): row for row in gone}
    for row in come:
        yield _row(page, (then, former, before.get(pairs.get(str(row["paragraph_id"]), ""))), (now, document, row))
    reworded = set(pairs.values())
    for key, row in before.items():
        if key not in reworded:
            yield _row(page, (then, former, row), (now, document, None))


def _without_equals(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """The paragraphs whose words the other side does not have, or has less often."""
    left: dict[object, int] = {}
    for row in others:
        left[row["text"]] = left.get(row["text"], 0) + 1
    found = []
    for row in rows:
        if left.get(row["text"], 0):
            left[row["text"]] -= 1
        elif row["text"] is not None:
            found.append(row)
    return found


def _as_of(rows: Sequence[Row], document: str) -> list[Row]:
    """Paragraphs as if they were of another document: captures of one page are compared as one."""
    return [{**row, "document_id": document} for row in rows]


def _row(
    page: str, then: tuple[dt.datetime, str, Row | None], now: tuple[dt.datetime, str, Row | None]
) -> dict[str, object]:
    (former_seen, former, before), (seen, document, after) = then, now
    old_id, new_id = (str(row["paragraph_id"]) if row is not None else None for row in (before, after))
    return {
        "revision_id": content_id("rev", former, document, old_id, new_id),
        "url": page,
        "former_document_id": former,
        "document_id": document,
        "kind": "added" if before is None else "removed" if after is None else "reworded",
        "former_paragraph_id": old_id,
        "paragraph_id": new_id,
        "former_text": before["text"] if before is not None else None,
        "text": after["text"] if after is not None else None,
        "former_seen_at": former_seen,
        "seen_at": seen,
    }


def _table(rows: Sequence[Row], schema: TableSchema) -> pa.Table:
    target = arrow_schema(schema)
    return pa.Table.from_arrays(
        [pa.array([row[field.name] for row in rows], type=field.type) for field in target], schema=target
    )
