"""Character references of HTML, read where they stand (HTML Living Standard, 13.2.5.72 and following)."""

import re
from html.entities import html5

REFERENCE = re.compile(r"&(?:#[xX]([0-9a-fA-F]+);?|#([0-9]+);?|([A-Za-z][A-Za-z0-9]{1,31};?))")

_WINDOWS_1252 = {
    code: bytes((code,)).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_LONGEST_BARE = max(len(name) for name in html5 if not name.endswith(";"))


def reference_at(source: str, start: int) -> tuple[str, int] | None:
    """What the reference at `start` shows, and where it ends; None where the ampersand is only an ampersand.

    >>> reference_at("a &amp; b", 2), reference_at("&notit;", 0), reference_at("&#x1F600;", 0), reference_at("& b", 0)
    (('&', 7), ('¬', 4), ('😀', 9), None)
    """
    match = REFERENCE.match(source, start)
    if match is None:
        return None
    if name := match[3]:
        return _named(name, start)
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    code = int(digits.lstrip("0") or "0", base) if len(digits.lstrip("0")) <= 8 else 0x110000
    return _character(code), match.end()


def unescaped(source: str) -> str:
    """An attribute value with its references read; a bare name before `=` or a letter stays, as old links need it."""
    if "&" not in source:
        return source
    parts: list[str] = []
    last = 0
    for match in REFERENCE.finditer(source):
        found = reference_at(source, match.start())
        if found is None or (match[3] and source[found[1] - 1] != ";" and _goes_on(source, found[1])):
            continue
        parts += (source[last : match.start()], found[0])
        last = found[1]
    return "".join(parts) + source[last:]


def _goes_on(source: str, end: int) -> bool:
    return source[end : end + 1] == "=" or source[end : end + 1].isalnum()


def _named(name: str, start: int) -> tuple[str, int] | None:
    if name in html5:
        return html5[name], start + 1 + len(name)
    for size in range(min(len(name), _LONGEST_BARE), 1, -1):
        if name[:size] in html5:
            return html5[name[:size]], start + 1 + size
    return None


def _character(code: int) -> str:
    """The character of a number: control characters stay, what is no character is shown as U+FFFD by every browser."""
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return _WINDOWS_1252.get(code) or chr(code)
