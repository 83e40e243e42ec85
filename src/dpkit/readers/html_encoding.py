"""The encoding of a page: byte order mark, sidecar, then what the page declares where its bytes bear it out."""

import re
from codecs import BOM_UTF8
from dataclasses import replace

from dpkit.model import Facts, Finding
from dpkit.readers.decoded import decode_record
from dpkit.readers.html_attributes import attributes_of
from dpkit.text.decoding import BYTE_ORDER_MARKS, Decoded, decode, decode_as
from dpkit.text.encodings import WIDE_ENCODINGS, encoding_name

_HEAD_BYTES = 16_384
"""Browsers look at 1,024 bytes first; saved pages often begin with a comment of the program that saved them."""
_COMMENT = re.compile("<!--(?:(?!-->)[\\s\\S])*+(?:-->)?")
_META = re.compile(r"<meta[\s/]([^>]*+)>", re.IGNORECASE | re.ASCII)
_XML = re.compile(r"""\s*+<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE | re.ASCII)
_CHARSET = re.compile(r"""charset\s*+=\s*+["']?\s*+([\w.:-]{2,40})""", re.IGNORECASE | re.ASCII)
# What browsers read under these names: each is a superset of what the name says (WHATWG Encoding Standard).
_SUPERSETS = {
    "iso-8859-1": "windows-1252", "iso-8859-9": "windows-1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_SUBSTITUTE = "\x1a"
"""A control character, one byte long, made for this: places stay as they are."""
MIN_BYTES_PER_BAD = 20
"""With more bad bytes than one in so many, a page is not just damaged."""
_MANY = 3
"""That many characters of UTF-8 do not come about by chance in a text in another encoding."""


def decode_page(data: bytes, facts: Facts) -> tuple[Decoded | None, tuple[Finding, ...]]:
    """The decoded source of a page and what is to be said of its encoding; None with an error where it is no text."""
    declared = _declared(data)
    decoded, findings = _decoded(data, facts, declared)
    if decoded is None and encoding_name(facts.encoding or declared or "utf-8") == "utf-8":
        decoded, findings = _mended(data, findings)
    if decoded is None or declared is None or declared in (decoded.encoding, encoding_name(decoded.encoding)):
        return decoded, findings
    if declared == "utf-8" and decoded.encoding in WIDE_ENCODINGS:
        return decoded, findings  # what the page said before it was saved, or a name for both
    return decoded, (_differs(declared, decoded.encoding), *findings)


def _decoded(data: bytes, facts: Facts, declared: str | None) -> tuple[Decoded | None, tuple[Finding, ...]]:
    has_mark = any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)
    if facts.encoding is not None or declared is None or has_mark:
        return decode_record(data, facts)
    utf8 = decode_as(data, "utf-8")
    if isinstance(utf8, Decoded) and (declared == "utf-8" or _is_plainly_utf8(utf8.text)):
        return utf8, ()
    found = decode(data, declared)
    return (found, ()) if isinstance(found, Decoded) else decode_record(data, facts)


def _mended(data: bytes, refusal: tuple[Finding, ...]) -> tuple[Decoded | None, tuple[Finding, ...]]:
    """A page in UTF-8 but for a few bytes, each of which is shown as U+FFFD, as browsers do; else the refusal.

    Systems cut descriptions and captions in the middle of a letter; the rest of the page is sound.
    """
    escaped = data.decode("utf-8", "surrogateescape")
    bad = _BAD_BYTE.search(escaped)
    count = len(_BAD_BYTE.findall(escaped))
    skip = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
    sound = decode_as(_BAD_BYTE.sub(_SUBSTITUTE, escaped).encode(), "utf-8", skip=skip)
    if bad is None or count * MIN_BYTES_PER_BAD > len(data) or not isinstance(sound, Decoded):
        return None, refusal
    first = len(escaped[: bad.start()].encode("utf-8", "surrogateescape"))
    text = _BAD_BYTE.sub("\ufffd", escaped).replace("\r\n", "\n").replace("\r", "\n")
    message = f"byte {first}: the first of {count} that are not UTF-8; expected UTF-8, so they are shown as U+FFFD"
    found = Finding(code="DP167", severity="warning", message=message, field="encoding")
    return replace(sound, text=text[1:] if skip else text), (found,)


def _declared(data: bytes) -> str | None:
    """The encoding that the head of a page names, under the name by which it is read."""
    head = _COMMENT.sub("", data[:_HEAD_BYTES].decode("latin-1"))
    xml = _XML.match(head)
    name = encoding_name(xml[1]) if xml else next(filter(None, map(_of_meta, _META.finditer(head))), None)
    if name in WIDE_ENCODINGS or name in ("utf-16", "utf-32"):
        return "utf-8"  # a declaration that can be read as ASCII bytes is not UTF-16
    return _SUPERSETS.get(name, name) if name else None


def _of_meta(match: re.Match[str]) -> str | None:
    attributes = attributes_of(match.string, *match.span(1))
    said = attributes.get("charset", "").strip()
    if not said and attributes.get("http-equiv", "").lower() == "content-type":
        found = _CHARSET.search(attributes.get("content", ""))
        said = found[1] if found else ""
    return encoding_name(said) if said else None


def _is_plainly_utf8(text: str) -> bool:
    return len(text.encode("ascii", "ignore")) + _MANY <= len(text)


def _differs(declared: str, real: str) -> Finding:
    message = f"encoding: the page says {declared}, its bytes are {real}; expected the two to agree"
    return Finding(code="DP159", severity="warning", message=message, field="encoding")
