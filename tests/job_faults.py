"""Jobs on a project whose file-system calls fail: once, for good, or by the death of the process."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dpkit.errors import DpkitError
from writer_faults import FaultyOs, raises, use

Job = Callable[[Path], object]


def state(folder: Path) -> dict[str, bytes]:
    """Every file that a job may write, by path."""
    places = ("datapackage", "releases", "curation", "raw")
    found = (path for place in places for path in (folder / place).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def renewed(folder: Path, kept: Path) -> None:
    """The project as it was before the job."""
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


def count(folder: Path, kept: Path, job: Job) -> int:
    with pytest.MonkeyPatch.context() as patch:
        faulty = FaultyOs()
        use(faulty, patch, can_exchange=True)
        job(folder)
    renewed(folder, kept)
    return len(faulty.log)


def failed(folder: Path, job: Job, at: int, number: int, *, always: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        use(FaultyOs(raises(number), at, always=always), patch, can_exchange=True)
        with suppress(DpkitError):  # what fails after the swap is left to the next command
            job(folder)


def killed(folder: Path, job: Job, at: int) -> None:
    child = os.fork()
    if child == 0:
        try:
            use(FaultyOs(lambda: os._exit(137), at), pytest.MonkeyPatch(), can_exchange=True)
            job(folder)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 137
