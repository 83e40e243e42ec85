"""Descriptions for other catalogues say what the descriptor says, in the shape that their readers ask for."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from datacite import schema45

from dpkit.errors import ConfigError
from dpkit.package.descriptions import KINDS, describe

PACKAGE = Path(__file__).resolve().parent.parent.parent / "datapackage"
DESCRIPTOR: dict[str, Any] = json.loads((PACKAGE / "datapackage.json").read_text())
TABLES = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}


def described(kind: str, **changes: object) -> Any:
    return json.loads(describe(kind, {**DESCRIPTOR, **changes}))


def test_citation_is_yaml_with_what_the_format_asks_for() -> None:
    found = yaml.safe_load(describe("citation", {**DESCRIPTOR, "id": "https://doi.org/10.5072/abc"}))
    assert {"cff-version", "message", "title", "authors"} <= set(found)
    assert found["authors"] == [{"name": person["title"]} for person in DESCRIPTOR["contributors"]]
    assert found["identifiers"] == [{"type": "doi", "value": "10.5072/abc"}]
    assert found["license"] == ["CC-BY-4.0"]
    assert found["date-released"] == DESCRIPTOR["created"][:10]


def test_texts_that_yaml_would_read_as_something_else_stay_texts() -> None:
    odd = {"title": "no: #x", "keywords": ["on", "1e3", "'", '"', "{a}"], "description": "a\nb: c"}
    found = yaml.safe_load(describe("citation", {**DESCRIPTOR, **odd}))
    assert (found["title"], found["keywords"], found["abstract"]) == (odd["title"], odd["keywords"], odd["description"])


@pytest.mark.parametrize("kind", ["citation", "datacite"])
def test_nobody_to_be_cited_is_said_and_not_invented(kind: str) -> None:
    with pytest.raises(ConfigError, match="contributors"):
        describe(kind, {**DESCRIPTOR, "contributors": []})


def test_datacite_has_its_mandatory_parts() -> None:
    found = described("datacite")
    assert {"titles", "creators", "publisher", "publicationYear", "types", "schemaVersion"} <= set(found)
    assert found["publicationYear"] == DESCRIPTOR["created"][:4]
    assert {one["relatedIdentifier"] for one in found["relatedIdentifiers"]} == {
        source["path"] for source in DESCRIPTOR["sources"]
    }
    with pytest.raises(ConfigError, match="created"):
        describe("datacite", {key: value for key, value in DESCRIPTOR.items() if key != "created"})


@pytest.mark.parametrize("facts", [{}, {"id": "https://doi.org/10.5072/abc", "homepage": "https://data.example/"}])
def test_datacite_obeys_the_schema_of_datacite(facts: dict[str, object]) -> None:
    errors = [error.message for error in schema45.validator.iter_errors(described("datacite", **facts))]
    assert errors == []
    broken = {**described("datacite"), "creators": []}
    assert list(schema45.validator.iter_errors(broken)), "the schema finds faults"


def test_ro_crate_uses_no_key_that_its_contexts_do_not_define() -> None:
    """roc-validator 0.13 refused `sha256`, which the context of RO-Crate 1.1 has no term for."""
    found = described("ro-crate")
    assert {"sha256": "https://schema.org/sha256"} in found["@context"]
    (root,) = (node for node in found["@graph"] if node["@id"] == "./")
    assert isinstance(root["author"], dict), "one author is no list"


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("schema-org", lambda found: {one["contentUrl"]: one["sha256"] for one in found["distribution"]}),
        ("croissant", lambda found: {one["contentUrl"]: one["sha256"] for one in found["distribution"]}),
        ("ro-crate", lambda found: {one["@id"]: one["sha256"] for one in found["@graph"] if "sha256" in one}),
        (
            "dcat",
            lambda found: {
                one["dcat:downloadURL"]["@id"]: one["spdx:checksum"]["spdx:checksumValue"]
                for one in found["dcat:distribution"]
            },
        ),
    ],
)
def test_every_table_stands_in_it_with_its_hash(kind: str, files: Any) -> None:
    assert files(described(kind)) == {one["path"]: one["hash"].removeprefix("sha256:") for one in TABLES.values()}


def test_croissant_has_fields_keys_and_references() -> None:
    sets = {one["name"]: one for one in described("croissant")["recordSet"]}
    assert set(sets) == set(TABLES)
    claims = sets["claims"]
    assert claims["key"] == [{"@id": "claims/claim_id"}]
    speaker = next(field for field in claims["field"] if field["name"] == "speaker_id")
    assert speaker["references"] == {"field": {"@id": "entities/entity_id"}}
    fields = [field["name"] for field in claims["field"]]
    assert fields == [field["name"] for field in TABLES["claims"]["schema"]["fields"]]


@pytest.mark.skipif(find_spec("mlcroissant") is None, reason="mlcroissant is not installed")
def test_croissant_loads_by_its_own_library(tmp_path: Path) -> None:
    import mlcroissant

    (tmp_path / "croissant.json").write_text(describe("croissant", DESCRIPTOR))
    (tmp_path / "data").symlink_to(PACKAGE / "data")
    dataset = mlcroissant.Dataset(str(tmp_path / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert len(list(dataset.records("mentions"))) == TABLES["mentions"]["dpkit:rows"]


def test_ro_crate_is_closed_under_its_references() -> None:
    graph = described("ro-crate")["@graph"]
    known = {node["@id"] for node in graph}
    outside = {"https://w3id.org/ro/crate/1.1"}

    def references(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {value["@id"]} if set(value) == {"@id"} else set()
            return own.union(*(references(one) for one in value.values()))
        return set().union(*(references(one) for one in value)) if isinstance(value, list) else set()

    assert set().union(*(references(node) for node in graph)) <= known | outside
    assert sum(node["@type"] == "CreateAction" for node in graph) == 1


def test_nothing_is_a_claim_review_and_nothing_unknown_is_filled_in() -> None:
    for kind in KINDS:
        assert "ClaimReview" not in describe(kind, DESCRIPTOR)
    bare = {"name": "x", "resources": [], "contributors": [{"title": "A"}], "created": "2024-01-31T00:00:00Z"}
    for kind in KINDS:
        text = describe(kind, bare)
        assert "null" not in text
        assert "10." not in text.replace("1.10", "")
