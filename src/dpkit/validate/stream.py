"""Tables that are read as streams → their faults, in bounded memory: the same as those of tables held whole.

First the keys are passed: which repeat, which documents there are and in what order. Then windows of whole documents
are checked as if each were a package. A window that points at rows of other windows is put off: when all have passed,
the rows that it points at are fetched, and it is checked with them.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import polars as pl

from dpkit.schema import TableSchema
from dpkit.validate.checks import Edition, FaultSink, content_faults
from dpkit.validate.columns import structure_faults
from dpkit.validate.faults import Fault
from dpkit.validate.keys import reference_faults, repeated_faults, ring_faults, unique_faults
from dpkit.validate.order import late_faults
from dpkit.validate.passed import Group, Passed, Sources, pass_keys
from dpkit.validate.sources import Frames, Scratch, TableSource, frames_in
from dpkit.validate.windows import LATE, Cursor, Size, in_order, mark_of, windows

POINTED = ("document_id", "entity_id", "position", "start_char", "end_char")
"""Columns of a row that are looked at where another row points at it."""
THREADS = 2
FAR_IDS = 200_000
"""Ids of rows in other windows that are looked for at once."""

Far = Mapping[str, set[str]]
"""Ids by table: of rows in other windows, or that stand in several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A window with its faults; none yet where it points at rows that must be fetched (`far`)."""

    number: int
    frames: Frames
    faults: list[Fault] = field(default_factory=list)
    far: Far = field(default_factory=dict)


def stream_faults(
    sources: Sources,
    schemas: Mapping[str, TableSchema],
    scratch: Scratch,
    *,
    edition: Edition = "working",
    sink: FaultSink | None = None,
    size: Size | None = None,
) -> Iterator[Fault]:
    """All faults of tables; `sink` is opened with the rows of a window before its faults are given."""
    structure = list(structure_faults(sources, schemas))
    yield from structure
    broken = {fault.table for fault in structure}
    sound = {name: source for name, source in sources.items() if name in schemas and name not in broken}
    with ThreadPoolExecutor(THREADS) as pool:
        passed = pass_keys(sound, schemas, size or Size(), pool)
        for group in passed.groups:
            run = _Run(passed=passed, group=group, edition=edition, scratch=scratch, pool=pool)
            put_off: list[_Checked] = []
            for checked in run.checked(range(group.count), None):
                put_off += [checked] if checked.far else []
                yield from _told(checked, sink)
            for numbers, far in _by_far_ids(put_off):
                fetched = {table: _fetched(sound[table], schemas[table], ids) for table, ids in far.items()}
                for checked in run.checked(numbers, fetched):
                    yield from _told(checked, sink)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """The windows of one group of tables, checked two at a time and given in their order."""

    passed: Passed
    group: Group
    edition: Edition
    scratch: Scratch
    pool: ThreadPoolExecutor

    def checked(self, numbers: Iterable[int], fetched: Frames | None) -> Iterator[_Checked]:
        """The windows of these numbers; with `fetched` rows of other windows none is put off."""
        cursors = {}
        for name in self.group.tables:
            marking = self.passed.marking(name, self.group)
            rows = in_order(self.passed.sources[name], marking, self.group.count, self.scratch)
            cursors[name] = Cursor(rows)
        running: deque[Future[_Checked]] = deque()
        for number, frames in windows(cursors, numbers):
            running.append(self.pool.submit(self._check, number, frames, fetched))
            if len(running) > THREADS:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def _check(self, number: int, frames: Frames, fetched: Frames | None) -> _Checked:
        plain = {
            name: rows.drop([column for column in rows.columns if column[0] == "#"]) for name, rows in frames.items()
        }
        far = self._far(plain) if fetched is None else {}
        if far:
            return _Checked(number=number, frames={}, far=far)
        lookup = self._lookup(plain, fetched or {})
        faults = [
            *content_faults(
                plain, self.passed.schemas, edition=self.edition, lookup=lookup, withheld=self.passed.withheld
            ),
            *reference_faults(plain, self.passed.schemas, lookup),
            *self._key_faults(frames, plain),
        ]
        return _Checked(number=number, frames=plain if faults else {}, faults=faults)

    def _key_faults(self, marked: Frames, plain: Frames) -> Iterator[Fault]:
        for name, rows in plain.items():
            schema = self.passed.schemas[name]
            yield from late_faults(name, rows.filter(marked[name][LATE]))
            for key in (schema.primary_key, *schema.unique_keys):
                if key not in self.passed.repeated[name]:
                    yield from unique_faults(rows, schema, key)
                elif (mark := marked[name][mark_of(key)]).any():
                    yield from repeated_faults(rows.filter(mark), schema, key)
            if members := self.passed.rings.get(name):
                here = set(rows.select(schema.primary_key).to_series().to_list())
                yield from ring_faults(name, [key for key in members if key in here])

    def _pointers(self, frames: Frames, target: str) -> pl.Series:
        """The ids with which rows of a window point at rows of a table."""
        columns = [
            frames[name].select(pl.col(key.fields[0]).alias("id"))
            for name in frames
            for key in self.passed.schemas[name].foreign_keys
            if key.table == target and len(key.fields) == 1
        ]
        ids = pl.concat(columns).to_series() if columns else pl.Series("id", [], dtype=pl.String)
        return ids.drop_nulls().unique()

    def _far(self, frames: Frames) -> Far:
        far: dict[str, set[str]] = {}
        for target in frames:
            primary = self.passed.schemas[target].primary_key
            if target in ("documents", "entities"):
                continue
            ids = self._pointers(frames, target)
            missing = set(ids.filter(~ids.is_in(frames[target][primary[0]].drop_nulls().implode())).to_list())
            if repeated := self.passed.repeated[target][primary]:
                missing |= {key for key in ids.to_list() if (key,) in repeated}
            if missing:
                far[target] = missing
        return far

    def _lookup(self, frames: Frames, fetched: Frames) -> Frames:
        """The rows that rows of a window may point at."""
        lookup = dict(frames)
        for name, rows in fetched.items():
            key = rows.columns[0]
            own = frames[name].select(rows.columns).join(rows.select(key), on=key, how="anti")
            lookup[name] = pl.concat([own, rows])
        if "documents" in self.passed.sources:
            known = [key for key in self._pointers(frames, "documents").to_list() if key in self.passed.documents]
            lookup["documents"] = pl.DataFrame({"document_id": known}, schema={"document_id": pl.String})
        if self.passed.entities is not None:
            wanted = self._pointers(frames, "entities").to_frame("entity_id")
            lookup["entities"] = self.passed.entities.join(wanted, on="entity_id", how="semi")
        return lookup


def _told(checked: _Checked, sink: FaultSink | None) -> Iterator[Fault]:
    if sink is not None and checked.faults:
        sink.open(checked.frames)
    yield from checked.faults


def _by_far_ids(put_off: Iterable[_Checked]) -> Iterator[tuple[list[int], Far]]:
    """Windows that were put off, some at a time, with the ids that they point at."""
    numbers: list[int] = []
    far: dict[str, set[str]] = {}
    for checked in put_off:
        numbers.append(checked.number)
        for table, ids in checked.far.items():
            far[table] = far.get(table, set()) | ids
        if sum(map(len, far.values())) > FAR_IDS:
            yield numbers, far
            numbers, far = [], {}
    if numbers:
        yield numbers, far


def _fetched(source: TableSource, schema: TableSchema, ids: set[str]) -> pl.DataFrame:
    """The rows of a table that are called so, with the columns that are looked at from elsewhere."""
    key = schema.primary_key[0]
    columns = (key, *(name for name in POINTED if name in schema.column_names))
    wanted = pl.DataFrame({key: sorted(ids)}, schema={key: pl.String})
    parts = [frame.join(wanted, on=key, how="semi") for frame in frames_in(source, columns)]
    empty = pl.from_arrow(source.schema.empty_table())
    assert isinstance(empty, pl.DataFrame)
    return pl.concat([empty.select(columns), *parts])
