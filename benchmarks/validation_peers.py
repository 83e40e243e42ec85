"""Other ways to check the tables of a package, each as a program of its own: python validation_peers.py WAY PACKAGE

`read` reads all columns with pyarrow and checks nothing; `frictionless` validates the package with its foreign keys;
`pandera` and `pandera-pandas` check whole tables against the schemas (types, constraints, row rules, no keys);
`pointblank` does the same for required values, enumerations, patterns and ranges; `dpkit-rows` is what `dpkit validate`
does of that and nothing else: the same work as pandera's.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dpkit.schema import FieldSchema, TableSchema, default_schemas


def main() -> int:
    way, package = sys.argv[1], Path(sys.argv[2])
    return WAYS[way](package)


def read(package: Path) -> int:
    rows = 0
    for path in sorted((package / "data").glob("*.parquet")):
        for batch in pq.ParquetFile(path, page_checksum_verification=True).iter_batches(65_536):
            rows += batch.num_rows
    print(rows, "rows")
    return 0


def frictionless(package: Path) -> int:
    from frictionless import Package

    report = Package(str(package / "datapackage.json")).validate()
    print("valid" if report.valid else report.flatten(["type", "note"])[:5])
    return 0 if report.valid else 1


def dpkit_rows(package: Path) -> int:
    import polars as pl

    from dpkit.validate.columns import row_faults, structure_faults

    schemas = default_schemas()
    files = {name: pq.ParquetFile(package / "data" / f"{name}.parquet") for name in schemas}
    faults = len(
        list(structure_faults({name: file.schema_arrow.empty_table() for name, file in files.items()}, schemas))
    )
    for name, file in files.items():
        for batch in file.iter_batches(65_536):
            frame = pl.from_arrow(batch)
            assert isinstance(frame, pl.DataFrame)
            faults += sum(1 for _ in row_faults(frame, schemas[name]))
    print(faults, "faults")
    return 0


def pandera(package: Path) -> int:
    import polars as pl

    from dpkit.schema.frames import pandera_schema

    for name, schema in default_schemas().items():
        frame = pl.from_arrow(pq.ParquetFile(package / "data" / f"{name}.parquet").read())
        assert isinstance(frame, pl.DataFrame)
        pandera_schema(schema).validate(frame, lazy=True)
    return 0


def pandera_pandas(package: Path) -> int:
    import pandera.pandas as pandera

    for name, schema in default_schemas().items():
        frame = pq.ParquetFile(package / "data" / f"{name}.parquet").read().to_pandas()
        columns = {
            field.name: pandera.Column(checks=list(_pandas_checks(pandera, field)), nullable=not field.required)
            for field in schema.fields
        }
        pandera.DataFrameSchema(columns, strict=True, ordered=True, unique=list(schema.primary_key)).validate(
            frame, lazy=True
        )
    return 0


def _pandas_checks(pandera: Any, field: FieldSchema) -> Iterator[Any]:
    if field.enum:
        yield pandera.Check.isin(list(field.enum))
    if field.pattern is not None:
        yield pandera.Check.str_matches(field.pattern)
    if field.minimum is not None:
        yield pandera.Check.ge(field.minimum)
    if field.maximum is not None:
        yield pandera.Check.le(field.maximum)
    if field.min_length is not None or field.max_length is not None:
        yield pandera.Check.str_length(field.min_length, field.max_length)


def pointblank(package: Path) -> int:
    import pointblank as pb  # type: ignore[import-not-found,unused-ignore]
    import polars as pl

    for name, schema in default_schemas().items():
        table = pl.from_arrow(pq.ParquetFile(package / "data" / f"{name}.parquet").read())
        checked = _pointed(pb.Validate(data=table), schema).interrogate()
        print(name, checked.all_passed())
    return 0


def _pointed(validation: Any, schema: TableSchema) -> Any:
    for field in schema.fields:
        if field.required:
            validation = validation.col_vals_not_null(field.name)
        if field.enum:
            allowed = [*field.enum] if field.required else [*field.enum, None]
            validation = validation.col_vals_in_set(field.name, allowed)
        if field.pattern is not None:
            validation = validation.col_vals_regex(field.name, field.pattern, na_pass=True)
        if field.minimum is not None:
            validation = validation.col_vals_ge(field.name, field.minimum, na_pass=True)
    return validation.rows_distinct(list(schema.primary_key))


WAYS = {
    "read": read,
    "frictionless": frictionless,
    "dpkit-rows": dpkit_rows,
    "pandera": pandera,
    "pandera-pandas": pandera_pandas,
    "pointblank": pointblank,
}

if __name__ == "__main__":
    sys.exit(main())
