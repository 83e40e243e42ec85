"""Faults that somebody could commit, in every file of a project: `dpkit check` finds each, at its place."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Cli, cli_of

WORDS = "The Ministry of Tides opened the bridge on 3 May 2021.\n\nPrices rose by 3 percent.\n"
SIDECAR = (
    "id: bridge\ntype: statement\nlanguage: en\nissuer: Ministry of Tides\npublisher: Ministry of Tides\n"
    "issued_on: 2021-05-03\nsource: {url: 'https://tides.example/bridge'}\nrights: {license: CC-BY-4.0}\n"
)
ENTITIES = (
    "- id: oddland\n  name: Oddland\n  type: place\n  wikidata: Q1\n"
    "- id: tides\n  name: Ministry of Tides\n  type: organisation\n  parent: oddland\n"
)
CORPUS = '{"id": "one", "text": "Prices fell."}\n{"id": "two", "text": "Prices rose."}\n'
CORRECTION = (
    "- document: corpus#two\n  target: claim\n  words: Prices rose\n  set: {polarity: negated}\n  who: A\n  why: B\n"
)
TOML = (
    '[package]\nname = "tides"\ntitle = "Tides"\nversion = "0.1.0"\ncreated = 2024-01-01T00:00:00Z\ncommitted = true\n'
    '[extract]\ntagger = "none"\n'
)
TEXT, CORPUS_PATH = "raw/bridge.txt", "raw/corpus.jsonl"
LOCK, LIST, LEDGER = "raw/raw.lock.json", "curation/entities.yaml", "curation/ledger/redirects.yaml"
DESCRIPTOR, CORRECTIONS = "datapackage/datapackage.json", "curation/corrections.yaml"
Edit = Callable[[Path], object]


def put(path: str, text: str) -> Edit:
    def edit(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return edit


def more(path: str, text: str) -> Edit:
    return lambda root: (root / path).write_text((root / path).read_text(encoding="utf-8") + text, encoding="utf-8")


def other(path: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def lock(change: Callable[[dict[str, dict[str, object]]], object]) -> Edit:
    def edit(root: Path) -> None:
        held = json.loads((root / LOCK).read_text(encoding="utf-8"))
        change(held["files"])
        (root / LOCK).write_text(json.dumps(held), encoding="utf-8")

    return edit


def schemas(root: Path) -> Path:
    shutil.copytree(Path(__file__).parent.parent / "schemas", root / "schemas")
    return root / "schemas/claims.yaml"


def claims_schema(old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        path = schemas(root)
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    return edit


FAULTS: dict[str, tuple[Edit, str, str, int | None]] = {
    "a lock without an entry": (lock(lambda files: files.pop(TEXT)), "DP116", LOCK, None),
    "no lock": (lambda root: (root / LOCK).unlink(), "DP116", LOCK, None),
    "a lock without a record": (
        lock(lambda files: files[CORPUS_PATH]["records"].pop("two")), "DP116", LOCK, None),  # type: ignore[attr-defined]
    "a lock with another size": (lock(lambda files: files[TEXT].update(size_bytes=1)), "DP110", TEXT, None),
    "a name for a device": (put("raw/aux.txt", "Prices fell."), "DP105", "raw/aux.txt", None),
    "a name that ends in a dot": (put("raw/a.txt.", "Prices fell."), "DP105", "raw/a.txt.", None),
    "a misspelt curation file": (put("curation/entites.yaml", "[]"), "DP247", "curation/entites.yaml", None),
    "a curation file of another ending": (put("curation/cues.en.yml", "[]"), "DP247", "curation/cues.en.yml", None),
    "an alias in no document": (
        more(LIST, "- {id: x, name: Xland, type: place, aliases: [{text: X, document: gone}]}\n"), "DP248", LIST, 9),
    "a Wikidata item twice": (more(LIST, "- {id: x, name: Xland, type: place, wikidata: Q1}\n"), "DP249", LIST, 9),
    "a redirect to itself": (put(LEDGER, "- {from: ent_a, to: ent_a}\n"), "DP218", LEDGER, None),
    "redirects in a ring": (put(LEDGER, "- {from: a, to: b}\n- {from: b, to: a}\n"), "DP218", LEDGER, None),
    "a redirect twice": (put(LEDGER, "- {from: a, to: tides}\n- {from: a, to: oddland}\n"), "DP218", LEDGER, 2),
    "another title": (other("dpkit.toml", '"Tides"', '"Floods"'), "DP821", DESCRIPTOR, None),
    "another version": (other("dpkit.toml", "0.1.0", "0.2.0"), "DP821", DESCRIPTOR, None),
    "another licence": (other("dpkit.toml", "committed", 'license = "MIT"\ncommitted'), "DP821", DESCRIPTOR, None),
    "a comment in dpkit.toml": (more("dpkit.toml", "# so\n"), "DP821", "dpkit.toml", None),
    "another enumeration": (claims_schema("declaration", "declared"), "DP821", DESCRIPTOR, None),
    "a descriptor by hand": (other(DESCRIPTOR, '"Tides"', '"Floods"'), "DP821", DESCRIPTOR, None),
    "a README by hand": (more("datapackage/README.md", "More.\n"), "DP821", "datapackage/README.md", None),
    "a correction not yet built": (put(CORRECTIONS, CORRECTION), "DP821", CORRECTIONS, 1),
    "a broken record": (more(CORPUS_PATH, '{"text": \n'), "DP154", CORPUS_PATH, 3),
    "a record without text": (more(CORPUS_PATH, '{"words": "a"}\n'), "DP155", CORPUS_PATH, 3),
}  # fmt: skip


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A committed package that is what its raw files give."""
    from dpkit.cli import main

    root = tmp_path_factory.mktemp("whole") / "project"
    for path, text in {
        TEXT: WORDS, f"{TEXT}.meta.yaml": SIDECAR, CORPUS_PATH: CORPUS, "dpkit.toml": TOML, LIST: ENTITIES,
        f"{CORPUS_PATH}.meta.yaml": SIDECAR.replace("bridge", "corpus"),
    }.items():  # fmt: skip
        put(path, text)(root)
    assert main(["build", "--project", str(root), "--format", "json"]) == 0
    return root


