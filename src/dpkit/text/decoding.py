"""Bytes to canonical text: decoded strictly, with LF line ends and without BOM, and a map back to the bytes.

Order of evidence: byte order mark, declared encoding, strict UTF-8, then a guess (charset-normalizer), which is said to
be one. Nothing is ever replaced: what cannot be decoded is `Undecodable`, with the first offending byte.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from operator import mul

from dpkit.model import ByteMap
from dpkit.text.encodings import ENCODINGS, GUESSABLE, WIDE_ENCODINGS, encoding_name

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE_BYTES = 65_536
"""How much of a long text the guess looks at: detection gains nothing from more and costs 1 s per 5 MB."""

_UTF8_RUNS = re.compile("[\x00-\x7f]+|[\x80-\u07ff]+|[\u0800-\uffff]+|[\U00010000-\U0010ffff]+")
_UTF8_RUNS_CR = re.compile(
    "[\x00-\x0c\x0e-\x7f]+|(?:\r\n)+|\r|[\x80-\u07ff]+|[\u0800-\uffff]+|[\U00010000-\U0010ffff]+"
)
_UTF16_RUNS = re.compile("[\x00-\x0c\x0e-\uffff]+|(?:\r\n)+|\r|[\U00010000-\U0010ffff]+")
_EQUAL_RUNS = re.compile("[^\r]+|(?:\r\n)+|\r")
_CONTROL_BYTES = bytes((*range(9), *range(14, 32)))
_ESCAPED = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Canonical text; `encoding` is a name under which Python decodes every mapped byte range strictly."""

    text: str
    byte_map: ByteMap
    encoding: str
    is_guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecodable:
    """Why bytes are no text: `offset` is the first byte that cannot be read."""

    offset: int
    reason: str


def decode(data: bytes, declared: str | None = None) -> Decoded | Undecodable:
    """The canonical text of bytes with its byte map, or the first byte that defies decoding.

    A declared encoding is believed or refused, never quietly overruled, except by a byte order mark. The marks of
    UTF-32 are also characters of UTF-16, and do not overrule that.

    >>> decoded = decode(b"caf\\xc3\\xa9\\r\\nnoir")
    >>> decoded.text, decoded.encoding, decoded.byte_map.bytes_of(3, 5)
    ('café\\nnoir', 'utf-8', (3, 7))
    >>> decode(b"abc", declared="utf-7").reason
    "encoding 'utf-7' is not one that dpkit reads"
    """
    name: str | None = None
    if declared is not None and (name := encoding_name(declared)) is None:
        return Undecodable(offset=0, reason=f"encoding {declared!r} is not one that dpkit reads")
    for mark, marked in BYTE_ORDER_MARKS:
        is_utf16 = marked.startswith("utf-32") and (len(data) % 4 != 0 or (name or "").startswith("utf-16"))
        if data.startswith(mark) and not is_utf16:
            return decode_as(data, marked, skip=len(mark))
    if name in ("utf-16", "utf-32"):  # the order that the bytes show, else little-endian as browsers have it
        seen = _wide_encoding(data)
        name = seen if seen is not None and seen.startswith(name) else f"{name}-le"
    if name is not None:
        return decode_as(data, name)
    if (wide := _wide_encoding(data)) is not None and isinstance(found := decode_as(data, wide, guessed=True), Decoded):
        return found
    found = decode_as(data, "utf-8")
    return found if isinstance(found, Decoded) or _is_damaged_utf8(data) else _guess(data, found)


def decode_as(data: bytes, encoding: str, *, skip: int = 0, guessed: bool = False) -> Decoded | Undecodable:
    """The text of bytes in one of `ENCODINGS`, strictly; `skip` bytes at the front are a byte order mark."""
    try:
        raw = data[skip:].decode(encoding) if skip else data.decode(encoding)
    except UnicodeDecodeError as error:
        where = error.start + skip
        return Undecodable(offset=where, reason=f"byte {where} is not {encoding}: {error.reason}")
    byte_map = _byte_map(raw, data, encoding, skip)
    text = raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw
    return Decoded(text=text, byte_map=byte_map, encoding=encoding, is_guessed=guessed)


def _byte_map(raw: str, data: bytes, encoding: str, skip: int) -> ByteMap:
    """The map of decoded text, before its line ends change, to the bytes it came from."""
    if encoding == "utf-8":
        if len(raw) == len(data) - skip and "\r\n" not in raw:
            return _one_run(len(raw), skip, 1)
        runs = (_UTF8_RUNS_CR if "\r" in raw else _UTF8_RUNS).findall(raw)
        return byte_map_of(map(len, runs), [_utf8_width(run) for run in runs], runs, skip)
    unit = WIDE_ENCODINGS.get(encoding, 1)
    if unit == 2 and (2 * len(raw) != len(data) - skip or "\r" in raw):
        runs = _UTF16_RUNS.findall(raw)
        return byte_map_of(map(len, runs), [4 if run[0] > "\uffff" else 2 for run in runs], runs, skip)
    if unit == 1 and ENCODINGS[encoding] > 1:
        return _multibyte_map(raw, data, encoding)
    if "\r\n" not in raw:
        return _one_run(len(raw), skip, unit)
    runs = _EQUAL_RUNS.findall(raw)
    return byte_map_of(map(len, runs), [unit] * len(runs), runs, skip)


