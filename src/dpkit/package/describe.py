"""A package described for other readers, from its descriptor alone: nothing is said that the descriptor does not say.

Formats: CITATION.cff 1.2.0, DataCite 4.5 (JSON), schema.org Dataset, Croissant 1.0, RO-Crate 1.1 with a Process Run,
DCAT 3.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dpkit.errors import ConfigError

Node = dict[str, Any]
PARQUET = "application/vnd.apache.parquet"
_CROISSANT_TYPES = {
    "string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date",
    "datetime": "sc:DateTime",
}  # fmt: skip
_CROISSANT_CONTEXT: Node = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/", "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract",
    "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet",
    "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
    "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
    "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField",
    "transform": "cr:transform",
}  # fmt: skip


def describe(kind: str, descriptor: Mapping[str, Any]) -> str:
    """The text of a description.

    Raises: ConfigError where a kind needs a fact that the descriptor does not hold, KeyError for an unknown kind.
    """
    found = KINDS[kind](descriptor)
    if kind == "citation":
        return _yaml(found)
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def citation(package: Mapping[str, Any]) -> Node:
    """CITATION.cff; contributors are named as a whole, since which part of a name is the family's is not known."""
    return _filled(
        {
            "cff-version": "1.2.0",
            "message": "Please cite this dataset as below.",
            "type": "dataset",
            "title": _title(package),
            "authors": [
                _filled({"name": person["title"], "website": person.get("path")}) for person in _people(package)
            ],
            "version": package.get("version"),
            "date-released": _day(package),
            "license": _spdx(package),
            "keywords": list(package.get("keywords", ())),
            "url": package.get("homepage"),
            "identifiers": [{"type": "doi", "value": doi} for doi in [_doi(package)] if doi],
            "abstract": package.get("description"),
        }
    )


def datacite(package: Mapping[str, Any]) -> Node:
    """Attributes of a DataCite record; who publishes is a contributor of the role publisher."""
    people = _people(package)
    publishers = [person["title"] for person in people if "publisher" in person.get("roles", ())]
    doi, day = _doi(package), _day(package)
    if day is None:
        raise ConfigError("dpkit.toml: DataCite asks for a year; package.created (a release sets it) was expected")
    return _filled(
        {
            "schemaVersion": "http://datacite.org/schema/kernel-4",
            "types": {"resourceType": "Tabular data package", "resourceTypeGeneral": "Dataset"},
            "doi": doi,
            "identifiers": [{"identifier": doi, "identifierType": "DOI"}] if doi else [],
            "titles": [{"title": _title(package)}],
            "creators": [{"name": person["title"]} for person in people],
            "publisher": {"name": publishers[0] if publishers else ":unav"},
            "publicationYear": day[:4],
            "version": package.get("version"),
            "dates": [{"date": day, "dateType": "Created"}],
            "subjects": [{"subject": keyword} for keyword in package.get("keywords", ())],
            "rightsList": [
                _filled({"rights": one.get("title"), "rightsUri": one.get("path"), "rightsIdentifier": one.get("name")})
                for one in package.get("licenses", ())
            ],
            "descriptions": [
                {"description": text, "descriptionType": "Abstract"} for text in [package.get("description")] if text
            ],
            "relatedIdentifiers": [
                {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
                for url in _sources(package)
            ],
            "formats": [PARQUET],
        }
    )


def schema_org(package: Mapping[str, Any]) -> Node:
    """A schema.org Dataset with a download for each table."""
    return _filled(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": _title(package),
            "description": package.get("description"),
            "identifier": _doi_address(package) or package.get("name"),
            "url": package.get("homepage"),
            "version": package.get("version"),
            "dateCreated": package.get("created"),
            "license": [one["path"] for one in package.get("licenses", ()) if "path" in one],
            "keywords": list(package.get("keywords", ())),
            "creator": [_agent(person) for person in package.get("contributors", ())],
            "isBasedOn": list(_sources(package)),
            "distribution": [
                _filled(
                    {
                        "@type": "DataDownload",
                        "name": table["name"],
                        "description": table.get("description"),
                        "contentUrl": table["path"],
                        "encodingFormat": table.get("mediatype", PARQUET),
                        "sha256": _sha256(table),
                    }
                )
                for table in _tables(package)
            ],
        }
    )


