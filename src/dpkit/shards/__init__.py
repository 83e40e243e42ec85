"""Documents in shards: what changed since the last build, rows of a shard, shards → final tables in bounded memory."""
