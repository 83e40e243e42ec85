"""Packages that dpkit did not make: every fault is found at its line, and no package reaches out or stalls."""

import datetime as dt
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command_line import Cli, cli_of
from dpkit.errors import PackageError
from dpkit.foreign import Limits, validate_foreign
from dpkit.foreign.run import is_foreign
from dpkit.model import Finding

COUNTRIES = "code,name\nKZ,Kazakhstan\nGR,Greece\n"
ROWS = "id,country,n,day\n1,KZ,5,2020-01-01\n2,GR,0,2020-02-29\n"
FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer"},
    {"name": "country", "type": "string"},
    {"name": "n", "type": "integer", "constraints": {"minimum": 0}},
    {"name": "day", "type": "date"},
]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def descriptor() -> dict[str, Any]:
    code = {"name": "code", "type": "string", "constraints": {"unique": True}}
    key = {"fields": ["country"], "reference": {"resource": "countries", "fields": ["code"]}}
    return {
        "name": "example",
        "resources": [
            {
                "name": "countries",
                "path": "countries.csv",
                "schema": {"fields": [code, {"name": "name", "type": "string"}], "primaryKey": "code"},
            },
            {
                "name": "rows",
                "path": "rows.csv",
                "schema": {"fields": FIELDS, "primaryKey": ["id"], "foreignKeys": [key]},
            },
        ],
    }


def made(folder: Path, rows: str = ROWS, **changes: object) -> Path:
    """A package; changes are of its second resource."""
    folder.mkdir(exist_ok=True)
    (folder / "countries.csv").write_text(COUNTRIES)
    (folder / "rows.csv").write_text(rows)
    found = descriptor()
    found["resources"][1].update(changes)
    (folder / "datapackage.json").write_text(json.dumps(found))
    return folder


def found_in(folder: Path, limits: Limits | None = None) -> tuple[Finding, ...]:
    return validate_foreign(folder, limits)[1]


def places(findings: tuple[Finding, ...]) -> set[tuple[str, str, int | None]]:
    return {(found.code, found.place.path, found.place.line) for found in findings if found.place is not None}


def test_a_sound_package_of_version_1_has_no_finding(tmp_path: Path) -> None:
    rows, findings = validate_foreign(made(tmp_path / "p"))
    assert findings == ()
    assert rows == {"countries": 2, "rows": 2}


def test_a_sound_package_of_version_2_has_no_finding(tmp_path: Path) -> None:
    folder = made(tmp_path / "p", bytes=len(ROWS), hash=f"sha256:{hashlib.sha256(ROWS.encode()).hexdigest()}")
    path = folder / "datapackage.json"
    values = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", **json.loads(path.read_text())}
    for resource in values["resources"]:
        key = resource["schema"]["primaryKey"]
        resource["schema"]["primaryKey"] = [key] if isinstance(key, str) else key
    path.write_text(json.dumps(values))
    assert found_in(folder) == ()


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        (ROWS + "3,KZ,1,2020-02-30\n", "DP907", 4),
        (ROWS + "3,KZ,x,2020-02-28\n", "DP907", 4),
        (ROWS + "3,KZ,-1,2020-02-28\n", "DP908", 4),
        (ROWS + "2,KZ,1,2020-02-28\n", "DP909", 4),
        (ROWS + "3,XX,1,2020-02-28\n", "DP911", 4),
        (ROWS + "3,KZ,1,2020-02-28,9\n", "DP913", 4),
        (ROWS + "\n", "DP913", 4),
        (ROWS.replace("country,n", "land,n"), "DP906", None),
    ],
)
def test_each_fault_is_found_at_its_line(tmp_path: Path, rows: str, code: str, line: int | None) -> None:
    findings = found_in(made(tmp_path / "p", rows))
    assert (code, "rows.csv", line) in places(findings)
    assert all(found.place is not None and found.place.path == "rows.csv" for found in findings)


def test_lines_are_counted_through_cells_with_line_breaks(tmp_path: Path) -> None:
    folder = made(tmp_path / "p")
    (folder / "countries.csv").write_text('code,name\nKZ,"Kazakh\nstan"\nGR,Greece\nGR,Again\n')
    assert {("DP909", "countries.csv", 5), ("DP910", "countries.csv", 5)} <= places(found_in(folder))


