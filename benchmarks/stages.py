"""Documents per second for each stage of a build, and peak memory, on a seeded corpus.

    python benchmarks/stages.py [--documents 1000] [--seed 1]

Each build runs in a process of its own, so that its peak memory is its own. Beside it stands a bare read of the same
files: the physical limit.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_project


def main() -> int:
    options = arguments()
    if options.project:
        print(json.dumps(measure(Path(options.project))))
        return 0
    with tempfile.TemporaryDirectory(prefix="dpkit-bench-") as folder:
        project = write_project(Path(folder) / "project", options.documents, options.seed)
        bare = bare_read_seconds(project)
        command = [sys.executable, __file__, "--project", str(project)]
        figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    report(figures, options.documents, bare)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--project", help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(project: Path) -> dict[str, object]:
    """One build in this process: seconds per stage, rows, peak memory."""
    from dpkit.build import BuildOptions, build
    from dpkit.store.project import load_project

    start = time.perf_counter()
    result = build(load_project(project), BuildOptions(clock=time.perf_counter))
    return {
        "seconds": dict(result.seconds),
        "total": time.perf_counter() - start,
        "rows": dict(result.rows),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "written": result.is_written,
    }


def bare_read_seconds(project: Path) -> float:
    """Opening and reading every raw file once, warm."""
    files = list((project / "raw").rglob("*.txt"))
    for _ in range(2):
        start = time.perf_counter()
        for path in files:
            path.read_bytes()
    return time.perf_counter() - start


def report(figures: dict[str, object], documents: int, bare: float) -> None:
    seconds = figures["seconds"]
    assert isinstance(seconds, dict)
    print(f"{documents} documents; bare read of the same files {documents / bare:,.0f} documents/s")
    print(f"{'stage':<12}{'seconds':>10}{'documents/s':>14}{'x bare read':>14}")
    for stage, spent in [*seconds.items(), ("total", figures["total"])]:
        print(f"{stage:<12}{spent:>10.2f}{documents / max(spent, 1e-9):>14,.0f}{spent / bare:>14,.1f}")
    print(f"rows {figures['rows']}")
    print(f"peak memory {figures['peak_mib']:.0f} MiB; package written: {figures['written']}")


if __name__ == "__main__":
    sys.exit(main())
