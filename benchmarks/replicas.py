"""A large valid package from a small built one: each replica has its own document ids, days, words and content ids.

Documents of replica r stand under `r<r>/<id>`, their days lie after those of replica r - 1, and the small Latin letters
of their words are exchanged among each other, so that neither spans nor lengths move but no two texts are alike. What
follows from the content (text_sha256, content ids, references, order) is computed anew. Extracted entities are renewed
with the square root of the replicas: names grow slower than texts.
"""

import datetime as dt
import hashlib
import random
import string
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import isqrt
from pathlib import Path
from typing import Any

import pyarrow as pa

from dpkit.ids import context
from dpkit.model import Ledger
from dpkit.package.assemble import assemble_stream
from dpkit.package.parts import PackageParts
from dpkit.past import package_in, parts_of
from dpkit.schema import arrow_schema, default_schemas
from dpkit.store.package_folder import write_package
from dpkit.tables.identity import (
    PREFIXES,
    Identity,
    alias_identity,
    ids,
    source_identity,
    span_identity,
    words_identity,
)

Columns = dict[str, list[Any]]
WORDS = {
    "documents": ("text", "title"),
    "sources": ("link_text",),
    "paragraphs": ("text",),
    "entities": ("name",),
    "aliases": ("text",),
    "mentions": ("text",),
    "claims": ("text", "framing"),
    "cues": ("text",),
    "quantities": ("text", "counted"),
    "dates": ("text",),
}
ENTITY_COLUMNS = ("entity_id", "issuer_id", "publisher_id", "speaker_id", "parent_entity_id")
Texts = dict[str, str]
Bounds = dict[str, tuple[int, int]]
Starts = dict[str, list[tuple[int, int]]]


@dataclass(slots=True)
class Base:
    """The small package as columns, and how many days its documents span."""

    folder: Path
    tables: dict[str, Columns]
    days: int
    renewed: frozenset[str]
    """Entities that were extracted, which later replicas have their own of."""


