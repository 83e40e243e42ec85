"""Workers that kill their own process: functions that other processes can import."""

import os
import random
import signal
import time
from pathlib import Path

from dpkit.engine.worker import run_shard
from dpkit.shards.cut import ShardTask
from dpkit.store import files


def once(task: ShardTask, name: str) -> bool:
    """True the first time that any process asks for this name."""
    try:
        (task.folder.parent / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def killed_before(task: ShardTask) -> dict[str, float]:
    """Dies before it has begun."""
    if once(task, "killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    return run_shard(task)


def killed_after(task: ShardTask) -> dict[str, float]:
    """Dies when everything is written, before it can say so."""
    seconds = run_shard(task)
    if once(task, "killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    return seconds


def killed_during(task: ShardTask) -> dict[str, float]:
    """Dies when the fifth file of the shard has been begun."""
    sound, count = files.write_pieces, 0

    def write(path: Path, pieces: object) -> str:
        nonlocal count
        count += 1
        if count == 5 and once(task, "killed"):
            path.write_bytes(b"half a fi")
            os.kill(os.getpid(), signal.SIGKILL)
        return sound(path, pieces)  # type: ignore[arg-type]

    files.write_pieces = write
    try:
        return run_shard(task)
    finally:
        files.write_pieces = sound


def killed_by_one_document(task: ShardTask) -> dict[str, float]:
    """One document ends every process that reads it."""
    for document in task.documents:
        is_read = document.task is not None and document.document_id not in task.poisoned
        if is_read and document.document_id.endswith("n1.txt"):
            os.kill(os.getpid(), signal.SIGKILL)
    return run_shard(task)


SEED = "DPKIT_TEST_KILLS"
"""The variable that tells workers by which seed to die."""


def killed_at_random(task: ShardTask) -> dict[str, float]:
    """Every second shard ends its worker once, at a moment within its making or shortly after."""
    draw = random.Random(f"{os.environ[SEED]} {task.name}")
    if draw.random() < 0.5 and once(task, f"killed-{task.name}"):
        signal.setitimer(signal.ITIMER_REAL, draw.uniform(0.001, 0.25))  # nothing catches it: it ends the process
    seconds = run_shard(task)
    if signal.getitimer(signal.ITIMER_REAL)[0]:
        time.sleep(0.3)
    return seconds
