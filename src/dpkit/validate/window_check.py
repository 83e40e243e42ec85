"""One window of whole documents → its faults, wherever that is done: in a thread, or in another process."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from dpkit.schema import TableSchema
from dpkit.validate.checks import Edition, content_faults
from dpkit.validate.faults import Fault
from dpkit.validate.keys import reference_faults, repeated_faults, ring_faults, unique_faults
from dpkit.validate.order import late_faults
from dpkit.validate.sources import Frames, Key, Values
from dpkit.validate.windows import LATE, mark_of

Far = Mapping[str, set[str]]
"""Ids by table: of rows in other windows, or that stand in several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a window cannot tell by itself, the same for all windows of a package. It can be sent to a process."""

    schemas: Mapping[str, TableSchema]
    repeated: Mapping[str, Mapping[Key, set[Values]]]
    """Keys whose equals may stand in any two windows."""
    rings: Mapping[str, Sequence[str]]
    documents: Mapping[str, int] | None
    """The documents of the package; None where it has no table of them."""
    entities: pl.DataFrame | None
    withheld: pl.DataFrame | None
    """Documents without text, where rows of one document hold words of another."""
    edition: Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The marked rows of all tables in one window; with `fetched` rows of other windows it is not put off."""

    number: int
    frames: Frames
    fetched: Frames | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A window with its faults; none yet where it points at rows that must be fetched (`far`)."""

    number: int
    frames: Frames
    faults: list[Fault] = field(default_factory=list)
    far: Far = field(default_factory=dict)


class WindowChecks(Protocol):
    """Where windows are checked, several at a time. Results are asked for in the order of the windows."""

    @property
    def width(self) -> int:
        """How many windows are worth having on the way."""
        ...

    def begin(self, known: Known, count: int) -> None:
        """Get ready for so many windows of one package."""
        ...

    def submit(self, window: Window) -> Future[Checked]:
        """Have a window checked."""
        ...

    def end(self) -> None:
        """Let go of what was held ready: no more windows of this package follow."""
        ...


def check_window(known: Known, window: Window) -> Checked:
    """All faults of the rows of a window, but those of the structure of its tables."""
    frames = window.frames
    plain = {name: rows.drop([column for column in rows.columns if column[0] == "#"]) for name, rows in frames.items()}
    far = _far(known, plain) if window.fetched is None else {}
    if far:
        return Checked(number=window.number, frames={}, far=far)
    lookup = _lookup(known, plain, window.fetched or {})
    faults = [
        *content_faults(plain, known.schemas, edition=known.edition, lookup=lookup, withheld=known.withheld),
        *reference_faults(plain, known.schemas, lookup),
        *_key_faults(known, frames, plain),
    ]
    return Checked(number=window.number, frames=plain if faults else {}, faults=faults)


def _key_faults(known: Known, marked: Frames, plain: Frames) -> Iterator[Fault]:
    for name, rows in plain.items():
        schema = known.schemas[name]
        yield from late_faults(name, rows.filter(marked[name][LATE]))
        for key in (schema.primary_key, *schema.unique_keys):
            if key not in known.repeated[name]:
                yield from unique_faults(rows, schema, key)
            elif (mark := marked[name][mark_of(key)]).any():
                yield from repeated_faults(rows.filter(mark), schema, key)
        if members := known.rings.get(name):
            here = set(rows.select(schema.primary_key).to_series().to_list())
            yield from ring_faults(name, [key for key in members if key in here])


def _pointers(known: Known, frames: Frames, target: str) -> pl.Series:
    """The ids with which rows of a window point at rows of a table."""
    columns = [
        frames[name].select(pl.col(key.fields[0]).alias("id"))
        for name in frames
        for key in known.schemas[name].foreign_keys
        if key.table == target and len(key.fields) == 1
    ]
    ids = pl.concat(columns).to_series() if columns else pl.Series("id", [], dtype=pl.String)
    return ids.drop_nulls().unique()


def _far(known: Known, frames: Frames) -> Far:
    far: dict[str, set[str]] = {}
    for target in frames:
        primary = known.schemas[target].primary_key
        if target in ("documents", "entities"):
            continue
        ids = _pointers(known, frames, target)
        missing = set(ids.filter(~ids.is_in(frames[target][primary[0]].drop_nulls().implode())).to_list())
        if repeated := known.repeated[target][primary]:
            missing |= {key for key in ids.to_list() if (key,) in repeated}
        if missing:
            far[target] = missing
    return far


def _lookup(known: Known, frames: Frames, fetched: Frames) -> Frames:
    """The rows that rows of a window may point at."""
    lookup = dict(frames)
    for name, rows in fetched.items():
        key = rows.columns[0]
        own = frames[name].select(rows.columns).join(rows.select(key), on=key, how="anti")
        lookup[name] = pl.concat([own, rows])
    if known.documents is not None:
        there = [key for key in _pointers(known, frames, "documents").to_list() if key in known.documents]
        lookup["documents"] = pl.DataFrame({"document_id": there}, schema={"document_id": pl.String})
    if known.entities is not None:
        wanted = _pointers(known, frames, "entities").to_frame("entity_id")
        lookup["entities"] = known.entities.join(wanted, on="entity_id", how="semi")
    return lookup
