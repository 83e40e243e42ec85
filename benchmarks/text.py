"""Documents per second of plain text through decoding, canonical text, map, paragraphs, roles and quotations.

    python benchmarks/text.py [--documents 2000] [--rounds 5] [--profile]

Beside it stands a bare read of the same files; texts are press releases where ../shared is there,
else synthetic ones, cut or joined to about 3 kB.
"""

import argparse
import cProfile
import pstats
import sys
import tempfile
import time
from pathlib import Path

from corpus import documents
from dpkit.model import Facts, Record
from dpkit.readers import reader_named
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import find_structure, lay_out

BYTES = 3_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dpkit-bench-") as folder:
        paths = write(Path(folder), options.documents)
        work(paths[:100])
        if options.profile:
            with cProfile.Profile() as profile:
                work(paths)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
            return 0
        rounds = [[job(paths) for job in (bare_read, work, structure)] for _ in range(options.rounds)]
        bare, spent, core = map(min, zip(*rounds, strict=True))  # the least disturbed ones
    count = len(paths)
    print(f"{count} documents of {BYTES} bytes: {count / core:,.0f} documents/s")
    print(f"with languages and sentences: {count / spent:,.0f} documents/s")
    print(f"bare read {count / bare:,.0f} documents/s; ratio of times {core / bare:.0f}, {spent / bare:.0f}")
    return 0


def write(folder: Path, count: int) -> list[Path]:
    paths = []
    whole = "\n\n".join(text for _, text in documents(count, 1)).encode()
    for index in range(count):
        start = index * BYTES % max(1, len(whole) - BYTES)
        start = whole.find(b"\n\n", start) + 2
        path = folder / f"{index}.txt"
        path.write_bytes(whole[start : start + BYTES].decode("utf-8", "ignore").encode())
        paths.append(path)
    return paths


def bare_read(paths: list[Path]) -> float:
    start = time.process_time()
    for path in paths:
        path.read_bytes()
    return time.process_time() - start


def work(paths: list[Path]) -> float:
    reader, rules = reader_named("plain"), default_rules()
    start = time.process_time()
    for path in paths:
        reading = reader.read(Record(locator=None, offset=0, data=path.read_bytes()), Facts())
        lay_out(reading, language="en", publisher=None, title=None, boilerplate=rules)
    return time.process_time() - start


def structure(paths: list[Path]) -> float:
    """Seconds for decoding, canonical text, map, paragraphs, roles and quotations alone."""
    reader, rules = reader_named("plain"), default_rules()
    start = time.process_time()
    for path in paths:
        reading = reader.read(Record(locator=None, offset=0, data=path.read_bytes()), Facts())
        find_structure(reading, publisher=None, title=None, boilerplate=rules)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
