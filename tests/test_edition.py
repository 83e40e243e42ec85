"""Public editions: no word that may not be passed on is in them, and whoever has the documents completes them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import Cli, Run, cli_of, example_project, new_project, tree
from dpkit.api import open_package
from dpkit.cli import main
from dpkit.package.pieces import pieces_of, value_of
from editions import BARE, DISTINCT, SECRET, SEED, contents, in_every_format, project_of_rights, runs


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def _made(folder: Path, *, with_bare: bool) -> Path:
    project = project_of_rights(folder, with_bare=with_bare)
    for command in (["build"], ["edition", "--into", str(folder / "public")]):
        assert main([*command, "--project", str(project), "--format", "json"]) == 0
    return project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built project with documents of every kind of rights; its public edition lies beside it. Only read."""
    return _made(tmp_path_factory.mktemp("rights"), with_bare=True)


@pytest.fixture(scope="module")
def completable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without a document of which only the row is passed on. Only read."""
    return _made(tmp_path_factory.mktemp("completable"), with_bare=False)


def _public(project: Path) -> Path:
    return project.parent / "public"


def _rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.ParquetFile(folder / f"data/{table}.parquet").read().to_pylist()
    return found


def _rehydrated(cli: Cli, project: Path, copies: Path, target: Path) -> Run:
    return cli("rehydrate", _public(project), "--from", copies, "--into", target, "--format", "json")


def test_no_three_words_in_a_row_of_a_withheld_text_are_left_anywhere(project: Path) -> None:
    package = project / "datapackage"
    texts = {row["document_id"]: row["text"] for row in _rows(package, "documents")}
    public = {row["document_id"] for row in _rows(_public(project), "documents") if row["text"] is not None}
    assert public == {"mot-2024-harbour-safety"}
    ours = [(project / name).read_text(encoding="utf-8") for name in ("curation/entities.yaml", "dpkit.toml")]
    fixed = contents(example_project(project.parent / "fixed") / "datapackage").values()
    allowed = set().union(*map(runs, [*ours, *fixed, *(texts[key] for key in public)]))
    withheld = set().union(*(runs(text) for key, text in texts.items() if key not in public)) - allowed
    assert len(withheld) > 400
    found = {name: runs(text) & withheld for name, text in contents(_public(project)).items()}
    assert {name: hits for name, hits in found.items() if hits} == {}
    assert any(runs(text) & withheld for text in contents(package).values()), "the search finds what is there"


def test_no_word_of_their_own_is_left_either(project: Path) -> None:
    found = {name: [word for word in DISTINCT if word in text] for name, text in contents(_public(project)).items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert all(any(word in text for text in contents(project / "datapackage").values()) for word in DISTINCT)


def test_ids_places_labels_and_values_stay(project: Path) -> None:
    kept = {
        "claims": ("claim_id", "start_char", "end_char", "speaker_id", "certainty", "position"),
        "quantities": ("quantity_id", "value_min", "value_max", "precision", "kind"),
        "dates": ("date_id", "date_start", "date_end"),
        "sources": ("source_id", "url", "status"),
        "revisions": ("revision_id", "kind", "paragraph_id", "former_paragraph_id"),
    }
    for table, columns in kept.items():
        before, after = ({row[columns[0]]: row for row in _rows(folder, table)} for folder in _both(project))
        lost = {row["document_id"] for key, row in before.items() if key not in after}
        assert lost <= {"gate/bare.txt"}, table
        assert after
        assert all(row[name] == before[key][name] for key, row in after.items() for name in columns), table
    assert sum(row["value_min"] == 4711 for row in _rows(_public(project), "quantities")) == 1


def _both(project: Path) -> tuple[Path, Path]:
    return project / "datapackage", _public(project)


def test_of_a_bare_document_the_row_and_its_sources_stay_alone(project: Path) -> None:
    public = _public(project)
    (row,) = (row for row in _rows(public, "documents") if row["document_id"] == "gate/bare.txt")
    assert (row["redistribution"], row["text"], row["title"]) == ("metadata_only", None, None)
    for table in ("paragraphs", "mentions", "claims", "cues", "quantities", "dates"):
        assert all(row["document_id"] != "gate/bare.txt" for row in _rows(public, table)), table
        assert any(row["document_id"] == "gate/bare.txt" for row in _rows(project / "datapackage", table)), table


def test_names_that_people_wrote_stay_and_others_go(project: Path) -> None:
    names = {row["entity_id"]: row["name"] for row in _rows(_public(project), "entities")}
    before = {row["entity_id"]: row["name"] for row in _rows(project / "datapackage", "entities")}
    assert names["kz-mfa"] == "Ministry of Foreign Affairs of the Republic of Kazakhstan"
    gone = {before[key] for key, name in names.items() if name is None}
    assert {"Zebedee Quillfeather", "Harbour Board of Oddland"} <= gone
    assert "Ottoline Vexley" not in {before[key] for key in names}


def test_an_edition_is_valid_whole_and_says_what_it_is(cli: Cli, project: Path) -> None:
    public = _public(project)
    run = cli("validate", public, "--format", "json")
    assert run.code == 0, run.out
    assert "error" not in {finding["severity"] for finding in run.document()["findings"]}
    assert cli("verify", public).code == 0
    descriptor = json.loads((public / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["dpkit:edition"]["name"] == "public"
    assert descriptor["dpkit:edition"]["documents"] == {"full_text": 1, "metadata_only": 1, "offsets_only": 6}
    assert descriptor["dpkit:edition"]["nullable"] == ["aliases.text", "entities.name"]
    (names,) = (one for one in descriptor["resources"] if one["name"] == "entities")
    (name,) = (one for one in names["schema"]["fields"] if one["name"] == "name")
    assert "required" not in name["constraints"]
    assert "The public edition." in (public / "README.md").read_text(encoding="utf-8")


def test_stock_frictionless_calls_an_edition_valid(project: Path) -> None:
    from frictionless import Package

    report = Package(str(_public(project) / "datapackage.json")).validate()
    assert report.valid, report.flatten()


def test_what_an_edition_withholds_is_no_change_of_anything_else(cli: Cli, project: Path) -> None:
    found = cli("diff", project / "datapackage", _public(project), "--format", "json").document()
    rows = [row for table in found["tables"].values() for kind in ("changed", "removed") for row in table[kind]]
    assert {row["cause"] for row in rows} == {"edition"}
    assert set(found["causes"].values()) == {"edition"}


def test_words_put_into_an_edition_are_found(cli: Cli, project: Path, tmp_path: Path) -> None:
    from dpkit.package.editions import edition_schemas
    from dpkit.package_reading import package_edition, read_tables
    from dpkit.schema import default_schemas
    from dpkit.validate import validate_tables

    edition = package_edition(_public(project))
    assert edition is not None
    full = read_tables(project / "datapackage", default_schemas())
    tables = {**read_tables(_public(project), default_schemas()), "claims": full["claims"]}
    found = validate_tables(tables, edition_schemas(default_schemas(), edition), edition="public")
    assert "DP311" in {finding.code for finding in found}


def test_unknown_rights_withhold_words_and_say_so(cli: Cli, project: Path, tmp_path: Path) -> None:
    run = cli("edition", "--into", tmp_path / "again", "--project", project, "--format", "json")
    assert run.code == 0
    assert {finding["key"] for finding in run.document()["findings"] if finding["code"] == "DP840"} == {
        "rua-gr-2022-mfa-kazakhstan-foreign-media"
    }
    assert run.document()["left_out"]["gate/bare.txt"] == "metadata_only"
    assert tree(tmp_path / "again") == tree(_public(project)), "the same package gives the same edition"


def test_what_may_all_be_passed_on_is_the_package_itself(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    run = cli("edition", "--project", project, "--format", "json")
    assert run.code == 0, run.err
    assert run.document()["is_full"]
    assert tree(Path(run.document()["folder"])) == tree(project / "datapackage")
    assert run.document()["folder"].startswith(str(project / "dist"))


def test_a_description_that_quotes_a_withheld_text_stops_the_edition(cli: Cli, tmp_path: Path) -> None:
    project = example_project(tmp_path)
    (project / "raw/secret.txt").write_text(SECRET, encoding="utf-8")
    toml = project / "dpkit.toml"
    quoted = "Of how “the Fishgate will be closed by the Harbour Board of Oddland” one day."
    lines = [line for line in toml.read_text(encoding="utf-8").splitlines() if not line.startswith("description")]
    lines.insert(lines.index("[package]") + 1, f'description = "{quoted}"')
    toml.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert cli("build", "--project", project).code == 0
    run = cli("edition", "--into", tmp_path / "out", "--project", project, "--format", "json")
    assert run.code == 1
    assert not run.document()["is_written"]
    assert "DP841" in run.codes()
    assert not (tmp_path / "out").exists()


def test_of_an_edition_or_a_damaged_package_there_is_no_edition(cli: Cli, project: Path, tmp_path: Path) -> None:
    run = cli("edition", "--source", _public(project), "--into", tmp_path / "out", "--project", project)
    assert (run.code, "is an edition itself" in run.err) == (2, True)
    shutil.copytree(project / "datapackage", tmp_path / "damaged")
    (tmp_path / "damaged/README.md").write_text("other", encoding="utf-8")
    run = cli("edition", "--source", tmp_path / "damaged", "--into", tmp_path / "out", "--project", project)
    assert (run.code, "dpkit verify" in run.err) == (2, True)


def test_an_edition_and_ones_own_copies_give_the_full_package(cli: Cli, completable: Path, tmp_path: Path) -> None:
    run = _rehydrated(cli, completable, completable / "raw", tmp_path / "full")
    assert run.code == 0, run.out + run.err
    assert run.document()["is_complete"]
    assert len(run.document()["completed"]) == 6
    assert tree(tmp_path / "full") == tree(completable / "datapackage"), "byte for byte"


def test_copies_may_be_called_anything_and_may_be_the_text_itself(cli: Cli, completable: Path, tmp_path: Path) -> None:
    copies = tmp_path / "mine"
    copies.mkdir()
    for number, path in enumerate(sorted((completable / "raw").rglob("*"))):
        if path.is_file() and path.suffix == ".txt":
            shutil.copy(path, copies / f"{number}.bin")
    texts = {row["raw_locator"]: row["text"] for row in _rows(completable / "datapackage", "documents")}
    for name in ("one", "two"):
        (copies / f"{name}.md").write_bytes(texts[name].encode())
    run = _rehydrated(cli, completable, copies, tmp_path / "full")
    assert run.document()["is_complete"], run.out


def test_a_copy_that_differs_is_refused_and_the_rest_completed(cli: Cli, completable: Path, tmp_path: Path) -> None:
    copies = tmp_path / "raw"
    shutil.copytree(completable / "raw", copies)
    (copies / "gate/secret.txt").write_text(SECRET.replace("4,711", "4,712"), encoding="utf-8")
    (copies / SEED.removeprefix("raw/")).unlink()
    run = _rehydrated(cli, completable, copies, tmp_path / "part")
    assert run.code == 1
    assert run.finding("DP842")["key"] == "gate/secret.txt"
    assert run.finding("DP843")["key"] == "rua-gr-2022-mfa-kazakhstan-foreign-media"
    assert not run.document()["is_complete"]
    assert len(run.document()["missing"]) == 2
    package = open_package(tmp_path / "part")
    filled = {row["document_id"] for row in package.table("documents").to_pylist() if row["text"]}
    assert filled == {"mot-2024-harbour-safety", *run.document()["completed"]}
    words = {row["document_id"]: row["text"] for row in package.table("claims").to_pylist()}
    assert words["gate/tolls.jsonl#one"]
    assert words["gate/secret.txt"] is None
    validated = cli("validate", tmp_path / "part", "--format", "json")
    assert validated.code == 0, validated.out


def test_what_was_completed_in_part_can_be_completed_later(cli: Cli, completable: Path, tmp_path: Path) -> None:
    copies = tmp_path / "raw"
    shutil.copytree(completable / "raw", copies)
    (copies / SEED.removeprefix("raw/")).unlink()
    assert _rehydrated(cli, completable, copies, tmp_path / "part").code == 0
    run = cli("rehydrate", tmp_path / "part", "--from", completable / "raw", "--into", tmp_path / "full")
    assert run.code == 0, run.out
    assert tree(tmp_path / "full") == tree(completable / "datapackage")


def test_a_corpus_without_its_sidecar_is_refused_with_the_reason(cli: Cli, completable: Path, tmp_path: Path) -> None:
    copies = tmp_path / "raw"
    copies.mkdir()
    shutil.copy(completable / "raw/gate/tolls.jsonl", copies / "tolls.jsonl")
    run = _rehydrated(cli, completable, copies, tmp_path / "part")
    assert run.code == 1
    assert "sidecar" in run.finding("DP842")["message"]


def test_documents_without_rows_cannot_be_completed(cli: Cli, project: Path, tmp_path: Path) -> None:
    run = _rehydrated(cli, project, project / "raw", tmp_path / "most")
    assert run.code == 0, run.out
    assert run.document()["bare"] == ["gate/bare.txt"]
    assert not run.document()["is_complete"]
    assert cli("validate", tmp_path / "most").code == 0
    assert "Vexley" in BARE
    assert not any("Vexley" in text for text in contents(tmp_path / "most").values())


def test_a_package_with_all_words_cannot_be_rehydrated(cli: Cli, project: Path, tmp_path: Path) -> None:
    run = cli("rehydrate", project / "datapackage", "--from", project / "raw", "--into", tmp_path / "x")
    assert (run.code, "holds all of its words" in run.err) == (2, True)
    run = cli("rehydrate", _public(project), "--from", tmp_path / "nothing", "--into", tmp_path / "x")
    assert (run.code, "there is no such folder" in run.err) == (2, True)
    run = cli("rehydrate", _public(project), "--from", project / "raw", "--into", _public(project))
    assert (run.code, "another folder was expected" in run.err) == (2, True)


@pytest.mark.parametrize(
    "kind", ["csv", "sqlite", *(pytest.param(name, marks=pytest.mark.slow) for name in ("jsonl", "duckdb"))]
)
def test_an_edition_is_exported_and_comes_back(cli: Cli, project: Path, tmp_path: Path, kind: str) -> None:
    run = cli("export", kind, tmp_path / "there", "--source", _public(project))
    assert run.code == 0, run.err
    run = cli("export", "parquet", tmp_path / "back", "--source", tmp_path / "there")
    assert run.code == 0, run.err
    for table in ("entities", "aliases", "claims", "documents"):
        assert _rows(tmp_path / "back", table) == _rows(_public(project), table)


def test_words_come_back_from_every_format(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path, in_every_format(), '[extract]\ntagger = "none"\n')
    for command in (["build"], ["edition", "--into", str(tmp_path / "public")]):
        assert cli(*command, "--project", project).code == 0
    assert {row["text"] for row in _rows(tmp_path / "public", "documents")} == {None}
    readers = {row["reader"] for row in _rows(tmp_path / "public", "documents")}
    assert readers == {"plain", "html", "csv", "feed", "warc", "docx"}
    run = cli("rehydrate", tmp_path / "public", "--from", project / "raw", "--into", tmp_path / "full")
    assert run.code == 0, run.out
    assert tree(tmp_path / "full") == tree(project / "datapackage")


@given(st.text(max_size=40), st.text(max_size=80))
def test_pieces_give_the_value_and_spell_out_nothing_that_the_text_has(value: str, text: str) -> None:
    pieces = pieces_of(value, text)
    assert value_of(pieces, text) == value
    assert not any(char in text for piece in pieces if isinstance(piece, str) for char in piece)
