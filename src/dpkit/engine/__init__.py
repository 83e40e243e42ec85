"""Where shards are made: in this process, in several, or on a Dask cluster; the same function, the same bytes."""

from dpkit.engine.here import Here
from dpkit.engine.worker import run_shard

__all__ = ["Here", "run_shard"]