def byte_map_of(lengths: Iterable[int], widths: list[int], runs: list[str], skip: int) -> ByteMap:
    """The map of runs of characters of equal width; a run of CRLF pairs is as many line ends of double width."""
    sizes = list(lengths)
    offsets = tuple(accumulate(map(mul, sizes, widths), initial=skip))
    if "\r\n" in runs or any(run.startswith("\r\n") for run in runs):
        for index, run in enumerate(runs):
            if run.startswith("\r\n"):
                sizes[index] //= 2
                widths[index] *= 2
    return ByteMap(chars=tuple(accumulate(sizes, initial=0)), offsets=offsets, widths=(*widths, 0))


def _one_run(length: int, skip: int, width: int) -> ByteMap:
    if not length:
        return ByteMap(chars=(0,), offsets=(skip,), widths=(0,))
    return ByteMap(chars=(0, length), offsets=(skip, skip + length * width), widths=(width, 0))


def _utf8_width(run: str) -> int:
    return 1 if run < "\x80" else 2 if run < "\u0800" else 3 if run < "\U00010000" else 4


def _multibyte_map(raw: str, data: bytes, encoding: str) -> ByteMap:
    """The map for codecs whose characters take one to four bytes, by encoding each distinct character once.

    Where encoding again gives other bytes (duplicate codes, combined characters) the bytes are decoded one by one.
    """
    try:
        is_faithful = raw.encode(encoding) == data
        known = {char: len(char.encode(encoding)) for char in set(raw)}
    except UnicodeEncodeError:
        is_faithful, known = False, {}
    widths = [known[char] for char in raw] if is_faithful else []
    if sum(widths) != len(data):
        widths = _widths_by_step(data, encoding)
    return _map_of_characters(raw, widths)


def _widths_by_step(data: bytes, encoding: str) -> list[int]:
    """For each character the bytes it took, fed one by one; the second of two characters from one code takes none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    widths: list[int] = []
    pending = 0
    for index in range(len(data)):
        pending += 1
        if out := decoder.decode(data[index : index + 1], index == len(data) - 1):
            widths.append(pending)
            widths.extend([0] * (len(out) - 1))
            pending = 0
    return widths


def _map_of_characters(raw: str, widths: list[int]) -> ByteMap:
    """Characters with a width each, joined to runs, CRLF as one line end."""
    chars: list[int] = []
    offsets: list[int] = []
    sizes: list[int] = []
    position = offset = 0
    index = 0
    while index < len(widths):
        is_pair = raw.startswith("\r\n", index)
        width = widths[index] + (widths[index + 1] if is_pair else 0)
        if not sizes or sizes[-1] != width:
            chars.append(position)
            offsets.append(offset)
            sizes.append(width)
        position += 1
        offset += width
        index += 2 if is_pair else 1
    return ByteMap(chars=(*chars, position), offsets=(*offsets, offset), widths=(*sizes, 0))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, seen by its high bytes: read as bytes, a third or more is control characters."""
    size = len(data)
    if size < 4 or size % 2:
        return None
    sample = data[:SAMPLE_BYTES]
    if 3 * (len(sample) - len(sample.translate(None, _CONTROL_BYTES))) < len(sample):
        return None
    nul_even, nul_odd = sample[::2].count(0), sample[1::2].count(0)
    if size % 4 == 0 and 2 * (nul_even + nul_odd) >= len(sample):
        zeros = [sample[index::4].count(0) * 4 for index in range(4)]
        if zeros[3] == zeros[2] >= len(sample) - 3:
            return "utf-32-le"
        if zeros[0] == zeros[1] >= len(sample) - 3:
            return "utf-32-be"
    if nul_odd > 20 * nul_even:
        return "utf-16-le"
    return "utf-16-be" if nul_even > 20 * nul_odd else None


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 but for some faults: then a guess would turn the good characters into rubbish."""
    escaped = data.decode("utf-8", "surrogateescape")
    bad = len(_ESCAPED.findall(escaped))
    good = len(_NOT_ASCII.findall(escaped)) - bad
    if good >= bad:
        return True
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes, failed: Undecodable) -> Decoded | Undecodable:
    """The text in the likeliest legacy encoding, said to be a guess; `failed` is what UTF-8 stumbled over."""
    import charset_normalizer  # here, because most texts are UTF-8 and never need it

    best = charset_normalizer.from_bytes(_sample(data, failed.offset), cp_isolation=list(GUESSABLE)).best()
    name = None if best is None else encoding_name(best.encoding)
    if name is None:
        return Undecodable(offset=failed.offset, reason=f"{failed.reason}; no other encoding fits either")
    found = decode_as(data, "kz1048" if name == "windows-1251" and _is_kazakh(data) else name, guessed=True)
    if isinstance(found, Undecodable):
        return Undecodable(offset=failed.offset, reason=f"{failed.reason}; nor is it {name} throughout")
    return found


def _is_kazakh(data: bytes) -> bool:
    """Whether bytes that look like windows-1251 are its Kazakh sister: қ beside ы, and another Kazakh letter.

    Macedonian has ќ, ѕ and ј in the places of қ, ң and ә, but no ы; Ukrainian has none of the three.
    """
    return b"\x9d" in data and b"\xfb" in data and any(letter in data for letter in (b"\xbe", b"\xbc", b"\xa2"))


def _sample(data: bytes, offset: int) -> bytes:
    """A part of long bytes around the first that is no UTF-8, cut at line ends so that no character is cut."""
    if len(data) <= SAMPLE_BYTES:
        return data
    start = data.rfind(b"\n", 0, offset) + 1
    start = start if offset - start < SAMPLE_BYTES // 2 else offset
    end = data.rfind(b"\n", start, start + SAMPLE_BYTES)
    return data[start : end if end > offset else start + SAMPLE_BYTES]
