"""The nouns of a table's schema: what one `schemas/<table>.yaml` says, checked and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dpkit.schema.conditions import Condition

FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
FIELD_TYPES: tuple[FieldType, ...] = ("string", "integer", "number", "boolean", "date", "datetime")
WIDTHS: tuple[str, ...] = ("int32", "int64")
"""Arrow types that `dpkit:arrow` may name; every other type follows from the field type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSchema:
    """One column; `is_words` says that it holds words of a document, which an edition may have to withhold."""

    name: str
    title: str
    type: FieldType
    description: str
    width: str | None = None
    required: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    is_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns that point at columns of another table (or of the same one)."""

    fields: tuple[str, ...]
    table: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """What must hold within a row: where all of `when` hold, all of `require` must; nothing is asked of a null."""

    code: str
    name: str
    description: str
    when: tuple[Condition, ...]
    require: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One table; `descriptor` is the Table Schema as it was written, for the package descriptor."""

    name: str
    title: str
    description: str
    fields: tuple[FieldSchema, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]
    row_rules: tuple[RowRule, ...]
    descriptor: Mapping[str, object]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> FieldSchema:
        """The column of this name.

        Raises: KeyError where there is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)
