"""SHA256SUMS, as coreutils writes it, and what a folder's files are found to be against it."""

import re
from collections.abc import Iterable, Mapping

from dpkit.model import Finding, Place

MANIFEST = "SHA256SUMS"
SIGNATURES = (f"{MANIFEST}.minisig", f"{MANIFEST}.sigstore.json")
"""Files beside the manifest that say who vouches for it; it cannot list them, since they are made of it."""

_LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)", re.DOTALL)
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


def write_sums(hashes: Mapping[str, str]) -> bytes:
    r"""The manifest of files (path → SHA-256), sorted by path; `sha256sum --check` reads it.

    >>> write_sums({"a\nb": "0" * 64}).decode()[:4], write_sums({"a\nb": "0" * 64}).decode()[-5:]
    ('\\000', 'a\\nb\n')
    """
    return "".join(_line(path, hashes[path]) for path in sorted(hashes)).encode("utf-8", "surrogateescape")


def read_sums(data: bytes) -> tuple[Mapping[str, str], tuple[Finding, ...]]:
    """The files of a manifest (path → SHA-256), and findings for the lines that cannot be used."""
    hashes: dict[str, str] = {}
    findings: list[Finding] = []
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    for number, line in enumerate(lines[:-1] if lines[-1] == "" else lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            findings.append(_fault("DP805", number, "is no checksum line; expected 64 hexadecimal digits and a path"))
            continue
        path = _unescaped(match[3]) if match[1] else match[3]
        if path in hashes:
            findings.append(_fault("DP806", number, "names a file for the second time; expected one line per file"))
        elif not is_safe(path):
            findings.append(_fault("DP807", number, "names a path that leads out of the package; expected one inside"))
        else:
            hashes[path] = match[2]
    return hashes, tuple(findings)


def verify_files(on_disk: Mapping[str, str], manifest: bytes | None) -> tuple[Finding, ...]:
    """Every file that is changed, missing or not listed, sorted by path, after the faults of the manifest itself.

    `on_disk` leads each file found in the package (posix path from its root) to the SHA-256 of its bytes, or to an
    empty string where it is a link, a device or the like; the manifest itself and its signatures do not count. An empty
    result means: all files that are listed were there, unchanged, and no others.
    """
    if manifest is None:
        return (_fault("DP804", None, "is missing; expected the list of checksums beside datapackage.json"),)
    listed, findings = read_sums(manifest)
    if not listed:
        return (*findings, _fault("DP808", None, "lists no file; expected one line per file of the package"))
    found = {path: digest for path, digest in on_disk.items() if path in listed or not _is_exempt(path, digest)}
    return (*findings, *_differences(listed, found))


def _is_exempt(path: str, digest: str) -> bool:
    """May a file be there without being listed? A signature may, if it is a regular file."""
    return path == MANIFEST or (path in SIGNATURES and digest != "")


def is_safe(path: str) -> bool:
    """Does a path stay inside the folder that it counts from, on every system?

    >>> [is_safe(path) for path in ("data/a.parquet", "../a", "/a", "a//b", "c:x", "a\\\\b", "a/./b")]
    [True, False, False, False, False, False, False]
    """
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and not any(char in path for char in "\\:\0")


def _differences(listed: Mapping[str, str], found: Mapping[str, str]) -> Iterable[Finding]:
    for path in sorted(listed.keys() | found.keys()):
        if found.get(path) == "":
            yield _finding("DP809", path, "is a link, a device or the like; expected a regular file")
        elif path not in found:
            yield _finding("DP802", path, "is missing; expected it as SHA256SUMS lists it")
        elif path not in listed:
            yield _finding("DP803", path, "is not listed in SHA256SUMS; expected no other file in a package")
        elif listed[path] != found[path]:
            yield _finding("DP801", path, f"has SHA-256 {found[path]}; expected {listed[path]}")


def _finding(code: str, path: str, message: str) -> Finding:
    return Finding(code=code, severity="error", message=f"{path}: {message}", place=Place(path=path))


def _fault(code: str, line: int | None, message: str) -> Finding:
    where = MANIFEST if line is None else f"{MANIFEST}:{line}"
    return Finding(code=code, severity="error", message=f"{where}: {message}", place=Place(path=MANIFEST, line=line))


def _line(path: str, digest: str) -> str:
    if not any(char in path for char in "\\\n\r"):
        return f"{digest}  {path}\n"
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"\\{digest}  {escaped}\n"


def _unescaped(path: str) -> str:
    return re.sub(r"\\.", lambda match: _ESCAPES.get(match[0], match[0]), path)
