"""Projects: found, loaded, made, added to."""

from pathlib import Path

import pytest

from dpkit.errors import ConfigError, InputError, UsageError
from dpkit.inputs.curation import read_entities
from dpkit.inputs.sidecar import read_sidecar
from dpkit.store.add import add_file
from dpkit.store.init import init_project, package_name, skeleton
from dpkit.store.project import find_project, load_project
from dpkit.store.raw import list_raw

CONTENTS = skeleton("my-set", 'My "set"', "0.1.0", {"documents": "fields: []\n"})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    target = tmp_path / "new" / "my set"
    init_project(target, CONTENTS)
    return target


def test_a_new_project_is_whole(root: Path) -> None:
    project = load_project(find_project(root / "raw"))
    assert (project.config.name, project.config.title, project.config.is_committed) == ("my-set", 'My "set"', False)
    assert project.schemas == {"schemas/documents.yaml": "fields: []\n"}
    assert read_entities(project.curation["curation/entities.yaml"], "e.yaml")[1] == ()
    listing = list_raw(root, "raw")
    assert listing.findings == ()
    assert "raw/** -text" in (root / ".gitattributes").read_text()
    assert ".dpkit/" in (root / ".gitignore").read_text()
    assert "{" not in (root / "README.md").read_text()


def test_init_goes_on_after_an_interruption_but_replaces_nothing(root: Path) -> None:
    assert init_project(root, CONTENTS) == ()
    (root / "README.md").unlink()
    assert init_project(root, CONTENTS) == ("README.md",)
    (root / "README.md").write_text("mine")
    with pytest.raises(UsageError, match=r"README\.md: this is there already"):
        init_project(root, CONTENTS)
    assert (root / "README.md").read_text() == "mine"


@pytest.mark.parametrize("folder", ["", "...", "Müller & Söhne", "a" * 500, "你好"])
def test_any_folder_name_gives_a_package_name(folder: str, tmp_path: Path) -> None:
    init_project(tmp_path / "x", skeleton(package_name(folder), folder, "0.1.0", {}))


def test_no_project_above_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="dpkit init"):
        find_project(tmp_path)


def test_hostile_project_files_are_refused(root: Path, tmp_path: Path) -> None:
    (root / "schemas/documents.yaml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_project(root)
    (root / "schemas/documents.yaml").unlink()
    (root / "schemas/documents.yaml").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="link"):
        load_project(root)
    (root / "schemas/documents.yaml").unlink()
    (root / "curation/entities.yaml").unlink()
    (root / "curation").rmdir()
    (root / "curation").symlink_to(tmp_path)
    with pytest.raises(InputError, match="curation: this is a link"):
        load_project(root)


def test_an_added_file_is_a_copy_with_a_sidecar_to_complete(root: Path, tmp_path: Path) -> None:
    source = tmp_path / "Erklärung 1.html"
    source.write_bytes(b"<p>\r\n\xff")
    path = add_file(root, "raw", source, url="https://www.tides.example/it's?a={b}#c")
    assert path == "raw/tides.example/Erklärung 1.html"
    assert (root / path).read_bytes() == source.read_bytes()
    sidecar = (root / (path + ".meta.yaml")).read_bytes()
    facts, findings = read_sidecar(sidecar, "s")
    assert findings == ()
    assert facts.source.url == "https://www.tides.example/it's?a={b}#c"
    assert not any(line.endswith(b" ") for line in sidecar.split(b"\n"))


def test_adding_again_keeps_what_people_wrote(root: Path, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"one")
    path = add_file(root, "raw", source)
    assert path == "raw/added/a.txt"
    (root / (path + ".meta.yaml")).write_text("title: Mine\n")
    assert add_file(root, "raw", source) == path
    source.write_bytes(b"two")
    with pytest.raises(UsageError, match="other bytes"):
        add_file(root, "raw", source)
    assert (root / path).read_bytes() == b"one"
    assert (root / (path + ".meta.yaml")).read_text() == "title: Mine\n"


@pytest.mark.parametrize(
    ("name", "url", "folder"),
    [
        ("a.txt", "javascript:x", None), ("a.txt", None, "../../out"), ("a.txt", None, "/out"), ("a.txt", None, ""),
        ("a.txt.meta.yaml", None, None), ("a\nb.txt", None, None), ("a.txt", None, "b\x1b"),
    ],
)  # fmt: skip
def test_hostile_names_and_addresses_are_not_added(
    root: Path, tmp_path: Path, name: str, url: str | None, folder: str | None
) -> None:
    (tmp_path / name).write_bytes(b"x")
    before = sorted(path for path in tmp_path.rglob("*"))
    with pytest.raises(UsageError):
        add_file(root, "raw", tmp_path / name, url=url, folder=folder)
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_what_is_no_file_is_not_added(root: Path, tmp_path: Path) -> None:
    for source in (tmp_path, tmp_path / "gone.txt", Path("/dev/zero")):
        with pytest.raises(InputError):
            add_file(root, "raw", source)
