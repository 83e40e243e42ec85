"""A package that was tampered with: every fault is a finding, none a traceback, and a whole package has none."""

import json
import random
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command_line import Cli, cli_of
from dpkit.package.checksums import MANIFEST
from dpkit.package_reading import package_findings, validate_package
from dpkit.store.package_folder import hash_package


@pytest.fixture
def package(seed_package: Path, tmp_path: Path) -> Path:
    target = tmp_path / "package"
    shutil.copytree(seed_package, target)
    return target


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def resigned(package: Path) -> None:
    """Checksums that fit again: somebody knew what to do."""
    sums = sorted(hash_package(package).items())
    (package / MANIFEST).write_text("".join(f"{digest}  {path}\n" for path, digest in sums))


def errors(package: Path) -> list[tuple[str, str | None]]:
    return [(found.code, found.table) for found in validate_package(package)[1] if found.severity == "error"]


def test_a_whole_package_has_no_error(package: Path) -> None:
    assert errors(package) == []


def test_a_table_with_a_flipped_bit_is_a_finding_and_the_others_are_checked(cli: Cli, package: Path) -> None:
    path = package / "data" / "claims.parquet"
    data = bytearray(path.read_bytes())
    data[200] ^= 4
    path.write_bytes(bytes(data))
    run = cli("validate", package, "--format", "json")
    assert run.code == 1
    assert {"DP801", "DP810"} <= set(run.codes())
    assert run.finding("DP810")["table"] == "claims"


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"name": 1}', "[" * 100_000, '{"resources": [null, 3]}'])
def test_a_broken_descriptor_is_a_finding(package: Path, content: str) -> None:
    (package / "datapackage.json").write_text(content)
    resigned(package)
    assert {code for code, _ in errors(package)} & {"DP701", "DP702"}


@pytest.mark.parametrize("name", [[], {}, None, 7, True])
def test_a_resource_whose_name_is_no_text_is_a_finding(package: Path, name: object) -> None:
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][0]["name"] = name
    (package / "datapackage.json").write_text(json.dumps(descriptor))
    resigned(package)
    assert {("DP701", None), ("DP703", "documents")} <= set(errors(package))


def test_rows_taken_away_with_fitting_checksums_are_seen(package: Path) -> None:
    path = package / "data" / "quantities.parquet"
    table = pq.ParquetFile(path).read()
    pq.write_table(table.slice(0, 0), path)
    resigned(package)
    assert ("DP703", "quantities") in errors(package)


@pytest.mark.parametrize("key", ["hash", "path", "dpkit:rows", "dpkit:contentHash"])
def test_what_the_descriptor_says_of_a_file_is_held_against_it(package: Path, key: str) -> None:
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"][3][key] = 7 if key == "dpkit:rows" else "data/other.parquet"
    path.write_text(json.dumps(descriptor))
    resigned(package)
    assert [code for code, _ in errors(package)].count("DP703") == 1


def test_any_damage_to_any_file_is_found(package: Path) -> None:
    chance = random.Random(7)
    files = sorted(path for path in package.rglob("*") if path.is_file())
    for _ in range(120):
        path = chance.choice(files)
        whole = path.read_bytes()
        path.write_bytes(_damaged(chance, whole))
        if path.read_bytes() != whole:
            assert package_findings(package) or errors(package), path
        path.write_bytes(whole)


def _damaged(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    kind = chance.choice(("bit", "cut", "insert", "swap"))
    if kind == "bit":
        return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    if kind == "cut":
        return data[:at]
    return data[:at] + b"x" + data[at:] if kind == "insert" else data[at:] + data[:at]


def test_a_swapped_column_type_with_fitting_checksums_is_seen(package: Path) -> None:
    path = package / "data" / "claims.parquet"
    table = pq.ParquetFile(path).read()
    at = table.schema.get_field_index("position")
    pq.write_table(table.set_column(at, "position", table.column(at).cast(pa.string())), path)
    resigned(package)
    assert "claims" in {table for _, table in errors(package)}
