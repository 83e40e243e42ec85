"""The README of a package: what is in it, how to load it, what one may do with it. Also a Hugging Face dataset card."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dpkit.package.descriptor import data_path, timestamp
from dpkit.package.editions import NOTES
from dpkit.package.escaping import markdown, yaml_string
from dpkit.package.parts import Edition, PackageParts
from dpkit.package.quality import primary_languages, quality_section
from dpkit.package.recipes import recipes
from dpkit.schema import resource_schema


def write_readme(parts: PackageParts) -> bytes:
    """The bytes of README.md: YAML front matter that makes each table a configuration of `datasets`, then Markdown."""
    sections = (
        _front_matter(parts),
        _head(parts),
        *([] if parts.edition is None else [_edition(parts.edition)]),
        _tables(parts),
        quality_section(primary_languages(parts.tables)),
        recipes(parts.tables),
        _rights(parts),
        _columns(parts),
    )
    return ("\n".join(sections)).encode("utf-8", "surrogatepass")


def _front_matter(parts: PackageParts) -> str:
    dataset = parts.dataset
    lines = [f"pretty_name: {yaml_string(dataset.title or dataset.name)}"]
    lines += ["license: other", 'license_name: "mixed"', 'license_link: "README.md#rights"']
    lines += _yaml_list("language", primary_languages(parts.tables))
    lines += _yaml_list("tags", ["frictionless", *dataset.keywords])
    lines += ["configs:"] if any(data.num_rows for data in parts.tables.values()) else []
    # `datasets` 5 fails on a table without rows ("BatchSize must be greater than 0"); it is named only once it has some
    for number, table in enumerate(name for name, data in parts.tables.items() if data.num_rows):
        lines += [f"- config_name: {table}", f"  data_files: {data_path(table)}"]
        lines += ["  default: true"] if number == 0 else []
    return "---\n" + "\n".join(lines) + "\n---\n"


def _yaml_list(key: str, values: Iterable[str]) -> list[str]:
    items = [f"- {yaml_string(value)}" for value in values]
    return [f"{key}:", *items] if items else []


def _head(parts: PackageParts) -> str:
    dataset = parts.dataset
    lines = [f"# {markdown(dataset.title or dataset.name)}", ""]
    lines += [paragraph for text in _paragraphs(dataset.description) for paragraph in (markdown(text), "")]
    lines += [
        f"Version {markdown(dataset.version)}, {timestamp(dataset.created)[:10]}. A [Data Package](https://datapackage.org)"
        " of Parquet files, described by `datapackage.json`.",
        "",
        "A row says *that* somebody said something in a document, never that it is true. Spans (`start_char`,",
        "`end_char`) count Unicode code points into `documents.text`, from 0, the end exclusive.",
        "",
    ]
    return "\n".join(lines)


def _paragraphs(text: str | None) -> list[str]:
    """A text cut at its empty lines, the line breaks within a paragraph made spaces."""
    return [" ".join(part.split()) for part in (text or "").split("\n\n") if part.strip()]


def _edition(edition: Edition) -> str:
    counts = ", ".join(f"{markdown(found)}: {count:,}" for found, count in sorted(edition.documents.items()))
    lines = [
        "## Which edition this is",
        "",
        f"The {markdown(edition.name)} edition. Documents by what of them is passed on (`redistribution`): {counts}.",
        "Of an `offsets_only` document all rows are here, with ids, places and labels, without its words: those",
        "columns are empty, and so are names that it alone uses. Of a `metadata_only` document its row and its sources",
        "are here. Whoever has the documents puts the words back: `dpkit rehydrate THIS --from FOLDER`;",
        f"`{NOTES}` says where words stand that no row gives the place of.",
        "",
    ]
    return "\n".join(lines)


def _tables(parts: PackageParts) -> str:
    lines = ["## What is in it", "", "| table | rows | columns | what a row is |", "|---|---:|---:|---|"]
    for table, data in parts.tables.items():
        description = " ".join((parts.schemas[table].description or "").split())
        lines.append(
            f"| [`{table}`]({data_path(table)}) | {data.num_rows:,} | {data.num_columns} | {markdown(description)} |"
        )
    lines += [
        "",
        "`provenance.json` leads each document to its raw bytes and those to where they were taken from (W3C PROV).",
        "`SHA256SUMS` lists every file: `sha256sum --check SHA256SUMS` says whether the copy at hand is whole.",
        "",
    ]
    return "\n".join(lines)


def _rights(parts: PackageParts) -> str:
    ours = ", ".join(markdown(licence) for licence in parts.dataset.licenses) or "no licence stated"
    lines = [
        "## Rights",
        "",
        f"Selection, structure and annotation: {ours}. That covers no text: the words of each document belong to",
        "whoever holds the rights in it. `license`, `rights_holder` and `redistribution` in the table `documents` say",
        "what is known; `unknown` means that nobody has cleared it.",
        "",
        *_licence_counts(parts),
    ]
    return "\n".join(lines)


def _licence_counts(parts: PackageParts) -> Iterator[str]:
    if "documents" not in parts.tables or parts.tables["documents"].num_rows == 0:
        return
    grouped = parts.tables["documents"].group_by(["license", "redistribution"]).aggregate([([], "count_all")])
    rows = sorted((str(row["license"]), str(row["redistribution"]), row["count_all"]) for row in grouped.to_pylist())
    yield from ("| license | redistribution | documents |", "|---|---|---:|")
    for licence, redistribution, count in rows:
        yield f"| {markdown(licence)} | {markdown(redistribution)} | {count:,} |"
    yield ""


def _columns(parts: PackageParts) -> str:
    lines = ["## Columns", ""]
    for table in parts.tables:
        schema: Mapping[str, Any] = resource_schema(parts.schemas[table])
        lines += [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        for field in schema["fields"]:
            description = " ".join(str(field.get("description", "")).split())
            lines.append(f"| `{field['name']}` | {field['type']} | {markdown(description)} |")
        lines.append("")
    return "\n".join(lines)
