"""RO-Crate 1.1 with a Process Run."""

from collections.abc import Mapping
from typing import Any

from dpkit.package.descriptions.facts import (
    PARQUET,
    Node,
    agent_of,
    day_of,
    doi_address,
    filled,
    sha256_of,
    tables_of,
    title_of,
    toolkit_version,
)

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
CONTEXT = (
    "https://w3id.org/ro/crate/1.1/context",
    "https://w3id.org/ro/terms/workflow-run/context",
    {"sha256": "https://schema.org/sha256"},  # the context of 1.1 has no term for it
)


def ro_crate(package: Mapping[str, Any]) -> Node:
    """RO-Crate 1.1: the files of the package, and the build that made them as a Process Run."""
    files = [_file(table) for table in tables_of(package)]
    parts = [{"@id": "datapackage.json"}, *({"@id": file["@id"]} for file in files)]
    people = [
        {**agent_of(person), "@id": f"#contributor-{number}"}
        for number, person in enumerate(package.get("contributors", ()), 1)
    ]
    sources = [_work(one["path"], one.get("title")) for one in package.get("sources", ()) if one.get("path")]
    licenses = [
        _work(one["path"], one.get("title", one["name"])) for one in package.get("licenses", ()) if "path" in one
    ]
    graph = [
        {
            "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        _root(package, people, parts),
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {"@id": "datapackage.json", "@type": "File", "name": "Descriptor", "encodingFormat": "application/json"},
        *files,
        *_run(package, sources, parts),
        *people,
        *sources,
        *licenses,
    ]  # fmt: skip
    return {"@context": list(CONTEXT), "@graph": graph}


def _file(table: Mapping[str, Any]) -> Node:
    return filled({
        "@id": table["path"], "@type": "File", "name": table["name"], "description": table.get("description"),
        "encodingFormat": table.get("mediatype", PARQUET), "sha256": sha256_of(table),
    })  # fmt: skip


def _work(address: str, name: str | None) -> Node:
    return {"@id": address, "@type": "CreativeWork", "name": name if name is not None else address}


def _root(package: Mapping[str, Any], people: list[Node], parts: list[Node]) -> Node:
    """The crate itself."""
    return filled({
        "@id": "./", "@type": "Dataset", "name": title_of(package),
        "description": package.get("description") or title_of(package), "datePublished": day_of(package),
        "version": package.get("version"), "keywords": ", ".join(package.get("keywords", ())) or None,
        "license": _one_or_all([{"@id": one["path"]} for one in package.get("licenses", ()) if "path" in one]),
        "author": _one_or_all([{"@id": person["@id"]} for person in people]), "hasPart": parts,
        "conformsTo": {"@id": PROFILE},
        "mentions": {"@id": "#build"}, "identifier": doi_address(package),
    })  # fmt: skip


def _run(package: Mapping[str, Any], sources: list[Node], parts: list[Node]) -> tuple[Node, Node]:
    """The build, and what ran it."""
    build = filled({
        "@id": "#build", "@type": "CreateAction", "name": "dpkit build",
        "description": "Statements read from their raw files into the tables of this package.",
        "endTime": package.get("created"),
        "instrument": {"@id": "#dpkit"}, "object": [{"@id": source["@id"]} for source in sources],
        "result": parts,
    })  # fmt: skip
    version = toolkit_version(package)
    return build, {"@id": "#dpkit", "@type": "SoftwareApplication", "name": "dpkit", "softwareVersion": version}


def _one_or_all(references: list[Node]) -> Node | list[Node]:
    """A list of one as that one: what RO-Crate 1.1 recommends."""
    return references[0] if len(references) == 1 else references
