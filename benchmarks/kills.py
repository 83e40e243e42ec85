"""A process that writes packages and keeps releases without pause is killed again and again, at any moment.

    python benchmarks/kills.py [--kills 1000] [--package datapackage]

After each kill a reader must find one of the two packages that are written in turns, whole, and every release that is
kept must open whole; then the next process goes on. Exits with 1 where anything was lost or half.
"""

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from dpkit.errors import DpkitError
from dpkit.package.checksums import MANIFEST, read_sums, write_sums
from dpkit.store.kept import keep_files, kept_files, kept_versions
from dpkit.store.package_folder import hash_package, heal, read_manifest, write_package

Contents = list[tuple[str, bytes]]
LONGEST_SECONDS = 0.4


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--package", type=Path, default=Path("datapackage"))
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    packages = [_contents(options.package, number) for number in range(2)]
    found: Counter[str] = Counter()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        target, releases = Path(name) / "package", Path(name) / "releases"
        write_package(target, packages[0])
        for _ in range(options.kills):
            _killed(target, releases, packages, draw)
            found.update(_after(target, releases, packages))
    spent = time.monotonic() - start
    print(f"{options.kills} kills in {spent:.0f} s, load {os.getloadavg()[0]:.1f}")
    for what, count in sorted(found.items()):
        print(f"{count:6} {what}")
    return 1 if any(what.startswith("LOST") for what in found) else 0


def _contents(package: Path, number: int) -> Contents:
    """The files of a package with another README each time, the manifest last."""
    files = {path: (package / path).read_bytes() for path in hash_package(package)}
    files["README.md"] += f"\npackage {number}\n".encode()
    sums = write_sums({path: hashlib.sha256(data).hexdigest() for path, data in files.items()})
    return [*files.items(), (MANIFEST, sums)]


def _killed(target: Path, releases: Path, packages: list[Contents], draw: random.Random) -> None:
    """Let a process write for a moment, then end it as the kernel does when memory runs out."""
    moment = draw.uniform(0, LONGEST_SECONDS)
    child = os.fork()
    if child == 0:
        try:
            _write_without_pause(target, releases, packages)
        finally:
            os._exit(1)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit("the writing process ended by itself; see above")


def _write_without_pause(target: Path, releases: Path, packages: list[Contents]) -> None:
    number = 0
    while True:
        number += 1
        write_package(target, packages[number % 2])
        keep_files(releases, f"0.{number % 5}.0", iter(packages[number % 2]))


def _after(target: Path, releases: Path, packages: list[Contents]) -> list[str]:
    """What a reader finds now."""
    work = target.parent / ".dpkit" / target.name
    left = sorted(path.name for path in work.iterdir() if path.name != "lock")
    what = [f"left behind and healed: {name}" for name in left] or ["nothing left behind"]
    heal(target)
    manifest = read_manifest(target) if target.is_dir() else None
    whole = [number for number, contents in enumerate(packages) if manifest == contents[-1][1]]
    if manifest is None or not whole or dict(read_sums(manifest)[0]) != hash_package(target):
        return [*what, "LOST or half: the package"]
    what.append(f"package {whole[0]}, whole")
    for version in kept_versions(releases):
        try:
            list(kept_files(releases, version))
        except DpkitError as error:
            what.append(f"LOST or half: release {version}: {error}")
    return what


if __name__ == "__main__":
    sys.exit(main())
