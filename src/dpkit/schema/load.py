"""Schema files → `TableSchema`s, with file and line in every error."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

from dpkit.errors import ConfigError
from dpkit.schema.conditions import Condition, parse_condition
from dpkit.schema.resource import stated_schema
from dpkit.schema.source import Source, read_source
from dpkit.schema.table import FIELD_TYPES, WIDTHS, FieldSchema, FieldType, ForeignKey, RowRule, TableSchema

TABLES: tuple[str, ...] = (
    "documents", "sources", "paragraphs", "entities", "aliases", "mentions", "claims", "cues", "quantities", "dates",
)  # fmt: skip
"""The ten tables, in the order of the package."""
HISTORY_TABLES: tuple[str, ...] = ("redirects", "revisions")
"""The tables that join them once there is history; what they hold is the toolkit's to say."""

_FIELD_KEYS = ("name", "title", "type", "description", "constraints", "dpkit:arrow", "dpkit:words")
_CONSTRAINTS = ("required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength")
_ROOT_KEYS = (
    "$schema", "name", "title", "description", "fields", "primaryKey", "uniqueKeys", "foreignKeys", "dpkit:rowRules",
)  # fmt: skip
_RULE_KEYS = ("name", "code", "description", "when", "require")
_GENERIC_CODE = "DP420"
"""The code of a row rule that names none: schemas of other datasets need no entry in dpkit's catalogue."""


def load_schemas(texts: Mapping[str, str]) -> Mapping[str, TableSchema]:
    """The schemas in `texts` (file name or table name → YAML), in the order of the ten tables.

    Raises: ConfigError, with file and line, where a schema cannot be used or a table is missing.
    """
    by_table = {name.rsplit("/", 1)[-1].removesuffix(".yaml"): (name, text) for name, text in texts.items()}
    missing = [table for table in TABLES if table not in by_table]
    if missing:
        raise ConfigError(f"schemas: no schema for {', '.join(missing)}; expected one file for each of the ten tables")
    ours = default_schema_texts()
    schemas = {
        table: _table(read_source(*by_table[table], is_ours=by_table[table][1] == ours[table]), table)
        for table in TABLES
    }
    for table, schema in schemas.items():
        _check_references(by_table[table][0], schema, schemas)
        if by_table[table][1] != ours[table]:
            _check_columns(by_table[table][0], schema, default_schemas()[table])
    return schemas


def _check_columns(name: str, schema: TableSchema, ours: TableSchema) -> None:
    """Refuse other columns than the rows have: a dataset may constrain its columns further, not invent or drop one."""
    odd = sorted(set(schema.column_names) ^ set(ours.column_names))
    if odd:
        more = [column for column in odd if column in schema.column_names]
        what = f"{', '.join(more)} is no column" if more else f"the column {', '.join(odd)} is missing"
        raise ConfigError(f"{name}: {what} of {schema.name}; expected the columns that dpkit fills")


@cache
def default_schemas() -> Mapping[str, TableSchema]:
    """The schemas that dpkit brings along."""
    return load_schemas({f"{table}.yaml": text for table, text in default_schema_texts().items()})


@cache
def history_schemas() -> Mapping[str, TableSchema]:
    """The schemas of the tables that join the ten once there is history."""
    texts = _shipped_texts(HISTORY_TABLES)
    schemas = {
        table: _table(read_source(f"{table}.yaml", texts[table], is_ours=True), table) for table in HISTORY_TABLES
    }
    for table, schema in schemas.items():
        _check_references(f"{table}.yaml", schema, default_schemas())
    return schemas


def packaged_schemas(descriptor: Mapping[str, Any]) -> Mapping[str, TableSchema]:
    """The schemas of the tables in the descriptor of a package that dpkit wrote, history tables too.

    Raises: ConfigError where a schema cannot be used.
    """
    schemas = {}
    for resource in descriptor["resources"]:
        facts = {key: resource[key] for key in ("name", "title", "description")}
        text = json.dumps({**facts, **stated_schema(resource["schema"])}, ensure_ascii=False)
        schemas[resource["name"]] = _packaged(resource["name"], text)
    return schemas


@lru_cache(maxsize=64)
def _packaged(name: str, text: str) -> TableSchema:
    return _table(read_source(f"datapackage.json: {name}", text), name)


def default_schema_texts() -> Mapping[str, str]:
    """The YAML of the schema of each of the ten tables as dpkit brings it along."""
    return _shipped_texts(TABLES)


def _shipped_texts(tables: Iterable[str]) -> Mapping[str, str]:
    root = files("dpkit")
    folder = root / "schemas"
    if not folder.is_dir():  # an editable install: the wheel alone copies the repository's folder into the package
        folder = root / ".." / ".." / "schemas"
    return {table: (folder / f"{table}.yaml").read_text(encoding="utf-8") for table in tables}


