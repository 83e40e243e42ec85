"""A withdrawal whose file-system calls fail in turn: the same command ends it, and then no word is left."""

import datetime as dt
import errno
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import dpkit.withdraw
from command_line import example_project
from dpkit.build import BuildOptions, BuildReport
from dpkit.package.assemble import assemble
from dpkit.package_reading import package_findings
from dpkit.past import ledger_of, open_release
from dpkit.release import ReleaseOptions, release
from dpkit.store.project import load_project
from dpkit.store.traces import files_with
from dpkit.withdraw import WithdrawOptions, withdraw
from job_faults import Job, count, failed, renewed, state
from writer_faults import FaultyOs, use

OPTIONS = BuildOptions(clock=time.perf_counter)
NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
DOCUMENT = "fishgate.txt"
SECRET = "Norland closes the Fishgate\n\nThe Fishgate will be closed, said Zebedee Quillfeather, its keeper.\n"
WORDS = ("Fishgate", "Quillfeather")
QUICK_TRIES = 2
"""So many of the calls are tried, evenly spread, from another one on in each way of failing."""


class Killed(BaseException):
    """The end of the process, as far as its own clean-up is concerned: from here on no call succeeds."""


def _end() -> None:
    raise Killed


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a release that has the document. The build at the end of a withdrawal has a test of its own."""
    target = example_project(tmp_path)
    (target / "raw" / DOCUMENT).write_text(SECRET, encoding="utf-8")
    release(load_project(target), ReleaseOptions(build=OPTIONS, now=NOW, is_tagged=False))
    shutil.rmtree(target / ".dpkit" / "cache", ignore_errors=True)
    assembled: dict[str, list[tuple[str, bytes]]] = {}

    def once(parts: Any) -> Iterator[tuple[str, bytes]]:
        key = f"{parts.dataset.version} {len(parts.ledger.tombstones)} {parts.tables['documents'].num_rows}"
        if key not in assembled:
            assembled[key] = list(assemble(parts))
        return iter(assembled[key])

    nothing = BuildReport(rows={}, sizes={}, findings=(), seconds={}, missing=(), is_written=True)
    monkeypatch.setattr(dpkit.withdraw, "assemble", once)
    monkeypatch.setattr(dpkit.withdraw, "build", lambda _project, _options: nothing)
    return target


def take_back(folder: Path) -> object:
    options = WithdrawOptions(build=OPTIONS, today=NOW.date(), reason="on request of its author")
    return withdraw(load_project(folder), DOCUMENT, options)


def _kept(files: dict[str, bytes]) -> dict[str, bytes]:
    """All but the package, which the build makes anew."""
    return {path: data for path, data in files.items() if not path.startswith("datapackage/")}


def check_after(folder: Path, job: Job, clean: dict[str, bytes]) -> None:
    """The package is whole; the command given again ends what was begun."""
    assert package_findings(folder / "datapackage") == ()
    job(folder)
    assert _kept(state(folder)) == _kept(clean)
    assert files_with(folder, WORDS) == ()
    opened = load_project(folder)
    for one in ledger_of(opened).releases:
        open_release(opened, one)


def _disturbed(folder: Path, fault: str, at: int) -> None:
    if fault == "kill":
        with pytest.MonkeyPatch.context() as patch, suppress(Killed):
            use(FaultyOs(_end, at, always=True), patch, can_exchange=True)
            take_back(folder)
    else:
        is_full = fault == "full disk"
        failed(folder, take_back, at, errno.ENOSPC if is_full else errno.EIO, always=is_full)


@pytest.mark.parametrize("tries", [QUICK_TRIES, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "fault", ["kill", *(pytest.param(name, marks=pytest.mark.slow) for name in ("error", "full disk"))]
)
def test_any_call_of_a_withdrawal_may_fail(project: Path, fault: str, tries: int) -> None:
    kept = project.parent / "kept"
    shutil.copytree(project, kept)
    assert files_with(project, WORDS)
    take_back(project)
    clean = state(project)
    renewed(project, kept)
    total = count(project, kept, take_back)
    assert total > 200
    stride = total // tries
    for at in range(stride * len(fault) // 10, total + 1, stride):
        _disturbed(project, fault, max(at, 1))
        check_after(project, take_back, clean)
        renewed(project, kept)
