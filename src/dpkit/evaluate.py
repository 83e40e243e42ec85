"""Evaluation of a source checkout: what is extracted from gold documents, held against pinned floors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from dpkit.errors import UsageError
from dpkit.evaluation.claims import SUITE as CLAIMS
from dpkit.evaluation.floors import SuiteFloors, floors_text, gold_digest, raised, read_floors, shortfalls
from dpkit.evaluation.names import SUITE as NAMES
from dpkit.evaluation.sentences import SUITE as SENTENCES
from dpkit.evaluation.suites import Figure, Files, Suite
from dpkit.store import files
from dpkit.store.output import write_curation

SUITES: tuple[Suite, ...] = (CLAIMS, NAMES, SENTENCES)
FOLDER = "evaluation"
FLOORS = f"{FOLDER}/floors.toml"
FIGURES = "src/dpkit/package/data/figures.json"
"""What packages say of the toolkit that built them: the figures of its evaluation."""
MAX_GOLD_BYTES = 2 * 1024 * 1024
MAX_FLOOR_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The figures of each suite, where they come from, and what speaks against them."""

    figures: Mapping[str, tuple[Figure, ...]]
    errors: Mapping[str, tuple[str, ...]]
    """What was confused with what, as lines for people."""
    shortfalls: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    """Suites that were not measured, and why."""


def evaluate(root: Path, names: tuple[str, ...] = (), data: Path | None = None) -> Evaluation:
    """The figures of the suites (all, or those named) on the gold of a source checkout, held against its floors.

    Suites whose gold is no part of the checkout are measured on the folder `data`, and skipped where there is none.

    Raises: UsageError where there is no such suite or no gold, InputError where gold or floors are malformed.
    """
    known = _floors(root)
    figures: dict[str, tuple[Figure, ...]] = {}
    errors: dict[str, tuple[str, ...]] = {}
    found: list[str] = []
    skipped: list[str] = []
    for suite in _chosen(names):
        if suite.is_outside and (reason := _absent(suite, data)) is not None:
            if names:
                raise UsageError(reason)
            skipped.append(reason)
            continue
        gold = _gold(root, suite, data)
        everything = {**gold, **_also_read(root, suite)}
        figures[suite.name] = suite.measure(everything)
        errors[suite.name] = suite.errors(everything) if suite.errors is not None else ()
        found += shortfalls(suite.name, known.get(suite.name), figures[suite.name], gold_digest(gold))
    return Evaluation(figures=figures, errors=errors, shortfalls=tuple(found), skipped=tuple(skipped))


def raise_floors(root: Path, evaluation: Evaluation, data: Path | None = None) -> None:
    """Write the floors that the figures allow (none is lowered on the same gold) and the figures for packages."""
    suites = dict(_floors(root))
    for suite in _chosen(tuple(evaluation.figures)):
        digest = gold_digest(_gold(root, suite, data))
        suites[suite.name] = raised(suites.get(suite.name), evaluation.figures[suite.name], digest)
    write_curation(root, FLOORS, floors_text(suites).encode())
    known = json.loads(files.read_bytes(root, FIGURES, MAX_FLOOR_BYTES)) if _is_file(root, FIGURES) else {}
    measured = known.get("suites", {}) | {name: _plain(figures) for name, figures in evaluation.figures.items()}
    text = json.dumps({"dpkit": version("dpkit"), "suites": measured}, indent=1, sort_keys=True)
    write_curation(root, FIGURES, (text + "\n").encode())


def show(root: Path, name: str, document: str) -> str:
    """One gold document of a suite, its annotations in context.

    Raises: UsageError where there is no such suite or document.
    """
    (suite,) = _chosen((name,))
    if suite.is_outside:
        return suite.show({}, document)
    return suite.show({**_gold(root, suite), **_also_read(root, suite)}, document)


def _chosen(names: tuple[str, ...]) -> tuple[Suite, ...]:
    known = {suite.name: suite for suite in SUITES}
    for name in names:
        if name not in known:
            raise UsageError(f"{name}: there is no such suite; one of {', '.join(known)} was expected")
    return tuple(known[name] for name in names) if names else SUITES


def _gold(root: Path, suite: Suite, data: Path | None = None) -> Files:
    if suite.is_outside:
        return _files_below(data, suite.folder) if data is not None else {}
    return _files_below(root, f"{FOLDER}/{suite.folder}")


def _absent(suite: Suite, data: Path | None) -> str | None:
    """Why a suite with gold outside cannot be measured."""
    if data is None:
        return (
            f"{suite.name}: its gold is no part of dpkit; --data with a folder that holds {suite.folder}/ was expected"
        )
    if files.kind_of(data / suite.folder) != "folder":
        return f"{data}: no {suite.folder} here; a folder that holds {suite.folder}/ was expected"
    return None


def _also_read(root: Path, suite: Suite) -> Files:
    if suite.reads is None:
        return {}
    return {f"{suite.reads}/{path}": data for path, data in _files_below(root, f"{FOLDER}/{suite.reads}").items()}


def _files_below(root: Path, folder: str) -> Files:
    if files.kind_of(root / folder) != "folder":
        raise UsageError(f"{root}: no {folder} here; a source checkout of dpkit was expected")
    entries = [entry for entry in files.walk(root, folder) if entry.kind == "file"]
    return {
        entry.path.removeprefix(f"{folder}/"): files.read_bytes(root, entry.path, MAX_GOLD_BYTES) for entry in entries
    }


def _floors(root: Path) -> Mapping[str, SuiteFloors]:
    return read_floors(files.read_bytes(root, FLOORS, MAX_FLOOR_BYTES), FLOORS) if _is_file(root, FLOORS) else {}


def _is_file(root: Path, path: str) -> bool:
    return files.kind_of(root / path) == "file"


def _plain(figures: tuple[Figure, ...]) -> dict[str, dict[str, dict[str, float | int]]]:
    """Figures as JSON has them: language → label → precision, recall and how many gold items there are."""
    plain: dict[str, dict[str, dict[str, float | int]]] = {}
    for figure in figures:
        plain.setdefault(figure.language, {})[figure.label] = {
            "precision": round(figure.precision, 3),
            "recall": round(figure.recall, 3),
            "gold": figure.gold,
        }
    return plain
