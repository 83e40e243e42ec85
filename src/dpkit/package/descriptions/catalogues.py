"""CITATION.cff 1.2.0, DataCite 4.5, schema.org Dataset, DCAT 3."""

from collections.abc import Mapping
from typing import Any

from dpkit.errors import ConfigError
from dpkit.package.descriptions.facts import (
    PARQUET,
    Node,
    agent_of,
    citable,
    day_of,
    doi_address,
    doi_of,
    filled,
    sha256_of,
    source_addresses,
    spdx_licenses,
    tables_of,
    title_of,
)


def citation(package: Mapping[str, Any]) -> Node:
    """CITATION.cff; contributors are named as a whole, since which part of a name is the family's is not known."""
    return filled(
        {
            "cff-version": "1.2.0",
            "message": "Please cite this dataset as below.",
            "type": "dataset",
            "title": title_of(package),
            "authors": [
                filled({"name": person["title"], "website": person.get("path")}) for person in citable(package)
            ],
            "version": package.get("version"),
            "date-released": day_of(package),
            "license": spdx_licenses(package),
            "keywords": list(package.get("keywords", ())),
            "url": package.get("homepage"),
            "identifiers": [{"type": "doi", "value": doi} for doi in [doi_of(package)] if doi],
            "abstract": package.get("description"),
        }
    )


def datacite(package: Mapping[str, Any]) -> Node:
    """Attributes of a DataCite record; who publishes is a contributor of the role publisher."""
    people = citable(package)
    publishers = [person["title"] for person in people if "publisher" in person.get("roles", ())]
    doi, day = doi_of(package), day_of(package)
    if day is None:
        raise ConfigError("dpkit.toml: DataCite asks for a year; package.created (a release sets it) was expected")
    return filled(
        {
            "schemaVersion": "http://datacite.org/schema/kernel-4",
            "types": {"resourceType": "Tabular data package", "resourceTypeGeneral": "Dataset"},
            "doi": doi,
            "titles": [{"title": title_of(package)}],
            "creators": [{"name": person["title"]} for person in people],
            "publisher": {"name": publishers[0] if publishers else ":unav"},
            "publicationYear": day[:4],
            "version": package.get("version"),
            "dates": [{"date": day, "dateType": "Created"}],
            "subjects": [{"subject": keyword} for keyword in package.get("keywords", ())],
            "rightsList": [
                filled({"rights": one.get("title"), "rightsUri": one.get("path"), "rightsIdentifier": one.get("name")})
                for one in package.get("licenses", ())
            ],
            "descriptions": [
                {"description": text, "descriptionType": "Abstract"} for text in [package.get("description")] if text
            ],
            "relatedIdentifiers": [
                {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
                for url in source_addresses(package)
            ],
            "formats": [PARQUET],
        }
    )


def schema_org(package: Mapping[str, Any]) -> Node:
    """A schema.org Dataset with a download for each table."""
    return filled(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": title_of(package),
            "description": package.get("description"),
            "identifier": doi_address(package) or package.get("name"),
            "url": package.get("homepage"),
            "version": package.get("version"),
            "dateCreated": package.get("created"),
            "license": [one["path"] for one in package.get("licenses", ()) if "path" in one],
            "keywords": list(package.get("keywords", ())),
            "creator": [agent_of(person) for person in package.get("contributors", ())],
            "isBasedOn": list(source_addresses(package)),
            "distribution": [
                filled(
                    {
                        "@type": "DataDownload",
                        "name": table["name"],
                        "description": table.get("description"),
                        "contentUrl": table["path"],
                        "encodingFormat": table.get("mediatype", PARQUET),
                        "sha256": sha256_of(table),
                    }
                )
                for table in tables_of(package)
            ],
        }
    )


def dcat(package: Mapping[str, Any]) -> Node:
    """A DCAT 3 dataset with a distribution for each table."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
            "prov": "http://www.w3.org/ns/prov#", "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        **filled({
            "@id": doi_address(package) or f"urn:dpkit:{package['name']}", "@type": "dcat:Dataset",
            "dct:title": title_of(package), "dct:description": package.get("description"),
            "dct:identifier": doi_of(package) or package["name"], "dcat:version": package.get("version"),
            "dcat:keyword": list(package.get("keywords", ())),
            "dct:issued": {"@type": "xsd:dateTime", "@value": package["created"]} if "created" in package else None,
            "dct:license": [{"@id": one["path"]} for one in package.get("licenses", ()) if "path" in one],
            "dct:creator": [
                {"@type": "foaf:Agent", "foaf:name": person["title"]} for person in package.get("contributors", ())
            ],
            "prov:wasDerivedFrom": [{"@id": url} for url in source_addresses(package)],
            "dcat:distribution": [
                {
                    "@type": "dcat:Distribution", "dct:title": table["name"],
                    "dcat:downloadURL": {"@id": table["path"]},
                    "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{PARQUET}"},
                    "spdx:checksum": {
                        "@type": "spdx:Checksum", "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                        "spdx:checksumValue": sha256_of(table),
                    },
                }
                for table in tables_of(package)
            ],
        }),
    }  # fmt: skip
