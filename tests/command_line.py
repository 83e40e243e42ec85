"""The command line as tests call it: in this process, with what it prints; and projects to call it on."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dpkit.cli import main

EXAMPLE = "raw/ministry-of-tides.example/2024/harbour-safety.txt"
"""The raw file that `dpkit init` brings along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished command."""

    code: int
    out: str
    err: str

    def document(self) -> Any:
        """The one JSON document that standard output must be."""
        return json.loads(self.out)

    def codes(self) -> list[str]:
        """The rule codes of the findings of a command with `--format json`."""
        return [finding["code"] for finding in self.document()["findings"]]

    def finding(self, code: str) -> dict[str, Any]:
        """The first finding of a code."""
        found: dict[str, Any] = next(item for item in self.document()["findings"] if item["code"] == code)
        return found


Cli = Callable[..., Run]


def cli_of(capsys: pytest.CaptureFixture[str]) -> Cli:
    """A function that runs one command and gives what it printed."""

    def run(*arguments: object) -> Run:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return Run(code=code, out=shown.out, err=shown.err)

    return run


def example_project(tmp_path: Path) -> Path:
    """A project as `dpkit init` and `dpkit build` leave it, copied from one that is made once."""
    target = tmp_path / "example"
    shutil.copytree(_made_once() / "example", target)
    return target


def new_project(tmp_path: Path, files: dict[str, bytes] | None = None, config: str = "") -> Path:
    """A project with these raw files (names below raw/) and nothing else; it is not built."""
    target = tmp_path / "made"
    (target / "raw").mkdir(parents=True)
    (target / "dpkit.toml").write_text(f'[package]\nname = "made"\n{config}', encoding="utf-8")
    for name, data in (files or {}).items():
        (target / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (target / "raw" / name).write_bytes(data)
    return target


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder: path → bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@cache
def _made_once() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dpkit-example-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    assert main(["init", str(folder / "example")]) == 0
    assert main(["build", "--project", str(folder / "example")]) == 0
    return folder
