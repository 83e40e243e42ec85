"""Random mutations of a valid package: is each found by `verify` or `validate`?

    python benchmarks/mutations.py --mutations 10000 --seed 1

The package is held in memory; each mutation changes its files as a stranger could, with or without making checksums,
manifest and descriptor anew, and is judged by the checks behind the two commands. What changes no meaning (a table
written anew with equal rows and fitting hashes, JSON in another layout) is recognised as neutral and counted apart.
"""

import argparse
import hashlib
import io
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dpkit.cli import main as dpkit
from dpkit.errors import PackageError
from dpkit.package.checksums import MANIFEST, verify_files, write_sums
from dpkit.package.described import Described, description_faults
from dpkit.package.hashes import content_hash, package_hash
from dpkit.package_reading import validate_package
from dpkit.schema import default_schemas

Files = dict[str, bytes]
DESCRIPTOR = "datapackage.json"
PROVENANCE = "provenance.json"


@dataclass(frozen=True)
class Mutation:
    """A changed package: what was done to it, whether checksums and descriptor were made anew, and its files."""

    kind: str
    files: Files
    signed: str


@dataclass
class Verdicts:
    """How many mutations of each kind were found, by which command, and those that were not."""

    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    neutral: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def mutations(whole: Mapping[str, bytes], chance: random.Random) -> Iterator[Mutation]:
    """Mutations without end; one that gives the very same files is left out."""
    kinds: tuple[tuple[Callable[[Files, random.Random], str], int], ...] = (
        (_flip, 40), (_cut, 6), (_swap_bytes, 6), (_manifest, 10), (_file, 10), (_descriptor, 10), (_provenance, 8),
        (_prose, 5), (_rows, 15), (_rewritten, 3),
    )  # fmt: skip
    makers = [maker for maker, _ in kinds]
    weights = [weight for _, weight in kinds]
    while True:
        files = dict(whole)
        kind = chance.choices(makers, weights)[0](files, chance)
        signed = chance.choices(("as it was", "checksums", "checksums and descriptor"), (45, 30, 25))[0]
        if kind.startswith("manifest"):
            signed = "as it was"
        if signed == "checksums and descriptor":
            _describe_again(files)
        if signed != "as it was":
            _sum_again(files)
        if files != whole:
            yield Mutation(kind, files, signed)


def _flip(files: Files, chance: random.Random) -> str:
    path = chance.choice(sorted(files))
    data = bytearray(files[path])
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    files[path] = bytes(data)
    return f"bit of {_sort(path)}"


def _cut(files: Files, chance: random.Random) -> str:
    path = chance.choice(sorted(files))
    files[path] = files[path][: chance.randrange(len(files[path]))]
    return f"cut {_sort(path)}"


def _swap_bytes(files: Files, chance: random.Random) -> str:
    path = chance.choice(sorted(files))
    data = files[path]
    one, other = sorted(chance.sample(range(len(data) + 1), 2))
    files[path] = data[:one] + data[other:] + data[one:other] if chance.random() < 0.5 else data[:one] + data[other:]
    return f"bytes moved or taken out of {_sort(path)}"


def _manifest(files: Files, chance: random.Random) -> str:
    lines = files[MANIFEST].decode().splitlines()
    at = chance.randrange(len(lines))
    what = chance.choice(("line gone", "line twice", "digest", "name", "line added"))
    digest, name = lines[at].split("  ", 1)
    changed = {
        "line gone": [],
        "line twice": [lines[at], lines[at]],
        "digest": [f"{hashlib.sha256(digest.encode()).hexdigest()}  {name}"],
        "name": [f"{digest}  {name}x"],
        "line added": [lines[at], f"{digest}  data/more.parquet"],
    }[what]
    files[MANIFEST] = "".join(f"{line}\n" for line in (*lines[:at], *changed, *lines[at + 1 :])).encode()
    return f"manifest: {what}"


