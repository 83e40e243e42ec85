"""Which reader a raw file gets: what its first bytes are beyond doubt, else what its name says, else what they seem."""

import re
from dataclasses import replace

from dpkit.errors import UsageError
from dpkit.model import Facts
from dpkit.readers.csv_file import CsvReader
from dpkit.readers.docx import DocxReader
from dpkit.readers.feed import FeedReader
from dpkit.readers.fields import mapping_of
from dpkit.readers.html import HtmlReader
from dpkit.readers.jsonl import JsonlReader
from dpkit.readers.markdown import MarkdownReader
from dpkit.readers.pdf import PdfReader
from dpkit.readers.plain import PlainReader
from dpkit.readers.warc import WarcReader
from dpkit.seams import Reader

READERS: tuple[Reader, ...] = (
    PlainReader(),
    MarkdownReader(),
    HtmlReader(),
    JsonlReader(),
    CsvReader(),
    FeedReader(),
    WarcReader(),
    DocxReader(),
    PdfReader(),
)

_SIGNATURES: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"%PDF-"), "pdf"),
    (re.compile(rb"WARC/[01]\.\d"), "warc"),
    (re.compile(rb"\s*(?:<!--[^>]{0,500}-->\s*)?(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE), "html"),
    (re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>)?\s*(?:<!--[^>]{0,500}-->\s*)?<(?:rss|feed|rdf:RDF)[\s>]"), "feed"),
    (re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>)\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE), "html"),
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BINARY = re.compile(
    rb"\x89PNG|GIF8|\xff\xd8\xff|RIFF|\x7fELF|MZ|OggS|ID3|BZh|\xfd7zXZ|7z\xbc\xaf|PAR1|SQLite format 3"
)


def reader_for(path: str, head: bytes, override: str | None = None) -> Reader | None:
    """The reader for a file by name and first bytes (some kB); `override` names one; None where no reader fits.

    >>> reader_for("a.txt", b"Hello.").name, reader_for("notes.md", b"# Hello").name
    ('plain', 'markdown')
    """
    by_name = {reader.name: reader for reader in READERS}
    if override is not None:
        return by_name.get(override)
    for pattern, name in _SIGNATURES:
        if pattern.match(_unmarked(head)):
            return by_name.get(name)
    suffix = _suffix(path)
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader
    if _BINARY.match(head) or head.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        return None
    return by_name["plain"] if suffix == "" or _looks_like_text(head) else None


def reader_named(name: str) -> Reader:
    """The reader of a name.

    Raises:
        UsageError: no reader has that name.
    """
    for reader in READERS:
        if reader.name == name:
            return reader
    raise UsageError(f"reader {name}: unknown; expected one of {', '.join(reader.name for reader in READERS)}")


def configured(reader: Reader, facts: Facts) -> Reader:
    """The reader as a sidecar wants it: with its `fields` and its `encoding`, where the format has such."""
    if not isinstance(reader, JsonlReader | CsvReader):
        return reader
    mapping = mapping_of(facts.fields) if facts.fields else reader.mapping
    return replace(reader, mapping=mapping, encoding=facts.encoding or reader.encoding)


def _suffix(path: str) -> str:
    """The ending of a file name in lower case, `.warc.gz` as a whole."""
    name = path.rsplit("/", 1)[-1].lower()
    if name.endswith(".warc.gz"):
        return ".warc.gz"
    return f".{name.rsplit('.', 1)[1]}" if "." in name.lstrip(".") else ""


def _unmarked(head: bytes) -> bytes:
    """The first bytes without byte order mark; of UTF-16 only the low bytes, enough to see ASCII markup."""
    if head.startswith(_MARKS[0]):
        return head[3:]
    return head[2:].replace(b"\0", b"") if head.startswith(_MARKS[1:]) else head


def _looks_like_text(head: bytes) -> bool:
    """Few control characters but NUL, which UTF-16 is full of."""
    controls = sum(head.count(bytes((code,))) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return 50 * controls <= len(head)