def replicate(base: Path, target: Path, documents: int, seed: int) -> dict[str, int]:
    """Write a package of so many documents; the rows of its tables.

    Rows wait in Arrow files beside the target, so that memory stays that of one replica.
    """
    source = read_base(base)
    waiting = target.parent / f"{target.name}.rows"
    waiting.mkdir(parents=True)
    per_replica = len(source.tables["documents"]["document_id"])
    replicas = -(-documents // per_replica)
    shared: dict[str, dict[str, pa.Table]] = {"entities": {}, "aliases": {}}
    for number in range(replicas):
        wanted = min(per_replica, documents - number * per_replica)
        for name, columns in replica(source, number, wanted, seed).items():
            schema = arrow_schema(default_schemas()[name])
            table = pa.table({field.name: pa.array(columns[field.name], field.type) for field in schema}, schema=schema)
            if name in shared:
                shared[name][f"{number:05}"] = table
            else:
                with (
                    pa.OSFile(str(waiting / f"{name}-{number:05}"), "wb") as file,
                    pa.ipc.new_file(file, schema) as out,
                ):
                    out.write_table(table)
    return write(source, target, waiting, shared)


def read_base(folder: Path) -> Base:
    tables = {name: table.to_pydict() for name, table in package_in(folder, folder.name).tables.items()}
    documents = tables["documents"]
    days = [day for name in ("issued_on", "published_on") for day in documents[name] if day is not None]
    span = (max(days) - min(days)).days + 1 if days else 1
    entities = tables["entities"]
    pairs = zip(entities["entity_id"], entities["origin"], strict=True)
    return Base(folder, tables, span, frozenset(key for key, origin in pairs if origin == "extracted"))


def replica(base: Base, number: int, documents: int, seed: int) -> dict[str, Columns]:
    """The rows of the first so many documents of the base, as those of a replica."""
    kept = set(base.tables["documents"]["document_id"][:documents])
    tables = {name: part_of(columns, kept) for name, columns in base.tables.items()}
    letters = exchanged_letters(number, seed)
    for name, columns in tables.items():
        rename(name, columns, number, base)
        for column in WORDS[name]:
            columns[column] = [None if words is None else words.translate(letters) for words in columns[column]]
    shift_days(tables["documents"], number * base.days)
    tables["documents"]["license"] = [
        "CC0-1.0"
    ] * documents  # known rights: a warning a document would be all there is to see
    texts = tables["documents"]["text"]
    tables["documents"]["text_sha256"] = [hashlib.sha256((text or "").encode()).hexdigest() for text in texts]
    identify(tables)
    return tables


def part_of(columns: Columns, kept: set[str]) -> Columns:
    """The rows of some documents; rows that name no document are all kept."""
    if "document_id" not in columns:
        return dict(columns)
    wanted = [document is None or document in kept for document in columns["document_id"]]
    return {
        name: [value for value, is_wanted in zip(values, wanted, strict=True) if is_wanted]
        for name, values in columns.items()
    }


def exchanged_letters(number: int, seed: int) -> dict[int, int]:
    letters = list(string.ascii_lowercase)
    if number:
        random.Random(f"{seed}-{number}").shuffle(letters)
    return str.maketrans(string.ascii_lowercase, "".join(letters))


def rename(table: str, columns: Columns, number: int, base: Base) -> None:
    """New names of documents, places in the raw folder and extracted entities."""
    for column in ("document_id", "statement_id", "raw_path"):
        if column in columns:
            columns[column] = [None if name is None else f"r{number:05}/{name}" for name in columns[column]]
    generation = isqrt(number)
    for column in ENTITY_COLUMNS:
        if column in columns and generation:
            columns[column] = [f"{name}-g{generation}" if name in base.renewed else name for name in columns[column]]


def shift_days(documents: Columns, days: int) -> None:
    for column in ("issued_on", "published_on"):
        values = documents[column]
        documents[column] = [None if day is None else day + dt.timedelta(days=days) for day in values]


def identify(tables: dict[str, Columns]) -> None:
    """Content ids of all rows, and the references to them."""
    texts = dict(zip(tables["documents"]["document_id"], tables["documents"]["text"], strict=True))
    paragraphs = tables["paragraphs"]
    bounds = dict(
        zip(paragraphs["paragraph_id"], zip(paragraphs["start_char"], paragraphs["end_char"], strict=True), strict=True)
    )
    starts: dict[str, list[tuple[int, int]]] = {}
    for document, start, end in zip(
        *(paragraphs[name] for name in ("document_id", "start_char", "end_char")), strict=True
    ):
        starts.setdefault(document, []).append((start, end))
    for name in ("mentions", "cues", "quantities", "dates"):
        give_ids(tables, name, span_identities(tables[name], texts, bounds, starts))
    for name in ("paragraphs", "claims"):
        columns = tables[name]
        give_ids(tables, name, map(words_identity, columns["document_id"], columns["text"]))
    columns = tables["sources"]
    parts = (columns[name] for name in ("document_id", "relation", "url", "link_text"))
    give_ids(tables, "sources", map(source_identity, *parts))
    columns = tables["aliases"]
    parts = (columns[name] for name in ("entity_id", "text", "kind", "language", "document_id"))
    give_ids(tables, "aliases", map(alias_identity, *parts))


def span_identities(columns: Columns, texts: Texts, bounds: Bounds, starts: Starts) -> Iterator[Identity]:
    count = len(columns["document_id"])
    kinds = columns.get("kind", [None] * count) if "date_id" not in columns else [None] * count
    named = columns.get("paragraph_id", [None] * count)
    spans = zip(
        columns["document_id"], named, columns["start_char"], columns["end_char"], kinds, columns["text"], strict=True
    )
    for document, paragraph, start, end, kind, words in spans:
        low, high = bounds[paragraph] if paragraph else paragraph_around(starts[document], start)
        yield span_identity(document, kind, words, context(texts[document], start, end, low, high))


def paragraph_around(bounds: list[tuple[int, int]], start: int) -> tuple[int, int]:
    return bounds[max(bisect_right(bounds, start, key=lambda bound: bound[0]) - 1, 0)]


def give_ids(tables: dict[str, Columns], name: str, identities: Iterable[Identity]) -> None:
    key = f"{'quantity' if name == 'quantities' else 'alias' if name == 'aliases' else name[:-1]}_id"
    former = tables[name][key]
    tables[name][key] = ids(PREFIXES[name], identities)
    renamed = dict(zip(former, tables[name][key], strict=True))
    for other, columns in tables.items():
        for column in {key, f"speaker_{key}", f"continues_{key}"} & columns.keys():
            if (other, column) != (name, key):
                columns[column] = [renamed.get(value, value) for value in columns[column]]


def write(base: Base, target: Path, waiting: Path, shared: dict[str, dict[str, pa.Table]]) -> dict[str, int]:
    """The package of all replicas, its rows streamed from the waiting files."""
    counts: dict[str, int] = {}
    kept: dict[str, list[pa.Table]] = {"documents": [], "sources": []}

    def rows(name: str) -> Iterator[pa.Table]:
        counts[name] = 0
        for part in parts(name):
            counts[name] += part.num_rows
            if name in kept:
                kept[name].append(part.drop_columns(["text"]) if name == "documents" else part)
            yield part

    def parts(name: str) -> Iterator[pa.Table]:
        if name in shared:
            order = [("entity_id", "ascending")] + (
                [("text", "ascending"), ("kind", "ascending")] if name == "aliases" else []
            )
            yield unique(pa.concat_tables(shared[name].values())).sort_by(order)
            return
        for path in sorted(waiting.glob(f"{name}-*")):
            with pa.ipc.open_file(str(path)) as file:
                yield file.read_all()
            path.unlink()

    def described() -> PackageParts:
        past = package_in(base.folder, base.folder.name)
        outlines = {name: outline(name, counts[name], kept.get(name)) for name in default_schemas()}
        return replace(parts_of(past, Ledger()), tables=outlines)

    streams = {name: rows(name) for name in default_schemas()}
    write_package(
        target, ((path, b"".join(pieces)) for path, pieces in assemble_stream(streams, default_schemas(), described))
    )
    waiting.rmdir()
    return counts


def unique(table: pa.Table) -> pa.Table:
    """Rows with each key once: replicas share entities and their aliases."""
    first: dict[str, int] = {}
    for index, key in enumerate(table.column(0).to_pylist()):
        first.setdefault(key, index)
    return table.take(list(first.values()))


def outline(name: str, count: int, kept: list[pa.Table] | None) -> pa.Table:
    """What descriptions look at; every other value is null and takes no memory."""
    empty = pa.table({field.name: pa.nulls(count) for field in arrow_schema(default_schemas()[name])})
    if kept is None:
        return empty
    narrow = pa.concat_tables(kept)
    return pa.table(
        {column: (narrow if column in narrow.column_names else empty)[column] for column in empty.column_names}
    )
