"""A corpus comes in: read in place, or as one raw file each, with every fact and every character."""

import gzip
import json
from pathlib import Path

import pytest

from command_line import Cli, cli_of, new_project
from dpkit.api import open_package
from dpkit.inputs.sidecar import read_sidecar

ROWS = [
    {"nr": "a-1", "Head": 'The "Tides"', "Body": "“We stay,” said Minister Birk.\nNo more.", "Link": "https://tides.example/1"},
    {"nr": "Über/2: x", "Head": "Second", "Body": "Кемелер келді. \u2028 Ende", "Link": "urn:none"},
]  # fmt: skip
MAPS = ["--map", "text=Body", "--map", "title=Head", "--map", "source.url=Link", "--map", "identifier=nr"]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def corpus(tmp_path: Path, rows: list[dict[str, str]] = ROWS) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_read_in_place_it_is_one_raw_file_and_may_grow_but_not_change(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path)
    source = corpus(tmp_path)
    assert cli("import", source, *MAPS, "--folder", "tides", "--project", project).code == 0
    raw = project / "raw" / "tides" / "corpus.jsonl"
    assert raw.read_bytes() == source.read_bytes()
    assert cli("build", "--project", project).code == 0
    documents = open_package(project / "datapackage").table("documents").to_pylist()
    assert sorted(document["text"] for document in documents) == sorted(row["Body"] for row in ROWS)
    assert {document["title"] for document in documents} == {row["Head"] for row in ROWS}
    ids = {document["document_id"] for document in documents}

    third = json.dumps({"nr": "c", "Head": "Third", "Body": "More."}) + "\n"
    raw.write_text(third + raw.read_text(encoding="utf-8"), encoding="utf-8")  # at the top: no id counts lines
    assert cli("build", "--project", project).code == 0
    grown = open_package(project / "datapackage").table("documents").to_pylist()
    assert ids < {document["document_id"] for document in grown}

    raw.write_text(raw.read_text(encoding="utf-8").replace("We stay", "We go"), encoding="utf-8")
    run = cli("build", "--project", project, "--format", "json")
    assert run.code == 1
    assert {"DP110", "DP114"} <= set(run.codes())
    relative = "raw/tides/corpus.jsonl"
    assert cli("accept", relative, "--reason", "the archive corrected it", "--project", project).code == 0
    assert cli("build", "--project", project).code == 0


def test_as_one_file_each_every_document_has_a_sidecar_with_its_facts(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path)
    run = cli("import", corpus(tmp_path), *MAPS, "--one-file-each", "--project", project, "--format", "json")
    paths = run.document()["paths"]
    assert len(paths) == len(ROWS)
    for path, row in zip(paths, ROWS, strict=True):
        assert (project / path).read_bytes() == row["Body"].encode()
        sidecar = (project / f"{path}.meta.yaml").read_bytes()
        facts, findings = read_sidecar(sidecar, path)
        assert findings == ()
        assert (facts.title, facts.identifier) == (row["Head"], row["nr"])
        assert facts.source.url == (row["Link"] if row["Link"].startswith("https:") else None)
        assert facts.note is not None
        assert "SHA-256" in facts.note
    assert paths[0] == "raw/added/a-1.txt"
    assert cli("build", "--project", project).code == 0
    assert cli("import", corpus(tmp_path), *MAPS, "--one-file-each", "--project", project).code == 0  # once more: same


def test_a_gzipped_corpus_is_unpacked(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path)
    plain = corpus(tmp_path).read_bytes()
    packed = tmp_path / "corpus.jsonl.gz"
    packed.write_bytes(gzip.compress(plain))
    assert cli("import", packed, *MAPS, "--project", project).code == 0
    assert (project / "raw" / "added" / "corpus.jsonl").read_bytes() == plain


def test_a_reader_named_by_a_person_is_written_down_and_used(cli: Cli, tmp_path: Path) -> None:
    project = new_project(tmp_path)
    odd = tmp_path / "corpus.dat"
    odd.write_bytes(corpus(tmp_path).read_bytes())
    assert cli("import", odd, *MAPS, "--reader", "jsonl", "--project", project).code == 0
    assert cli("build", "--project", project).code == 0
    assert open_package(project / "datapackage").table("documents").num_rows == len(ROWS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--map", "titel=Head"], "did you mean 'title'"),
        (["--map", "title"], "a form like title=headline"),
        (["--folder", "../out"], "leads out of the raw folder"),
        (["--reader", "jsnl"], "no reader takes this"),
    ],
)
def test_what_cannot_be_meant_is_refused(cli: Cli, tmp_path: Path, arguments: list[str], words: str) -> None:
    project = new_project(tmp_path)
    run = cli("import", corpus(tmp_path), *arguments, "--project", project)
    assert run.code == 2
    assert words in run.err
    assert list((project / "raw").rglob("*.jsonl")) == []


@pytest.mark.parametrize("data", [b"\x1f\x8b\x08\x00", gzip.compress(b"x" * 1000, mtime=0)[:-9]])
def test_a_broken_gzip_file_is_refused(cli: Cli, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "corpus.jsonl.gz"
    path.write_bytes(data)
    run = cli("import", path, "--project", new_project(tmp_path))
    assert run.code == 2
    assert "gzip" in run.err


def test_raw_files_of_any_allowed_name_build(cli: Cli, tmp_path: Path) -> None:
    names = ["a b/my file [1].txt", "Ұлттық/есеп 2022 ^.txt", "x" * 120 + "/" + "y" * 120 + "/" + "z" * 120 + ".txt"]
    project = new_project(tmp_path, dict.fromkeys(names, b"The Minister of Tides spoke."))
    assert cli("build", "--project", project).code == 0
    documents = open_package(project / "datapackage").table("documents").to_pylist()
    assert {document["raw_path"] for document in documents} == {f"raw/{name}" for name in names}
    assert {document["document_id"] for document in documents} >= {
        "a%20b/my%20file%20[1].txt",
        "Ұлттық/есеп%202022%20%5E.txt",
    }
