"""What every executor runs: one shard, with this process's own clock and name."""

import os
import time
import uuid

from dpkit.document import Stopwatch
from dpkit.shards.cut import ShardTask
from dpkit.shards.task import build_shard


def run_shard(task: ShardTask) -> dict[str, float]:
    """Make a shard; the seconds of each stage.

    Raises: DamagedShard, InputError.
    """
    watch = Stopwatch(time.perf_counter)
    build_shard(task, watch, own=f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
    return watch.seconds