def _table(root: Source, table: str) -> TableSchema:
    root.only(_ROOT_KEYS)
    if root.text("name") != table:
        root.refuse("name", f"is {root.text('name')!r}", f"{table!r}, as the file is called")
    fields = tuple(_field(item) for item in root.items("fields"))
    columns = tuple(field.name for field in fields)
    if len(set(columns)) != len(columns) or not columns:
        root.refuse("fields", "names a column twice or none", "columns that differ")
    primary_key = root.texts("primaryKey")
    if primary_key != columns[:1] or not fields[0].required or fields[0].type != "string":
        root.refuse("primaryKey", f"is {list(primary_key)}", "the first column alone, a required string")
    schema = TableSchema(
        name=table,
        title=root.text("title"),
        description=root.text("description"),
        fields=fields,
        primary_key=primary_key,
        unique_keys=tuple(_known(item, item.texts(None), columns) for item in root.items("uniqueKeys")),
        foreign_keys=tuple(_foreign_key(item, table, columns) for item in root.items("foreignKeys")),
        row_rules=tuple(_row_rule(item, columns) for item in root.items("dpkit:rowRules")),
        descriptor=cast("Mapping[str, object]", root.value),
    )
    _check_portable(root, schema)
    return schema


def _field(item: Source) -> FieldSchema:
    item.only(_FIELD_KEYS)
    kind = item.choice("type", FIELD_TYPES)
    width = item.choice("dpkit:arrow", WIDTHS, optional=True)
    if (width is not None) != (kind == "integer"):
        item.refuse("type", "has a wrong width", "dpkit:arrow (int32 or int64) on integers and on nothing else")
    limits = item.child("constraints")
    limits.only(_CONSTRAINTS)
    pattern = limits.text("pattern", optional=True) or None
    if pattern is not None and not _is_safe_pattern(pattern):
        limits.refuse("pattern", f"is {pattern!r}", "^(?:…)$ without look-around or back-references")
    return FieldSchema(
        name=item.text("name"),
        title=item.text("title"),
        type=cast("FieldType", kind),
        description=item.text("description"),
        width=width,
        required=limits.flag("required"),
        enum=limits.texts("enum"),
        pattern=pattern,
        minimum=limits.number("minimum"),
        maximum=limits.number("maximum"),
        min_length=limits.whole("minLength"),
        max_length=limits.whole("maxLength"),
        is_words=item.flag("dpkit:words"),
    )


def _foreign_key(item: Source, table: str, columns: tuple[str, ...]) -> ForeignKey:
    item.only(("fields", "reference"))
    reference = item.child("reference")
    reference.only(("resource", "fields"))
    fields, targets = _known(item, item.texts("fields"), columns), reference.texts("fields")
    if len(fields) != len(targets) or not fields:
        item.refuse("reference", "has another number of columns than the key", "as many")
    return ForeignKey(fields=fields, table=reference.text("resource", optional=True) or table, reference=targets)


def _row_rule(item: Source, columns: tuple[str, ...]) -> RowRule:
    item.only(_RULE_KEYS)
    code = item.text("code", optional=True) or _GENERIC_CODE
    if not re.fullmatch(r"DP4[2-9][0-9]", code):
        item.refuse("code", f"is {code!r}", "a code from DP420 to DP499")
    return RowRule(
        code=code,
        name=item.text("name"),
        description=item.text("description"),
        when=_conditions(item, "when", columns),
        require=_conditions(item, "require", columns),
    )


def _conditions(item: Source, key: str, columns: tuple[str, ...]) -> tuple[Condition, ...]:
    conditions = []
    for line in item.texts(key):
        try:
            conditions.append(parse_condition(line, columns))
        except (ValueError, re.error) as error:
            item.refuse(key, f"cannot be read ({error})", "conditions", cause=error)
    return tuple(conditions)


def _known(item: Source, names: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [name for name in names if name not in columns]
    if unknown or not names:
        item.refuse(None, f"names {', '.join(unknown) or 'nothing'}", "columns of this table")
    return names


def _is_safe_pattern(pattern: str) -> bool:
    """Whether all engines read a pattern alike: anchored at both ends, no look-around, no back-reference."""
    if not (pattern.startswith("^(?:") and pattern.endswith(")$")) or re.search(r"\(\?(?!:)|\\[1-9]", pattern):
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _check_portable(root: Source, schema: TableSchema) -> None:
    """Refuse what stock frictionless cannot validate: nullable integers and timestamps in one table."""
    has_nullable_integer = any(field.type == "integer" and not field.required for field in schema.fields)
    if has_nullable_integer and any(field.type == "datetime" for field in schema.fields):
        root.refuse("fields", "has a nullable integer beside a datetime", "one of them, or required: true")


def _check_references(name: str, schema: TableSchema, schemas: Mapping[str, TableSchema]) -> None:
    for key in schema.foreign_keys:
        target = schemas.get(key.table)
        if target is None or key.reference != target.primary_key:
            raise ConfigError(
                f"{name}: the foreign key {', '.join(key.fields)} points at {key.table}.{', '.join(key.reference)}; "
                "expected the primary key of one of the ten tables"
            )
