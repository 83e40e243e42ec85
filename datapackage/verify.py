"""Verify this data package: every file that SHA256SUMS lists is there, unchanged, and there are no others.

    python verify.py [FOLDER]

It needs Python 3.8 or newer and nothing else, opens files to read alone, and exits with 0 where all is well, 1 where
something differs, 2 where the folder is no package. It came with the package: somebody who changed the package could
have changed it too, so compare its own line of SHA256SUMS with a copy that you trust, or run `dpkit verify`.
"""

import hashlib
import json
import os
import re
import stat
import sys
import typing

MANIFEST = "SHA256SUMS"
SIGNATURES = (MANIFEST + ".minisig", MANIFEST + ".sigstore.json")
DESCRIPTOR = "datapackage.json"
MAX_MANIFEST_BYTES = 64 * 1024 * 1024
LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)", re.DOTALL)
ESCAPED = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


def main() -> int:
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    try:
        lines = manifest_lines(os.path.join(folder, MANIFEST))
        found = dict(files_below(folder))
    except OSError as error:
        print("%s: %s; a readable package with %s was expected" % (ascii(folder), error.strerror or error, MANIFEST))
        return 2
    faults: "typing.List[str]" = []
    listed: "typing.Dict[str, str]" = {}
    for number, line in enumerate(lines[:-1] if lines[-1] == "" else lines, start=1):
        match = LINE.fullmatch(line)
        if match is None:
            faults.append("%s:%d: no checksum line" % (MANIFEST, number))
            continue
        path = re.sub(r"\\[\\nr]", lambda found: ESCAPED[found[0]], match[3]) if match[1] else match[3]
        if not is_safe(path):
            faults.append("%s:%d: %s leads out of the package" % (MANIFEST, number, ascii(path)))
        elif path in listed:
            faults.append("%s:%d: %s is listed twice" % (MANIFEST, number, ascii(path)))
        else:
            listed[path] = match[2]
    for path in sorted(set(listed) | set(found)):
        if path not in found:
            faults.append("%s: missing" % ascii(path))
        elif found[path] is None:
            faults.append("%s: no regular file" % ascii(path))
        elif path not in listed:
            if path not in SIGNATURES:
                faults.append("%s: not listed" % ascii(path))
        elif found[path] != listed[path]:
            faults.append("%s: changed" % ascii(path))
    if not listed:
        faults.append("%s lists no file" % MANIFEST)
    if found.get(DESCRIPTOR) is not None:
        faults.extend(descriptor_faults(folder, listed))
    for fault in faults:
        print(fault)
    print("%d files, %d faults" % (len(listed), len(faults)))
    return 1 if faults else 0


def manifest_lines(path: str) -> "typing.List[str]":
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise OSError("it is no regular file")
    with open(path, "rb") as file:
        data = file.read(MAX_MANIFEST_BYTES + 1)
    if len(data) > MAX_MANIFEST_BYTES:
        raise OSError("it is too long")
    return data.decode("utf-8", "surrogateescape").split("\n")


def descriptor_faults(folder: str, listed: "typing.Dict[str, str]") -> "typing.Iterator[str]":
    """What the descriptor says of its files otherwise than SHA256SUMS and the disk do."""
    try:
        with open(os.path.join(folder, DESCRIPTOR), "rb") as file:
            resources = json.loads(file.read().decode("utf-8"))["resources"]
        named = [(path, one) for one in resources for path in paths_of(one)]
    except (ValueError, KeyError, TypeError, RecursionError):
        yield "%s: no descriptor with resources" % DESCRIPTOR
        return
    for path, resource in named:
        is_one = isinstance(resource["path"], str)  # of several parts no one hash or size is that of a file
        size, digest = (resource.get("bytes"), str(resource.get("hash", ""))) if is_one else (None, "")
        if path not in listed:
            yield "%s: %s is named there and not listed in %s" % (DESCRIPTOR, ascii(path), MANIFEST)
        elif digest.startswith("sha256:") and digest[7:] != listed[path]:
            yield "%s: another hash of %s than in %s" % (DESCRIPTOR, ascii(path), MANIFEST)
        elif size is not None and size != size_of(os.path.join(folder, path)):
            yield "%s: another size than %s says" % (ascii(path), DESCRIPTOR)


def paths_of(resource: "typing.Dict[str, typing.Any]") -> "typing.List[str]":
    path = resource.get("path", [])
    return [path] if isinstance(path, str) else list(path)


def size_of(path: str) -> "typing.Optional[int]":
    return os.path.getsize(path) if os.path.isfile(path) and not os.path.islink(path) else None


def is_safe(path: str) -> bool:
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and not any(sign in path for sign in "\\:\0")


def files_below(folder: str) -> "typing.Iterator[typing.Tuple[str, typing.Optional[str]]]":
    """Each file below a folder, with the SHA-256 of its bytes; None for links, devices and the like."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        for entry in os.scandir(os.path.join(folder, prefix) if prefix else folder):
            path = prefix + entry.name
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                waiting.append(path + "/")
            elif not stat.S_ISREG(mode):
                yield path, None
            elif path != MANIFEST:
                yield path, digest_of(entry.path)


def digest_of(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
