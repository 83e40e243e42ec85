"""Tables read as streams have the findings of tables held whole, however small the windows are."""

import random
import tempfile
from collections.abc import Mapping

import pyarrow as pa
import pytest

from dpkit.model import Finding
from dpkit.schema import default_schemas
from dpkit.validate import Frames, findings_of, sorted_findings, stream_faults, validate_tables
from dpkit.validate.faults import Fault
from dpkit.validate.sources import HeldTable, repeated_values
from dpkit.validate.windows import Size
from made_documents import changed, made_document, made_tables

Tables = dict[str, pa.Table]
SMALL = Size(documents=1, rows=2)


@pytest.fixture(scope="module")
def whole() -> Tables:
    return made_tables([made_document(f"note-{number}") for number in range(5)])


def streamed(tables: Mapping[str, pa.Table], size: Size) -> tuple[Finding, ...]:
    sources = {name: HeldTable(table=table, batch_rows=3) for name, table in tables.items()}
    return sorted_findings(findings_of(stream_faults(sources, default_schemas(), tempfile.TemporaryFile, size=size)))


def damaged(tables: Tables, chance: random.Random) -> Tables:
    """Tables with some cells that stand elsewhere, are empty or strange, and rows that are gone, twice or elsewhere."""
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([name for name in tables if tables[name].num_rows > 1])
        rows = list(range(tables[name].num_rows))
        kind = chance.choice(("cell", "cell", "cell", "gone", "twice", "shuffled", "none"))
        if kind == "cell":
            column = chance.choice(tables[name].column_names)
            values = tables[name].column(column).to_pylist()
            value = chance.choice([*values, None, "strange" if isinstance(values[0], str) else values[-1]])
            tables = changed(tables, name, column, chance.choice(rows), value)
            continue
        if kind == "gone":
            rows.remove(chance.choice(rows))
        elif kind == "twice":
            rows.insert(chance.choice(rows), chance.choice(rows))
        elif kind == "shuffled":
            chance.shuffle(rows)
        else:
            rows = [] if chance.random() < 0.3 else rows
        tables = {**tables, name: tables[name].take(pa.array(rows, pa.int64()))}
    return tables


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
def test_streams_have_the_findings_of_whole_tables(whole: Tables, seed: int) -> None:
    tables = damaged(dict(whole), random.Random(seed))
    expected = validate_tables(tables, default_schemas())
    assert streamed(tables, SMALL) == expected
    assert streamed(tables, Size(documents=2, rows=1_000)) == expected


@pytest.mark.parametrize(
    "missing",
    [
        name if name in ("documents", "claims") else pytest.param(name, marks=pytest.mark.slow)
        for name in default_schemas()
    ],
)
def test_streams_without_a_table_have_the_findings_of_whole_tables(whole: Tables, missing: str) -> None:
    tables = {name: table for name, table in whole.items() if name != missing}
    assert streamed(tables, SMALL) == validate_tables(tables, default_schemas())


def test_rows_of_each_fault_are_at_hand(whole: Tables) -> None:
    tables = damaged(dict(whole), random.Random(3))
    shown: list[tuple[Fault, bool]] = []

    class Sink:
        frames: Frames

        def open(self, frames: Frames) -> None:
            self.frames = frames

        def take(self, fault: Fault) -> bool:
            shown.append((fault, fault.key in self.frames[fault.table].to_series().to_list()))
            return True

        def forget(self) -> None:
            raise AssertionError

    sink = Sink()
    sources = {name: HeldTable(table=table) for name, table in tables.items()}
    for fault in stream_faults(sources, default_schemas(), tempfile.TemporaryFile, sink=sink, size=SMALL):
        sink.take(fault)
    assert shown
    assert all(is_there for _, is_there in shown)


def test_repeated_keys_are_found_in_several_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dpkit.validate.sources.MAX_HASHES", 3)
    source = HeldTable(table=pa.table({"a": ["x", "y", None, "x", None, "z", "y"]}), batch_rows=2)
    assert repeated_values(source, ("a",)) == {("x",), ("y",)}