def croissant(package: Mapping[str, Any]) -> Node:
    """Croissant: a file object and a record set for each table, keys and references between them."""
    tables = _tables(package)
    return _filled(
        {
            "@context": _CROISSANT_CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": package["name"],
            "description": package.get("description") or _title(package),
            "url": package.get("homepage") or _doi_address(package),
            "version": str(package.get("version", "0.0.0")).partition("-")[0],
            "datePublished": _day(package),
            "license": [one["path"] for one in package.get("licenses", ()) if "path" in one],
            "keywords": list(package.get("keywords", ())),
            "creator": [_agent(person) for person in package.get("contributors", ())],
            "citeAs": _bibtex(package),
            "isLiveDataset": False,
            "distribution": [
                {
                    "@type": "cr:FileObject",
                    "@id": f"{table['name']}.parquet",
                    "name": f"{table['name']}.parquet",
                    "contentUrl": table["path"],
                    "encodingFormat": "application/x-parquet",
                    "sha256": _sha256(table),
                }
                for table in tables
            ],
            "recordSet": [_record_set(table) for table in tables],
        }
    )


def _record_set(table: Mapping[str, Any]) -> Node:
    name, schema = table["name"], table["schema"]
    references = {
        key["fields"][0]: f"{key['reference'].get('resource') or name}/{key['reference']['fields'][0]}"
        for key in schema.get("foreignKeys", ())
        if len(key["fields"]) == 1 and key["reference"].get("resource")
    }
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": table.get("description", ""),
        "key": [{"@id": f"{name}/{field}"} for field in schema.get("primaryKey", ())],
        "field": [
            _filled(
                {
                    "@type": "cr:Field",
                    "@id": f"{name}/{field['name']}",
                    "name": field["name"],
                    "description": field.get("description"),
                    "dataType": _CROISSANT_TYPES.get(field["type"], "sc:Text"),
                    "source": {"fileObject": {"@id": f"{name}.parquet"}, "extract": {"column": field["name"]}},
                    "references": {"field": {"@id": references[field["name"]]}}
                    if field["name"] in references
                    else None,
                }
            )
            for field in schema["fields"]
        ],
    }


