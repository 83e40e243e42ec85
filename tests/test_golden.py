"""The committed package is what today's code gives: a change of any row shows as a change of a file in the commit."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dpkit.package.hashes import content_hash
from dpkit.schema import TABLES

GOLDEN = Path(__file__).resolve().parent.parent / "datapackage"


@pytest.mark.parametrize("name", TABLES)
def test_every_table_holds_the_committed_rows(seed_package: Path, name: str) -> None:
    built, golden = (pq.ParquetFile(folder / "data" / f"{name}.parquet").read() for folder in (seed_package, GOLDEN))
    assert built.to_pylist() == golden.to_pylist()
    assert content_hash(built) == content_hash(golden)


def test_equal_writers_give_equal_bytes(seed_package: Path) -> None:
    files = sorted(path.relative_to(GOLDEN) for path in GOLDEN.rglob("*") if path.is_file())
    made_by = pq.ParquetFile(GOLDEN / "data" / "claims.parquet").metadata.created_by
    if pa.__version__ not in made_by:
        pytest.skip(f"the committed files were written by {made_by}")
    assert [str(path) for path in files if (seed_package / path).read_bytes() != (GOLDEN / path).read_bytes()] == []
