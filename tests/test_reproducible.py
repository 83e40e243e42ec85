"""The same input gives the same bytes, whatever the environment of the build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def built_files(project: Path, *, environment: dict[str, str], umask: int, cwd: Path) -> dict[str, bytes]:
    command = f"umask {umask:03o} && exec {sys.executable} -m dpkit build --project {project}"
    subprocess.run(
        ["sh", "-c", command], cwd=cwd, env={**os.environ, **environment}, check=True, capture_output=True, timeout=300
    )
    package = project / "datapackage"
    files = {str(path.relative_to(package)): path.read_bytes() for path in package.rglob("*") if path.is_file()}
    return {**files, "raw.lock.json": (project / "raw" / "raw.lock.json").read_bytes()}


def test_two_builds_in_different_environments_give_the_same_bytes(seed_project: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "deeper"
    shutil.copytree(seed_project, other)
    first = built_files(
        seed_project,
        environment={"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1", "POLARS_MAX_THREADS": "1"},
        umask=0o022,
        cwd=tmp_path,
    )
    second = built_files(
        other,
        environment={"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77", "PYTHONUTF8": "1"},
        umask=0o077,
        cwd=other,
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_a_second_build_leaves_the_lock_file_untouched(seed_project: Path) -> None:
    built_files(seed_project, environment={}, umask=0o022, cwd=seed_project)
    lock = seed_project / "raw" / "raw.lock.json"
    before = lock.stat().st_mtime_ns
    built_files(seed_project, environment={}, umask=0o022, cwd=seed_project)
    assert lock.stat().st_mtime_ns == before
