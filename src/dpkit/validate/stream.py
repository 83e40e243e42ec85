"""Tables that are read as streams → their faults, in bounded memory: the same as those of tables held whole.

First the keys are passed: which repeat, which documents there are and in what order. Then windows of whole documents
are checked as if each were a package. A window that points at rows of other windows is put off: when all have passed,
the rows that it points at are fetched, and it is checked with them.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import polars as pl

from dpkit.schema import TableSchema
from dpkit.validate.checks import Edition, FaultSink
from dpkit.validate.columns import structure_faults
from dpkit.validate.faults import Fault
from dpkit.validate.passed import Group, Passed, Sources, pass_keys
from dpkit.validate.sources import Frames, Scratch, TableSource, frames_in
from dpkit.validate.window_check import Checked, Far, Known, Window, WindowChecks, check_window
from dpkit.validate.windows import Cursor, Size, in_order, windows

POINTED = ("document_id", "entity_id", "position", "start_char", "end_char")
"""Columns of a row that are looked at where another row points at it."""
THREADS = 2
FAR_IDS = 200_000
"""Ids of rows in other windows that are looked for at once."""


def stream_faults(
    sources: Sources,
    schemas: Mapping[str, TableSchema],
    scratch: Scratch,
    *,
    edition: Edition = "working",
    sink: FaultSink | None = None,
    size: Size | None = None,
    checks: WindowChecks | None = None,
) -> Iterator[Fault]:
    """All faults of tables; `sink` is opened with the rows of a window before its faults are given.

    Windows are checked by `checks`, in threads of this process where there are none. The faults and their order are
    the same wherever that is.
    """
    structure = list(structure_faults(sources, schemas))
    yield from structure
    broken = {fault.table for fault in structure}
    sound = {name: source for name, source in sources.items() if name in schemas and name not in broken}
    with ThreadPoolExecutor(THREADS) as pool:
        passed = pass_keys(sound, schemas, size or Size(), pool)
        checks = checks or InThreads(pool)
        checks.begin(passed.known(edition), sum(group.count for group in passed.groups))
        try:
            for group in passed.groups:
                yield from _of_group(_Run(passed=passed, group=group, scratch=scratch, checks=checks), sink)
        finally:
            checks.end()


@dataclass(slots=True)
class InThreads:
    """Windows are checked in threads of this process, two at a time."""

    pool: ThreadPoolExecutor
    width: int = THREADS
    _check: Callable[[Window], Checked] | None = None

    def begin(self, known: Known, count: int) -> None:
        """Get ready for the windows of one package."""
        self._check = partial(check_window, known)

    def submit(self, window: Window) -> Future[Checked]:
        """Have a window checked."""
        assert self._check is not None
        return self.pool.submit(self._check, window)

    def end(self) -> None:
        """The threads end with their pool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """The windows of one group of tables, checked some at a time and given in their order."""

    passed: Passed
    group: Group
    scratch: Scratch
    checks: WindowChecks

    def checked(self, numbers: Iterable[int], fetched: Frames | None) -> Iterator[Checked]:
        """The windows of these numbers; with `fetched` rows of other windows none is put off."""
        cursors = {}
        for name in self.group.tables:
            marking = self.passed.marking(name, self.group)
            rows = in_order(self.passed.sources[name], marking, self.group.count, self.scratch)
            cursors[name] = Cursor(rows)
        running: deque[Future[Checked]] = deque()
        for number, frames in windows(cursors, numbers):
            running.append(self.checks.submit(Window(number=number, frames=frames, fetched=fetched)))
            if len(running) > self.checks.width:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _of_group(run: _Run, sink: FaultSink | None) -> Iterator[Fault]:
    """The faults of all windows of a group, those that point at rows of others last."""
    put_off: list[Checked] = []
    for checked in run.checked(range(run.group.count), None):
        put_off += [checked] if checked.far else []
        yield from _told(checked, sink)
    sources, schemas = run.passed.sources, run.passed.schemas
    for numbers, far in _by_far_ids(put_off):
        fetched = {table: _fetched(sources[table], schemas[table], ids) for table, ids in far.items()}
        for checked in run.checked(numbers, fetched):
            yield from _told(checked, sink)


def _told(checked: Checked, sink: FaultSink | None) -> Iterator[Fault]:
    if sink is not None and checked.faults:
        sink.open(checked.frames)
    yield from checked.faults


def _by_far_ids(put_off: Iterable[Checked]) -> Iterator[tuple[list[int], Far]]:
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
