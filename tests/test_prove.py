"""`dpkit build --prove` finds what depends on its surroundings, and passes what does not."""

from pathlib import Path

import pytest

from command_line import cli_of
from dpkit.store import twice
from dpkit.store.project import load_project


def test_the_first_dataset_is_reproducible(seed_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = cli_of(capsys)("build", "--prove", "--project", seed_project, "--format", "json")
    assert run.code == 0, run.out + run.err
    assert run.document() == {"is_reproducible": True, "differing": []}
    assert not (seed_project / "datapackage").exists()  # the project itself is left alone


def test_what_differs_is_named(
    seed_project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = twice._copy
    copies = []

    def uneven(project: object, target: Path, *, is_reversed: bool) -> None:
        whole(load_project(seed_project), target, is_reversed=is_reversed)
        copies.append(target)
        if len(copies) == 2:
            config = target / "dpkit.toml"
            config.write_text(config.read_text().replace("0.1.0", "0.1.1"))

    monkeypatch.setattr(twice, "_copy", uneven)
    run = cli_of(capsys)("build", "--prove", "--project", seed_project)
    assert run.code == 1
    assert "differs: datapackage.json" in run.out
    assert "claims" not in run.out


def test_a_project_with_errors_proves_nothing(seed_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (seed_project / "raw" / "bad.jsonl").write_text('{"text":\n')
    run = cli_of(capsys)("build", "--prove", "--project", seed_project)
    assert run.code == 2
    assert "under changed surroundings ended with 1" in run.err