def _file(files: Files, chance: random.Random) -> str:
    path = chance.choice(sorted(files))
    what = chance.choice(("added", "gone", "renamed", "emptied", "exchanged"))
    if what == "added":
        files[chance.choice(("notes.txt", "data/more.parquet", "data/claims.csv", ".hidden"))] = files[path]
    elif what == "gone":
        del files[path]
    elif what == "renamed":
        files[f"{path}.old"] = files.pop(path)
    elif what == "emptied":
        files[path] = b""
    else:
        other = chance.choice(sorted(files))
        files[path], files[other] = files[other], files[path]
    return f"file {what}"


def _descriptor(files: Files, chance: random.Random) -> str:
    return f"descriptor: {_change_json(files, DESCRIPTOR, chance)}"


def _provenance(files: Files, chance: random.Random) -> str:
    return f"provenance: {_change_json(files, PROVENANCE, chance)}"


def _change_json(files: Files, path: str, chance: random.Random) -> str:
    """A member anywhere in a JSON document removed, changed or added; or only its layout changed."""
    document = json.loads(files[path])
    if chance.random() < 0.05:
        files[path] = json.dumps(document, indent=1).encode()
        return "other layout"
    node: Any = document
    parent: Any = None
    key: Any = None
    while isinstance(node, dict | list) and node and (parent is None or chance.random() < 0.8):
        parent, key = node, chance.choice(sorted(node)) if isinstance(node, dict) else chance.randrange(len(node))
        node = parent[key]
    assert parent is not None
    what = chance.choice(("removed", "changed", "added"))
    if what == "removed":
        del parent[key]
    elif what == "changed":
        parent[key] = chance.choice((None, 0, "x", [], {}, True, -1.5, str(node)[::-1] or "y"))
    elif isinstance(parent, dict):
        parent[chance.choice(("title", "note", "bytes", "enum", "dpkit:more"))] = "more"
    else:
        parent.insert(int(str(key)), parent[int(str(key))])
    files[path] = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    return f"member {what}"


def _prose(files: Files, chance: random.Random) -> str:
    path = chance.choice(("README.md", "verify.py"))
    lines = files[path].split(b"\n")
    at = chance.randrange(len(lines))
    what = chance.choice(("line gone", "line added", "line twice"))
    new = {"line gone": [], "line added": [lines[at], b"more"], "line twice": [lines[at], lines[at]]}[what]
    files[path] = b"\n".join([*lines[:at], *new, *lines[at + 1 :]])
    return f"text: {what}"


def _rows(files: Files, chance: random.Random) -> str:
    """Rows of a table removed, doubled, exchanged or changed in one value, and the table written anew."""
    path = chance.choice([path for path in sorted(files) if path.startswith("data/")])
    table = pq.ParquetFile(io.BytesIO(files[path])).read()
    rows = table.to_pylist()
    what = chance.choice(("removed", "doubled", "exchanged", "value", "value", "null"))
    if not rows:
        return "rows: none"
    at, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    if what == "removed":
        del rows[at]
    elif what == "doubled":
        rows.insert(at, rows[at])
    elif what == "exchanged":
        rows[at], rows[other] = rows[other], rows[at]
    else:
        column = chance.choice(table.column_names)
        rows[at] = {
            **rows[at],
            column: None if what == "null" else _other(rows[at][column], rows[other][column], chance),
        }
    shape = pa.schema([pa.field(column.name, column.type) for column in table.schema])  # a stranger may write nulls
    files[path] = _encoded(pa.Table.from_pylist(rows, schema=shape))
    return f"rows: {what}"


