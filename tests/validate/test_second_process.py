"""Windows that two processes check have the faults of one process, in their order, whatever becomes of the other."""

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from dpkit.engine.second_process import SecondProcess
from dpkit.schema import default_schemas
from dpkit.validate import WindowChecks, stream_faults
from dpkit.validate.faults import Fault
from dpkit.validate.sources import HeldTable
from dpkit.validate.windows import Size
from made_documents import changed, made_document, made_tables

SMALL = Size(documents=1, rows=2)


@pytest.fixture(scope="module")
def tables() -> Mapping[str, pa.Table]:
    """Twelve documents with faults in words, keys, references and the order of rows."""
    made = dict(made_tables([made_document(f"note-{number}") for number in range(12)]))
    chance = random.Random(5)
    for name, column in (
        ("claims", "text"),
        ("mentions", "claim_id"),
        ("paragraphs", "paragraph_id"),
        ("cues", "rule"),
    ):
        if column in made[name].column_names:
            row = chance.randrange(made[name].num_rows)
            made = changed(made, name, column, row, "strange")
    rows = list(range(made["claims"].num_rows))
    chance.shuffle(rows)
    return {**made, "claims": made["claims"].take(pa.array(rows, pa.int64()))}


def faults(tables: Mapping[str, pa.Table], checks: WindowChecks | None) -> Iterator[Fault]:
    sources = {name: HeldTable(table=table, batch_rows=3) for name, table in tables.items()}
    return stream_faults(sources, default_schemas(), tempfile.TemporaryFile, size=SMALL, checks=checks)


def test_two_processes_find_what_one_finds(tables: Mapping[str, pa.Table]) -> None:
    expected = list(faults(tables, None))
    assert expected
    with SecondProcess(worth=1) as checks:
        assert list(faults(tables, checks)) == expected
        assert list(faults(tables, checks)) == expected  # a package that was read again


def test_a_small_package_starts_no_process(tables: Mapping[str, pa.Table]) -> None:
    with SecondProcess(worth=10_000) as checks:
        assert list(faults(tables, checks)) == list(faults(tables, None))
        assert checks.process_ids() == ()


@pytest.mark.parametrize("after", [0, 1, 5])
def test_what_a_killed_process_had_is_checked_here(tables: Mapping[str, pa.Table], after: int) -> None:
    expected = list(faults(tables, None))
    found: list[Fault] = []
    with SecondProcess(worth=1) as checks:
        for number, fault in enumerate(faults(tables, checks)):
            if number == after:
                for process in checks.process_ids():
                    os.kill(process, signal.SIGKILL)
            found.append(fault)
    assert found == expected


def test_no_process_is_left_when_the_reading_breaks_off(tables: Mapping[str, pa.Table]) -> None:
    with SecondProcess(worth=1) as checks:
        reading = faults(tables, checks)
        next(reading)
        left = checks.process_ids()
        assert left
    for process in left:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


PARENT = """
import sys, time
import polars as pl
from dpkit.engine.second_process import SecondProcess
from dpkit.validate import Known, Window

if __name__ == "__main__":
    checks = SecondProcess(worth=1)
    checks.begin(
        Known(schemas={}, repeated={}, rings={}, documents=None, entities=None, withheld=None, edition="working"), 1
    )
    checks.submit(Window(number=0, frames={}, fetched=None)).result()
    print(*checks.process_ids(), flush=True)
    time.sleep(600)
"""


def test_the_other_process_ends_with_its_parent(tmp_path: Path) -> None:
    """A parent that is killed can end nobody: the other process sees it by itself."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline())
        parent.kill()
        parent.communicate(timeout=60)  # ends when the last process that holds the other end is gone
