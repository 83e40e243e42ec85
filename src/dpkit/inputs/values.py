"""Text of a scalar → the value that its key's type says; each function gives the value or raises `Unfit`."""

import codecs
import datetime as dt
import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TypeVar

from dpkit.ids import MAX_NAME_CHARS, name_id
from dpkit.inputs.urls import url_fault
from dpkit.inputs.yaml import quoted

T = TypeVar("T")

NOT_TEXT_ENCODINGS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"})
"""Codecs that Python calls text encodings although no file is written in them."""
MAX_SUGGESTION_CHARS = 64
"""difflib is quadratic: nobody misspells a longer word."""

_SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,198}[A-Za-z0-9])?", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}", re.ASCII)
_LICENSE = re.compile(
    r"\(?[A-Za-z0-9][A-Za-z0-9.+-]*(?:\)? (?:AND|OR|WITH) \(?[A-Za-z0-9][A-Za-z0-9.+-]*){0,8}\)?", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)


class Unfit(ValueError):
    """The text is no value of this type. The message reads `what is wrong; what was expected`."""


def text(value: str) -> str:
    """The text without white space at its ends; controls (but tab, line ends) and lone surrogates are unfit."""
    for char in value:
        if (ord(char) < 0x20 and char not in "\t\n\r") or 0x7F <= ord(char) <= 0x9F or 0xD800 <= ord(char) <= 0xDFFF:
            raise Unfit(f"the character U+{ord(char):04X} stands in it; text without control characters was expected")
    stripped = value.strip()
    if not stripped:
        raise Unfit("it is empty; text (or no such key) was expected")
    return stripped


def slug(value: str) -> str:
    """A readable id that a person chose, kept as it is.

    >>> slug("00123"), slug("1.10"), slug("NO")
    ('00123', '1.10', 'NO')
    """
    if not _SLUG.fullmatch(value) or ".." in value or "//" in value:
        raise Unfit(f"{quoted(value)} is no id; up to 200 letters (a-z), digits and . _ - / between them were expected")
    return value


def day(value: str) -> dt.date:
    """A day of the calendar, YYYY-MM-DD.

    >>> day("2022-01-10")
    datetime.date(2022, 1, 10)
    """
    if not _DATE.fullmatch(value):
        raise Unfit(f"{quoted(value)} is no date; YYYY-MM-DD was expected")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise Unfit(f"{value} is no day of the calendar; YYYY-MM-DD was expected") from None


def moment(value: str) -> dt.datetime:
    """A time with its zone (RFC 3339), in UTC.

    >>> moment("2022-01-10T06:00:00+06:00")
    datetime.datetime(2022, 1, 10, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if not _MOMENT.fullmatch(value):
        raise Unfit(f"{quoted(value)} is no time with a zone; a form like 2022-01-10T08:30:00Z was expected")
    try:
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Unfit(f"{value} is no time of the calendar; a form like 2022-01-10T08:30:00Z was expected") from None


def url(value: str) -> str:
    """An http or https address without credentials or tricks; its scheme in lower case, as the tables have it.

    >>> url("HTTPS://a.example/B")
    'https://a.example/B'
    """
    fault = url_fault(value)
    if fault is not None:
        raise Unfit(f"{quoted(value)} is no address to keep: {fault}")
    scheme, colon, rest = value.partition(":")
    return f"{scheme.lower()}{colon}{rest}"


def document_id(value: str) -> str:
    """The id of a document, which a file's path or a record's locator may have given: `corpus#two`, `more/a%20b.txt`.

    >>> document_id("corpus#two")
    'corpus#two'
    """
    if not value or len(value) > MAX_NAME_CHARS or name_id(value) != value:
        raise Unfit(f"{quoted(value)} is no id of a document; one that documents.document_id holds was expected")
    return value


def language(value: str) -> str:
    """A BCP 47 tag, in the case that RFC 5646 (2.1.1) recommends.

    >>> language("NO"), language("zh-hant-tw")
    ('no', 'zh-Hant-TW')
    """
    if not _LANGUAGE.fullmatch(value):
        raise Unfit(f"{quoted(value)} is no language tag; a BCP 47 tag such as en, kk or zh-Hant was expected")
    first, *rest = value.split("-")
    cased = [{2: part.upper(), 4: part.title()}.get(len(part), part.lower()) for part in rest]
    return "-".join([first.lower(), *cased])


def country(value: str) -> str:
    """An ISO 3166-1 alpha-2 code."""
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise Unfit(f"{quoted(value)} is no country code; two capital letters (ISO 3166-1) such as KZ were expected")
    return value


def wikidata(value: str) -> str:
    """A Wikidata item id."""
    if not re.fullmatch(r"Q[1-9][0-9]{0,11}", value):
        raise Unfit(f"{quoted(value)} is no Wikidata item; a form like Q232 was expected")
    return value


def license_id(value: str) -> str:
    """An SPDX id or expression, `LicenseRef-…`, or `unknown`; whether SPDX lists it is not asked."""
    if len(value) > 200 or not _LICENSE.fullmatch(value):
        raise Unfit(
            f"{quoted(value)} is no licence id; an SPDX id such as CC-BY-4.0, LicenseRef-… or unknown was expected"
        )
    return value


def encoding(value: str) -> str:
    """The name of a text encoding that Python can read, as written."""
    try:
        info = codecs.lookup(value) if re.fullmatch(r"[A-Za-z0-9_.:-]{1,40}", value) else None
    except (LookupError, ValueError):
        info = None
    is_text = info is not None and getattr(info, "_is_text_encoding", True)
    if info is None or not is_text or info.name.replace("_", "-") in NOT_TEXT_ENCODINGS:
        raise Unfit(f"{quoted(value)} is no known text encoding; a name such as utf-8 or windows-1251 was expected")
    return value


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """A check that the text is one of the choices, exactly."""

    def choice(value: str) -> str:
        if value not in choices:
            hint = suggestion(value, choices)
            raise Unfit(f"{quoted(value)} is not known{hint}; one of {', '.join(choices)} was expected")
        return value

    return choice


def suggestion(word: str, known: Sequence[str]) -> str:
    """` (did you mean 'title'?)` where a known word is near, else nothing.

    >>> suggestion("titel", ["title", "type"])
    " (did you mean 'title'?)"
    """
    if len(word) > MAX_SUGGESTION_CHARS:
        return ""
    near = get_close_matches(word.lower().replace("-", "_"), known, n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
