"""Growth of a build: time, CPU, memory and bytes per stage for several sizes of a seeded corpus; what a change costs.

    python benchmarks/scale.py [--documents 1000 10000] [--executors here processes dask] [--tagger] [--changed 10]

Every build runs in a process of its own, so that its peak memory is its own; CPU counts its workers too.
With `--folder` the projects stay there: a run that was ended goes on from the finished shards, and its first figures
are of the rest.
"""

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

from corpus import write_project

Figures = dict[str, Any]
COMPLETE = "corpus-complete"
"""Stands in a project folder when all its raw files have been written."""


def main() -> int:
    options = arguments()
    if options.floors:
        floors(Path(options.floors), options.documents[0])
        return 0
    if options.build:
        print(json.dumps(measure(Path(options.build), options.executor)))
        return 0
    for documents in options.documents:
        with tempfile.TemporaryDirectory(prefix="dpkit-scale-") as temporary:
            folder = Path(options.folder or temporary) / f"documents-{documents}"
            for label, figures in runs(folder, documents, options):
                report(documents, label, figures)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--tagger", action="store_true", help="with the statistical tagger")
    parser.add_argument("--executors", nargs="+", default=["here", "processes"], help="where full builds run, in turn")
    parser.add_argument("--folder", help="keep the projects here, and go on from what is there")
    parser.add_argument("--changed", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", help=argparse.SUPPRESS)
    parser.add_argument("--floors", help=argparse.SUPPRESS)
    parser.add_argument("--executor", default="here", help=argparse.SUPPRESS)
    return parser.parse_args()


def runs(project: Path, documents: int, options: argparse.Namespace) -> Any:
    """One label and its figures after the other; all builds must give the same bytes."""
    is_resumed = (project / COMPLETE).is_file()
    if not is_resumed:
        shutil.rmtree(project, ignore_errors=True)
        write_project(project, documents, options.seed)
        if not options.tagger:
            with (project / "dpkit.toml").open("a") as config:
                config.write('\n[extract]\ntagger = "none"\n')
        (project / COMPLETE).touch()
    sums: set[bytes] = set()
    for number, executor in enumerate(options.executors):
        if number or not is_resumed:
            shutil.rmtree(project / ".dpkit", ignore_errors=True)
        yield f"all, {executor}", build(project, executor)
        sums.add((project / "datapackage" / "SHA256SUMS").read_bytes())
    yield "nothing changed", build(project, "here")
    sums.add((project / "datapackage" / "SHA256SUMS").read_bytes())
    assert len(sums) == 1, "the bytes differ"
    own_peak = [sys.executable, __file__, "--floors", str(project), "--documents", str(documents)]
    subprocess.run(own_peak, check=True)  # a build would inherit the peak memory of a process that holds all tables
    change(project, options.changed)
    yield f"{options.changed} changed", build(project, "here")


def floors(project: Path, documents: int) -> None:
    """What nobody can go below, CPU in this process: the same bytes read, hashed and written, and nothing else done."""
    raw = [path for path in (project / "raw").rglob("*") if path.is_file()]
    tables = sorted((project / "datapackage" / "data").glob("*.parquet"))
    rows = [pq.ParquetFile(path).read() for path in tables]
    with tempfile.TemporaryDirectory(prefix="dpkit-floor-") as folder:
        aside = Path(folder)
        work: dict[str, Callable[[], object]] = {
            "raw read and hashed": lambda: [hashlib.sha256(path.read_bytes()).digest() for path in raw],
            "raw looked at": lambda: [path.stat() for path in raw],
            "shards written (Arrow, lz4)": lambda: [_write_arrow(table, aside / "table.arrow") for table in rows],
            "tables read (Parquet)": lambda: [pq.ParquetFile(path).read() for path in tables],
            "tables written (Parquet, zstd 3)": lambda: [_write_parquet(table, aside / "t.parquet") for table in rows],
            "package hashed": lambda: [hashlib.sha256(path.read_bytes()).digest() for path in tables],
        }
        for name, run in work.items():
            start = time.process_time()
            run()
            print(
                f"{'':>10}floor: {name} {1000 * (time.process_time() - start) / documents:.3f} ms a document",
                flush=True,
            )


def _write_arrow(table: pa.Table, path: Path) -> int:
    with ipc.new_file(path, table.schema, options=ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return path.stat().st_size


def _write_parquet(table: pa.Table, path: Path) -> int:
    pq.write_table(table, path, compression="zstd", compression_level=3, write_page_checksum=True)
    return path.stat().st_size


def change(project: Path, count: int) -> None:
    """Add a paragraph to some texts, and accept that."""
    texts = sorted((project / "raw").rglob("*.txt"))
    for path in texts[:: max(1, len(texts) // count)][:count]:
        path.write_text(path.read_text() + "\n\nThe Ministry of Tides said that nothing else changed.\n")
    (project / "raw" / "raw.lock.json").unlink()


def build(project: Path, executor: str) -> Figures:
    command = [sys.executable, __file__, "--build", str(project), "--executor", executor]
    shown = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: Figures = json.loads(shown)
    return figures


def measure(project: Path, executor: str) -> Figures:
    """One build in this process and its workers."""
    from dpkit.build import BuildOptions
    from dpkit.build import build as build_package
    from dpkit.engine.choice import executor_of
    from dpkit.store.project import load_project

    start = time.perf_counter()
    with executor_of(executor, min(2, os.cpu_count() or 1), None) as engine:
        result = build_package(load_project(project), BuildOptions(clock=time.perf_counter, executor=engine))
        wall = time.perf_counter() - start
    own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wall": wall,
        "cpu": own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime,
        "peak_mib": own.ru_maxrss / 1024,
        "worker_mib": workers.ru_maxrss / 1024,
        "seconds": dict(result.seconds),
        "rows": sum(result.rows.values()),
        "read": result.read,
        "package": sum(result.sizes.values()),
        "cache": sum(path.stat().st_size for path in (project / ".dpkit" / "cache").rglob("*") if path.is_file()),
    }


def report(documents: int, label: str, figures: Figures) -> None:
    stages = ", ".join(f"{stage} {1000 * spent / documents:.2f}" for stage, spent in figures["seconds"].items())
    print(
        f"{documents:>9,} {label:<16} wall {figures['wall']:8.1f} s  CPU {figures['cpu']:8.1f} s "
        f"({1000 * figures['cpu'] / documents:.2f} ms a document)  peak {figures['peak_mib']:.0f} MiB "
        f"(worker {figures['worker_mib']:.0f})  read {figures['read']:,}  rows {figures['rows']:,}  "
        f"package {figures['package'] / 1e6:.1f} MB  cache {figures['cache'] / 1e6:.1f} MB\n"
        f"{'':>10}ms a document: {stages}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