@pytest.fixture
def project(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "project"))


def test_without_a_fault_nothing_is_found(cli: Cli, project: Path) -> None:
    run = cli("check", "--project", project, "--format", "json")
    assert (run.code, run.codes()) == (0, [])


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_at_its_place(cli: Cli, project: Path, name: str) -> None:
    edit, code, path, line = FAULTS[name]
    edit(project)
    found = cli("check", "--project", project, "--format", "json").document()["findings"]
    places = {(each["code"], each["path"], each["line"]) for each in found}
    assert (code, path, line) in places or (line is None and (code, path) in {place[:2] for place in places}), places
    assert all("expected" in each["message"] for each in found)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (more("dpkit.toml", '[findings.severity]\nDP999 = "error"\n'), "dpkit.toml:10: there is no rule DP999"),
        (claims_schema("name: polarity", "name: polarty"), "polarty is no column of claims"),
    ],
)
def test_what_no_build_could_follow_ends_with_2(cli: Cli, project: Path, edit: Edit, message: str) -> None:
    edit(project)
    run = cli("check", "--project", project)
    assert run.code == 2
    assert message in run.err


def test_a_document_that_is_gone_is_one_finding_not_one_for_each_of_its_rows(cli: Cli, project: Path) -> None:
    (project / TEXT).unlink()
    (project / f"{TEXT}.meta.yaml").unlink()
    run = cli("check", "--project", project, "--format", "json")
    stale = [each for each in run.document()["findings"] if each["code"] == "DP821" and each["table"] != "entities"]
    assert [(each["table"], each["key"]) for each in stale if each["table"] == "documents"] == [("documents", "bridge")]
    assert not [each for each in stale if each["table"] in ("claims", "paragraphs", "mentions", "sources")]
