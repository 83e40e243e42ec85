"""provenance.json: which table came from which documents, those from which bytes, those from which place (W3C PROV).

JSON-LD with the PROV-O vocabulary. Identifiers are relative to the file itself, so that they hold wherever a package
lies: `#document/<id>`, `#raw/<path>`, `data/<table>.parquet`. A link is its own identifier.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from dpkit.package.descriptor import PARQUET_MEDIA_TYPE, contributor_facts, data_path, timestamp
from dpkit.package.links import is_web_address
from dpkit.package.parts import PackageParts, Toolkit

Node = dict[str, object]

CONTEXT: Mapping[str, object] = {
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dpkit": "urn:dpkit:terms:",
}

_DOCUMENT_COLUMNS = (
    "document_id", "title", "raw_path", "raw_locator", "raw_sha256", "raw_bytes", "media_type", "encoding", "reader",
    "text_sha256", "issuer_id", "publisher_id",
)  # fmt: skip

PROVENANCE = "provenance.json"
_BUILD = "#build"
_DOCUMENTS = "#documents"


def write_provenance(parts: PackageParts, hashes: Mapping[str, str]) -> bytes:
    """The bytes of provenance.json, one node a line: people compare them line by line."""
    nodes = (json.dumps(node, ensure_ascii=False, sort_keys=True) for node in _nodes(parts, hashes))
    context = json.dumps(CONTEXT, ensure_ascii=False, sort_keys=True)
    body = ",\n".join(nodes)
    return f'{{"@context": {context},\n"@graph": [\n{body}\n]}}\n'.encode("utf-8", "surrogatepass")


def _nodes(parts: PackageParts, hashes: Mapping[str, str]) -> Iterator[Node]:
    yield _package(parts)
    yield from _build(parts)
    yield from _inputs(parts)
    yield _collection(parts)
    for table, data in parts.tables.items():
        yield _table(table, data.num_rows, hashes[table])
    places = _places(parts)
    for row in _rows(parts, "documents", _DOCUMENT_COLUMNS):
        yield _document(row, parts.set_aside_chars.get(str(row["document_id"]), {}))
        yield _raw(row, places.get(str(row["document_id"]), []))
    yield from _links(parts)


def _package(parts: PackageParts) -> Node:
    return _without_none(
        {
            "@id": "datapackage.json",
            "@type": ["prov:Entity", "prov:Collection"],
            "schema:name": parts.dataset.name,
            "schema:version": parts.dataset.version,
            "schema:dateCreated": _time(parts.dataset.created),
            "dpkit:dataset": _json(_facts(parts)),
            "prov:hadMember": [_ref(data_path(table)) for table in parts.tables],
            "prov:wasGeneratedBy": _ref(_BUILD),
        }
    )


def _collection(parts: PackageParts) -> Node:
    """All documents together: what each table was made from."""
    return {
        "@id": _DOCUMENTS,
        "@type": ["prov:Entity", "prov:Collection"],
        "prov:hadMember": [
            _ref(f"#document/{_part(row['document_id'])}") for row in _rows(parts, "documents", ("document_id",))
        ],
    }


def _build(parts: PackageParts) -> Iterator[Node]:
    agents = [f"#software/{_part(name)}" for name in sorted(parts.toolkit.versions)]
    agents += [f"#model/{_part(name)}" for name in sorted(parts.toolkit.models)]
    yield {
        "@id": _BUILD,
        "@type": "prov:Activity",
        "schema:name": "dpkit build",
        "dpkit:configuration": {"@type": "@json", "@value": dict(parts.toolkit.configuration)},
        "prov:used": [_ref(f"#input/{_path(path)}") for path in sorted(parts.toolkit.inputs)],
        "prov:wasAssociatedWith": [_ref(agent) for agent in agents],
    }
    for kind, versions in (("software", parts.toolkit.versions), ("model", parts.toolkit.models)):
        for name in sorted(versions):
            yield {
                "@id": f"#{kind}/{_part(name)}",
                "@type": ["prov:SoftwareAgent", "schema:SoftwareApplication"],
                "schema:name": name,
                "schema:softwareVersion": versions[name],
            }


def _inputs(parts: PackageParts) -> Iterator[Node]:
    for path in sorted(parts.toolkit.inputs):
        yield {
            "@id": f"#input/{_path(path)}",
            "@type": "prov:Entity",
            "schema:name": path,
            "schema:sha256": parts.toolkit.inputs[path],
        }


def _table(table: str, rows: int, file_hash: str) -> Node:
    return {
        "@id": data_path(table),
        "@type": "prov:Entity",
        "schema:name": table,
        "schema:encodingFormat": PARQUET_MEDIA_TYPE,
        "schema:sha256": file_hash,
        "dpkit:rows": rows,
        "prov:wasDerivedFrom": _ref(_DOCUMENTS),
        "prov:wasGeneratedBy": _ref(_BUILD),
    }


def _document(row: Node, set_aside: Mapping[str, int]) -> Node:
    """The canonical text of a document, as the rows of that document in every table describe it."""
    return _without_none(
        {
            "@id": f"#document/{_part(row['document_id'])}",
            "@type": "prov:Entity",
            "schema:identifier": row["document_id"],
            "schema:name": row["title"],
            "schema:sha256": row["text_sha256"],
            "dpkit:reader": row["reader"],
            "dpkit:encoding": row["encoding"],
            "dpkit:setAsideChars": {"@type": "@json", "@value": dict(sorted(set_aside.items()))} if set_aside else None,
            "prov:wasDerivedFrom": _ref(_raw_id(row)),
            "prov:wasGeneratedBy": _ref(_BUILD),
        }
    )


def _raw(row: Node, places: list[str]) -> Node:
    return _without_none(
        {
            "@id": _raw_id(row),
            "@type": "prov:Entity",
            "schema:name": row["raw_path"],
            "dpkit:locator": row["raw_locator"],
            "schema:sha256": row["raw_sha256"],
            "schema:contentSize": row["raw_bytes"],
            "schema:encodingFormat": row["media_type"],
            "prov:wasDerivedFrom": [_ref(place) for place in places] or None,
        }
    )


def _places(parts: PackageParts) -> Mapping[str, list[str]]:
    """For each document the places that its raw bytes were taken from: links that are known, else the source's row."""
    places: dict[str, list[str]] = {}
    for row in _rows(parts, "sources", ("source_id", "document_id", "relation", "url")):
        if row["relation"] == "captured_from":
            places.setdefault(str(row["document_id"]), []).append(_source_id(row))
    return places