def test_the_message_says_the_value(tmp_path: Path) -> None:
    (found,) = [one for one in found_in(made(tmp_path / "p", ROWS + "3,KZ,many,2020-02-28\n")) if one.code == "DP907"]
    assert "row 4: n is 'many'" in found.message
    assert (found.table, found.key, found.field) == ("rows", "4", "n")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bytes": 5}, "DP903"),
        ({"hash": "0" * 32}, "DP904"),
        ({"hash": "sha256:" + "0" * 64}, "DP904"),
        ({"hash": "crc:1"}, "DP904"),
        ({"path": "none.csv"}, "DP902"),
        ({"path": "../rows.csv"}, "DP901"),
        ({"path": "/etc/passwd"}, "DP901"),
        ({"path": "https://a.example/rows.csv"}, "DP901"),
        ({"path": ["rows.csv", "file:///etc/passwd"]}, "DP901"),
        ({"path": "a\\..\\rows.csv"}, "DP901"),
        ({"schema": "https://a.example/schema.json"}, "DP901"),
        ({"schema": "schema.json"}, "DP902"),
        ({"profile": "https://a.example/profile.json"}, "DP901"),
        ({"name": "countries"}, "DP900"),
        ({"path": 5}, "DP900"),
        ({"schema": {"fields": [{"name": "id", "type": "nonsense"}]}}, "DP900"),
    ],
)
def test_faults_of_descriptor_and_files_are_found(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    findings = found_in(made(tmp_path / "p", **changes))
    assert code in {found.code for found in findings}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"resources": []}', '{"resources": [5]}', "[" * 100_000, '{"a": NaN}', "\xff"]
)
def test_strange_descriptors_are_findings(tmp_path: Path, text: str) -> None:
    folder = made(tmp_path / "p")
    (folder / "datapackage.json").write_bytes(text.encode("latin-1"))
    assert {found.code for found in found_in(folder)} <= {"DP900", "DP702"}
    assert found_in(folder)


def test_links_pipes_and_devices_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(ROWS)
    ways: list[Callable[[Path], None]] = [
        lambda path: path.symlink_to(tmp_path / "secret.csv"),
        lambda path: path.symlink_to("/dev/zero"),
        os.mkfifo,
        Path.mkdir,
    ]
    for number, make in enumerate(ways):
        folder = made(tmp_path / f"p{number}")
        (folder / "rows.csv").unlink()
        make(folder / "rows.csv")
        assert ("DP902", "rows.csv", None) in places(found_in(folder))


def test_a_pattern_that_takes_for_ever_ends_at_the_limit(tmp_path: Path) -> None:
    fields = [{**field} for field in FIELDS]
    fields[1]["constraints"] = {"pattern": "(a+)+$"}
    folder = made(tmp_path / "p", ROWS + f"3,{'a' * 40}!,1,2020-02-28\n", schema={"fields": fields})
    findings = found_in(folder, Limits(seconds=6))
    assert [found.code for found in findings] == ["DP912"]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"name": "a", "name": "b", "resources": []}', "{"])
def test_a_descriptor_that_is_no_sound_json_is_one_finding(tmp_path: Path, text: str) -> None:
    """Not one for each table that dpkit's own packages have."""
    (tmp_path / "datapackage.json").write_text(text)
    assert is_foreign(tmp_path)
    assert [found.code for found in found_in(tmp_path)] == ["DP702"]


def test_small_packages_get_little_time_and_large_ones_more() -> None:
    assert (Limits.of(0).seconds, Limits.of(20_000_000).seconds, Limits.of(10**12).seconds) == (50, 250, 600)


def test_a_bomb_ends_at_the_limit_of_memory(tmp_path: Path) -> None:
    folder = made(tmp_path / "p", path="rows.csv.gz")
    with gzip.open(folder / "rows.csv.gz", "wb", compresslevel=1) as stream:
        stream.write(b"id,country,n,day\n1,")
        for _ in range(1_500):
            stream.write(b"A" * 1_000_000)
    findings = found_in(folder, Limits(seconds=60, memory_bytes=1024**3))
    assert {"DP912", "DP905"} & {found.code for found in findings}


def test_many_faults_are_cut_off_and_that_is_said(tmp_path: Path) -> None:
    rows = ROWS + "".join(f"{number},KZ,x,2020-02-28\n" for number in range(3, 3_003))
    findings = found_in(made(tmp_path / "p", rows))
    assert sum(found.code == "DP907" for found in findings) == 1_000
    assert "DP912" in {found.code for found in findings}


