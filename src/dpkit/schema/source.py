"""A schema file as plain values that know their lines: small typed getters, errors that name file and line."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from dpkit.errors import ConfigError

MAX_CHARS = 256 * 1024
"""The longest schema file that is read; those of dpkit have 7,000 characters at most."""
MAX_DEPTH = 20

Lines = Mapping[tuple[str | int, ...], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A value of a schema file, with the file's name, its own place in the file and the line of every place."""

    file: str
    value: object
    path: tuple[str | int, ...] = ()
    lines: Lines = field(default_factory=dict)

    def refuse(self, key: str | None, wrong: str, expected: str, cause: Exception | None = None) -> NoReturn:
        """Raise the ConfigError that says where in the file what is wrong."""
        path = self.path if key is None else (*self.path, key)
        line = self.lines.get(path, self.lines.get(self.path, 1))
        place = ".".join(map(str, path)) or "the file"
        raise ConfigError(f"{self.file}:{line}: {place} {wrong}; expected {expected}") from cause

    def only(self, keys: Iterable[str]) -> None:
        """Refuse keys other than these."""
        for key in self._mapping():
            if key not in keys:
                self.refuse(key, "is not known", f"one of {', '.join(keys)}")

    def text(self, key: str, *, optional: bool = False) -> str:
        """The text under a key; empty where it is optional and not there."""
        value = self._mapping().get(key)
        if optional and value in (None, ""):
            return ""
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "is missing or no text", "a text")
        return value.strip()

    def choice(self, key: str, choices: Collection[str], *, optional: bool = False) -> str | None:
        """The text under a key, one of the choices; None where it is optional and not there."""
        value = self._mapping().get(key)
        if value is None and optional:
            return None
        if not isinstance(value, str) or value not in choices:
            self.refuse(key, f"is {value!r}", f"one of {', '.join(choices)}")
        return value

    def flag(self, key: str) -> bool:
        """The boolean under a key; false where it is not there."""
        value = self._mapping().get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, f"is {value!r}", "true or false")
        return value

    def number(self, key: str) -> float | None:
        """The number under a key, or None."""
        value = self._mapping().get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            self.refuse(key, f"is {value!r}", "a number")
        return value

    def whole(self, key: str) -> int | None:
        """The whole number under a key, or None."""
        value = self.number(key)
        if value is not None and not isinstance(value, int):
            self.refuse(key, f"is {value!r}", "a whole number")
        return value

    def texts(self, key: str | None) -> tuple[str, ...]:
        """The list of texts under a key (or this very value); empty where it is not there."""
        value = self.value if key is None else self._mapping().get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(key, f"is {value!r}", "a list of texts")
        return tuple(value)

    def items(self, key: str) -> tuple["Source", ...]:
        """The items of the list under a key; empty where it is not there."""
        value = self._mapping().get(key, [])
        if not isinstance(value, list):
            self.refuse(key, f"is {value!r}", "a list")
        return tuple(self._at(item, key, index) for index, item in enumerate(value))

    def child(self, key: str) -> "Source":
        """The mapping under a key; an empty one where it is not there."""
        return self._at(self._mapping().get(key, {}), key)

    def _at(self, value: object, *steps: str | int) -> "Source":
        return Source(file=self.file, value=value, path=(*self.path, *steps), lines=self.lines)

    def _mapping(self) -> Mapping[str, object]:
        if not isinstance(self.value, dict):
            self.refuse(None, "is no mapping", "keys with values")
        return self.value


def read_source(file: str, text: str, *, is_ours: bool = False) -> Source:
    """The content of a schema file; `is_ours` says that dpkit brought it along, and a fast parser may read it.

    Raises: ConfigError where it is no plain YAML, with file and line.
    """
    if len(text) > MAX_CHARS:
        raise ConfigError(f"{file}: the schema has {len(text)} characters; expected {MAX_CHARS} at most")
    # LibYAML is ten times as fast, but crashes the process on the deep nesting of a hostile file.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader) if is_ours else yaml.SafeLoader
    try:
        _check_plain(file, text, loader)
        node = yaml.compose(text, loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = getattr(error, "problem", None) or "cannot be read"
        raise ConfigError(f"{file}:{line}: the schema is no YAML ({problem}); expected a Table Schema") from error
    lines: dict[tuple[str | int, ...], int] = {}
    value = {} if node is None else _plain(file, node, (), lines)
    return Source(file=file, value=value, lines=lines)


def _check_plain(file: str, text: str, loader: Any) -> None:
    """Refuse aliases, tags and depth before anything recursive sees them."""
    depth = 0
    for event in yaml.parse(text, loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise ConfigError(f"{file}:{line}: the schema uses an anchor, alias or tag; expected plain values")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ConfigError(f"{file}:{line}: the schema is nested too deeply; expected a list")


def _plain(file: str, node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> object:
    lines.setdefault(path, _line(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(file, item, (*path, index), lines) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return yaml.SafeLoader("").construct_object(node)
    mapping: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode) or key_node.value in mapping:
            raise ConfigError(f"{file}:{line}: the key {key_node.value!r} stands twice; expected it once")
        lines[(*path, key_node.value)] = line
        mapping[key_node.value] = _plain(file, value_node, (*path, key_node.value), lines)
    return mapping


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1
