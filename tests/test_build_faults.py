"""A build and a release whose file-system calls fail in turn: what stands is whole, and the next build is a clean one.

Reading and describing are done once, before: what is tried here is every call from the lock to the last file written.
"""

import datetime as dt
import errno
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import dpkit.build
import dpkit.release
from command_line import example_project
from dpkit.build import BuildOptions
from dpkit.document import Stopwatch
from dpkit.fresh import Built, build_tables, input_hashes
from dpkit.package.assemble import assemble
from dpkit.package.history import versioned, with_history
from dpkit.package.parts import PackageParts
from dpkit.package_reading import package_findings
from dpkit.past import ledger_of, open_release
from dpkit.release import ReleaseOptions
from dpkit.store.lock import write_lock
from dpkit.store.package_folder import Held, replace_package
from dpkit.store.project import Project, load_project
from job_faults import Job, count, failed, killed, renewed, state

OPTIONS = BuildOptions(clock=time.perf_counter)
NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
BUILD_STRIDE, RELEASE_STRIDE = 7, 29
"""Of many calls every seventh or twenty-ninth is tried, from another one on in each way of failing."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built project with another document, whose tables and files are made once."""
    target = example_project(tmp_path)
    (target / "raw" / "new.txt").write_bytes(b"Norland opens a pier\n\nNorland will open a pier, it said.\n")
    made = build_tables(load_project(target), OPTIONS, Stopwatch(OPTIONS.clock))
    assembled: dict[str, list[tuple[str, bytes]]] = {}

    def once(parts: PackageParts) -> list[tuple[str, bytes]]:
        key = f"{parts.dataset.version} {len(parts.ledger.releases)} {sorted(parts.toolkit.inputs.items())}"
        if key not in assembled:
            assembled[key] = list(assemble(parts))
        return assembled[key]

    def tables(_project: object, _options: object, _watch: object) -> Built:
        project = load_project(target)
        ledger = ledger_of(project)
        tables, schemas = with_history(made.parts.tables, made.parts.schemas, ledger)
        dataset = versioned(replace(made.parts.dataset, version="0.1.0"), tables, schemas, ledger)
        toolkit = replace(made.parts.toolkit, inputs=input_hashes(project))
        parts = replace(made.parts, ledger=ledger, tables=tables, schemas=schemas, dataset=dataset, toolkit=toolkit)
        return replace(made, parts=parts)

    def write(own: Project, _options: object, held: Held, _index: object) -> None:
        built = tables(None, None, None)
        replace_package(held, once(built.parts))
        write_lock(own.root, own.config.raw_folder, built.lock)

    monkeypatch.setattr(dpkit.build, "_built", write)
    monkeypatch.setattr(dpkit.release, "assemble", once)
    monkeypatch.setattr(dpkit.release, "build_tables", tables)
    return target


def build(folder: Path) -> object:
    return dpkit.build.build(load_project(folder), OPTIONS)


def release(folder: Path) -> object:
    return dpkit.release.release(load_project(folder), ReleaseOptions(build=OPTIONS, now=NOW, is_tagged=False))


def check_after(folder: Path, job: Job, clean: dict[str, bytes]) -> None:
    """The package is whole; the job taken again comes to what it comes to undisturbed."""
    assert package_findings(folder / "datapackage") == ()
    for one in ledger_of(load_project(folder)).releases:
        open_release(load_project(folder), one)
    job(folder)
    assert state(folder) == clean


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("fault", ["error", "full disk", "kill"])
@pytest.mark.parametrize(
    ("job", "stride"), [(build, BUILD_STRIDE), (release, RELEASE_STRIDE)], ids=["build", "release"]
)
def test_any_call_may_fail(project: Path, fault: str, job: Job, stride: int) -> None:
    kept = project.parent / "kept"
    shutil.copytree(project, kept)
    job(project)
    clean = state(project)
    renewed(project, kept)
    total = count(project, kept, job)
    assert total > 60
    for at in range(1 + len(fault) % stride, total + 1, stride):
        if fault == "kill":
            killed(project, job, at)
        else:
            is_full = fault == "full disk"
            failed(project, job, at, errno.ENOSPC if is_full else errno.EIO, always=is_full)
        check_after(project, job, clean)
        renewed(project, kept)