def test_whose_package_it_is_shows_in_the_descriptor(tmp_path: Path) -> None:
    assert is_foreign(made(tmp_path / "p"))
    assert not is_foreign(Path(__file__).resolve().parent.parent.parent / "datapackage")
    with pytest.raises(PackageError):
        is_foreign(tmp_path)


def parquet_package(folder: Path, **changes: object) -> Path:
    folder.mkdir()
    table = pa.table(
        {
            "id": ["a", "b", None],
            "n": pa.array([1, None, 3], pa.int64()),
            "tags": [["x"], None, []],
            "day": [dt.date(2020, 1, 1), None, dt.date(2021, 1, 1)],
            "at": [dt.datetime(2020, 1, 1, tzinfo=dt.UTC), None, None],
        }
    )
    pq.write_table(table, folder / "rows.parquet")
    data = (folder / "rows.parquet").read_bytes()
    types = {"id": "string", "n": "integer", "tags": "array", "day": "date", "at": "datetime"}
    resource = {
        "name": "rows",
        "path": "rows.parquet",
        "format": "parquet",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": [{"name": name, "type": kind} for name, kind in types.items()]},
        **changes,
    }
    (folder / "datapackage.json").write_text(json.dumps({"name": "example", "resources": [resource]}))
    return folder


def test_parquet_of_others_is_checked(tmp_path: Path) -> None:
    assert found_in(parquet_package(tmp_path / "sound")) == ()
    wrong = parquet_package(tmp_path / "wrong", schema={"fields": [{"name": "id", "type": "integer"}]})
    assert {"DP906", "DP907"} & {found.code for found in found_in(wrong)}
    cut = parquet_package(tmp_path / "cut")
    data = (cut / "rows.parquet").read_bytes()
    (cut / "rows.parquet").write_bytes(data[: len(data) // 2])
    assert {"DP903", "DP904", "DP905"} <= {found.code for found in found_in(cut)}


@pytest.mark.parametrize(
    ("changes", "kind"), [({}, None), ({"hash": "sha256:" + "0" * 64}, "hash-count"), ({"bytes": 7}, "byte-count")]
)
def test_the_stock_command_reads_parquet_by_our_plugin(
    tmp_path: Path, changes: dict[str, object], kind: str | None
) -> None:
    folder = parquet_package(tmp_path / "p", **changes)
    command = [str(Path(sys.executable).parent / "frictionless"), "validate", "--json", "datapackage.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    kinds = [error["type"] for task in report["tasks"] for error in task["errors"]]
    assert kinds == ([kind] if kind else [])
    assert report["tasks"][0]["stats"]["rows"] == 3


def test_the_command_validates_packages_of_others(cli: Cli, tmp_path: Path) -> None:
    assert cli("validate", made(tmp_path / "p")).code == 0
    run = cli("validate", made(tmp_path / "q", ROWS + "3,XX,1,2020-02-28\n"))
    assert run.code == 1
    assert "rows.csv:4: error DP911" in run.out
    assert "3,XX,1,2020-02-28" in run.out


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (ROWS, []),
        (ROWS + "3,KZ,5,2020-02-28\n", [4]),
        (ROWS + "3,KZ,5,2020-02-28\n4,KZ,5,2020-02-28\n", [4, 5]),
        (ROWS + "3,,5,2020-02-28\n4,,5,2020-02-28\n", []),
    ],
)
def test_unique_keys_of_version_2_are_held(tmp_path: Path, rows: str, lines: list[int]) -> None:
    found = found_in(made(tmp_path / "p", rows, schema={"fields": FIELDS, "uniqueKeys": [["country", "n"]]}))
    assert [(each.code, each.place and each.place.line) for each in found] == [("DP910", line) for line in lines]
    assert all("values of row 2; values of its own was expected" in each.message for each in found)


def test_messages_say_what_is_wrong_and_what_was_expected(tmp_path: Path) -> None:
    rows = ROWS + "3,KZ,1\n4,KZ,1,2020-02-28,9\n\n"
    messages = {each.message for each in found_in(made(tmp_path / "p", rows)) if each.code == "DP913"}
    assert messages
    for message in messages:
        assert re.search(r"row \d+: .*(missing|extra|blank|empty).*; one cell for each field was expected", message), (
            message
        )
