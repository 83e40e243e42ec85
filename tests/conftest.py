"""Fixtures: projects in a temporary folder, built by the product itself."""

import shutil
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEED = "raw/en.rua.gr/2022/mfa-kazakhstan-foreign-media.txt"


@pytest.fixture
def seed_project(tmp_path: Path) -> Path:
    """A copy of this repository's dataset, not yet built."""
    project = tmp_path / "project"
    project.mkdir()
    for name in ("raw", "curation", "schemas"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "dpkit.toml", project / "dpkit.toml")
    return project


@pytest.fixture(scope="session")
def seed_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of this repository's dataset, built once for all tests that only read it."""
    from dpkit.build import BuildOptions, build
    from dpkit.store.project import load_project

    project = tmp_path_factory.mktemp("seed") / "project"
    project.mkdir()
    for name in ("raw", "curation", "schemas"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "dpkit.toml", project / "dpkit.toml")
    report = build(load_project(project), BuildOptions(clock=time.perf_counter))
    assert report.is_written, report.findings
    return project / "datapackage"
