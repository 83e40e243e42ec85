"""Findings that a dataset lives with, and failing rows as files."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command_line import EXAMPLE, Cli, cli_of, example_project

REASON = "The ministry publishes under no stated licence."


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def add_exception(project: Path, **values: str) -> int:
    """Appends an exception to dpkit.toml; the line on which its code stands."""
    path = project / "dpkit.toml"
    rows = "\n".join(f'{key} = "{value}"' for key, value in values.items())
    before = path.read_text()
    path.write_text(f"{before}\n[[findings.exceptions]]\n{rows}\n")
    return before.count("\n") + 3


def warnings(cli: Cli, project: Path, command: str = "check") -> list[str]:
    return [code for code in cli(command, "--project", project, "--format", "json").codes() if code.startswith("DP")]


def test_an_exception_covers_the_findings_that_it_names_and_no_others(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    before = warnings(cli, project)
    assert "DP601" in before
    add_exception(project, code="DP601", table="sources", reason=REASON)
    for command in ("build", "check", "validate"):
        assert warnings(cli, project, command) == [code for code in before if code != "DP601"]


@pytest.mark.parametrize(
    "where",
    [
        {"code": "DP601", "table": "claims"},
        {"code": "DP601", "field": "title"},
        {"code": "DP601", "key": "no-such-document"},
        {"code": "DP601", "path": "raw/elsewhere/*"},
        {"code": "DP801"},
    ],
)
def test_an_exception_of_nothing_is_a_finding_at_its_line(cli: Cli, tmp_path: Path, where: dict[str, str]) -> None:
    project = example_project(tmp_path)
    line = add_exception(project, **where, reason=REASON)
    for command in ("build", "check"):
        run = cli(command, "--project", project, "--format", "json")
        found = run.finding("DP246")
        assert (found["path"], found["line"], found["severity"]) == ("dpkit.toml", line, "warning")
        assert REASON in found["message"]
        assert "DP601" in run.codes()


def test_an_exception_by_path_covers_an_error_of_a_file(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    (project / EXAMPLE).write_text("Other words.\n")
    run = cli("check", "--project", project, "--format", "json")
    errors = {found["code"] for found in run.document()["findings"] if found["severity"] == "error" and found["path"]}
    assert run.code == 1
    for code in errors:
        add_exception(project, code=code, path="*", reason="Tried out.")
    run = cli("check", "--project", project, "--format", "json")
    assert errors.isdisjoint(run.codes())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('code = "DP601"', "has no reason"),
        ('reason = "x"', "has no code"),
        ('code = "DP6"\nreason = "x"', "is no rule code"),
        ('code = "DP601"\nreason = "x"\nfeild = "x"', "field"),
        ('code = "DP601"\nreason = ""', "reason"),
    ],
)
def test_a_malformed_exception_ends_with_2(cli: Cli, tmp_path: Path, rows: str, message: str) -> None:
    project = example_project(tmp_path)
    path = project / "dpkit.toml"
    path.write_text(f"{path.read_text()}\n[[findings.exceptions]]\n{rows}\n")
    run = cli("check", "--project", project)
    assert run.code == 2
    assert message in run.err
    assert "dpkit.toml" in run.err


def damaged(project: Path, copies: int) -> Path:
    """The package of a project, each claim many times over: as many equal faults."""
    path = next((project / "datapackage").rglob("claims.parquet"))
    table = pq.read_table(path)
    pq.write_table(pa.concat_tables([table] * copies), path)
    return project / "datapackage"


@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv"])
def test_all_failing_rows_are_counted_and_written_however_many(cli: Cli, tmp_path: Path, name: str) -> None:
    project = example_project(tmp_path)
    assert cli("build", "--project", project).code == 0
    package = damaged(project, 500)
    target = tmp_path / name
    run = cli("validate", package, "--format", "json", "--rows", target)
    assert run.code == 1
    document = run.document()
    assert document["counts"]["error"] == sum(
        found["count"] for found in document["findings"] if found["severity"] == "error"
    )
    if name.endswith(".csv"):
        with target.open(newline="") as stream:
            rows = list(csv.DictReader(stream))
    else:
        rows = pq.read_table(target).to_pylist()
    of_tables = [found for found in document["findings"] if found["code"][:3] in ("DP3", "DP4", "DP5", "DP6")]
    assert len(rows) == sum(found["count"] for found in of_tables) > 1_000
    assert len(of_tables) < 1_000
    row = next(row for row in rows if row["key"])
    assert json.loads(row["row"])["claim_id"] == row["key"]


def test_cells_that_look_like_formulas_are_kept_behind_an_apostrophe(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    assert cli("build", "--project", project).code == 0
    path = next((project / "datapackage").rglob("claims.parquet"))
    table = pq.read_table(path)
    index = table.column_names.index("claim_id")
    values = ["=HYPERLINK(1)", *table.column(index).to_pylist()[1:]]
    pq.write_table(table.set_column(index, table.field(index), pa.array(values, table.field(index).type)), path)
    target = tmp_path / "rows.csv"
    cli("validate", project / "datapackage", "--rows", target)
    with target.open(newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_another_ending_is_refused_and_nothing_is_left_behind(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    run = cli("validate", "--project", project, "--rows", tmp_path / "rows.xlsx")
    assert run.code == 2
    assert ".parquet or .csv" in run.err
    run = cli("validate", tmp_path, "--rows", tmp_path / "rows.csv")
    assert run.code == 2
    assert list(tmp_path.glob("*rows*")) == []
    assert list(tmp_path.glob(".*rows*")) == []


def test_an_exception_by_path_reaches_all_rows_not_only_those_that_are_shown(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    lines = [json.dumps({"id": f"n{number}", "text": f"Price {number} fell."}) for number in range(130)]
    (project / "raw/many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (project / "raw/many.jsonl.meta.yaml").write_text("type: statement\nlanguage: en\n", encoding="utf-8")
    assert cli("build", "--project", project).code == 0
    add_exception(project, code="DP602", path="raw/many.jsonl", reason=REASON)
    add_exception(project, code="DP233", path="raw/elsewhere/*", reason=REASON)
    for command in ("build", "check", "validate"):
        found = cli(command, "--project", project, "--format", "json").document()["findings"]
        assert not [each for each in found if each["code"] == "DP602"], command
        assert sum(each["code"] == "DP233" for each in found) == 101, command
    add_exception(project, code="DP233", path="raw/*", reason=REASON)
    run = cli("check", "--project", project, "--output", f"junit={tmp_path / 'j.xml'}", "--format", "json")
    assert "DP233" not in run.codes()
