"""Tables of `dpkit.toml` on their way into settings: typed getters whose errors name the line."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dpkit.errors import ConfigError
from dpkit.inputs.values import Unfit, suggestion, text
from dpkit.inputs.yaml import quoted


@dataclass(frozen=True, slots=True)
class TomlTable:
    """One TOML table on its way into settings, with what a message needs to name a line."""

    values: Mapping[str, Any]
    name: str
    source: str
    path: str
    index: int = 0


def subtable(top: TomlTable, name: str) -> TomlTable:
    """The table of a name; an empty one where it is not written."""
    values = top.values.get(name, {})
    if not isinstance(values, dict):
        raise config_error(top, name, f"{name} is no table", f"[{name}]")
    return TomlTable(values, name, top.source, top.path)


def flag_of(table: TomlTable, key: str) -> bool:
    """A value that is true or false; false where it is not written."""
    value = table.values.get(key, False)
    if not isinstance(value, bool):
        raise config_error(table, key, f"{key} is neither true nor false", "true or false without quotes")
    return value


def texts_of(table: TomlTable, key: str) -> tuple[str, ...]:
    """A list of texts; empty where it is not written."""
    values = table.values.get(key, [])
    if not isinstance(values, list):
        raise config_error(table, key, f"{key} is no list", f'{key} = ["…", "…"]')
    return tuple(checked(table, key, value, text) for value in values)


def text_of(table: TomlTable, key: str, check: Callable[[str], str]) -> str | None:
    """A text that passed its check; None where it is not written."""
    return checked(table, key, table.values[key], check) if key in table.values else None


def checked(table: TomlTable, key: str, value: object, check: Callable[[str], str]) -> str:
    if not isinstance(value, str):
        raise config_error(table, key, f"{key} holds something else than text", f'{key} = "…"')
    try:
        return check(value)
    except Unfit as error:
        what, _, expected = str(error).rpartition("; ")
        raise config_error(table, key, f"{key}: {what}", expected.removesuffix(" was expected")) from error


def require_known(table: TomlTable, *keys: str) -> None:
    for key in table.values:
        if key not in keys:
            where = f" in [{table.name}]" if table.name else ""
            what = f"the key {quoted(key)} is not known{where}{suggestion(key, keys)}"
            raise config_error(table, key, what, f"one of {', '.join(keys)}")


def config_error(table: TomlTable, key: str, what: str, expected: str) -> ConfigError:
    line = line_of(table, key)
    where = table.path if line is None else f"{table.path}:{line}"
    return ConfigError(f"{where}: {what}; {expected} was expected")


def line_of(table: TomlTable, key: str) -> int | None:
    """The line of a key, found by its look under its header; None where it is written in another way."""
    current, seen = "", -1
    for number, line in enumerate(table.source.split("\n"), start=1):
        header = re.match(r"\s*\[{1,2}\s*([^\]]{0,200}?)\s*\]", line)
        if header:
            current = header[1].replace('"', "")
            seen += current == table.name
            if current == key and not table.name:
                return number
        in_table = current == table.name and (not table.name or seen == table.index)
        if in_table and (re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line) or (header and key == table.name)):
            return number
    return None
