"""Croissant 1.0."""

from collections.abc import Mapping
from typing import Any

from dpkit.package.descriptions.citation_formats import citation_bibtex
from dpkit.package.descriptions.citations import Citation, Status, cited_dataset
from dpkit.package.descriptions.facts import (
    Node,
    agent_of,
    day_of,
    doi_address,
    filled,
    sha256_of,
    tables_of,
    title_of,
)

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


def croissant(package: Mapping[str, Any]) -> Node:
    """Croissant: a file object and a record set for each table, keys and references between them."""
    tables = tables_of(package)
    return filled(
        {
            "@context": _CROISSANT_CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": package["name"],
            "description": package.get("description") or title_of(package),
            "url": package.get("homepage") or doi_address(package),
            "version": str(package.get("version", "0.0.0")).partition("-")[0],
            "datePublished": day_of(package),
            "license": [one["path"] for one in package.get("licenses", ()) if "path" in one],
            "keywords": list(package.get("keywords", ())),
            "creator": [agent_of(person) for person in package.get("contributors", ())],
            "citeAs": _bibtex(package),
            "isLiveDataset": False,
            "distribution": [
                {
                    "@type": "cr:FileObject",
                    "@id": f"{table['name']}.parquet",
                    "name": f"{table['name']}.parquet",
                    "contentUrl": table["path"],
                    "encodingFormat": "application/x-parquet",
                    "sha256": sha256_of(table),
                }
                for table in tables
            ],
            "recordSet": [_record_set(table) for table in tables],
        }
    )


def _bibtex(package: Mapping[str, Any]) -> str:
    status: Status = "unreleased" if "-" in str(package.get("version", "-")) else "released"
    return citation_bibtex(Citation(dataset=cited_dataset(package, (str(package.get("id", "")),), status)))


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
            filled(
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
