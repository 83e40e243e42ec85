"""A dataset project on disk: found upward from a folder, with its settings, schemas and curation."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dpkit.errors import ConfigError, DpkitError, InputError, UsageError
from dpkit.inputs.config import CONFIG_NAME, MAX_BYTES, Config, read_config
from dpkit.inputs.curation_files import is_stray
from dpkit.inputs.ledger import LEDGER_FOLDER, MAX_LEDGER_BYTES
from dpkit.inputs.yaml import CURATION_BUDGET
from dpkit.store import files

MAX_SCHEMA_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What a build needs beside the raw files.

    `schemas` leads the path of a schema to its text (empty where the project leaves the defaults); `curation`
    leads the posix path (below the project) of each curation file to its bytes; `config_bytes` is dpkit.toml as it is.
    """

    root: Path
    config: Config
    config_bytes: bytes
    schemas: Mapping[str, str]
    curation: Mapping[str, bytes]
    stray: tuple[str, ...] = ()
    """Files in the curation folder that nothing reads."""

    @property
    def raw(self) -> Path:
        return self.root / self.config.raw_folder

    @property
    def releases(self) -> Path:
        return self.root / self.config.releases_folder

    @property
    def package(self) -> Path:
        return self.root / self.config.package_folder


def find_project(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a dpkit.toml.

    Raises: UsageError where none does.
    """
    absolute = files.resolved(start)
    for folder in (absolute, *absolute.parents):
        if files.kind_of(folder / CONFIG_NAME) == "file":
            return folder
    raise UsageError(f"{start}: no {CONFIG_NAME} here or above; a dataset project (see `dpkit init`) was expected")


def project_of_package(folder: Path) -> Project | None:
    """The project whose package a folder is; None where it is nobody's, or that project cannot be opened."""
    try:
        project = load_project(find_project(folder))
    except DpkitError:
        return None
    return project if files.resolved(project.package) == files.resolved(folder) else None


def load_project(root: Path) -> Project:
    """The project at a root, its configuration checked.

    Raises: ConfigError, InputError.
    """
    data = files.read_bytes(root, CONFIG_NAME, MAX_BYTES)
    config = read_config(data, CONFIG_NAME)
    return Project(
        root=root,
        config=config,
        config_bytes=data,
        schemas=_schemas(root, config.schemas_folder),
        curation=_curation(root, config.curation_folder),
        stray=_stray(root, config.curation_folder),
    )


def _schemas(root: Path, folder: str) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for path in _files(root, folder, ".yaml"):
        if path.count("/") > folder.count("/") + 1:
            continue
        data = files.read_bytes(root, path, MAX_SCHEMA_BYTES)
        try:
            texts[path] = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ConfigError(f"{path}: byte {error.start} is no UTF-8; UTF-8 was expected") from error
    return texts


def _curation(root: Path, folder: str) -> Mapping[str, bytes]:
    """The files of people (YAML) and those of the ledger (JSON Lines), which may be large."""
    people = {path: files.read_bytes(root, path, CURATION_BUDGET.max_bytes) for path in _files(root, folder, ".yaml")}
    ledger = _files(root, f"{folder}/{LEDGER_FOLDER}", ".jsonl")
    return {**people, **{path: files.read_bytes(root, path, MAX_LEDGER_BYTES) for path in ledger}}


def _stray(root: Path, folder: str) -> tuple[str, ...]:
    if _kind_below(root, folder) != "folder":
        return ()
    paths = (files.shown(entry.path) for entry in files.walk(root, folder) if entry.kind == "file")
    return tuple(sorted(path for path in paths if is_stray(path.removeprefix(f"{folder}/"))))


def _files(root: Path, folder: str, ending: str) -> list[str]:
    """The files with an ending below a folder of the project; a link there is refused, not passed over."""
    kind = _kind_below(root, folder)
    if kind is None:
        return []
    if kind != "folder":
        raise InputError(f"{folder}: this is a {kind}; a folder was expected")
    entries = [entry for entry in files.walk(root, folder) if entry.path.endswith(ending)]
    for entry in entries:
        if entry.kind != "file":
            raise InputError(f"{files.shown(entry.path)}: this is a {entry.kind}; a regular file was expected")
    return [entry.path for entry in entries]


def _kind_below(root: Path, folder: str) -> files.Kind | None:
    """What a folder below the root is; "link" where any part of the way is one."""
    kind: files.Kind | None = None
    parts = folder.split("/")
    for end in range(1, len(parts) + 1):
        kind = files.kind_of(root.joinpath(*parts[:end]))
        if kind != "folder":
            return kind
    return kind
