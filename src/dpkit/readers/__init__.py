"""One format a file: a seekable stream gives records, a record gives its canonical text with a map to its bytes."""

from dpkit.readers.decoded import unreadable
from dpkit.readers.formats import READERS, configured, reader_for, reader_named

__all__ = ["READERS", "configured", "reader_for", "reader_named", "unreadable"]
