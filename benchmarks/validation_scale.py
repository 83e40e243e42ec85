"""`dpkit validate` beside other ways to check the same package, in one run: wall, CPU, peak memory of all processes.

    python benchmarks/validation_scale.py --base PACKAGE [--documents 10000 100000] [--peers-up-to 10000] [--rounds 2]

The package of each size is made from a small built one (`replicas`). Ways take turns, so that a busy machine is busy
for all. What is not installed is left out with a word; DuckDB runs with its own idea of memory, and with the limits
given. Memory is read from /proc: Linux alone.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from replicas import replicate

HERE = Path(__file__).parent
PEERS = {"frictionless": "frictionless", "pandera": "pandera", "pandera-pandas": "pandas", "pointblank": "pointblank"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one run took."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    status: int
    last_line: str


def main() -> int:
    options = arguments()
    for documents in options.documents:
        with tempfile.TemporaryDirectory(prefix="dpkit-validation-", dir=options.folder) as folder:
            package = options.package or Path(folder) / "package"
            if options.package is None:
                print(
                    f"{documents:,} documents:", replicate(options.base, package, documents, options.seed), flush=True
                )
            compare(package, documents, options)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, help="a built package to replicate")
    parser.add_argument("--package", type=Path, help="a package that was made before, of --documents documents")
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000])
    parser.add_argument(
        "--peers-up-to", type=int, default=10_000, help="frictionless, pandera and pointblank up to here"
    )
    parser.add_argument("--duckdb-memory", nargs="*", default=[], help="more runs of DuckDB with limits such as 500MB")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where packages are made")
    return parser.parse_args()


def compare(package: Path, documents: int, options: argparse.Namespace) -> None:
    ways = ways_of(package, documents, options)
    best: dict[str, Figures] = {}
    for number in range(options.rounds):
        for way, command in ways.items():
            if number and way in PEERS:
                continue  # once is enough where minutes are compared with seconds
            print(f"load {os.getloadavg()[0]:.1f}", end="  ")
            figures = measured(command)
            print(report(documents, way, figures), flush=True)
            if way not in best or figures.cpu_s < best[way].cpu_s:
                best[way] = figures
    own = best["dpkit"]
    for way, figures in best.items():
        print(
            f"{documents:>9,} dpkit / {way:<16} wall {own.wall_s / figures.wall_s:6.2f}  "
            f"CPU {own.cpu_s / figures.cpu_s:6.2f}  memory {own.peak_mib / figures.peak_mib:5.2f}",
            flush=True,
        )


def ways_of(package: Path, documents: int, options: argparse.Namespace) -> dict[str, list[str]]:
    peers, duckdb = str(HERE / "validation_peers.py"), str(HERE / "validation_duckdb.py")
    ways = {
        "dpkit": [sys.executable, "-m", "dpkit", "validate", str(package)],
        "read": [sys.executable, peers, "read", str(package)],
        "dpkit-rows": [sys.executable, peers, "dpkit-rows", str(package)],
        "duckdb": [sys.executable, duckdb, str(package)],
    }
    ways |= {f"duckdb {limit}": [sys.executable, duckdb, str(package), limit] for limit in options.duckdb_memory}
    for way, module in PEERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{way} is left out: {module} is not installed here")
        elif documents <= options.peers_up_to:
            ways[way] = [sys.executable, peers, way, str(package)]
    return ways


def measured(command: list[str]) -> Figures:
    """One run; the peak is the largest sum over its processes at one time, looked at every 20 ms."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, text=True)
        peak = [0]
        watcher = threading.Thread(target=watch, args=(process.pid, peak))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        watcher.join()
        output.seek(0)
        lines = output.read().strip().splitlines()
    peak_kib = max(peak[0] / 1024, usage.ru_maxrss)
    return Figures(
        wall_s=wall,
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_mib=peak_kib / 1024,
        status=os.waitstatus_to_exitcode(status),
        last_line=lines[-1][:100] if lines else "",
    )


def watch(pid: int, peak: list[int]) -> None:
    while held := sum(map(resident_bytes, tree(pid))):
        peak[0] = max(peak[0], held)
        time.sleep(0.02)


def tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in tree(int(child)))]


def resident_bytes(pid: int) -> int:
    """Nothing for a process that ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def report(documents: int, way: str, figures: Figures) -> str:
    return (
        f"{documents:>9,} {way:<16} wall {figures.wall_s:7.1f} s  CPU {figures.cpu_s:7.1f} s  "
        f"peak {figures.peak_mib:6.0f} MiB  exit {figures.status}  {figures.last_line}"
    )


if __name__ == "__main__":
    sys.exit(main())
