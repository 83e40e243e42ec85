"""The schema files themselves, and that everything compiled from them agrees."""

from typing import Any, get_args

import pyarrow as pa
import pytest
from frictionless import Package, Resource, Schema

from dpkit import model
from dpkit.schema import (
    TABLES,
    arrow_schema,
    default_schemas,
    dictionary,
    resource_schema,
)
from dpkit.schema.frames import pandera_schema
from made_documents import made_tables

ENUMERATIONS = {
    ("documents", "document_type"): model.DocumentType,
    ("documents", "redistribution"): model.Redistribution,
    ("sources", "relation"): model.Relation,
    ("sources", "status"): model.SourceStatus,
    ("paragraphs", "role"): model.Role,
    ("entities", "entity_type"): model.EntityType,
    ("aliases", "kind"): model.AliasKind,
    ("mentions", "kind"): model.MentionKind,
    ("mentions", "method"): model.Method,
    ("claims", "speaker_basis"): model.SpeakerBasis,
    ("claims", "attribution"): model.Attribution,
    ("claims", "speech_act"): model.SpeechAct,
    ("claims", "polarity"): model.Polarity,
    ("claims", "certainty"): model.Certainty,
    ("claims", "time_frame"): model.TimeFrame,
    ("claims", "method"): model.Method,
    ("cues", "kind"): model.CueKind,
    ("quantities", "kind"): model.QuantityKind,
    ("quantities", "precision"): model.Precision,
    ("dates", "granularity"): model.Granularity,
    ("dates", "anchor"): model.Anchor,
}


@pytest.mark.parametrize(("table", "column"), ENUMERATIONS)
def test_enumerations_are_those_of_the_model(table: str, column: str) -> None:
    assert set(default_schemas()[table].field(column).enum) == set(get_args(ENUMERATIONS[table, column]))


def test_ten_tables_each_keyed_by_its_first_column() -> None:
    schemas = default_schemas()
    assert tuple(schemas) == TABLES
    for schema in schemas.values():
        assert schema.primary_key == schema.column_names[:1]
        assert schema.fields[0].required


def test_every_column_is_described() -> None:
    for schema in default_schemas().values():
        for field in schema.fields:
            assert field.title
            assert field.description.endswith("."), (schema.name, field.name)


def test_columns_that_hold_words_are_nullable() -> None:
    words = [(s.name, f.name) for s in default_schemas().values() for f in s.fields if f.is_words]
    assert len(words) == 10
    assert not any(default_schemas()[table].field(name).required for table, name in words)


def test_tables_schemas_and_dictionary_agree() -> None:
    tables, schemas = made_tables(), default_schemas()
    page = dictionary(schemas.values())
    for name, schema in schemas.items():
        section = page.split(f"## {name}\n")[1].split("\n## ")[0]
        listed = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        assert tuple(listed) == schema.column_names
        assert tables[name].schema.equals(arrow_schema(schema), check_metadata=True)
        assert tuple(field["name"] for field in resource_schema(schema)["fields"]) == schema.column_names
        assert tuple(pandera_schema(schema).columns) == schema.column_names


def test_descriptions_travel_with_the_arrow_schema() -> None:
    metadata = arrow_schema(default_schemas()["claims"]).field("polarity").metadata
    assert metadata[b"description"] == b"Whether the main predicate is affirmed or negated."


def test_types_are_portable() -> None:
    allowed = {pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("ms", "UTC")}
    for schema in default_schemas().values():
        assert {field.type for field in arrow_schema(schema)} <= allowed


def test_resource_schemas_are_fresh_copies() -> None:
    first = resource_schema(default_schemas()["claims"])
    first["fields"].clear()
    assert resource_schema(default_schemas()["claims"])["fields"]


def _cells(table: pa.Table) -> list[list[Any]]:
    return [table.column_names, *([*row.values()] for row in table.to_pylist())]


def test_stock_frictionless_accepts_schemas_and_tables_with_keys() -> None:
    resources = []
    for name, table in made_tables().items():
        descriptor = resource_schema(default_schemas()[name])
        assert list(Schema.metadata_validate(descriptor)) == []
        resources.append(Resource(name=name, data=_cells(table), schema=Schema.from_descriptor(descriptor)))
    report = Package(name="made", resources=resources).validate()
    assert report.flatten(["type", "note"]) == []
    assert report.stats["tasks"] == len(TABLES)


def test_stock_frictionless_finds_a_dangling_key() -> None:
    tables = made_tables()
    resources = []
    for name, table in tables.items():
        cells = _cells(table)
        if name == "claims":
            cells[1][cells[0].index("paragraph_id")] = "par_aaaaaaaaaaaaaaaa"
        schema = Schema.from_descriptor(resource_schema(default_schemas()[name]))
        resources.append(Resource(name=name, data=cells, schema=schema))
    report = Package(name="made", resources=resources).validate()
    assert [row[0] for row in report.flatten(["type"])] == ["foreign-key"]
