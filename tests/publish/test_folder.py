"""A plain folder as a repository: whole versions, and a pointer to the newest."""

import json
from pathlib import Path

import pytest

from dpkit.errors import PackageError, RemoteError
from dpkit.publish.folder import FolderPublisher
from dpkit.publish.run import Outcome, bring
from made_release import Watch, order_of, small_release


def _bring(root: Path, contents: dict[str, bytes], version: str, *, is_published: bool = True) -> Outcome:
    order = order_of(contents, version)
    return bring(FolderPublisher(root=root, order=order), order, Watch(contents).means(), is_published=is_published)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_a_version_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    contents = small_release("a")
    outcome = _bring(tmp_path, contents, "1.0.0")
    assert _files(tmp_path / "harbour/1.0.0") == contents
    assert outcome.deposit.url == str(tmp_path / "harbour/1.0.0")
    assert [entry.name for entry in sorted((tmp_path / "harbour").iterdir())] == ["1.0.0", "latest.json"]


def test_the_pointer_leads_to_the_newest_version(tmp_path: Path) -> None:
    for version in ("1.9.0", "1.10.0", "1.9.1"):
        _bring(tmp_path, small_release(version), version)
    assert json.loads((tmp_path / "harbour/latest.json").read_text())["version"] == "1.10.0"


def test_a_draft_moves_no_pointer(tmp_path: Path) -> None:
    _bring(tmp_path, small_release("a"), "1.0.0")
    _bring(tmp_path, small_release("b"), "1.1.0", is_published=False)
    assert json.loads((tmp_path / "harbour/latest.json").read_text())["version"] == "1.0.0"
    assert not (tmp_path / "harbour/1.1.0").exists()


def test_a_version_that_is_there_with_other_bytes_is_refused(tmp_path: Path) -> None:
    _bring(tmp_path, small_release("a"), "1.0.0")
    with pytest.raises(PackageError, match="a published version never changes"):
        _bring(tmp_path, small_release("b"), "1.0.0")
    assert _files(tmp_path / "harbour/1.0.0") == small_release("a")


def test_a_kill_between_version_and_pointer_is_made_up_for(tmp_path: Path) -> None:
    _bring(tmp_path, small_release("a"), "1.0.0")
    (tmp_path / "harbour/latest.json").unlink()
    _bring(tmp_path, small_release("a"), "1.0.0")
    assert json.loads((tmp_path / "harbour/latest.json").read_text())["version"] == "1.0.0"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match="there is no such folder"):
        _bring(tmp_path / "missing", small_release("a"), "1.0.0")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "harbour").write_text("a file stands in the way")
    with pytest.raises(RemoteError, match="harbour"):
        _bring(tmp_path, small_release("a"), "1.0.0")
