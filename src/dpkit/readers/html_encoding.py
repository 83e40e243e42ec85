"""The encoding of a page: byte order mark, sidecar, then what the page declares where its bytes bear it out."""

import re
from dataclasses import replace

from dpkit.model import Facts, Finding
from dpkit.readers.decoded import decode_record
from dpkit.text.decoding import BYTE_ORDER_MARKS, Decoded, Undecodable, decode, decode_as
from dpkit.text.encodings import WIDE_ENCODINGS, encoding_name

_HEAD_BYTES = 4096
"""Browsers look at 1,024 bytes; saved pages often begin with a comment of the program that saved them."""
_DECLARED = re.compile(
    rb"""<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# What browsers read under these names: each is a superset of what the name says (WHATWG Encoding Standard).
_SUPERSETS = {
    "iso-8859-1": "windows-1252", "iso-8859-9": "windows-1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
_MANY = 3
"""That many characters of UTF-8 do not come about by chance in a text in another encoding."""


def decode_page(data: bytes, facts: Facts) -> tuple[Decoded | None, tuple[Finding, ...]]:
    """The decoded source of a page and what is to be said of its encoding; None with an error where it is no text."""
    declared = _declared(data)
    if facts.encoding is not None or declared is None or any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS):
        return decode_record(data, facts)
    utf8 = decode_as(data, "utf-8")
    if isinstance(utf8, Decoded) and (declared == "utf-8" or _is_plainly_utf8(utf8.text)):
        return utf8, () if declared == "utf-8" else (_differs(declared, "utf-8"),)
    found = decode(data, declared)
    if isinstance(found, Decoded):
        return found, ()
    if declared == "utf-8" and isinstance(utf8, Undecodable):
        decoded, findings = decode_record(data, replace(facts, encoding=None))
    else:
        decoded, findings = decode_record(data, facts)
    return decoded, findings if decoded is None else (_differs(declared, decoded.encoding), *findings)


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:_HEAD_BYTES])
    if match is None:
        return None
    name = encoding_name((match[1] or match[2]).decode("ascii", "replace"))
    if name in WIDE_ENCODINGS or name in ("utf-16", "utf-32"):
        return "utf-8"  # a declaration that can be read as ASCII bytes is not UTF-16
    return _SUPERSETS.get(name, name) if name else None


def _is_plainly_utf8(text: str) -> bool:
    return len(text.encode("ascii", "ignore")) + _MANY <= len(text)


def _differs(declared: str, real: str) -> Finding:
    message = f"encoding: the page says {declared}, its bytes are {real}; expected the two to agree"
    return Finding(code="DP159", severity="warning", message=message, field="encoding")
