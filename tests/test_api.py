"""The Python API on a package written to a folder."""

import dataclasses
import doctest
import json
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from dpkit.api import open_package
from dpkit.errors import PackageError, UsageError
from dpkit.package.assemble import assemble
from dpkit.schema import TABLES
from sample_package import FIRST, MENU, SECOND, TEXT, sample_parts

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "guide" / "python.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("api") / "datapackage")


def _write(root: Path) -> Path:
    for path, data in assemble(sample_parts()):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def test_tables_are_there_as_arrow_and_polars(folder: Path) -> None:
    package = open_package(folder)
    assert package.names == TABLES
    assert isinstance(package.table("claims"), pa.Table)
    assert package.table("claims") is package.table("claims")
    frame = package.frame("sources")
    assert frame.schema["retrieved_at"] == pl.Datetime("ms", "UTC")
    assert frame.height == 2


def test_every_span_points_at_its_words(folder: Path) -> None:
    package = open_package(folder)
    for name in ("paragraphs", "mentions", "claims", "cues", "quantities", "dates"):
        for row in package.table(name).to_pylist():
            assert package.text(row["document_id"])[row["start_char"] : row["end_char"]] == row["text"]


def test_the_descriptor_file_opens_its_package(folder: Path) -> None:
    assert open_package(folder / "datapackage.json").text("port-1") == TEXT
    assert open_package(str(folder)).text("port-1") == TEXT


def test_statement_text_leaves_boilerplate_out(folder: Path) -> None:
    statement = open_package(folder).statement_text("port-1")
    assert statement == f"{FIRST}\n\n{SECOND}"
    assert MENU not in statement


def test_explain_leads_to_the_source(folder: Path) -> None:
    package = open_package(folder)
    claim = package.table("claims").column("claim_id")[0].as_py()
    explanation = package.explain(claim)
    assert explanation.table == "claims"
    assert explanation.source_link is not None
    assert explanation.source_link.startswith("https://port.example/news?id=1#:~:text=")


def test_unknown_names_are_usage_errors(folder: Path) -> None:
    package = open_package(folder)
    with pytest.raises(UsageError, match="no such table"):
        package.table("nothing")
    with pytest.raises(UsageError, match="no such document"):
        package.text("nothing")
    with pytest.raises(UsageError, match="no such document"):
        package.statement_text("nothing")
    with pytest.raises(UsageError, match="nothing"):
        package.explain("nothing")


def test_withheld_text_is_said_so(tmp_path: Path) -> None:
    parts = sample_parts()
    tables = dict(parts.tables)
    for name in ("documents", "paragraphs"):
        column = tables[name].schema.get_field_index("text")
        nulls = pa.nulls(tables[name].num_rows, pa.string())
        tables[name] = tables[name].set_column(column, tables[name].schema.field(column), nulls)
    for path, data in assemble(dataclasses.replace(parts, tables=tables)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    package = open_package(tmp_path)
    assert pc.all(package.table("documents").column("text").is_null()).as_py()
    for ask in (package.text, package.statement_text):
        with pytest.raises(PackageError, match="redistribution"):
            ask("port-1")


@pytest.mark.parametrize(
    ("descriptor", "reason"),
    [
        ("{", "expected JSON"),
        ("[]", "no resources"),
        ('{"resources": [3]}', "no name"),
        ('{"resources": [{"name": "a", "path": "../a.parquet"}]}', "inside the package"),
        ('{"resources": [{"name": "a", "path": "/etc/a.parquet"}]}', "inside the package"),
        ('{"resources": [{"name": "a", "path": "https://a.example/a.parquet"}]}', "inside the package"),
        ('{"resources": [{"name": "a", "path": ["a.parquet"]}]}', "single path"),
        ("[" * 100_000, "expected JSON"),
    ],
)
def test_a_bad_descriptor_is_refused(tmp_path: Path, descriptor: str, reason: str) -> None:
    (tmp_path / "datapackage.json").write_text(descriptor)
    with pytest.raises(PackageError, match=reason):
        open_package(tmp_path)


def test_no_package_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"datapackage\.json"):
        open_package(tmp_path)
    with pytest.raises(PackageError):
        open_package(tmp_path / "nowhere")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    root = _write(tmp_path / "damaged")
    path = root / "data" / "claims.parquet"
    data = bytearray(path.read_bytes())
    data[10] ^= 255
    path.write_bytes(bytes(data))
    with pytest.raises(PackageError, match=r"data/claims\.parquet"):
        open_package(root).table("claims")


def test_the_guide_runs(folder: Path) -> None:
    lines = GUIDE.read_text(encoding="utf-8").split("\n")
    examples = "\n".join("" if line.startswith("```") else line for line in lines)
    test = doctest.DocTestParser().get_doctest(examples, {"folder": folder}, GUIDE.name, str(GUIDE), 0)
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert results.attempted > 5
    assert results.failed == 0


def test_the_descriptor_is_at_hand(folder: Path) -> None:
    package = open_package(folder)
    assert package.descriptor == json.loads((folder / "datapackage.json").read_text())
