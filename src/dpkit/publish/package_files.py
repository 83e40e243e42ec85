"""A file on disk with the hashes that repositories tell of it."""

from hashlib import md5, sha256
from pathlib import Path

from dpkit.model import PackageFile
from dpkit.store import files


def package_file(folder: Path, path: str) -> PackageFile:
    """A file with its two hashes, read in pieces. MD5 because repositories compute it; it guards nothing."""
    strong, weak, size = sha256(), md5(usedforsecurity=False), 0
    for block in files.blocks(folder, path):
        strong.update(block)
        weak.update(block)
        size += len(block)
    return PackageFile(path=path, size_bytes=size, sha256=strong.hexdigest(), md5=weak.hexdigest())
