"""Exports lose nothing: whatever the tables hold comes back from every format."""

import csv
import datetime as dt
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command_line import Cli, cli_of
from dpkit.errors import ConfigError, DpkitError, PackageError, UsageError
from dpkit.exports import FORMATS, convert
from dpkit.package.hashes import content_hash
from dpkit.schema import TableSchema, arrow_schema, default_schemas
from dpkit.store import files

PACKAGE = Path(__file__).resolve().parent.parent.parent / "datapackage"
SCHEMAS = default_schemas()
HOSTILE = [
    "", "'", "''", "=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "a\r\nb", 'say "x", y', "NA", "null", "None", "nan",
    "0x1", "true", "1e5", "＝1", "\u202eabc", "\u2028x", "e\u0301", "𝕏", " padded ", "a,b;c\td", "\ufeffx", '"', '""',
    "\\N", "#", "'=x",
]  # fmt: skip


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def hashes(folder: Path) -> dict[str, str]:
    return {path.stem: content_hash(pq.read_table(path)) for path in sorted((folder / "data").glob("*.parquet"))}


def values(kind: pa.DataType) -> "st.SearchStrategy[object]":
    if pa.types.is_string(kind):
        any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
        return st.sampled_from(HOSTILE) | any_text
    if pa.types.is_boolean(kind):
        return st.booleans()
    if pa.types.is_integer(kind):
        return st.integers(-(2**31), 2**31 - 1)
    if pa.types.is_floating(kind):
        return st.floats(allow_nan=False, allow_infinity=False)
    if pa.types.is_date(kind):
        return st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
    times = st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30), timezones=st.just(dt.UTC))
    return times.map(lambda time: time.replace(microsecond=time.microsecond // 1000 * 1000))


def rows(schema: TableSchema) -> "st.SearchStrategy[pa.Table]":
    wanted = arrow_schema(schema)
    columns = [values(field.type) if not field.nullable else st.none() | values(field.type) for field in wanted]
    return st.lists(st.tuples(*columns), max_size=6, unique_by=lambda row: row[0]).map(
        lambda found: pa.table(
            [pa.array([row[at] for row in found], field.type) for at, field in enumerate(wanted)], schema=wanted
        )
    )


def source_of(folder: Path, tables: dict[str, pa.Table]) -> Path:
    (folder / "data").mkdir(parents=True)
    for name, table in tables.items():
        pq.write_table(table, folder / "data" / f"{name}.parquet")
    return folder


@pytest.mark.parametrize("kind", FORMATS)
def test_the_package_comes_back_from_every_format(tmp_path: Path, kind: str) -> None:
    there = convert(PACKAGE, tmp_path / "there", kind, SCHEMAS)
    back = convert(tmp_path / "there", tmp_path / "back", "parquet", SCHEMAS)
    assert back.source == kind
    assert back.rows == there.rows
    assert hashes(tmp_path / "back") == hashes(PACKAGE)
    assert len(there.rows) == 10


@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_values_come_back_from_every_format(kind: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SCHEMAS)))
    table = data.draw(rows(SCHEMAS[name]))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = source_of(folder / "source", {name: table})
        convert(source, folder / "there", kind, SCHEMAS)
        convert(folder / "there", folder / "back", "parquet", SCHEMAS)
        assert pq.read_table(folder / "back" / "data" / f"{name}.parquet").to_pylist() == table.to_pylist()


def test_no_cell_of_a_csv_file_is_a_formula_and_empty_cells_are_empty_values(tmp_path: Path) -> None:
    schema = SCHEMAS["entities"]
    wanted = arrow_schema(schema)
    columns = [pa.array([*HOSTILE, None] if field.name == "name" else ["x"] * (len(HOSTILE) + 1)) for field in wanted]
    loose = pa.table(columns, names=wanted.names)
    source = source_of(tmp_path / "source", {"entities": loose.select(wanted.names)})
    convert(source, tmp_path / "csv", "csv", {"entities": schema})
    with (tmp_path / "csv" / "entities.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    cells = [row["name"] for row in found]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")) for cell in cells)
    assert [cell == "" for cell in cells] == [False] * len(HOSTILE) + [True]


