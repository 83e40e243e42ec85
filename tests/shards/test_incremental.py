"""Whatever happened before, a build gives what a build from nothing gives, byte for byte and finding for finding."""

import hashlib
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dpkit import document
from dpkit.build import BuildOptions, BuildReport, build, why_dirty
from dpkit.document import DocumentTask
from dpkit.model import DocumentResult
from dpkit.shards import environment
from dpkit.store.project import load_project
from histories import edit, make_project


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dpkit.shards.cut.MEAN_DOCUMENTS", 3)


def built(project: Path) -> BuildReport:
    return build(load_project(project), BuildOptions(clock=time.perf_counter, keep_going=True))


def files_of(project: Path) -> dict[str, bytes]:
    package = project / "datapackage"
    found = {str(path.relative_to(package)): path.read_bytes() for path in package.rglob("*") if path.is_file()}
    return found | {"lock": (project / "raw/raw.lock.json").read_bytes()}


def from_nothing(project: Path, folder: Path) -> tuple[BuildReport, dict[str, bytes]]:
    other = folder / "from-nothing"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(project, other, ignore=shutil.ignore_patterns(".dpkit", "datapackage"))
    return built(other), files_of(other)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))])
def test_any_history_of_edits_gives_the_bytes_of_a_build_from_nothing(tmp_path: Path, seed: int) -> None:
    random_source = random.Random(seed)
    project = tmp_path / "project"
    make_project(project, seed)
    history: list[str] = []
    built(project)
    for _ in range(4):
        history += [edit(project, random_source) for _ in range(random_source.randint(1, 2))]
        report = built(project)
        expected, files = from_nothing(project, tmp_path)
        assert report.findings == expected.findings, history
        assert (report.rows, report.missing) == (expected.rows, expected.missing), history
        assert {name for name, data in files_of(project).items() if files.get(name) != data} == set(), history
        again = built(project)
        assert (again.findings, again.rows, again.sizes) == (expected.findings, expected.rows, expected.sizes), history
        assert {name for name, data in files_of(project).items() if files.get(name) != data} == set(), history


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has been built once."""
    root = tmp_path / "project"
    make_project(root, 1)
    assert built(root).is_written
    return root


def identities(project: Path) -> dict[str, int]:
    """The inode of each file of the package: another one where it was written anew."""
    package = project / "datapackage"
    return {str(path.relative_to(package)): path.stat().st_ino for path in package.rglob("*") if path.is_file()}


def test_a_build_without_a_change_leaves_the_package_alone(project: Path) -> None:
    before, first = identities(project), built(project)
    assert identities(project) == before
    assert first.is_written
    assert set(first.sizes) == set(before)


def flip_a_byte(project: Path) -> None:
    path = project / "datapackage/data/claims.parquet"
    status, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def lose_a_file(project: Path) -> None:
    (project / "datapackage/README.md").unlink()


def put_a_link(project: Path) -> None:
    path = project / "datapackage/README.md"
    path.rename(project / "README.md")
    path.symlink_to(project / "README.md")


def vouch_for_other_bytes(project: Path) -> None:
    package = project / "datapackage"
    sums = package / "SHA256SUMS"
    old = hashlib.sha256((package / "README.md").read_bytes()).hexdigest()
    (package / "README.md").write_text("Another text\n")
    sums.write_text(sums.read_text().replace(old, hashlib.sha256(b"Another text\n").hexdigest()))


@pytest.mark.parametrize("damage", [flip_a_byte, lose_a_file, put_a_link, vouch_for_other_bytes])
def test_a_package_that_was_touched_is_written_again(project: Path, damage: Callable[[Path], None]) -> None:
    expected, before = files_of(project), identities(project)
    damage(project)
    assert built(project).read == 0
    assert files_of(project) == expected
    assert not set(identities(project).values()) & set(before.values())


def test_another_title_is_written_though_no_document_changed(project: Path) -> None:
    config = project / "dpkit.toml"
    config.write_text(config.read_text().replace('title = "Histories"', 'title = "Other histories"'))
    assert built(project).read == 0
    assert "Other histories" in (project / "datapackage/README.md").read_text()


def test_other_code_writes_the_package_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = identities(project)
    monkeypatch.setattr("dpkit.shards.standing.program_hash", lambda: "0" * 64)
    assert built(project).read == 0
    assert identities(project).keys() == before.keys()
    assert not set(identities(project).values()) & set(before.values())


def reasons(project: Path) -> dict[str, tuple[str, ...]]:
    return {document.seen.document_id: document.reasons for document in why_dirty(load_project(project))}


def test_a_second_build_reads_no_document(project: Path) -> None:
    assert reasons(project) == {}
    assert built(project).read == 0


def test_one_changed_text_is_read_again_and_says_why(project: Path) -> None:
    path = project / "raw/tides.example/2021/n0.txt"
    path.write_text(path.read_text() + "\n\nThe Moon Office said that nothing changed.\n")
    (project / "raw/raw.lock.json").unlink()
    assert reasons(project) == {"tides.example/2021/n0.txt": ("its raw bytes changed",)}
    assert built(project).read == 1


def test_a_sidecar_above_is_a_reason_for_all_below_it(project: Path) -> None:
    (project / "raw/tides.example/defaults.meta.yaml").write_text("publisher: Selenia\n")
    found = reasons(project)
    assert {name.split("/")[0] for name in found} == {"tides.example"}
    assert set(found.values()) == {("its sidecar (or a defaults file above it) changed",)}


def test_one_changed_record_of_a_corpus_is_read_alone(project: Path) -> None:
    corpus = project / "raw/moon.example/corpus.jsonl"
    lines = corpus.read_text().splitlines()
    corpus.write_text("\n".join([lines[0].replace("The ", "Then the "), *lines[1:]]) + "\n")
    (project / "raw/raw.lock.json").unlink()
    assert list(reasons(project).values()) == [("its raw bytes changed",)]


def test_an_edit_that_keeps_size_and_time_is_seen(project: Path) -> None:
    path = project / "raw/tides.example/2021/n0.txt"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"The ", b"Tha ", 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert "tides.example/2021/n0.txt" in reasons(project)


def test_a_fresh_checkout_with_a_cache_reads_no_document(project: Path) -> None:
    for path in (project / "raw").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes())
            os.utime(path, (1_700_000_000, 1_700_000_000))
    assert reasons(project) == {}


def test_an_alias_reaches_only_documents_that_hold_its_words(project: Path) -> None:
    words = project / "raw/tides.example/2021/n0.txt"
    words.write_text(words.read_text() + "\n\nThe Quiet Bureau said that it rains.\n")
    (project / "raw/raw.lock.json").unlink()
    built(project)
    entities = project / "curation/entities.yaml"
    entry = "- id: quiet-bureau\n  name: Quiet Bureau\n  type: organisation\n"
    entities.write_text(entities.read_text().replace("[]", "") + entry)
    reason = "an entry of the authority list that can reach it changed"
    assert reasons(project) == {"tides.example/2021/n0.txt": (reason,)}
    assert built(project).read == 1
    assert reasons(project) == {}


def test_changed_code_is_a_reason_that_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {**environment.code_hashes(), "extract/claims.py": "0" * 64}
    monkeypatch.setattr(environment, "code_hashes", lambda: changed)
    assert set(reasons(project).values()) == {("code extract/claims.py changed",)}


def damage_index(cache: Path) -> None:
    (cache / "index.sqlite").write_bytes(b"no database" * 500)


def cut_index(cache: Path) -> None:
    data = (cache / "index.sqlite").read_bytes()
    (cache / "index.sqlite").write_bytes(data[: len(data) // 2])


def foreign_index(cache: Path) -> None:
    with closing(sqlite3.connect(cache / "index.sqlite")) as connection:
        connection.execute("UPDATE meta SET value = 'dpkit cache 0'")
        connection.commit()


def forged_rows(cache: Path) -> None:
    with closing(sqlite3.connect(cache / "index.sqlite")) as connection:
        connection.execute("UPDATE documents SET locator = 'other'")
        connection.execute("UPDATE files SET content = replace(content, 'n0', 'n9')")
        connection.commit()


def flipped_rows(cache: Path) -> None:
    for path in sorted((cache / "shards").glob("*/paragraphs.arrow")):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


def flipped_facts(cache: Path) -> None:
    path = min((cache / "shards").glob("*/shard.json"))
    path.write_bytes(path.read_bytes().replace(b'"missing": false', b'"missing": true ', 1))


def cut_rows(cache: Path) -> None:
    path = min((cache / "shards").glob("*/claims.arrow"))
    path.write_bytes(path.read_bytes()[:100])


def lost_file(cache: Path) -> None:
    min((cache / "shards").glob("*/merged_entities.arrow")).unlink()


def half_written_shard(cache: Path) -> None:
    shard = min((cache / "shards").iterdir())
    shard.rename(shard.with_name(f"{shard.name}.77-a.tmp"))


@pytest.mark.parametrize(
    "damage",
    [
        damage_index,
        cut_index,
        foreign_index,
        forged_rows,
        flipped_rows,
        flipped_facts,
        cut_rows,
        lost_file,
        half_written_shard,
    ],
)
def test_a_damaged_cache_is_noticed_and_made_anew(project: Path, damage: Callable[[Path], None]) -> None:
    expected = files_of(project)
    damage(project / ".dpkit/cache")
    lose_a_file(project)  # the rows of a package that stands are not asked for
    report = built(project)
    assert report.read > 0
    assert files_of(project) == expected
    assert built(project).read == 0


def test_a_build_that_was_interrupted_goes_on_from_finished_shards(project: Path) -> None:
    shutil.rmtree(project / ".dpkit/cache")
    told: list[int] = []

    def stop(_stage: str, done: int, _total: int | None) -> None:
        told.append(done)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(load_project(project), BuildOptions(clock=time.perf_counter, progress=stop))
    assert built(project).read <= built(project).documents - told[1]


def test_a_document_that_fails_is_named_and_fails_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = document.read_document

    def failing(own: DocumentTask, *rest: Any) -> DocumentResult:
        if own.document_id.endswith("n1.txt"):
            raise ZeroDivisionError("made to fail")
        return sound(own, *rest)

    monkeypatch.setattr("dpkit.shards.reading.read_document", failing)
    shutil.rmtree(project / ".dpkit/cache")
    report = built(project)
    assert report.missing == ("moon.example/2022/n1.txt",)
    assert [found.code for found in report.findings if found.severity == "error"] == ["DP124"]
    assert report.is_written
    assert report.rows["documents"] == report.documents - 1
