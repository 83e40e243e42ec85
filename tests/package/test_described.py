"""What a package says of itself is held against what dpkit writes for its tables, whatever the checksums say."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from dpkit.package.assemble import assemble
from dpkit.package.described import Described, description_faults
from dpkit.package.descriptor import data_path, plain_descriptor
from dpkit.package.hashes import content_hash
from dpkit.package.parts import Contributor, PackageParts, Toolkit
from sample_package import sample_parts

Files = Mapping[str, bytes]
CONTENTS = {name: content_hash(table) for name, table in sample_parts().tables.items()}
HOSTILE = "</script> *x* | ::error:: ##[group] \x1b[31m \u202e\n# head\n---\nx: y"


def files_of(parts: PackageParts) -> Files:
    return dict(assemble(parts))


@pytest.fixture(scope="module")
def files() -> Files:
    return files_of(sample_parts())


def described(files: Files, whole: Files | None = None) -> Described:
    tables = sample_parts().tables
    sums = {name: hashlib.sha256((whole or files)[data_path(name)]).hexdigest() for name in tables}
    beside = {path: data for path, data in files.items() if not path.startswith("data/") and path != "SHA256SUMS"}
    return Described(files=beside, tables=tables, hashes=sums, contents=CONTENTS)


def found(files: Files) -> set[tuple[str, str, str | None]]:
    """(code, severity, JSON path) of the faults."""
    return {(fault.code, fault.severity, fault.field) for fault in description_faults(described(files))}


def with_json(files: Files, path: str, change: Any) -> Files:
    document = json.loads(files[path])
    change(document)
    return {**files, path: json.dumps(document, ensure_ascii=False, indent=2).encode()}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": None, "description": None, "licenses": (), "contributors": (), "keywords": (), "homepage": None},
        {"title": HOSTILE, "description": HOSTILE, "keywords": (HOSTILE,), "identifiers": ("https://doi.org/10.1/x",)},
        {"contributors": (Contributor(title=HOSTILE, email="a@b.example", organization="O", given_name="A"),)},
    ],
)
def test_a_package_as_dpkit_writes_it_has_no_fault_and_the_plain_descriptor_is_the_written_one(changes: Any) -> None:
    parts = sample_parts(**changes)
    files = files_of(parts)
    assert found(files) == set()
    hashes = {name: hashlib.sha256(files[data_path(name)]).hexdigest() for name in parts.tables}
    plain = plain_descriptor(parts, hashes, CONTENTS, files["provenance.json"])
    assert plain == json.loads(files["datapackage.json"])


def without(key: str) -> Any:
    return lambda document: document.pop(key)


def test_every_property_of_the_descriptor_is_missed_when_it_is_gone(files: Files) -> None:
    for key in json.loads(files["datapackage.json"]).keys() - {"resources"}:  # that is for the official schema to say
        assert {code for code, _, _ in found(with_json(files, "datapackage.json", without(key)))} & {"DP704", "DP705"}


@pytest.mark.parametrize("key", ["title", "mediatype", "format", "hash", "dpkit:rows", "schema", "path"])
def test_a_property_of_a_resource_is_missed_when_it_is_gone_or_other(files: Files, key: str) -> None:
    for change in (lambda d: d["resources"][6].pop(key), lambda d: d["resources"][6].update({key: "other"})):
        assert any(code == "DP704" for code, _, _ in found(with_json(files, "datapackage.json", change)))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda schema: schema["fields"][13]["constraints"].pop("enum"), "fields[13].constraints.enum"),
        (lambda schema: schema["fields"][3].update(type="string"), "fields[3].type"),
        (lambda schema: schema["foreignKeys"].pop(), "foreignKeys"),
        (lambda schema: schema.update(primaryKey=["text"]), "primaryKey[0]"),
        (lambda schema: schema.pop("uniqueKeys"), "uniqueKeys"),
        (lambda schema: schema["fields"][0].update(note="more"), "fields[0].note"),
    ],
)
def test_a_schema_that_was_tampered_with_is_found_at_its_path(files: Files, change: Any, path: str) -> None:
    names = [resource["name"] for resource in json.loads(files["datapackage.json"])["resources"]]
    at = names.index("claims")
    tampered = with_json(files, "datapackage.json", lambda d: change(d["resources"][at]["schema"]))
    fault = next(iter(description_faults(described(tampered))))
    assert (fault.code, fault.table, fault.field) == ("DP704", "claims", f"$.resources[{at}].schema.{path}")


def test_every_node_of_the_provenance_is_missed_when_it_is_gone(files: Files) -> None:
    for number in range(len(json.loads(files["provenance.json"])["@graph"])):
        less = with_json(files, "provenance.json", lambda document, at=number: document["@graph"].pop(at))
        assert any(code == "DP705" for code, _, _ in found(less))


def test_a_changed_node_of_the_provenance_is_found_at_its_line(files: Files) -> None:
    text = files["provenance.json"].decode()
    line = next(number for number, row in enumerate(text.split("\n"), 1) if '"@id": "#document/port-1", "@type"' in row)
    other = text.replace('"dpkit:encoding": "utf-8"', '"dpkit:encoding": "utf-9"', 1)
    faults = [f for f in description_faults(described({**files, "provenance.json": other.encode()})) if f.field]
    assert [(f.code, f.field, f.place and f.place.line) for f in faults] == [
        ("DP705", "#document/port-1.dpkit:encoding", line)
    ]


@pytest.mark.parametrize("data", [None, b"", b"[]", b"{}", b'{"@graph": 3}'])
def test_provenance_that_is_gone_or_none_is_found(files: Files, data: bytes | None) -> None:
    rest = {path: held for path, held in files.items() if path != "provenance.json"}
    broken = rest if data is None else {**rest, "provenance.json": data}
    assert {fault.code for fault in description_faults(described(broken))} == {"DP705"}


def test_an_input_whose_name_is_no_text_breaks_nothing_down(files: Files) -> None:
    def change(document: Any) -> None:
        node = next(node for node in document["@graph"] if node["@id"].startswith("#input/"))
        node["schema:name"] = True

    assert any(code in ("DP704", "DP705") for code, _, _ in found(with_json(files, "provenance.json", change)))


def test_software_in_the_provenance_alone_is_vouched_for_by_the_descriptor(files: Files) -> None:
    other = files["provenance.json"].replace(b"b" * 64, b"c" * 64)
    assert {(f.code, f.severity) for f in description_faults(described({**files, "provenance.json": other}))} == {
        ("DP705", "error"), ("DP704", "error"),
    }  # fmt: skip


@pytest.mark.parametrize(("path", "severity"), [("README.md", "warning"), ("verify.py", "error")])
def test_a_changed_line_of_a_text_is_found_at_its_line(files: Files, path: str, severity: str) -> None:
    lines = files[path].split(b"\n")
    for changed in ([*lines[:4], lines[4] + b"x", *lines[5:]], [*lines[:4], *lines[5:]]):
        (fault,) = description_faults(described({**files, path: b"\n".join(changed)}))
        assert (fault.code, fault.severity, fault.place and fault.place.line) == ("DP706", severity, 5)
    cut = list(description_faults(described({**files, path: b"\n".join(lines[:6])})))
    assert [(fault.code, fault.place and fault.place.path) for fault in cut] == [("DP706", path)]


def test_a_file_that_dpkit_does_not_write_is_found_and_one_that_is_gone(files: Files) -> None:
    assert {(f.code, f.place and f.place.path) for f in description_faults(described({**files, "run.sh": b"x"}))} == {
        ("DP706", "run.sh")
    }
    without = {path: data for path, data in files.items() if path != "verify.py"}
    assert [fault.code for fault in description_faults(described(without))] == ["DP706"]


def test_a_package_of_another_version_of_dpkit_is_not_held_against_this_one() -> None:
    parts = sample_parts()
    other = replace(parts, toolkit=Toolkit(versions={**parts.toolkit.versions, "dpkit": "0.0.1"}))
    files = files_of(other)
    assert found({**files, "README.md": b"Other words."}) == set()


def test_a_dataset_with_schemas_of_its_own_may_differ_from_those_of_dpkit() -> None:
    parts = sample_parts()
    own = {**parts.toolkit.inputs, "schemas/claims.yaml": "c" * 64}
    files = files_of(replace(parts, toolkit=replace(parts.toolkit, inputs=own)))
    at = [resource["name"] for resource in json.loads(files["datapackage.json"])["resources"]].index("claims")
    looser = with_json(
        files, "datapackage.json", lambda d: d["resources"][at]["schema"]["fields"][13]["constraints"].pop("enum")
    )
    assert found(looser) == set()
