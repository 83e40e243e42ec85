"""A ring of parents is found over the entities of all shards, with the findings of a build in one piece."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dpkit import document
from dpkit.build import BuildOptions, build
from dpkit.document import DocumentTask, Stopwatch
from dpkit.fresh import build_tables
from dpkit.model import DocumentResult, Finding
from dpkit.store.project import load_project
from histories import CONFIG

NAMES: Mapping[str, str] = {"a": "Ministry of Tides", "b": "Moon Office", "c": "Harbour Union"}
RING: Mapping[str, str | None] = {"a": "b", "b": "c", "c": "a"}


def make_project(root: Path, parents: Mapping[str, str | None]) -> Path:
    """Three documents, each with one entity of the authority list."""
    (root / "raw/tides.example").mkdir(parents=True)
    (root / "curation").mkdir()
    (root / "dpkit.toml").write_text(CONFIG)
    lines: list[str] = []
    for key, name in NAMES.items():
        text = f"Weather\n\nThe {name} said that 2,500 people were helped.\n"
        (root / f"raw/tides.example/{key}.txt").write_text(text)
        lines += [f"- id: {key}", f"  name: {name}", "  type: organisation"]
        lines += [f"  parent: {parents[key]}"] if parents[key] else []
    (root / "curation/entities.yaml").write_text("\n".join(lines) + "\n")
    return root


def cycles(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.code == "DP504"]


def by_shards(root: Path) -> tuple[list[Finding], bool]:
    report = build(load_project(root), BuildOptions(clock=time.perf_counter, keep_going=True))
    return cycles(report.findings), report.is_written


def in_one_piece(root: Path) -> list[Finding]:
    options = BuildOptions(clock=time.perf_counter, keep_going=True)
    return cycles(tuple(build_tables(load_project(root), options, Stopwatch(options.clock)).findings))


@pytest.fixture(params=[1, 2, 512], ids=["a shard each", "some shards", "one shard"])
def _sharding(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dpkit.shards.cut.MEAN_DOCUMENTS", request.param)


@pytest.mark.usefixtures("_sharding")
def test_a_ring_in_the_authority_list_is_found_whatever_the_sharding(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", RING)
    found, is_written = by_shards(root)
    assert [finding.field for finding in found] == ["parent_entity_id"] * 3
    assert found == in_one_piece(root)
    assert not is_written
    assert by_shards(root)[0] == found  # now from the cache


@pytest.mark.usefixtures("_sharding")
def test_a_ring_that_no_document_holds_alone_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each document gives its own entity a parent: only the merged entities show the ring."""
    root = make_project(tmp_path / "project", dict.fromkeys(NAMES))
    sound = document.read_document

    def with_parent(task: DocumentTask, *rest: Any) -> DocumentResult:
        result = sound(task, *rest)
        parents = {key: RING[key] for key in NAMES if task.document_id.endswith(f"{key}.txt")}
        entities = tuple(
            replace(entity, parent_entity_id=parents.get(entity.entity_id)) for entity in result.names.entities
        )
        return replace(result, names=replace(result.names, entities=entities))

    monkeypatch.setattr("dpkit.shards.reading.read_document", with_parent)
    monkeypatch.setattr("dpkit.fresh.read_document", with_parent)
    found, is_written = by_shards(root)
    assert len(found) == len(NAMES)
    assert found == in_one_piece(root)
    assert not is_written


def test_a_chain_of_parents_that_ends_is_no_ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dpkit.shards.cut.MEAN_DOCUMENTS", 1)
    found, is_written = by_shards(make_project(tmp_path / "project", {**RING, "c": None}))
    assert (found, is_written) == ([], True)