def _links(parts: PackageParts) -> Iterator[Node]:
    columns = ("source_id", "document_id", "relation", "url", "status", "retrieved_at", "content_sha256")
    for row in _rows(parts, "sources", columns):
        relation = row["relation"]
        document = _ref(f"#document/{_part(row['document_id'])}")
        yield _without_none(
            {
                "@id": f"#source/{_part(row['source_id'])}",
                "@type": "prov:Entity",
                "prov:atLocation": _ref(str(row["url"])) if is_web_address(str(row["url"])) else None,
                "dpkit:relation": relation,
                "dpkit:status": row["status"],
                "schema:sha256": row["content_sha256"],
                "prov:generatedAtTime": _time(row["retrieved_at"]),
                "prov:alternateOf": document if relation != "captured_from" else None,
            }
        )


def _source_id(row: Node) -> str:
    return f"#source/{_part(row['source_id'])}"


def _rows(parts: PackageParts, table: str, columns: tuple[str, ...]) -> Iterator[Node]:
    if table not in parts.tables:
        return
    for batch in parts.tables[table].select(list(columns)).to_batches(max_chunksize=4_096):
        yield from batch.to_pylist()


def _raw_id(row: Node) -> str:
    locator = row["raw_locator"]
    return f"#raw/{_path(str(row['raw_path']))}" + (f"?record={_part(locator)}" if locator is not None else "")


def _ref(identifier: str) -> Node:
    return {"@id": identifier}


def _facts(parts: PackageParts) -> Node:
    """What the descriptor says of the dataset as a whole, so that it stands in two files."""
    dataset = parts.dataset
    facts: Node = {
        "title": dataset.title,
        "description": dataset.description,
        "homepage": dataset.homepage,
        "licenses": list(dataset.licenses),
        "contributors": [contributor_facts(person) for person in dataset.contributors],
        "keywords": list(dataset.keywords),
        "identifiers": list(dataset.identifiers),
    }
    return {key: value for key, value in facts.items() if value}


def _json(value: Node) -> Node | None:
    return {"@type": "@json", "@value": value} if value else None


def _time(moment: object) -> Node | None:
    if not isinstance(moment, dt.datetime):
        return None
    return {"@type": "xsd:dateTime", "@value": timestamp(moment)}


def _part(value: object) -> str:
    return quote(str(value).encode("utf-8", "surrogatepass"), safe="")


def _path(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="/")


def _without_none(node: Node) -> Node:
    return {key: value for key, value in node.items() if value is not None}


def read_toolkit(data: bytes) -> Toolkit:
    """What made a package, as its provenance.json says.

    Raises: ValueError where dpkit did not write it.
    """
    try:
        nodes = json.loads(data)["@graph"]
        software = {node["schema:name"]: node["schema:softwareVersion"] for node in _of_kind(nodes, "#software/")}
        models = {node["schema:name"]: node["schema:softwareVersion"] for node in _of_kind(nodes, "#model/")}
        inputs = {node["schema:name"]: node["schema:sha256"] for node in _of_kind(nodes, "#input/")}
        (build,) = (node for node in nodes if node["@id"] == _BUILD)
        configuration = build["dpkit:configuration"]["@value"]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"provenance.json: {error!r}; provenance as dpkit writes it was expected") from error
    return Toolkit(versions=software, configuration=configuration, models=models, inputs=inputs)


def read_set_aside(data: bytes) -> Mapping[str, Mapping[str, int]]:
    """The characters that were set aside in each document, as the provenance.json of a package says.

    Raises: ValueError where dpkit did not write it.
    """
    key = "dpkit:setAsideChars"
    try:
        nodes = [node for node in json.loads(data)["@graph"] if key in node]
        return {str(node["schema:identifier"]): dict(node[key]["@value"]) for node in nodes}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"provenance.json: {error!r}; provenance as dpkit writes it was expected") from error


def _of_kind(nodes: Iterable[Mapping[str, Any]], prefix: str) -> Iterator[Mapping[str, Any]]:
    return (node for node in nodes if str(node["@id"]).startswith(prefix))