def _other(value: Any, elsewhere: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + chance.choice((-1, 1, 7, -1000))
    if isinstance(value, str):
        return chance.choice((elsewhere, f"{value}x", value[:-1], value[::-1], ""))
    return elsewhere


def _rewritten(files: Files, chance: random.Random) -> str:
    """A table with the same rows, written by other settings."""
    path = chance.choice([path for path in sorted(files) if path.startswith("data/")])
    files[path] = _encoded(pq.ParquetFile(io.BytesIO(files[path])).read(), chance.choice(("snappy", "zstd", "none")))
    return "table written anew with equal rows"


def _encoded(table: pa.Table, compression: str = "zstd") -> bytes:
    target = io.BytesIO()
    pq.write_table(table, target, compression=compression, write_page_checksum=True)
    return target.getvalue()


def _sum_again(files: Files) -> None:
    sums = {path: hashlib.sha256(data).hexdigest() for path, data in files.items() if path != MANIFEST}
    files[MANIFEST] = write_sums(sums)


def _describe_again(files: Files) -> None:
    """Hashes and counts of the descriptor as the files have them, as far as both can be read."""
    try:
        descriptor = json.loads(files[DESCRIPTOR])
        contents = {}
        for resource in descriptor["resources"]:
            data = files[resource["path"]]
            table = pq.ParquetFile(io.BytesIO(data)).read()
            contents[resource["name"]] = content_hash(table)
            resource |= {
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "dpkit:rows": table.num_rows,
                "dpkit:contentHash": f"sha256:{content_hash(table)}",
            }
        descriptor["dpkit:contentHash"] = f"sha256:{package_hash(contents)}"
    except (KeyError, TypeError, ValueError, AttributeError, PackageError, pa.ArrowException, OSError):
        return
    files[DESCRIPTOR] = (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def _sort(path: str) -> str:
    return "a table" if path.startswith("data/") else path


def judge(mutation: Mutation, whole: Files, folder: Path) -> str:
    """Who finds a mutation: `verify`, `validate`, nobody ("missed"), or "neutral" where nothing of meaning changed.

    The cheap checks of `validate` come first; what they do not find goes through the command's whole work.
    """
    on_disk = {path: _digest(data) for path, data in mutation.files.items()}
    if verify_files(on_disk, mutation.files.get(MANIFEST)):
        return "verify"
    if _is_described_otherwise(mutation.files):
        return "validate"
    _put(folder, mutation.files)
    try:
        found = validate_package(folder)[1]
    except PackageError:
        return "validate"
    if {(f.code, f.table, f.key, f.field) for f in found} - _usual(folder, whole):
        return "validate"
    return "neutral" if _has_same_meaning(mutation.files, whole) else "missed"


def _has_same_meaning(files: Files, whole: Files) -> bool:
    try:
        return _meaning(files) == _meaning(whole)
    except (KeyError, TypeError, ValueError, PackageError, pa.ArrowException, OSError):
        return False


def _is_described_otherwise(files: Files) -> bool:
    """Is a table missing (DP400) or unreadable (DP810), the descriptor no JSON (DP702) or without a table (DP703), or
    do the checks of descriptor, provenance and texts find a fault (DP704 to DP706)?"""
    paths = {path: path.removeprefix("data/").removesuffix(".parquet") for path in files if path.startswith("data/")}
    if not set(paths.values()) >= set(default_schemas()):
        return True
    paths = {path: name for path, name in paths.items() if name in default_schemas()}
    try:
        tables = {name: _table(files[path]) for path, name in paths.items()}
        descriptor = json.loads(files[DESCRIPTOR])
    except (ValueError, pa.ArrowException, OSError, KeyError):
        return True
    try:
        contents = {name: _content(files[path]) for path, name in paths.items()}
    except PackageError:
        return False  # a type that no table has: for the checks of columns to say
    try:
        names = [resource["name"] for resource in descriptor["resources"]]
    except (KeyError, TypeError):
        return False  # for the official schema to say
    if sorted(map(str, names)) != sorted(tables):
        return True
    described = Described(
        files={path: data for path, data in files.items() if path not in paths and path != MANIFEST},
        tables=tables,
        hashes={name: _digest(files[path]) for path, name in paths.items()},
        contents=contents,
    )
    return any(True for _ in description_faults(described))


@lru_cache(maxsize=4096)
def _table(data: bytes) -> pa.Table:
    return pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True).read()


@lru_cache(maxsize=4096)
def _content(data: bytes) -> str:
    return content_hash(_table(data))


_KNOWN: dict[str, set[tuple[object, ...]]] = {}


def _usual(folder: Path, whole: Files) -> set[tuple[object, ...]]:
    """The findings of the package as it was: warnings of its own."""
    if "whole" not in _KNOWN:
        (folder.parent / "whole").mkdir()
        _put(folder.parent / "whole", whole)
        found = validate_package(folder.parent / "whole")[1]
        assert not any(f.severity == "error" for f in found), found
        _KNOWN["whole"] = {(f.code, f.table, f.key, f.field) for f in found}
    return _KNOWN["whole"]


def _meaning(files: Files) -> object:
    """What a package says, without its encoding: rows, JSON values but for hashes of files, other files as they are."""
    meaning: dict[str, object] = {}
    for path, data in files.items():
        if path.startswith("data/"):
            meaning[path] = content_hash(pq.ParquetFile(io.BytesIO(data)).read())
        elif path == DESCRIPTOR:
            document = json.loads(data)
            for resource in document["resources"]:
                resource.pop("hash")
            meaning[path] = document
        elif path == PROVENANCE:
            document = json.loads(data)
            for node in document["@graph"]:
                if str(node["@id"]).startswith("data/"):
                    node.pop("schema:sha256")
            meaning[path] = document
        elif path != MANIFEST:
            meaning[path] = data
    return meaning


@lru_cache(maxsize=4096)
def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _put(folder: Path, files: Files) -> None:
    """Files as a folder, of which only what differs is written."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)


def example_package(folder: Path) -> Files:
    """The files of the package that `dpkit init` and `dpkit build` make."""
    with redirect_stdout(io.StringIO()):
        assert dpkit(["init", str(folder / "example")]) == 0
        assert dpkit(["build", "--project", str(folder / "example")]) == 0
    package = folder / "example" / "datapackage"
    return {path.relative_to(package).as_posix(): path.read_bytes() for path in package.rglob("*") if path.is_file()}


def run(count: int, seed: int, folder: Path, *, say: Callable[[str], None] = lambda line: None) -> Verdicts:
    """The verdicts on `count` mutations."""
    whole = example_package(folder)
    place = folder / "mutated"
    place.mkdir()
    verdicts = Verdicts()
    start = time.process_time()
    for number, mutation in zip(range(count), mutations(whole, random.Random(seed)), strict=False):
        name = f"{mutation.kind} ({mutation.signed})"
        try:
            who = judge(mutation, whole, place)
        except (AttributeError, TypeError, KeyError, ValueError, IndexError) as error:
            who, name = "missed", f"{name}: broke down with {error!r}"
        if who == "missed":
            verdicts.missed.append(f"{number}: {name}")
            say(f"missed {number}: {name}")
        elif who == "neutral":
            verdicts.neutral[name] += 1
        else:
            verdicts.found[mutation.kind, who] += 1
        if number % 250 == 249:
            say(f"{number + 1} mutations, {time.process_time() - start:.0f} s of CPU, {len(verdicts.missed)} missed")
    return verdicts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        verdicts = run(options.mutations, options.seed, Path(folder), say=lambda line: print(line, flush=True))
    for (kind, who), count in sorted(verdicts.found.items()):
        print(f"{kind}: {count} found by {who}")
    for name, count in sorted(verdicts.neutral.items()):
        print(f"{name}: {count} neutral")
    found, neutral = sum(verdicts.found.values()), sum(verdicts.neutral.values())
    print(f"{found} found, {neutral} neutral, {len(verdicts.missed)} missed")
    return 1 if verdicts.missed else 0


if __name__ == "__main__":
    sys.exit(main())