def test_a_csv_export_is_a_data_package_that_frictionless_reads(tmp_path: Path) -> None:
    convert(PACKAGE, tmp_path / "csv", "csv", SCHEMAS)
    package = Package(str(tmp_path / "csv" / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]
    assert package.title == json.loads((PACKAGE / "datapackage.json").read_text())["title"]
    assert {resource.name for resource in package.resources} == set(SCHEMAS)


def test_sqlite_keeps_keys_and_its_joins_work(tmp_path: Path) -> None:
    convert(PACKAGE, tmp_path / "set.sqlite", "sqlite", SCHEMAS)
    connection = sqlite3.connect(tmp_path / "set.sqlite")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    query = (
        "SELECT count(*) FROM claims JOIN paragraphs USING (paragraph_id) "
        "JOIN documents ON documents.document_id = claims.document_id"
    )
    assert connection.execute(query).fetchone() == (pq.read_table(PACKAGE / "data" / "claims.parquet").num_rows,)
    connection.close()


def test_duckdb_has_types_and_comments(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    convert(PACKAGE, tmp_path / "set.duckdb", "duckdb", SCHEMAS)
    with duckdb.connect(str(tmp_path / "set.duckdb"), read_only=True) as connection:
        types = dict(
            connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'dates'"
            ).fetchall()
        )
        assert types["date_start"] == "DATE"
        comments = connection.execute("SELECT comment FROM duckdb_tables()").fetchall()
        assert len(comments) == 10
        assert all(comment for (comment,) in comments)


def test_what_is_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(UsageError, match="taken"):
        convert(PACKAGE, tmp_path / "taken", "csv", SCHEMAS)
    assert (tmp_path / "taken").read_text() == "mine"


def spoil_line(folder: Path) -> None:
    path = folder / "entities.jsonl"
    path.write_text(path.read_text().replace("{", "[", 1))


def spoil_key(folder: Path) -> None:
    path = folder / "entities.jsonl"
    path.write_text(path.read_text().replace('"name"', '"nome"', 1))


def spoil_type(folder: Path) -> None:
    path = folder / "mentions.jsonl"
    path.write_text(path.read_text().replace('"start_char":0', '"start_char":"zero"', 1))


@pytest.mark.parametrize("spoil", [spoil_line, spoil_key, spoil_type])
def test_damaged_exports_are_refused_and_leave_nothing(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    convert(PACKAGE, tmp_path / "there", "jsonl", SCHEMAS)
    spoil(tmp_path / "there")
    with pytest.raises(PackageError):
        convert(tmp_path / "there", tmp_path / "back", "parquet", SCHEMAS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there"]


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0" + b"x" * 200, b"12345678DUCK" + b"x" * 200, b"id,name\n1,2\n"]
)
def test_strange_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "strange").write_bytes(content)
    with pytest.raises(DpkitError):
        convert(tmp_path / "strange", tmp_path / "back", "parquet", SCHEMAS)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "entities.csv").write_bytes(content)
    with pytest.raises(DpkitError):
        convert(tmp_path / "folder", tmp_path / "back", "parquet", SCHEMAS)


def test_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "open_new", fail)
    with pytest.raises(DpkitError, match="No space left"):
        convert(PACKAGE, tmp_path / "csv", "csv", SCHEMAS)
    assert list(tmp_path.iterdir()) == []


def test_missing_duckdb_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ConfigError, match=r"dpkit\[duckdb\]"):
        convert(PACKAGE, tmp_path / "set.duckdb", "duckdb", SCHEMAS)
    assert list(tmp_path.iterdir()) == []


def test_the_command_names_kinds_and_says_what_it_wrote(cli: Cli, tmp_path: Path) -> None:
    assert "csv, jsonl" in cli("export", "xlsx", tmp_path / "x", "--source", PACKAGE).err
    run = cli("export", "csv", tmp_path / "x", "--source", PACKAGE, "--format", "json")
    assert run.code == 0
    assert run.document()["from"] == "parquet"
    assert sum(run.document()["rows"].values()) > 100