def ro_crate(package: Mapping[str, Any]) -> Node:
    """RO-Crate 1.1: the files of the package, and the build that made them as a Process Run."""
    tables = _tables(package)
    files = [
        _filled({
            "@id": table["path"], "@type": "File", "name": table["name"], "description": table.get("description"),
            "encodingFormat": table.get("mediatype", PARQUET), "sha256": _sha256(table),
        })
        for table in tables
    ]  # fmt: skip
    parts = [{"@id": "datapackage.json"}, *({"@id": file["@id"]} for file in files)]
    people = [
        {**_agent(person), "@id": f"#contributor-{number}"}
        for number, person in enumerate(package.get("contributors", ()), 1)
    ]
    sources = [
        {"@id": url, "@type": "CreativeWork", "name": one.get("title", url)}
        for one in package.get("sources", ())
        if (url := one.get("path"))
    ]
    profile = "https://w3id.org/ro/wfrun/process/0.5"
    root = _filled({
        "@id": "./", "@type": "Dataset", "name": _title(package),
        "description": package.get("description") or _title(package), "datePublished": _day(package),
        "version": package.get("version"), "keywords": ", ".join(package.get("keywords", ())) or None,
        "license": [{"@id": one["path"]} for one in package.get("licenses", ()) if "path" in one],
        "author": [{"@id": person["@id"]} for person in people], "hasPart": parts, "conformsTo": {"@id": profile},
        "mentions": {"@id": "#build"}, "identifier": _doi_address(package),
    })  # fmt: skip
    return {
        "@context": ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"],
        "@graph": [
            {
                "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            root,
            {"@id": profile, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
            {"@id": "datapackage.json", "@type": "File", "name": "Descriptor", "encodingFormat": "application/json"},
            *files,
            _filled({
                "@id": "#build", "@type": "CreateAction", "name": "dpkit build", "endTime": package.get("created"),
                "instrument": {"@id": "#dpkit"}, "object": [{"@id": source["@id"]} for source in sources],
                "result": parts,
            }),
            {"@id": "#dpkit", "@type": "SoftwareApplication", "name": "dpkit", "softwareVersion": _toolkit(package)},
            *people,
            *sources,
            *({"@id": one["path"], "@type": "CreativeWork", "name": one.get("title", one["name"])}
              for one in package.get("licenses", ()) if "path" in one),
        ],
    }  # fmt: skip


def dcat(package: Mapping[str, Any]) -> Node:
    """A DCAT 3 dataset with a distribution for each table."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
            "prov": "http://www.w3.org/ns/prov#", "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        **_filled({
            "@id": _doi_address(package) or f"urn:dpkit:{package['name']}", "@type": "dcat:Dataset",
            "dct:title": _title(package), "dct:description": package.get("description"),
            "dct:identifier": _doi(package) or package["name"], "dcat:version": package.get("version"),
            "dcat:keyword": list(package.get("keywords", ())),
            "dct:issued": {"@type": "xsd:dateTime", "@value": package["created"]} if "created" in package else None,
            "dct:license": [{"@id": one["path"]} for one in package.get("licenses", ()) if "path" in one],
            "dct:creator": [
                {"@type": "foaf:Agent", "foaf:name": person["title"]} for person in package.get("contributors", ())
            ],
            "prov:wasDerivedFrom": [{"@id": url} for url in _sources(package)],
            "dcat:distribution": [
                {
                    "@type": "dcat:Distribution", "dct:title": table["name"],
                    "dcat:downloadURL": {"@id": table["path"]},
                    "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{PARQUET}"},
                    "spdx:checksum": {
                        "@type": "spdx:Checksum", "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                        "spdx:checksumValue": _sha256(table),
                    },
                }
                for table in _tables(package)
            ],
        }),
    }  # fmt: skip


KINDS: Mapping[str, Callable[[Mapping[str, Any]], Node]] = {
    "citation": citation,
    "croissant": croissant,
    "datacite": datacite,
    "dcat": dcat,
    "ro-crate": ro_crate,
    "schema-org": schema_org,
}


def _people(package: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    people: Sequence[Mapping[str, Any]] = package.get("contributors", ())
    if not people:
        raise ConfigError("dpkit.toml: there is nobody to be cited; [[contributors]] were expected")
    return people


def _tables(package: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in package.get("resources", ()) if "schema" in one and isinstance(one.get("path"), str)]


def _title(package: Mapping[str, Any]) -> str:
    return str(package.get("title") or package["name"])


def _day(package: Mapping[str, Any]) -> str | None:
    created = package.get("created")
    return str(created)[:10] if created else None


def _spdx(package: Mapping[str, Any]) -> list[str]:
    return [
        one["name"]
        for one in package.get("licenses", ())
        if not one.get("name", "LicenseRef-").startswith("LicenseRef-")
    ]


def _sources(package: Mapping[str, Any]) -> Sequence[str]:
    return [one["path"] for one in package.get("sources", ()) if one.get("path")]


def _doi(package: Mapping[str, Any]) -> str | None:
    identifier = str(package.get("id", ""))
    bare = identifier.removeprefix("https://doi.org/").removeprefix("doi:")
    return bare if bare.startswith("10.") else None


def _doi_address(package: Mapping[str, Any]) -> str | None:
    doi = _doi(package)
    return f"https://doi.org/{doi}" if doi else None


def _sha256(table: Mapping[str, Any]) -> str:
    return str(table.get("hash", "")).removeprefix("sha256:")


def _agent(person: Mapping[str, Any]) -> Node:
    is_body = "organization" in person
    return _filled(
        {"@type": "Organization" if is_body else "Person", "name": person["title"], "url": person.get("path")}
    )


def _toolkit(package: Mapping[str, Any]) -> str:
    return str(package.get("dpkit:quality", {}).get("dpkit", "unknown"))


def _bibtex(package: Mapping[str, Any]) -> str:
    authors = " and ".join(f"{{{person['title']}}}" for person in package.get("contributors", ()))
    year = (_day(package) or "")[:4]
    rows = {
        "author": authors,
        "title": f"{{{_title(package)}}}",
        "year": year,
        "version": package.get("version"),
        "doi": _doi(package),
    }
    inner = ", ".join(f"{key}={{{value}}}" for key, value in rows.items() if value)
    return f"@misc{{{package['name']}, {inner}}}"


def _filled(values: Node) -> Node:
    """Without what is not known."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _yaml(values: Node) -> str:
    """CITATION.cff as YAML in which every text is quoted as JSON does: any YAML reader takes it as it is."""
    lines = []
    for key, value in values.items():
        if isinstance(value, list):
            lines.append(f"{key}:")
            for item in value:
                rows = (
                    [f"{name}: {_scalar(one)}" for name, one in item.items()]
                    if isinstance(item, dict)
                    else [_scalar(item)]
                )
                lines += [f"  - {rows[0]}", *(f"    {row}" for row in rows[1:])]
        else:
            lines.append(f"{key}: {_scalar(value)}")
    return "\n".join(lines) + "\n"


def _scalar(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=True)
