"""Bytes on their way, in a file without a name once they are many: they may be larger than memory."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO

MEMORY_BYTES = 8 * 1024 * 1024
BLOCK_BYTES = 1024 * 1024


def spool(blocks: Iterable[bytes] = ()) -> IO[bytes]:
    """A file with these bytes, at its beginning; closing it removes it."""
    file = SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 (the caller closes it)
    for block in blocks:
        file.write(block)
    file.seek(0)
    return file


def sha256_of(blocks: Iterable[bytes]) -> str:
    """The hash of bytes that come in pieces."""
    digest = sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def blocks_of(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a file from its beginning, piece by piece; it stays open."""
    file.seek(0)
    while block := file.read(BLOCK_BYTES):
        yield block
