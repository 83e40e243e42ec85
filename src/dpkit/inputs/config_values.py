"""Text of `dpkit.toml` → values that only settings have; each function gives the value or raises `Unfit`."""

import re

from dpkit.inputs.requirement import is_requirement
from dpkit.inputs.values import Unfit, text
from dpkit.inputs.yaml import quoted


def package_name(value: str) -> str:
    """The name of a data package, which is part of addresses."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?", value):
        raise Unfit(f"{quoted(value)} is no package name; lower-case letters, digits and . _ - between them")
    return value


def version(value: str) -> str:
    """A version of three numbers, with or without a suffix (Semantic Versioning)."""
    if not re.fullmatch(
        r"(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})(?:-[0-9A-Za-z.-]{1,40})?", value
    ):
        raise Unfit(f"{quoted(value)} is no version; a form like 1.2.3")
    return value


def requirement(value: str) -> str:
    """Comparisons with versions of dpkit."""
    if not is_requirement(value):
        raise Unfit(f"{quoted(value)} is no requirement; a form like >=0.1,<0.2")
    return value


def email(value: str) -> str:
    """An email address, by its look."""
    if len(value) > 254 or not re.fullmatch(r"[^\s@<>]{1,64}@[^\s@<>]{1,189}", value):
        raise Unfit(f"{quoted(value)} is no email address; name@host")
    return text(value)


def folder(value: str) -> str:
    """A posix path below the project that cannot lead out of it."""
    parts = value.split("/")
    is_plain = all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", part) and ".." not in part for part in parts)
    if not is_plain or len(parts) > 10:
        raise Unfit(f"{quoted(value)} is no folder of the project; a relative path with / such as data/raw")
    return value
