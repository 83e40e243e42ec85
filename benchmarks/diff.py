"""How long `dpkit diff` takes on two packages of many rows, and how much memory.

    python benchmarks/diff.py [ROWS [EVERY]]

Makes two sets of tables of ROWS rows (default 200,000) in a temporary folder: documents, paragraphs, claims, mentions.
The second differs in every hundredth document (or every EVERY-th): a word in a paragraph, so that its claims and
mentions are other rows, and all offsets behind it. Prints seconds and the greatest memory of a process that reads,
compares and writes JSON.
"""

import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa

from dpkit.ids import content_id
from dpkit.package.assemble import assemble
from dpkit.package.parts import Dataset, PackageParts, Toolkit
from dpkit.schema import arrow_schema, default_schemas
from dpkit.store.package_folder import write_package

PARAGRAPHS, CLAIMS, MENTIONS = 12, 20, 17
"""Rows of one document; with the document itself 50."""
CHANGED_EVERY = 100
DAY = dt.date(2026, 11, 25)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--compare"]:
        compare_folders(Path(arguments[1]), Path(arguments[2]))
        return
    rows = int(arguments[0]) if arguments else 200_000
    every = int(arguments[1]) if len(arguments) > 1 else CHANGED_EVERY
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder) / "old", Path(folder) / "new"
        for target, changed in ((old, 0), (new, every)):
            write_package(target, assemble(made(rows // 50, changed)))
        command = [sys.executable, __file__, "--compare", str(old), str(new)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


def compare_folders(old: Path, new: Path) -> None:
    from dpkit.past import compare, package_in
    from dpkit.report.diff_json import diff_json

    start = time.perf_counter()
    before, after = package_in(old, "old"), package_in(new, "new")
    read = time.perf_counter()
    found = compare(before, after)
    compared = time.perf_counter()
    size = sum(map(len, diff_json(found)))
    done = time.perf_counter()
    print(
        json.dumps(
            {
                "rows": sum(table.num_rows for table in after.tables.values()),
                "rows added, removed, changed, moved": [
                    sum(table.added.height for table in found.diff.tables),
                    sum(table.removed.height for table in found.diff.tables),
                    sum(table.changed.height for table in found.diff.tables),
                    sum(table.moved for table in found.diff.tables),
                ],
                "read s": round(read - start, 2),
                "compare s": round(compared - read, 2),
                "write s": round(done - compared, 2),
                "JSON MB": round(size / 1e6, 1),
                "memory MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
        )
    )


def made(documents: int, every: int) -> PackageParts:
    """A package of documents; every so-many-th has one word more (0: none)."""
    schemas = {name: default_schemas()[name] for name in ("documents", "paragraphs", "claims", "mentions")}
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in schemas}
    for number in range(documents):
        add_document(rows, number, "longer " if every and number % every == 0 else "")
    return PackageParts(
        dataset=Dataset(name="made", version="0.1.0", created=dt.datetime(2026, 11, 25, tzinfo=dt.UTC)),
        tables={name: table(rows[name], arrow_schema(schema)) for name, schema in schemas.items()},
        schemas=schemas,
        toolkit=Toolkit(versions={"dpkit": "0"}),
    )


def add_document(rows: dict[str, list[dict[str, object]]], number: int, word: str) -> None:
    key = f"document-{number:06}"
    words = [f"Paragraph {place} of {key} says that the {word if place == 3 else ''}pier stands. " * 4 for place in
             range(PARAGRAPHS)]  # fmt: skip
    start = 0
    for place, text in enumerate(words):
        paragraph = content_id("par", key, text, 0)
        span = {"document_id": key, "start_char": start, "end_char": start + len(text), "text": text}
        rows["paragraphs"].append({"paragraph_id": paragraph, "position": place, "role": "body", **span})
        for part in range(CLAIMS * (place + 1) // PARAGRAPHS - CLAIMS * place // PARAGRAPHS):
            rows["claims"].append({"claim_id": content_id("clm", key, text, part), "paragraph_id": paragraph, **span})
        for part in range(MENTIONS * (place + 1) // PARAGRAPHS - MENTIONS * place // PARAGRAPHS):
            mention = {"mention_id": content_id("men", key, text, part), "paragraph_id": paragraph}
            rows["mentions"].append({**mention, **span})
        start += len(text) + 2
    text = "\n\n".join(words)
    facts = {"raw_sha256": content_id("raw", text), "published_on": DAY, "redistribution": "full_text"}
    rows["documents"].append({"document_id": key, "text": text, **facts})


def table(rows: list[dict[str, object]], schema: pa.Schema) -> pa.Table:
    """The rows with something in every column that must have a value."""
    columns = [pa.array([row.get(field.name, _filling(field)) for row in rows], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _filling(field: pa.Field) -> object:
    if field.nullable:
        return None
    if pa.types.is_string(field.type):
        return "made"
    return False if pa.types.is_boolean(field.type) else 0


if __name__ == "__main__":
    main(sys.argv[1:])
