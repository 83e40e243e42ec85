"""Which addresses may stand in a data set: http and https, without tricks. Nothing here asks the network."""

import ipaddress
import unicodedata
from urllib.parse import SplitResult, urlsplit

MAX_CHARS = 2_000
"""Longer addresses do not survive browsers, sitemaps and servers."""


def url_fault(url: str) -> str | None:
    """What is wrong with an address, and what was expected; None where it may be used.

    >>> url_fault("https://example.org/a"), url_fault("javascript:alert(1)")
    (None, "the scheme is 'javascript'; http or https was expected")
    """
    if len(url) > MAX_CHARS:
        return f"the address has {len(url)} characters; at most {MAX_CHARS} were expected"
    strange = next((char for char in url if char == "\\" or not char.isprintable() or char.isspace()), None)
    if strange is not None:  # browsers and parsers disagree on these: `ht\ttps:`, `https:\\host`, bidi controls
        return f"the character U+{ord(strange):04X} stands in it; no white space, control character or \\ was expected"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"it cannot be read ({error}); an address like https://host/path was expected"
    if parts.scheme not in ("http", "https"):
        return f"the scheme is {parts.scheme[:20]!r}; http or https was expected"
    return _host_fault(parts, port)


def _host_fault(parts: SplitResult, port: int | None) -> str | None:
    if parts.username is not None or parts.password is not None:
        return "it carries a user name or password; an address without them was expected"
    if not parts.hostname or port == 0:
        return "it names no host; an address like https://host/path was expected"
    if any(not (char.isalnum() or unicodedata.combining(char) or char in ".-_:[]%") for char in parts.hostname):
        return (
            f"the host {parts.hostname[:60]!r} has strange characters; letters, digits, dots and hyphens were expected"
        )
    return None


def host_doubt(url: str) -> str | None:
    """Why the host of a sound address is no public place, or may be another than it looks; None without a doubt.

    >>> host_doubt("http://127.0.0.1/a")
    'the host 127.0.0.1 is no public address'
    """
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return f"the host {host[:60]} is no public address"
    try:
        if not ipaddress.ip_address(host).is_global:
            return f"the host {host[:60]} is no public address"
    except ValueError:
        if host.replace(".", "").isdigit() or host.startswith("0x"):
            return f"the host {host[:60]} is a number that only some programs read as an address"
    for label in _shown_host(host).split("."):
        scripts = {unicodedata.name(char, "?").split(" ")[0] for char in label if char.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN"}) > 1:
            return f"the host {label[:60]!r} mixes {', '.join(sorted(scripts))} letters and may look like another"
    return None


def _shown_host(host: str) -> str:
    """The host as a browser would show it: `xn--…` labels decoded where they can be."""
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except (UnicodeError, OverflowError):
            labels.append(label)
    return ".".join(labels)
