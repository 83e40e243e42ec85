"""A package against what dpkit writes for its tables: descriptor, provenance, README and verifier are made anew.

Nothing that a package says of itself then stands alone: a changed title, a schema without a constraint, a hash in the
provenance or a word of the README contradicts the rest, whatever the checksums say.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

import pyarrow as pa

from dpkit.errors import DpkitError, PackageError
from dpkit.model import Finding, Place, Severity
from dpkit.package.assemble import other_descriptions
from dpkit.package.descriptor import plain_descriptor
from dpkit.package.editions import NOTES, edition_in, edition_schemas
from dpkit.package.parts import Contributor, Dataset, PackageParts, Toolkit
from dpkit.package.profile import DESCRIPTOR
from dpkit.package.provenance import PROVENANCE, read_set_aside, read_toolkit
from dpkit.schema import default_schema_texts, default_schemas, history_schemas, packaged_schemas, parquet_schema

CHANGELOG = "CHANGELOG.md"
_PROSE: tuple[str, ...] = ("README.md",)
_PROVENANCE_HASH = "dpkit:provenanceHash"
_MISSING = object()
_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """The files of a package that are no tables, its tables (values of `documents` and `sources` suffice), and the
    hashes of the table files and of their content."""

    files: Mapping[str, bytes]
    tables: Mapping[str, pa.Table]
    hashes: Mapping[str, str]
    contents: Mapping[str, str]


def description_faults(package: Described) -> Iterator[Finding]:
    """Where descriptor (DP704), provenance (DP705), README and verifier (DP706) say something else than dpkit writes.

    Of a package that another version of dpkit wrote, schemas alone are compared.
    """
    try:
        descriptor = json.loads(package.files[DESCRIPTOR])
        toolkit = read_toolkit(package.files.get(PROVENANCE, b""))
        set_aside = read_set_aside(package.files[PROVENANCE])
    except (ValueError, KeyError, RecursionError) as error:
        if PROVENANCE in package.files:
            yield _finding("DP705", PROVENANCE, f"{str(error)[:200]}; provenance as dpkit writes it was expected")
        else:
            yield _finding("DP705", PROVENANCE, "the file is missing; provenance as dpkit writes it was expected")
        return
    if not isinstance(descriptor, dict):
        return  # a finding of its own
    yield from _schema_faults(descriptor, toolkit)
    yield from _provenance_hash(descriptor, package.files[PROVENANCE])
    if toolkit.versions.get("dpkit") != version("dpkit"):
        return
    try:
        parts = parts_said(descriptor, package.tables, toolkit, set_aside, package.files)
        written = dict(other_descriptions(parts, package.hashes))
        expected = plain_descriptor(parts, package.hashes, package.contents, written[PROVENANCE])
    except (DpkitError, pa.ArrowException, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"{type(error).__name__} {str(error)[:160]}; a descriptor as dpkit writes it was expected"
        yield _finding("DP704", DESCRIPTOR, message)
        return
    yield from _written_faults(package.files, descriptor, expected, written)


def stale_descriptions(package: Described, parts: PackageParts) -> Iterator[Finding]:
    """Where descriptor, provenance and prose of a package differ from those that these parts give.

    Raises: PackageError where the package has no descriptor or provenance as dpkit writes them.
    """
    try:
        descriptor = json.loads(package.files[DESCRIPTOR])
        versions = read_toolkit(package.files[PROVENANCE]).versions
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackageError(f"{DESCRIPTOR}: {str(error)[:200]}; a package that dpkit wrote was expected") from error
    parts = replace(parts, toolkit=replace(parts.toolkit, versions=versions))  # other versions may give the same rows
    written = dict(other_descriptions(parts, package.hashes))
    expected = plain_descriptor(parts, package.hashes, package.contents, written[PROVENANCE])
    descriptor.pop(_PROVENANCE_HASH, None)
    expected = {key: value for key, value in expected.items() if key != _PROVENANCE_HASH}  # said by its file
    yield from _written_faults(package.files, descriptor, expected, written)


def _written_faults(
    files: Mapping[str, bytes], descriptor: object, expected: object, written: Mapping[str, bytes]
) -> Iterator[Finding]:
    for path, said, wanted in differences(descriptor, expected):
        yield _said_otherwise("DP704", DESCRIPTOR, path, said, wanted)
    yield from _file_faults(files, written)


def _provenance_hash(descriptor: Mapping[str, Any], provenance: bytes) -> Iterator[Finding]:
    """Software, models and inputs stand in the provenance alone: the descriptor vouches for them by its hash."""
    said, found = descriptor.get(_PROVENANCE_HASH), f"sha256:{hashlib.sha256(provenance).hexdigest()}"
    if said is not None and said != found:
        message = f"its hash is {found}; expected {str(said)[:_SHOWN_CHARS]}, as {DESCRIPTOR} says"
        yield _finding("DP705", PROVENANCE, message)


def parts_said(
    descriptor: Mapping[str, Any],
    tables: Mapping[str, pa.Table],
    toolkit: Toolkit,
    set_aside: Mapping[str, Mapping[str, int]],
    files: Mapping[str, bytes],
) -> PackageParts:
    """The parts that a package says it was written from.

    Raises: ConfigError, KeyError, TypeError, ValueError where it was not dpkit that wrote it.
    """
    edition = edition_in(descriptor)
    names = [str(resource["name"]) for resource in descriptor["resources"]]
    return PackageParts(
        dataset=dataset_said(descriptor),
        tables={name: tables[name] for name in names},
        schemas=packaged_schemas(descriptor),
        toolkit=toolkit,
        set_aside_chars=set_aside,
        edition=None if edition is None else replace(edition, notes=files.get(NOTES, b"")),
        changelog=files.get(CHANGELOG),
    )


def dataset_said(facts: Mapping[str, Any]) -> Dataset:
    """The dataset as a descriptor that dpkit wrote presents it."""
    return Dataset(
        name=facts["name"],
        version=facts["version"],
        created=dt.datetime.fromisoformat(facts["created"]),
        title=facts.get("title"),
        description=facts.get("description"),
        licenses=tuple(licence["name"] for licence in facts.get("licenses", ())),
        contributors=tuple(_contributor(person) for person in facts.get("contributors", ())),
        keywords=tuple(facts.get("keywords", ())),
        homepage=facts.get("homepage"),
        identifiers=(facts["id"],) if "id" in facts else (),
    )


def _contributor(person: Mapping[str, Any]) -> Contributor:
    return Contributor(
        title=person["title"],
        roles=tuple(person.get("roles", ())),
        path=person.get("path"),
        email=person.get("email"),
        given_name=person.get("givenName"),
        family_name=person.get("familyName"),
        organization=person.get("organization"),
    )


def _schema_faults(descriptor: Mapping[str, Any], toolkit: Toolkit) -> Iterator[Finding]:
    """Schemas that are not those which dpkit brings along, where the dataset has none of its own."""
    if toolkit.versions.get("dpkit") != version("dpkit"):
        return
    known = edition_schemas({**default_schemas(), **history_schemas()}, edition_in(descriptor))
    shipped = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in default_schema_texts().items()}
    stated = {str(path).rpartition("/")[2].removesuffix(".yaml"): digest for path, digest in toolkit.inputs.items()}
    resources = descriptor.get("resources")
    for number, resource in enumerate(resources if isinstance(resources, list) else ()):
        name = str(resource.get("name")) if isinstance(resource, dict) else ""
        if name not in known or stated.get(name, shipped.get(name)) != shipped.get(name):
            continue
        wanted = {k: v for k, v in parquet_schema(known[name]).items() if k not in ("title", "description")}
        about = {"title": known[name].title, "description": known[name].description, "schema": wanted}
        said_of = {key: resource.get(key, _MISSING) for key in about}
        for path, said, expected in differences(said_of, about, f"$.resources[{number}]"):
            yield _said_otherwise("DP704", DESCRIPTOR, path, said, expected, table=name)


def _file_faults(files: Mapping[str, bytes], written: Mapping[str, bytes]) -> Iterator[Finding]:
    yield from _node_faults(files[PROVENANCE], written[PROVENANCE])
    for path, data in written.items():
        if path != PROVENANCE:
            yield from _line_faults(path, files.get(path), data)
    for path in sorted(files.keys() - written.keys() - {DESCRIPTOR}):
        yield _finding("DP706", path, "this file is none that dpkit writes; expected no other file in a package")


def _node_faults(said: bytes, written: bytes) -> Iterator[Finding]:
    """Nodes of the provenance, by their identifiers."""
    if said == written:
        return
    nodes, expected = _nodes(said), _nodes(written)
    lines = said.split(b"\n")
    for name in sorted(nodes.keys() | expected.keys()):
        found = list(differences(nodes.get(name, _MISSING), expected.get(name, _MISSING), name))
        line = _line_of_node(lines, name) if found else None
        for path, before, now in found:
            yield _said_otherwise("DP705", PROVENANCE, path, before, now, line=line)
    one, other = ({**json.loads(data), "@graph": None} for data in (said, written))
    for path, before, now in differences(one, other):
        yield _said_otherwise("DP705", PROVENANCE, path, before, now)


def _line_of_node(lines: Sequence[bytes], name: str) -> int | None:
    start = json.dumps({"@id": name}, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass") + b', "@type"'
    return next((number for number, text in enumerate(lines, 1) if start in text), None)


def _nodes(data: bytes) -> dict[str, Any]:
    """The nodes by identifier; of an identifier that stands several times a list."""
    found: dict[str, list[Any]] = {}
    for node in json.loads(data)["@graph"]:
        found.setdefault(str(node.get("@id")), []).append(node)
    return {name: nodes[0] if len(nodes) == 1 else nodes for name, nodes in found.items()}


def _line_faults(path: str, said: bytes | None, written: bytes) -> Iterator[Finding]:
    severity: Severity = "warning" if path in _PROSE else "error"
    if said is None:
        yield _finding("DP706", path, "the file is missing; expected it in a package of dpkit", severity=severity)
        return
    if said == written:
        return
    before, now = said.split(b"\n"), written.split(b"\n")
    at = next(
        (n for n, (old, new) in enumerate(zip(before, now, strict=False)) if old != new), min(len(before), len(now))
    )
    old = before[at].decode("utf-8", "replace")[:_SHOWN_CHARS] if at < len(before) else "the end of the file"
    new = now[at].decode("utf-8", "replace")[:_SHOWN_CHARS] if at < len(now) else "the end of the file"
    message = f"line {at + 1} is {old!r}; expected {new!r}, as dpkit writes it for these tables"
    yield _finding("DP706", path, message, line=min(at + 1, len(before)), severity=severity)


def differences(said: object, expected: object, path: str = "$") -> Iterator[tuple[str, object, object]]:
    """Where two JSON values differ, each by its path; what one of them lacks is missing as a whole.

    >>> [path for path, _, _ in differences({"a": [1, 2]}, {"a": [1, 3], "b": 0})]
    ['$.a[1]', '$.b']
    """
    if isinstance(said, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in said if key not in expected)]:
            yield from differences(said.get(key, _MISSING), expected.get(key, _MISSING), f"{path}.{key}")
    elif isinstance(said, list) and isinstance(expected, list) and len(said) == len(expected):
        for number, (one, other) in enumerate(zip(said, expected, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif type(said) is not type(expected) or said != expected:
        yield path, said, expected


def _said_otherwise(
    code: str,
    file: str,
    path: str,
    said: object,
    expected: object,
    *,
    line: int | None = None,
    table: str | None = None,
) -> Finding:
    message = f"{path} is {_shown(said)}; expected {_shown(expected)}, as dpkit writes it"
    return _finding(code, file, message, line=line, field=path, table=table)


def _shown(value: object) -> str:
    if value is _MISSING:
        return "missing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


def _finding(
    code: str,
    path: str,
    message: str,
    *,
    line: int | None = None,
    field: str | None = None,
    table: str | None = None,
    severity: Severity = "error",
) -> Finding:
    place = Place(path=path, line=line)
    return Finding(code=code, severity=severity, message=f"{path}: {message}", place=place, field=field, table=table)
