"""Findings about rows lead to where they can be mended: raw file, sidecar, authority list, corrections."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command_line import Cli, cli_of
from dpkit.anchoring import anchored_in_package, places, rows_of_package
from dpkit.cli import main
from dpkit.model import Finding
from dpkit.schema import default_schema_texts
from dpkit.store.project import load_project, project_of_package

TEXT = "Tides are high\n\nThe Ministry of Tides said on 4 May 2021 that about 40 people left Łódź.\n\nSource link\n"
SIDECAR = """title: Tides are high
issuer: Ministry of Tides
publisher: Tide News
published_on: 2021-05-04
rights:
  holder: Tide News
  license: CC0-1.0
source:
  url: https://tides.example/1
  other_versions: [https://tides.example/2]
"""
ENTITIES = """- id: ministry-of-tides
  name: Ministry of Tides
  type: organisation
  aliases:
    - {text: MoT, kind: acronym}
"""
CORRECTIONS = """- document: tides.txt
  target: document
  set: {language: en}
  who: A. Reader
  why: It is English.
- document: tides.txt
  target: quantity
  words: "40"
  set: {unit: unknown, counted: persons}
  who: A. Reader
  why: They are persons.
"""
LINES = (
    '{"text": "First words.", "title": "One"}',
    '{"text": "The Ministry of Tides said that Ada Lindqvist-Moe left.", "title": "Two"}',
)
PAGE = (
    "<html><head>\n<title>A page</title></head>\n<body><p>Hello there.</p>\n"
    "<p>The Ministry of Tides said on 5 June 2022 that all is well.</p></body></html>"
)


RECORD = "lines.jsonl#578c3e84f2815245"


Where = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True)
class Built:
    root: Path
    cli: Cli

    def change(self, table: str, column: str, value: object, where: Where) -> str:
        """Change a column of the first row that fits, in the built package; gives the key of the row."""
        path = self.root / "datapackage" / "data" / f"{table}.parquet"
        held = pq.ParquetFile(path).read()
        rows = held.to_pylist()
        row = next(row for row in rows if where(row))
        row[column] = value
        pq.write_table(pa.Table.from_pylist(rows, schema=held.schema), path)
        return str(row[held.column_names[0]])

    def place(self, table: str, column: str | None, where: Where, code: str = "DP404") -> tuple[Any, Any, Any]:
        """Where a finding about a column of the first row that fits leads to."""
        package = self.root / "datapackage"
        held = pq.ParquetFile(package / "data" / f"{table}.parquet").read()
        key = next(str(row[held.column_names[0]]) for row in held.to_pylist() if where(row))
        finding = Finding(code=code, severity="error", message="m", table=table, key=key, field=column)
        (found,) = anchored_in_package([finding], rows_of_package(package), load_project(self.root))
        assert found.place is not None
        return found.place.path, found.place.line, found.place.column


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a text, a corpus file, a page, curation, and its package, built once."""
    root = tmp_path_factory.mktemp("anchors") / "made"
    files = {
        "dpkit.toml": '[package]\nname = "made"\ncommitted = true\n[extract]\ntagger = "none"\n',
        "raw/tides.txt": TEXT,
        "raw/tides.txt.meta.yaml": SIDECAR,
        "raw/lines.jsonl": "".join(f"{line}\n" for line in LINES),
        "raw/page.html": PAGE,
        "curation/entities.yaml": ENTITIES,
        "curation/corrections.yaml": CORRECTIONS,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    assert main(["build", "--project", str(root)]) == 0
    return root


@pytest.fixture
def built(whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Built:
    shutil.copytree(whole, tmp_path / "made")
    return Built(root=tmp_path / "made", cli=cli_of(capsys))


def of(document: str) -> Where:
    return lambda row: bool(row["document_id"] == document)


def column_of(words: str, line: str) -> int:
    return line.index(words) + 1


def test_words_lead_to_their_line_and_column_in_a_text(built: Built) -> None:
    column = column_of("40 people", TEXT.splitlines()[2])
    assert built.place("quantities", "precision", of("tides.txt")) == ("raw/tides.txt", 3, column)


def test_words_of_a_record_lead_to_its_line_in_the_corpus_file(built: Built) -> None:
    assert built.place("claims", "polarity", of(RECORD)) == ("raw/lines.jsonl", 2, column_of("Ada", LINES[1]))


def test_words_of_a_page_lead_to_its_source(built: Built) -> None:
    column = column_of("5 June", PAGE.splitlines()[3])
    assert built.place("dates", "granularity", of("page.html")) == ("raw/page.html", 4, column)


@pytest.mark.parametrize(
    ("column", "line", "at"),
    [
        ("license", 7, 12),
        ("publisher_id", 3, 12),
        ("title", 1, 8),
        ("redistribution", 6, 11),  # stated nowhere: beside the other rights
    ],
)
def test_a_fact_leads_to_the_line_of_the_sidecar(built: Built, column: str, line: int, at: int) -> None:
    assert built.place("documents", column, of("tides.txt")) == ("raw/tides.txt.meta.yaml", line, at)


def test_the_text_of_a_document_leads_to_its_raw_file(built: Built) -> None:
    column = column_of("The Ministry", LINES[1])
    assert built.place("documents", "text_sha256", of(RECORD), "DP301") == ("raw/lines.jsonl", 2, column)


def test_a_fact_of_a_record_leads_to_its_field_and_one_of_a_page_to_its_line(built: Built) -> None:
    assert built.place("documents", "title", of(RECORD)) == ("raw/lines.jsonl", 2, column_of('"title"', LINES[1]))
    assert built.place("documents", "title", of("page.html"))[:2] == ("raw/page.html", 2)


def test_a_document_without_origin_leads_to_its_sidecar_else_to_its_raw_file(built: Built) -> None:
    assert built.place("documents", None, of("tides.txt"), "DP603")[:2] == ("raw/tides.txt.meta.yaml", 9)
    assert built.place("documents", None, of("page.html"), "DP603")[:2] == ("raw/page.html", 3)


def test_a_correction_leads_to_its_entry(built: Built) -> None:
    assert built.place("documents", "language", of("tides.txt"))[:2] == ("curation/corrections.yaml", 1)
    assert built.place("quantities", "unit", of("tides.txt"))[:2] == ("curation/corrections.yaml", 6)
    assert built.place("quantities", "kind", of("tides.txt"))[:2] == ("raw/tides.txt", 3)


def test_another_version_leads_to_its_address_and_a_lost_link_to_the_facts_of_the_source(built: Built) -> None:
    version = built.place("sources", "url", lambda row: row["relation"] == "other_version")
    assert version == ("raw/tides.txt.meta.yaml", 10, 19)
    lost = built.place("sources", "url", lambda row: row["status"] == "unresolved", "DP601")
    assert lost[:2] == ("raw/tides.txt.meta.yaml", 9)


def test_a_curated_entity_leads_to_its_entry_and_its_alias_to_the_form(built: Built) -> None:
    entity = built.place("entities", "entity_type", lambda row: row["origin"] == "authority")
    assert entity == ("curation/entities.yaml", 3, 9)
    assert built.place("entities", None, lambda row: row["origin"] == "authority")[:2] == ("curation/entities.yaml", 1)
    assert built.place("aliases", "kind", lambda row: row["text"] == "MoT")[:2] == ("curation/entities.yaml", 5)


def test_an_extracted_entity_leads_to_the_first_document_that_knows_it(built: Built) -> None:
    place = built.place("entities", "country", lambda row: row["name"] == "Tide News")
    assert place[:2] == ("raw/tides.txt.meta.yaml", 3)


def test_a_stale_row_leads_to_the_raw_words_with_key_and_column(built: Built) -> None:
    key = built.change("quantities", "precision", "exact", of("tides.txt"))
    run = built.cli("check", "--project", built.root, "--format", "json")
    found = [(f["key"], f["field"], f["path"], f["line"]) for f in run.document()["findings"] if f["code"] == "DP821"]
    assert found == [(key, "precision", "raw/tides.txt", 3)]
    warned = {f["path"] for f in run.document()["findings"] if f["code"] == "DP602"}
    assert warned == {"raw/lines.jsonl", "raw/page.html"}


def test_text_shows_the_line_with_a_caret(built: Built) -> None:
    built.change("quantities", "precision", "roughly", of("tides.txt"))
    shown = built.cli("validate", "--project", built.root).out.splitlines()
    at = next(number for number, line in enumerate(shown) if "DP403" in line)
    assert shown[at].startswith("raw/tides.txt:3:")
    assert shown[at + 1][shown[at + 2].index("^") :].startswith("40 people")
    assert any(line.startswith("datapackage/data/quantities.parquet: error DP801") for line in shown)


def test_a_build_that_is_refused_leads_to_the_words_too(built: Built) -> None:
    schema = built.root / "schemas" / "quantities.yaml"
    schema.parent.mkdir()
    for name, text in default_schema_texts().items():
        schema.with_name(f"{name}.yaml").write_text(text, encoding="utf-8")
    schema.write_text(schema.read_text().replace("exact, about,", "exact,"))
    run = built.cli("build", "--project", built.root, "--format", "json")
    finding = run.finding("DP403")
    assert (run.code, finding["path"], finding["line"]) == (1, "raw/tides.txt", 3)


def test_a_raw_file_that_changed_is_named_without_a_line(built: Built) -> None:
    (built.root / "raw/tides.txt").write_text("Other words about 40 people.")
    assert built.place("quantities", "precision", of("tides.txt")) == ("raw/tides.txt", None, None)


@pytest.mark.parametrize("raw_path", ["../../../etc/passwd", "raw/../dpkit.toml", "/etc/passwd", "raw/gone.txt", "raw"])
def test_a_raw_path_of_a_stranger_opens_nothing(built: Built, raw_path: str) -> None:
    built.change("documents", "raw_path", raw_path, of("tides.txt"))
    place = built.place("quantities", "precision", of("tides.txt"))
    assert place == ("datapackage/data/quantities.parquet", None, None)


def test_a_package_by_its_path_is_that_of_the_project_around_it(built: Built, tmp_path: Path) -> None:
    package = built.root / "datapackage"
    project = project_of_package(package)
    assert project is not None
    assert project.root == built.root
    package.rename(tmp_path / "elsewhere")
    assert project_of_package(tmp_path / "elsewhere") is None


def test_a_flood_of_documents_is_named_without_reading_all_again(built: Built, monkeypatch: Any) -> None:
    monkeypatch.setattr(places, "MAX_DOCUMENTS", 0)
    assert built.place("quantities", "precision", of("tides.txt")) == ("raw/tides.txt", None, None)
