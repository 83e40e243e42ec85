"""Growth of a build: time, CPU, memory and bytes per stage for several sizes of a seeded corpus; what a change costs.

    python benchmarks/scale.py [--documents 1000 10000] [--tagger] [--dask] [--changed 10]

Every build runs in a process of its own, so that its peak memory is its own; CPU counts its workers too.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from corpus import write_project

Figures = dict[str, Any]


def main() -> int:
    options = arguments()
    if options.build:
        print(json.dumps(measure(Path(options.build), options.executor)))
        return 0
    for documents in options.documents:
        with tempfile.TemporaryDirectory(prefix="dpkit-scale-") as folder:
            for label, figures in runs(Path(folder) / "project", documents, options):
                report(documents, label, figures)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--tagger", action="store_true", help="with the statistical tagger")
    parser.add_argument("--dask", action="store_true", help="also on a local Dask cluster")
    parser.add_argument("--changed", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", help=argparse.SUPPRESS)
    parser.add_argument("--executor", default="here", help=argparse.SUPPRESS)
    return parser.parse_args()


def runs(project: Path, documents: int, options: argparse.Namespace) -> Any:
    """One label and its figures after the other; all builds must give the same bytes."""
    write_project(project, documents, options.seed)
    if not options.tagger:
        with (project / "dpkit.toml").open("a") as config:
            config.write('\n[extract]\ntagger = "none"\n')
    sums: set[bytes] = set()
    for executor in ("here", "processes", *(["dask"] if options.dask else [])):
        shutil.rmtree(project / ".dpkit", ignore_errors=True)
        yield f"all, {executor}", build(project, executor)
        sums.add((project / "datapackage" / "SHA256SUMS").read_bytes())
    yield "nothing changed", build(project, "here")
    sums.add((project / "datapackage" / "SHA256SUMS").read_bytes())
    assert len(sums) == 1, "the bytes differ"
    change(project, options.changed)
    yield f"{options.changed} changed", build(project, "here")


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
