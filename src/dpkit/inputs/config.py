"""`dpkit.toml` → `Config`: what this dataset is called, who made it, where its folders lie. A fault ends the job."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from dpkit.errors import ConfigError
from dpkit.inputs.config_values import email, folder, package_name, requirement, version
from dpkit.inputs.targets import TargetSettings, read_targets
from dpkit.inputs.toml_table import (
    TomlTable,
    config_error,
    flag_of,
    line_of,
    require_known,
    subtable,
    text_of,
    texts_of,
)
from dpkit.inputs.values import license_id, text, url
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
    given_name: str | None = None
    family_name: str | None = None
    organization: str | None = None


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
    scorer: str | None = None
    """Who says how worth checking claims are; no build asks it."""
    severities: Mapping[str, Severity] | None = None
    """Rule codes whose severity the dataset changes."""
    exceptions: tuple[FindingException, ...] = ()
    targets: Mapping[str, TargetSettings] = field(default_factory=dict)
    """Name → repository that the dataset is published to."""


def read_config(data: bytes, path: str = CONFIG_NAME) -> Config:
    """The settings in a `dpkit.toml`.

    Raises: ConfigError, with the line where it can be known.

    >>> read_config(b'[package]\\nname = "a-set"').package_folder
    'datapackage'
    """
    top = _top(data, path)
    require_known(top, "requires-dpkit", "package", "contributors", "paths", "extract", "findings", "publish")
    package = subtable(top, "package")
    require_known(
        package, "name", "title", "description", "version", "created", "license", "keywords", "homepage", "committed"
    )
    if "name" not in package.values:
        raise config_error(package, "package", "the package has no name", 'name = "a-readable-slug"')
    extract, findings = subtable(top, "extract"), subtable(top, "findings")
    folders = _folders(subtable(top, "paths"))
    return Config(
        name=text_of(package, "name", package_name) or "",
        title=text_of(package, "title", text),
        description=text_of(package, "description", text),
        version=text_of(package, "version", version) or "0.1.0",
        created=_created(package),
        license=text_of(package, "license", license_id),
        contributors=_contributors(top),
        keywords=texts_of(package, "keywords"),
        homepage=text_of(package, "homepage", url),
        is_committed=flag_of(package, "committed"),
        requires_dpkit=text_of(top, "requires-dpkit", requirement),
        raw_folder=folders["raw"],
        curation_folder=folders["curation"],
        package_folder=folders["datapackage"],
        schemas_folder=folders["schemas"],
        releases_folder=folders["releases"],
        tagger=_tagger(extract),
        scorer=text_of(extract, "check-worthiness", text),
        severities=_severities(findings),
        exceptions=_exceptions(findings),
        targets=read_targets(subtable(top, "publish")),
    )


def _top(data: bytes, path: str) -> TomlTable:
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
        return TomlTable(tomllib.loads(source), "", source, path)
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


def _contributors(top: TomlTable) -> tuple[Contributor, ...]:
    people = top.values.get("contributors", [])
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise config_error(top, "contributors", "contributors is no list of tables", "[[contributors]]")
    tables = [TomlTable(person, "contributors", top.source, top.path, index) for index, person in enumerate(people)]
    return tuple(_contributor(table) for table in tables)


def _contributor(table: TomlTable) -> Contributor:
    require_known(table, "title", "roles", "path", "email", "given-name", "family-name", "organization")
    title = text_of(table, "title", text)
    if title is None:
        raise config_error(table, "contributors", "a contributor has no title", 'title = "a name"')
    return Contributor(
        title=title,
        roles=texts_of(table, "roles"),
        path=text_of(table, "path", url),
        email=text_of(table, "email", email),
        given_name=text_of(table, "given-name", text),
        family_name=text_of(table, "family-name", text),
        organization=text_of(table, "organization", text),
    )


def _folders(paths: TomlTable) -> dict[str, str]:
    names = ("raw", "curation", "datapackage", "schemas", "releases")
    require_known(paths, *names)
    folders = {name: text_of(paths, name, folder) or name for name in names}
    for name, own in folders.items():
        for other, other_folder in folders.items():
            if name != other and f"{other_folder}/".startswith(f"{own}/"):
                key = name if name in paths.values else other
                raise config_error(
                    paths, key, f"{name} and {other} share the folder {own}", "folders apart from each other"
                )
    return folders


def _tagger(extract: TomlTable) -> TaggerSettings | None:
    require_known(extract, "tagger", "tagger-version", "check-worthiness")
    name, version = text_of(extract, "tagger", text), text_of(extract, "tagger-version", text)
    if version is not None and name is None:
        raise config_error(extract, "tagger-version", "tagger-version stands without a tagger", 'tagger = "a name"')
    return TaggerSettings(name=name, version=version) if name is not None else None


def _severities(findings: TomlTable) -> Mapping[str, Severity] | None:
    require_known(findings, "severity", "exceptions")
    severity = subtable(findings, "severity")
    severity = TomlTable(severity.values, "findings.severity", severity.source, severity.path)
    chosen: dict[str, Severity] = {}
    for code, value in severity.values.items():
        if not _CODE.fullmatch(code):
            raise config_error(severity, code, f"{quoted(code)} is no rule code", "a code such as DP602")
        if value not in get_args(Severity):
            raise config_error(severity, code, f"{code} has no known severity", f"one of {', '.join(SEVERITIES)}")
        chosen[code] = value
    return chosen or None


def _exceptions(findings: TomlTable) -> tuple[FindingException, ...]:
    rows = findings.values.get("exceptions", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise config_error(findings, "exceptions", "exceptions is no list of tables", "[[findings.exceptions]]")
    name = "findings.exceptions"
    return tuple(
        _exception(TomlTable(row, name, findings.source, findings.path, index)) for index, row in enumerate(rows)
    )


def _exception(table: TomlTable) -> FindingException:
    require_known(table, "code", "reason", "path", "table", "key", "field")
    for key in ("code", "reason"):
        if key not in table.values:
            raise config_error(table, table.name, f"an exception has no {key}", f'{key} = "…"')
    code, reason, path, of_table, row, field = (
        text_of(table, key, text) for key in ("code", "reason", "path", "table", "key", "field")
    )
    if code is None or reason is None or not _CODE.fullmatch(code):
        raise config_error(table, "code", f"{quoted(str(code))} is no rule code", "a code such as DP602")
    line = line_of(table, "code")
    return FindingException(code=code, reason=reason, path=path, table=of_table, key=row, field=field, line=line)


def _created(package: TomlTable) -> dt.datetime | None:
    value = package.values.get("created")
    if value is None:
        return None
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        raise config_error(package, "created", "created is no time with a zone", "a form like 2026-01-31T00:00:00Z")
    return value.astimezone(dt.UTC)
