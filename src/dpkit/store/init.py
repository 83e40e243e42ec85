"""`dpkit init`: a new dataset project that builds at once, from an example whose agency is invented."""

import json
import re
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from dpkit.errors import InputError, UsageError
from dpkit.inputs.config import read_config
from dpkit.store import files

HIDDEN = {"gitattributes": ".gitattributes", "gitignore": ".gitignore"}
"""Stored without the dot, so that they do not act on this repository itself."""


def skeleton(name: str, title: str, dpkit_version: str, schemas: Mapping[str, str]) -> Mapping[str, bytes]:
    """The files of a new project, path → bytes; `schemas` leads table names to the texts of the default schemas."""
    major, minor = dpkit_version.split(".")[:2]
    values = {"name": name, "title": title.strip() or name, "major": major, "minor": minor}
    contents = dict(_template_files(resources.files("dpkit.store") / "skeleton", ""))
    config = {key: json.dumps(value, ensure_ascii=False)[1:-1] for key, value in values.items()}  # TOML escapes alike
    contents["dpkit.toml"] = _filled(contents["dpkit.toml"], config)
    contents["README.md"] = _filled(contents["README.md"], values)
    contents |= {f"schemas/{table}.yaml": text.encode() for table, text in schemas.items()}
    return {HIDDEN.get(path, path): contents[path] for path in sorted(contents)}


def init_project(target: Path, contents: Mapping[str, bytes]) -> tuple[str, ...]:
    """The paths written into a new or empty folder; a file that is there already is never replaced.

    Raises: UsageError where a file of the same name has other bytes, InputError where nothing can be written.
    """
    read_config(contents["dpkit.toml"], "dpkit.toml")
    return put_files(target, contents)


def put_files(target: Path, contents: Mapping[str, bytes]) -> tuple[str, ...]:
    """The paths written into a folder; a file that is there already is never replaced.

    Raises: UsageError where a file of the same name has other bytes, InputError where nothing can be written.
    """
    kind = files.kind_of(files.resolved(target))
    if kind not in (None, "folder"):
        raise UsageError(f"{target}: this is a {kind}; a new or empty folder was expected")
    root = files.resolved(target)
    try:
        _make_folder(root)
        missing = [path for path in contents if not _is_there(root, path, contents[path])]
        for path in sorted(missing, key=lambda path: path == "dpkit.toml"):  # last: with it the project begins
            for parent in reversed((root / path).relative_to(root).parents):
                _make_folder(root / parent)
            files.write_new(root / path, contents[path])
            files.sync_folder((root / path).parent)
    except OSError as error:
        raise InputError(f"{target}: {error.strerror}; a writable folder was expected") from error
    return tuple(missing)


def package_name(folder: str) -> str:
    """A package name made from the name of a folder.

    >>> package_name("My Statements (2024)")
    'my-statements-2024'
    """
    return re.sub(r"[^a-z0-9]+", "-", folder.lower()[:80]).strip("-") or "statements"


def _template_files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        if item.is_dir():
            found.extend(_template_files(item, f"{prefix}{item.name}/"))
        else:
            found.append((prefix + item.name, item.read_bytes()))
    return found


def _filled(template: bytes, values: Mapping[str, str]) -> bytes:
    text = template.decode("utf-8")
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text.encode("utf-8")


def _make_folder(path: Path) -> None:
    if files.kind_of(path) is None:
        if files.kind_of(path.parent) is None:
            _make_folder(path.parent)
        files.make_folder(path)


def _is_there(root: Path, path: str, data: bytes) -> bool:
    """Whether a file of the same bytes stands there, as after an interrupted init."""
    if files.kind_of(root / path) is None:
        return False
    try:
        is_same = files.read_bytes(root, path, max(len(data), 1)) == data
    except InputError:
        is_same = False
    if not is_same:
        raise UsageError(f"{path}: this is there already and differs; a new or empty folder was expected")
    return True
