"""A person's decision about a row of the built package, written into `curation/corrections.yaml`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dpkit.errors import UsageError
from dpkit.inputs.corrections import COLUMNS, CORRECTIONS_NAME
from dpkit.inputs.corrections_edit import correction_entry
from dpkit.package_reading import read_tables
from dpkit.schema import default_schemas, load_schemas
from dpkit.store.output import write_curation
from dpkit.store.package_folder import built
from dpkit.store.project import Project

TARGETS: Mapping[str, str] = {
    "documents": "document",
    "paragraphs": "paragraph",
    "claims": "claim",
    "mentions": "mention",
    "quantities": "quantity",
    "dates": "date",
}
"""Tables whose rows people may correct, and what a correction calls them."""
RENAMED: Mapping[tuple[str, str], str] = {
    ("claim", "speaker"): "speaker_id",
    ("paragraph", "speaker"): "speaker_id",
    ("mention", "entity"): "entity_id",
    ("document", "type"): "document_type",
}
"""Columns of the tables that a correction knows under another name."""
STATED_NAMES = frozenset({"issuer", "publisher"})
"""Facts that a document row holds as an entity: a correction does not expect them."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decides: values for columns, or that a row goes, or that words are a row; who and why."""

    who: str
    why: str
    values: Mapping[str, str]
    is_dropped: bool = False
    added: str | None = None
    """What is added (claim, mention, quantity or date); then `words` are its words."""
    words: str | None = None
    occurrence: int | None = None


def correct(project: Project, key: str, decision: Decision) -> tuple[str, str]:
    """The path of the corrections and the entry that was put at their end; everything else there stays as it is.

    `key` is the id of a row of the built package, for an added row that of its document.

    Raises: UsageError where there is no such row, or the decision is none; PackageError where there is no package.
    """
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    tables = read_tables(built(project.package), schemas)
    entry = _added(tables, key, decision) if decision.added else _changed(tables, key, decision)
    path = f"{project.config.curation_folder}/{CORRECTIONS_NAME}"
    before = project.curation.get(path, b"")
    gap = b"\n" if before and not before.endswith(b"\n") else b""
    write_curation(project.root, path, before + gap + entry.encode())
    return path, entry


def _changed(tables: Mapping[str, pa.Table], key: str, decision: Decision) -> str:
    table, row = _row(tables, key)
    target = TARGETS[table]
    words = None if target == "document" else row["text"]
    if target != "document" and not isinstance(words, str):
        raise UsageError(f"{key}: the package holds no words of this row; a package with texts was expected")
    expect = {
        name: row[RENAMED.get((target, name), name)]
        for name in decision.values
        if name in COLUMNS[target] and not (target == "document" and name in STATED_NAMES)
    }
    return correction_entry(
        document_id=str(row["document_id"]),
        target=target,
        action="drop" if decision.is_dropped else "set",
        words=words if isinstance(words, str) else None,
        occurrence=None if target == "document" else _occurrence(tables[table], row),
        expect={} if decision.is_dropped else expect,
        values=decision.values,
        who=decision.who,
        why=decision.why,
    )


def _added(tables: Mapping[str, pa.Table], key: str, decision: Decision) -> str:
    if key not in tables["documents"].column("document_id").to_pylist():
        raise UsageError(f"{key}: there is no such document; the id of one was expected (--add puts a row into it)")
    return correction_entry(
        document_id=key,
        target=str(decision.added),
        action="add",
        words=decision.words,
        occurrence=decision.occurrence,
        expect={},
        values=decision.values,
        who=decision.who,
        why=decision.why,
    )


def _row(tables: Mapping[str, pa.Table], key: str) -> tuple[str, Row]:
    for name in TARGETS:
        table = tables[name]
        found = table.filter(pc.equal(table.column(0), key))
        if found.num_rows:
            return name, dict(found.to_pylist()[0])
    raise UsageError(f"{key}: no row has this id; one of {', '.join(TARGETS)} was expected")


def _occurrence(table: pa.Table, row: Row) -> int | None:
    """Which of several rows of one document with the same words this is, from 1; None where it is the only one."""
    same: Sequence[Row] = table.filter(
        pc.and_(pc.equal(table.column("document_id"), row["document_id"]), pc.equal(table.column("text"), row["text"]))
    ).to_pylist()
    if len(same) < 2:
        return None
    starts = sorted(_start(one) for one in same)
    return starts.index(_start(row)) + 1


def _start(row: Row) -> int:
    start = row["start_char"]
    return start if isinstance(start, int) else 0
