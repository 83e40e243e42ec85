"""Ids point at the same words whatever is put beside, above or below them."""

import time
from pathlib import Path

import pyarrow as pa

from conftest import SEED
from dpkit.build import BuildOptions, build
from dpkit.store.project import load_project

WORDS = {
    "paragraphs": ("paragraph_id", "text"),
    "claims": ("claim_id", "text"),
    "mentions": ("mention_id", "text"),
    "cues": ("cue_id", "text"),
    "quantities": ("quantity_id", "text"),
    "dates": ("date_id", "text"),
    "entities": ("entity_id", "name"),
    "aliases": ("alias_id", "text"),
    "sources": ("source_id", "url"),
}


def words_of(project: Path) -> dict[str, dict[str, str]]:
    """For each table the words that each id points at."""
    from dpkit.api import open_package

    report = build(load_project(project), BuildOptions(clock=time.perf_counter))
    assert report.is_written, report.findings
    package = open_package(project / "datapackage")
    return {table: _pairs(package.table(table), *columns) for table, columns in WORDS.items()}


def _pairs(table: pa.Table, key: str, value: str) -> dict[str, str]:
    return dict(zip(table.column(key).to_pylist(), table.column(value).to_pylist(), strict=True))


def assert_kept(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> None:
    for table, rows in before.items():
        kept = {key: after[table].get(key) for key in rows}
        assert kept == rows, table


def test_a_paragraph_inserted_at_the_top_keeps_every_id_at_its_words(seed_project: Path) -> None:
    before = words_of(seed_project)
    raw = seed_project / SEED
    top = "The Ministry of Foreign Affairs of Kazakhstan and the CSTO met in Almaty on January 10, 2022.\n\n"
    raw.write_bytes(top.encode() + raw.read_bytes())
    (seed_project / "raw" / "raw.lock.json").unlink()
    after = words_of(seed_project)
    assert_kept(before, after)
    assert len(after["paragraphs"]) == len(before["paragraphs"]) + 1


def test_another_document_keeps_every_id_at_its_words(seed_project: Path) -> None:
    before = words_of(seed_project)
    other = seed_project / "raw" / "another.txt"
    other.write_text("The CSTO and Kazakhstan signed an agreement on 3 May 2021.\n\nKazakhstan thanked the CSTO.\n")
    after = words_of(seed_project)
    assert_kept(before, after)
    assert len(after["paragraphs"]) > len(before["paragraphs"])
