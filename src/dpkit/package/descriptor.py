"""datapackage.json: assembled, written and read again by frictionless, then made portable in one place."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from frictionless import FrictionlessException, Package, Resource, Schema
from frictionless.resources import TableResource

from dpkit.errors import PackageError
from dpkit.package.descriptions.citations import doi_in
from dpkit.package.editions import EDITION, edition_property
from dpkit.package.hashes import package_hash
from dpkit.package.links import sources
from dpkit.package.parts import Contributor, PackageParts
from dpkit.package.quality import primary_languages, quality_property
from dpkit.schema import TableSchema, parquet_schema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
PARQUET_MEDIA_TYPE = "application/vnd.apache.parquet"  # registered with IANA in 2024

RIGHTS_NOTE = (
    "for the selection, the structure and the annotation of this dataset alone; the rights in each text stand in the "
    "columns license, rights_holder and redistribution of the table documents"
)


def data_path(table: str) -> str:
    """Where a table's file lies in a package."""
    return f"data/{table}.parquet"


def write_descriptor(
    parts: PackageParts, hashes: Mapping[str, str], contents: Mapping[str, str], provenance: bytes = b""
) -> bytes:
    """The bytes of datapackage.json; `hashes` and `contents` lead each table to its file's and its logical hash.

    Of `provenance`, the bytes of provenance.json, it states the hash, so that neither can be exchanged alone.

    Raises: PackageError where frictionless does not read back what it wrote.
    """
    resources = [_resource(parts, table, hashes[table], contents[table]) for table in parts.tables]
    package = _package(parts, resources, _custom(parts, package_hash(contents), provenance))
    descriptor = portable(package.to_descriptor())
    if portable(_read(descriptor).to_descriptor()) != descriptor:
        raise PackageError("datapackage.json: reads back otherwise than it was written; expected the same descriptor")
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def plain_descriptor(
    parts: PackageParts, hashes: Mapping[str, str], contents: Mapping[str, str], provenance: bytes
) -> dict[str, Any]:
    """What `write_descriptor` writes, as values put together without frictionless: a package is held against it.

    A test holds the two against each other.
    """
    dataset = parts.dataset
    facts: dict[str, Any] = {
        "$schema": PROFILE,
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "homepage": dataset.homepage,
        "version": dataset.version,
        "created": timestamp(dataset.created),
        "licenses": [_license(spdx) for spdx in dataset.licenses],
        "contributors": [contributor_facts(person) for person in dataset.contributors],
        "keywords": list(dataset.keywords),
        "sources": sources(parts.tables),
        "resources": [_plain_resource(parts, table, hashes[table], contents[table]) for table in parts.tables],
        **_custom(parts, package_hash(contents), provenance),
    }
    return {key: value for key, value in facts.items() if value not in (None, [], "")}


def _plain_resource(parts: PackageParts, table: str, file_hash: str, content: str) -> dict[str, Any]:
    schema = parts.schemas[table]
    facts = {
        "name": table,
        "type": "table",
        "title": schema.title,
        "description": schema.description,
        "path": data_path(table),
        "format": "parquet",
        "mediatype": PARQUET_MEDIA_TYPE,
        "hash": f"sha256:{file_hash}",
        "schema": _columns(schema),
        "dpkit:rows": parts.tables[table].num_rows,
        "dpkit:contentHash": f"sha256:{content}",
    }
    return {key: value for key, value in facts.items() if value is not None}


