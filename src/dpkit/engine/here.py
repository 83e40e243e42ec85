"""This process: one shard after the other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Here:
    """Runs each task in this process, as it comes."""

    def map_shards(self, run: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Each task with its result; errors come through."""
        for task in tasks:
            yield task, run(task)
