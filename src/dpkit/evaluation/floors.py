"""Pinned floors: figures that may rise and not fall, kept with a digest of the gold that they were measured on.

The file is TOML: per suite the SHA-256 of its gold files, and per language and label the least precision and recall.
"""

import hashlib
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dpkit.errors import InputError
from dpkit.evaluation.suites import Figure, Files

LEAST_GOLD = 8
"""A label with fewer gold items has no floor: one of them would decide it."""

Floor = tuple[float, float]
"""Least precision and least recall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteFloors:
    """The floors of one suite by language and label, and the gold that they hold for."""

    gold_sha256: str
    floors: Mapping[tuple[str, str], Floor]


def gold_digest(files: Files) -> str:
    """One SHA-256 over the paths and bytes of the gold files, in order."""
    digest = hashlib.sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def read_floors(data: bytes, path: str) -> Mapping[str, SuiteFloors]:
    """The floors of all suites.

    Raises: InputError where the file is no TOML of this form.
    """
    try:
        table = tomllib.loads(data.decode("utf-8"))
        return {
            name: SuiteFloors(
                gold_sha256=str(suite["gold_sha256"]),
                floors={
                    (language, label): (float(floor[0]), float(floor[1]))
                    for language, labels in suite.items()
                    if language != "gold_sha256"
                    for label, floor in labels.items()
                },
            )
            for name, suite in table.items()
        }
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path}: {error}; floors as `dpkit eval --raise-floors` writes them were expected") from error


def shortfalls(name: str, floors: SuiteFloors | None, figures: Iterable[Figure], digest: str) -> Iterator[str]:
    """What speaks against the figures of a suite: gold without floors, other gold, a figure below its floor."""
    if floors is None:
        yield f"{name}: it has no floors; a suite with floors (--raise-floors) was expected"
        return
    if floors.gold_sha256 != digest:
        yield f"{name}: the gold has changed; floors measured on it (--raise-floors) were expected"
    measured = {(figure.language, figure.label): figure for figure in figures}
    for key, (precision, recall) in sorted(floors.floors.items()):
        figure = measured.get(key)
        if figure is None:
            yield f"{name}: {' '.join(key)} is not measured; precision {precision:.2f} was expected"
            continue
        for word, value, least in (("precision", figure.precision, precision), ("recall", figure.recall, recall)):
            if value < least:
                yield f"{name}: {' '.join(key)}: {word} is {value:.3f}; at least {least:.2f} was expected"


def raised(floors: SuiteFloors | None, figures: Iterable[Figure], digest: str) -> SuiteFloors:
    """Floors at the figures, rounded down; on the same gold none is ever lowered."""
    old = floors.floors if floors is not None and floors.gold_sha256 == digest else {}
    new: dict[tuple[str, str], Floor] = dict(old)
    for figure in figures:
        if figure.gold >= LEAST_GOLD:
            precision, recall = old.get((figure.language, figure.label), (0.0, 0.0))
            new[(figure.language, figure.label)] = (
                max(precision, _down(figure.precision)),
                max(recall, _down(figure.recall)),
            )
    return SuiteFloors(gold_sha256=digest, floors=new)


def _down(value: float) -> float:
    """Two decimals, rounded down: a floor is never above what was measured."""
    return math.floor(value * 100 + 1e-9) / 100


def floors_text(suites: Mapping[str, SuiteFloors]) -> str:
    """The file of floors, sorted."""
    lines = ["# Least precision and recall per suite, language and label. Written by `dpkit eval --raise-floors`,"]
    lines.append("# which never lowers one on the same gold.")
    for name, suite in sorted(suites.items()):
        lines += ["", f"[{name}]", f'gold_sha256 = "{suite.gold_sha256}"']
        language = ""
        for (of, label), (precision, recall) in sorted(suite.floors.items()):
            if of != language:
                language = of
                lines += ["", f"[{name}.{language}]"]
            lines.append(f'"{label}" = [{precision:.2f}, {recall:.2f}]')
    return "\n".join(lines) + "\n"
