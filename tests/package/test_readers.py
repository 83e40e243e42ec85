"""Every table of a built package, and of its public edition, is the same rows to every reader that analysts have."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from dpkit.edition import edition_for_publication
from dpkit.schema import TABLES

Rows = list[dict[str, Any]]

DATASETS = """
import json, sys
from datasets import load_dataset
for folder in sys.argv[2:]:
    names = [name for name in sys.argv[1].split(",")]
    print(json.dumps({name: load_dataset(folder, name, split="train").to_list() for name in names}, default=str))
"""


@pytest.fixture(scope="module")
def folders(seed_package: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A built package, and the edition of it without the words of its one document."""
    public = tmp_path_factory.mktemp("readers") / "public"
    assert edition_for_publication(seed_package, public).is_written
    return {"working": seed_package, "public": public}


def by_pyarrow(path: Path) -> Rows:
    rows: Rows = pq.ParquetFile(path).read().to_pylist()
    return rows


def by_polars(path: Path) -> Rows:
    return pl.read_parquet(path).to_dicts()


def by_pandas(path: Path) -> Rows:
    frame = pd.read_parquet(path, dtype_backend="pyarrow")
    rows = frame.to_dict(orient="records")
    return [{str(name): None if pd.isna(value) else value for name, value in row.items()} for row in rows]


def by_duckdb(path: Path) -> Rows:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.sql(f"SELECT * FROM '{path}'")
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def plain(rows: Rows) -> Rows:
    """Rows with days and moments as text: each library has classes of its own for them."""
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.mark.parametrize("edition", ["working", "public"])
@pytest.mark.parametrize("table", TABLES)
def test_every_reader_gives_the_same_rows(folders: dict[str, Path], edition: str, table: str) -> None:
    path = folders[edition] / "data" / f"{table}.parquet"
    expected = plain(by_pyarrow(path))
    assert expected
    for reader in (by_polars, by_pandas, by_duckdb):
        assert plain(reader(path)) == expected, reader.__name__


def test_datasets_loads_every_table_offline(folders: dict[str, Path], tmp_path: Path) -> None:
    """In a process of its own: the library reads its switches when it is imported."""
    environment = os.environ | {
        "HF_DATASETS_OFFLINE": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(tmp_path),
        "TZ": "UTC",
    }
    command = [sys.executable, "-c", DATASETS, ",".join(TABLES), *map(str, folders.values())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.strip().splitlines()[-2:]
    for folder, line in zip(folders.values(), lines, strict=True):
        for table, rows in json.loads(line).items():
            assert rows == plain(by_pyarrow(folder / "data" / f"{table}.parquet")), table
