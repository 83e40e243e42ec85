"""What changed in the schemas of two packages, and whether it breaks what was built on the old ones.

Judged as the Data Package recipe for versions does (<https://datapackage.org/recipes/data-package-version/>): fields
added, removed, moved or of another type, names that changed, and constraints that became stricter break; new resources
and looser constraints do not; titles and descriptions change nothing for a program.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Judgement = Literal["breaking", "compatible", "wording"]
HISTORY_TABLES = frozenset({"redirects", "revisions"})
"""Tables that come with the first entry of the history: no change of the schema."""
_LOWER = ("minimum", "minLength")
_UPPER = ("maximum", "maxLength")

Descriptor = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange:
    """One change; `field` None where the whole table is meant."""

    table: str
    field: str | None
    what: str
    judgement: Judgement


def schema_changes(old: Descriptor, new: Descriptor) -> tuple[SchemaChange, ...]:
    """The changes between the schemas in two package descriptors, in the order of the tables."""
    before, after = _schemas(old), _schemas(new)
    changes: list[SchemaChange] = []
    for table in dict.fromkeys((*before, *after)):
        if table in HISTORY_TABLES and not (table in before and table in after):
            continue
        if table not in after:
            changes.append(_of_table(table, "the table is gone", "breaking"))
        elif table not in before:
            changes.append(_of_table(table, "the table is new", "compatible"))
        else:
            changes += _table_changes(table, before[table], after[table])
    return tuple(changes)


def _schemas(descriptor: Descriptor) -> Mapping[str, Descriptor]:
    return {resource["name"]: resource.get("schema", {}) for resource in descriptor.get("resources", ())}


def _table_changes(table: str, old: Descriptor, new: Descriptor) -> Iterator[SchemaChange]:
    before, after = _fields(old), _fields(new)
    for name in before.keys() - after.keys():
        yield SchemaChange(table=table, field=name, what="the field is gone", judgement="breaking")
    for name in after.keys() - before.keys():
        yield SchemaChange(table=table, field=name, what="the field is new", judgement="breaking")
    both = [name for name in before if name in after]
    if both != [name for name in after if name in before]:
        yield _of_table(table, "the fields stand in another order", "breaking")
    for name in both:
        yield from _field_changes(table, name, before[name], after[name])
    for key in ("primaryKey", "foreignKeys", "uniqueKeys"):
        if old.get(key) != new.get(key):
            yield _of_table(table, f"{key} differs", "breaking")


def _fields(schema: Descriptor) -> Mapping[str, Descriptor]:
    return {field["name"]: field for field in schema.get("fields", ())}


def _field_changes(table: str, name: str, old: Descriptor, new: Descriptor) -> Iterator[SchemaChange]:
    for key in ("type", "format"):
        if old.get(key) != new.get(key):
            what = f"{key} was {old.get(key)}, is {new.get(key)}"
            yield SchemaChange(table=table, field=name, what=what, judgement="breaking")
    before, after = old.get("constraints", {}), new.get("constraints", {})
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            judgement: Judgement = "compatible" if _is_looser(key, before.get(key), after.get(key)) else "breaking"
            what = f"{key} was {_shown(before.get(key))}, is {_shown(after.get(key))}"
            yield SchemaChange(table=table, field=name, what=what, judgement=judgement)
    for key in ("title", "description"):
        if old.get(key) != new.get(key):
            yield SchemaChange(table=table, field=name, what=f"another {key}", judgement="wording")


def _is_looser(key: str, old: Any, new: Any) -> bool:
    """Does everything that the old constraint let through still pass?"""
    if new is None or new is False:
        return True
    if old is None or old is False:
        return False
    if key == "enum":
        return set(old) <= set(new)
    if key in _LOWER:
        return bool(new <= old)
    return bool(new >= old) if key in _UPPER else False


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)[:120]


def _of_table(table: str, what: str, judgement: Judgement) -> SchemaChange:
    return SchemaChange(table=table, field=None, what=what, judgement=judgement)
