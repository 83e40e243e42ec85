"""`dpkit.toml` → `Config`: what this dataset is called, who made it, where its folders lie. A fault ends the job."""

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from dpkit.errors import ConfigError
from dpkit.inputs.config_values import email, folder, package_name, requirement, version
from dpkit.inputs.values import Unfit, license_id, suggestion, text, url
from dpkit.inputs.yaml import quoted
from dpkit.model import SEVERITIES, FindingException, Severity

CONFIG_NAME = "dpkit.toml"
MAX_BYTES = 256 * 1024
MAX_DOTS = 500
"""In one line; tomllib takes minutes for a dotted key of 100,000 parts."""
_CODE = re.compile(r"DP[0-9]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """One contributor of the data package (Data Package v2)."""

    title: str
    roles: tuple[str, ...] = ()
    path: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerSettings:
    """The statistical tagger that a dataset names; None as a whole leaves the built-in one."""

    name: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of a dataset project; folders are posix paths below the project."""

    name: str
    title: str | None = None
    description: str | None = None
    version: str = "0.1.0"
    created: dt.datetime | None = None
    license: str | None = None
    """Licence of the work of the dataset's makers; the rights in each text stand with its document."""
    contributors: tuple[Contributor, ...] = ()
    keywords: tuple[str, ...] = ()
    homepage: str | None = None
    is_committed: bool = False
    """The package is committed, so `check` compares it with a rebuild."""
    requires_dpkit: str | None = None
    raw_folder: str = "raw"
    curation_folder: str = "curation"
    package_folder: str = "datapackage"
    schemas_folder: str = "schemas"
    releases_folder: str = "releases"
    tagger: TaggerSettings | None = None
    severities: Mapping[str, Severity] | None = None
    """Rule codes whose severity the dataset changes."""
    exceptions: tuple[FindingException, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """One TOML table on its way into `Config`, with what a message needs to name a line."""

    values: Mapping[str, Any]
    name: str
    source: str
    path: str
    index: int = 0


def read_config(data: bytes, path: str = CONFIG_NAME) -> Config:
    """The settings in a `dpkit.toml`.

    Raises: ConfigError, with the line where it can be known.

    >>> read_config(b'[package]\\nname = "a-set"').package_folder
    'datapackage'
    """
    top = _top(data, path)
    _known(top, "requires-dpkit", "package", "contributors", "paths", "extract", "findings")
    package = _table(top, "package")
    _known(
        package, "name", "title", "description", "version", "created", "license", "keywords", "homepage", "committed"
    )
    if "name" not in package.values:
        raise _error(package, "package", "the package has no name", 'name = "a-readable-slug"')
    extract, findings = _table(top, "extract"), _table(top, "findings")
    folders = _folders(_table(top, "paths"))
    return Config(
        name=_text(package, "name", package_name) or "",
        title=_text(package, "title", text),
        description=_text(package, "description", text),
        version=_text(package, "version", version) or "0.1.0",
        created=_created(package),
        license=_text(package, "license", license_id),
        contributors=_contributors(top),
        keywords=_texts(package, "keywords"),
        homepage=_text(package, "homepage", url),
        is_committed=_flag(package, "committed"),
        requires_dpkit=_text(top, "requires-dpkit", requirement),
        raw_folder=folders["raw"],
        curation_folder=folders["curation"],
        package_folder=folders["datapackage"],
        schemas_folder=folders["schemas"],
        releases_folder=folders["releases"],
        tagger=_tagger(extract),
        severities=_severities(findings),
        exceptions=_exceptions(findings),
    )


def _top(data: bytes, path: str) -> _Table:
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: the file has {len(data)} bytes; at most {MAX_BYTES} were expected")
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: byte {error.start} is no UTF-8; UTF-8 was expected") from error
    for number, row in enumerate(source.split("\n"), start=1):
        if row.count(".") > MAX_DOTS:
            raise ConfigError(f"{path}:{number}: the line has more than {MAX_DOTS} dots; a shorter line was expected")
    try:
        return _Table(tomllib.loads(source), "", source, path)
    except RecursionError as error:
        raise ConfigError(f"{path}: values are nested too deeply; a file written by a person was expected") from error
    except ValueError as error:  # also numbers of more digits than Python converts
        where, what = _toml_problem(str(error), source, path)
        raise ConfigError(f"{where}: {what[:200]}; well-formed TOML was expected") from error


def _toml_problem(message: str, source: str, path: str) -> tuple[str, str]:
    """Where a TOML error stands and what it is; tomllib tells the place in words."""
    problem = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    if problem:
        return f"{path}:{problem[2]}:{problem[3]}", problem[1]
    if message.endswith(" (at end of document)"):
        last = source.rstrip().count("\n") + 1
        return f"{path}:{last}", message.removesuffix(" (at end of document)")
    return path, message


def _table(top: _Table, name: str) -> _Table:
    values = top.values.get(name, {})
    if not isinstance(values, dict):
        raise _error(top, name, f"{name} is no table", f"[{name}]")
    return _Table(values, name, top.source, top.path)


def _contributors(top: _Table) -> tuple[Contributor, ...]:
    people = top.values.get("contributors", [])
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise _error(top, "contributors", "contributors is no list of tables", "[[contributors]]")
    tables = [_Table(person, "contributors", top.source, top.path, index) for index, person in enumerate(people)]
    return tuple(_contributor(table) for table in tables)


def _contributor(table: _Table) -> Contributor:
    _known(table, "title", "roles", "path", "email")
    title = _text(table, "title", text)
    if title is None:
        raise _error(table, "contributors", "a contributor has no title", 'title = "a name"')
    return Contributor(
        title=title,
        roles=_texts(table, "roles"),
        path=_text(table, "path", url),
        email=_text(table, "email", email),
    )


def _folders(paths: _Table) -> dict[str, str]:
    names = ("raw", "curation", "datapackage", "schemas", "releases")
    _known(paths, *names)
    folders = {name: _text(paths, name, folder) or name for name in names}
    for name, own in folders.items():
        for other, other_folder in folders.items():
            if name != other and f"{other_folder}/".startswith(f"{own}/"):
                key = name if name in paths.values else other
                raise _error(paths, key, f"{name} and {other} share the folder {own}", "folders apart from each other")
    return folders


def _tagger(extract: _Table) -> TaggerSettings | None:
    _known(extract, "tagger", "tagger-version")
    name, version = _text(extract, "tagger", text), _text(extract, "tagger-version", text)
    if version is not None and name is None:
        raise _error(extract, "tagger-version", "tagger-version stands without a tagger", 'tagger = "a name"')
    return TaggerSettings(name=name, version=version) if name is not None else None


def _severities(findings: _Table) -> Mapping[str, Severity] | None:
    _known(findings, "severity", "exceptions")
    severity = _table(findings, "severity")
    severity = _Table(severity.values, "findings.severity", severity.source, severity.path)
    chosen: dict[str, Severity] = {}
    for code, value in severity.values.items():
        if not _CODE.fullmatch(code):
            raise _error(severity, code, f"{quoted(code)} is no rule code", "a code such as DP230")
        if value not in get_args(Severity):
            raise _error(severity, code, f"{code} has no known severity", f"one of {', '.join(SEVERITIES)}")
        chosen[code] = value
    return chosen or None


def _exceptions(findings: _Table) -> tuple[FindingException, ...]:
    rows = findings.values.get("exceptions", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _error(findings, "exceptions", "exceptions is no list of tables", "[[findings.exceptions]]")
    name = "findings.exceptions"
    return tuple(_exception(_Table(row, name, findings.source, findings.path, index)) for index, row in enumerate(rows))


def _exception(table: _Table) -> FindingException:
    _known(table, "code", "reason", "path", "table", "key", "field")
    for key in ("code", "reason"):
        if key not in table.values:
            raise _error(table, table.name, f"an exception has no {key}", f'{key} = "…"')
    code, reason, path, of_table, row, field = (
        _text(table, key, text) for key in ("code", "reason", "path", "table", "key", "field")
    )
    if code is None or reason is None or not _CODE.fullmatch(code):
        raise _error(table, "code", f"{quoted(str(code))} is no rule code", "a code such as DP230")
    line = _line(table, "code")
    return FindingException(code=code, reason=reason, path=path, table=of_table, key=row, field=field, line=line)


def _created(package: _Table) -> dt.datetime | None:
    value = package.values.get("created")
    if value is None:
        return None
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        raise _error(package, "created", "created is no time with a zone", "a form like 2026-01-31T00:00:00Z")
    return value.astimezone(dt.UTC)


def _flag(table: _Table, key: str) -> bool:
    value = table.values.get(key, False)
    if not isinstance(value, bool):
        raise _error(table, key, f"{key} is neither true nor false", "true or false without quotes")
    return value


def _texts(table: _Table, key: str) -> tuple[str, ...]:
    values = table.values.get(key, [])
    if not isinstance(values, list):
        raise _error(table, key, f"{key} is no list", f'{key} = ["…", "…"]')
    return tuple(_checked(table, key, value, text) for value in values)


def _text(table: _Table, key: str, check: Callable[[str], str]) -> str | None:
    return _checked(table, key, table.values[key], check) if key in table.values else None


def _checked(table: _Table, key: str, value: object, check: Callable[[str], str]) -> str:
    if not isinstance(value, str):
        raise _error(table, key, f"{key} holds something else than text", f'{key} = "…"')
    try:
        return check(value)
    except Unfit as error:
        what, _, expected = str(error).rpartition("; ")
        raise _error(table, key, f"{key}: {what}", expected.removesuffix(" was expected")) from error


def _known(table: _Table, *keys: str) -> None:
    for key in table.values:
        if key not in keys:
            where = f" in [{table.name}]" if table.name else ""
            what = f"the key {quoted(key)} is not known{where}{suggestion(key, keys)}"
            raise _error(table, key, what, f"one of {', '.join(keys)}")


def _error(table: _Table, key: str, what: str, expected: str) -> ConfigError:
    line = _line(table, key)
    where = table.path if line is None else f"{table.path}:{line}"
    return ConfigError(f"{where}: {what}; {expected} was expected")


def _line(table: _Table, key: str) -> int | None:
    """The line of a key, found by its look under its header; None where it is written in another way."""
    current, seen = "", -1
    for number, line in enumerate(table.source.split("\n"), start=1):
        header = re.match(r"\s*\[{1,2}\s*([^\]]{0,200}?)\s*\]", line)
        if header:
            current = header[1].replace('"', "")
            seen += current == table.name
            if current == key and not table.name:
                return number
        in_table = current == table.name and (not table.name or seen == table.index)
        if in_table and (re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line) or (header and key == table.name)):
            return number
    return None