def portable(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """What frictionless writes, as portable Data Package v2. The one place where its output is mended.

    - `id` comes from the extras as well: frictionless 5 knows it, and loses it.
    - `$schema` comes first: by it alone readers tell version 2 from 1. Frictionless keeps it among the extras, last.
    - `scheme` goes: no version of the standard knows it.
    - `bytes` goes from Parquet: frictionless 5 counts other bytes than the file has, and calls a right number wrong.
    - `dialect` and `encoding` go from Parquet: both describe text files.
    - empty lists go: the official profile wants one item at least.
    """
    mended = {"$schema": descriptor.get("$schema", PROFILE)}
    mended |= {key: value for key, value in descriptor.items() if value != []}
    mended["resources"] = [_portable_resource(resource) for resource in descriptor.get("resources", ())]
    return mended


def _portable_resource(resource: Mapping[str, Any]) -> dict[str, Any]:
    unportable = {"scheme"}
    if resource.get("format") == "parquet":
        unportable |= {"bytes", "dialect", "encoding"}
    return {key: value for key, value in resource.items() if key not in unportable and value != []}


def _read(descriptor: Mapping[str, Any]) -> Package:
    try:
        return Package.from_descriptor(dict(descriptor))
    except FrictionlessException as error:
        reasons = "; ".join(reason.note for reason in error.reasons) or error.error.note
        raise PackageError(f"datapackage.json: {reasons}; expected a descriptor that frictionless reads") from error


def _package(parts: PackageParts, resources: list[Resource], custom: dict[str, Any]) -> Package:
    dataset = parts.dataset
    try:
        package = Package(
            name=dataset.name,
            title=dataset.title,
            description=dataset.description,
            homepage=dataset.homepage,
            version=dataset.version,
            created=timestamp(dataset.created),
            licenses=[_license(spdx) for spdx in dataset.licenses],
            contributors=[contributor_facts(person) for person in dataset.contributors],
            keywords=list(dataset.keywords),
            sources=sources(parts.tables),
            resources=resources,
        )
    except FrictionlessException as error:
        raise PackageError(f"datapackage.json: {error.error.note}; expected facts that frictionless takes") from error
    package.custom = custom
    return package


def _custom(parts: PackageParts, content: str, provenance: bytes) -> dict[str, Any]:
    """The properties that frictionless does not know."""
    custom: dict[str, Any] = {
        "$schema": PROFILE,
        "dpkit:contentHash": f"sha256:{content}",
        "dpkit:quality": quality_property(primary_languages(parts.tables)),
    }
    if provenance:
        custom["dpkit:provenanceHash"] = f"sha256:{hashlib.sha256(provenance).hexdigest()}"
    if parts.edition is not None:
        custom[EDITION] = edition_property(parts.edition)
    if parts.dataset.identifiers:
        dois = [each for each in parts.dataset.identifiers if doi_in(each)]  # the identifier that outlives a site
        custom["id"] = [*dois, *parts.dataset.identifiers][0]
    return custom


def _resource(parts: PackageParts, table: str, file_hash: str, content: str) -> Resource:
    schema = parts.schemas[table]
    resource = TableResource(
        name=table,
        title=schema.title,
        description=schema.description,
        path=data_path(table),
        format="parquet",
        mediatype=PARQUET_MEDIA_TYPE,
        hash=f"sha256:{file_hash}",
        schema=Schema.from_descriptor(_columns(schema)),
    )
    resource.custom = {"dpkit:rows": parts.tables[table].num_rows, "dpkit:contentHash": f"sha256:{content}"}
    return resource


def _columns(schema: TableSchema) -> dict[str, Any]:
    """The Table Schema without title and description, which the resource has: nothing is said twice."""
    return {key: value for key, value in parquet_schema(schema).items() if key not in ("title", "description")}


def timestamp(moment: dt.datetime) -> str:
    """A moment as RFC 3339 in UTC, whole seconds.

    >>> timestamp(dt.datetime(2026, 11, 25, 1, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    '2026-11-25T00:00:00Z'
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _license(spdx: str) -> dict[str, str]:
    licence = {"name": spdx, "title": f"{spdx}, {RIGHTS_NOTE}"}
    if not spdx.startswith("LicenseRef-"):
        licence["path"] = f"https://spdx.org/licenses/{spdx}.html"
    return licence


def contributor_facts(contributor: Contributor) -> dict[str, Any]:
    """A person or body as the descriptor names it."""
    facts: dict[str, Any] = {
        "title": contributor.title,
        "path": contributor.path,
        "email": contributor.email,
        "givenName": contributor.given_name,
        "familyName": contributor.family_name,
        "organization": contributor.organization,
        "roles": list(contributor.roles),
    }
    return {key: value for key, value in facts.items() if value}
