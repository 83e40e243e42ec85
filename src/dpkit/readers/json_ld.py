"""JSON-LD of a page: what its article states about itself, found under a bound on depth and number."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dpkit.model import Finding
from dpkit.readers.html_page import Page

_ARTICLES = ("article", "posting", "report", "statement", "pressrelease", "creativework", "speech")
_WRAPPING = re.compile(r"\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)?\s*")
_TAIL = re.compile(r"[\s;,]*(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)?\s*")
_DECODER = json.JSONDecoder(strict=False)
MAX_NODES = 20_000
MAX_SCRIPTS = 100


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The objects of a page's JSON-LD, articles first, each with the offset of its script."""

    nodes: tuple[tuple[dict[str, object], int], ...] = ()

    def values(self, key: str) -> Iterator[tuple[str, str, int]]:
        """The texts or names under a key, with where they stand."""
        for node, position in self.nodes:
            for text in texts_of(self._resolved(node.get(key)), "name"):
                yield text, f"JSON-LD {key}", position

    def addresses(self, key: str) -> Iterator[tuple[str, str, int]]:
        """The addresses under a key, with where they stand."""
        for node, position in self.nodes:
            for text in texts_of(node.get(key), "url", "@id", "mainEntityOfPage"):
                yield text, f"JSON-LD {key}", position

    def _resolved(self, value: object) -> object:
        """An object that only refers to another of the page, by its `@id`, is that one."""
        if isinstance(value, list):
            return [self._resolved(item) for item in value[:50]]
        if isinstance(value, dict) and "name" not in value and isinstance(name := value.get("@id"), str):
            return next((node for node, _ in self.nodes if node.get("@id") == name and "name" in node), value)
        return value


def texts_of(value: object, *keys: str) -> list[str]:
    """The strings in a value: itself, its items, or the first of some members of an object; authors are joined."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return next((found for key in keys if (found := texts_of(value.get(key)))), [])
    if isinstance(value, list):
        found = [text for item in value[:50] if not isinstance(item, list) for text in texts_of(item, *keys)]
        return ["; ".join(found)] if found and "name" in keys else found
    return []


def linked_data(page: Page) -> tuple[LinkedData, tuple[Finding, ...]]:
    """The JSON-LD of a page, articles first; a script that is no JSON is a finding."""
    nodes: list[tuple[dict[str, object], int]] = []
    findings = []
    scripts = [each for each in page.elements if each.name == "script" and "ld+json" in each.attributes["type"].lower()]
    if len(scripts) > MAX_SCRIPTS:
        message = f"JSON-LD: {len(scripts)} scripts; expected at most {MAX_SCRIPTS}, so the others are left aside"
        findings.append(Finding(code="DP163", severity="info", message=message))
    for element in scripts[:MAX_SCRIPTS]:
        contents, fault = _values(element.content)
        if fault:
            left = "what follows" if contents else "this script"
            message = f"JSON-LD: {fault}; expected JSON, so {left} is left aside"
            findings.append(Finding(code="DP163", severity="info", message=message))
        nodes += [(node, element.position) for node in _objects(contents, MAX_NODES - len(nodes))]
    nodes.sort(key=lambda node: not _is_article(node[0]))
    return LinkedData(nodes=tuple(nodes)), tuple(findings)


def _values(script: str) -> tuple[list[object], str | None]:
    """The JSON values in a script, and what is wrong with the rest of it."""
    found: list[object] = []
    start = _end_of(_WRAPPING, script, 0)
    while start < len(script):
        try:
            value, start = _DECODER.raw_decode(script, start)
        except RecursionError:
            return found, "nested too deep"
        except ValueError as error:
            return found, str(error)[:100]
        found.append(value)
        start = _end_of(_TAIL, script, start)
    return found, None if found else "an empty script"


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _objects(content: object, limit: int) -> Iterator[dict[str, object]]:
    """The objects of a JSON-LD document, without those that describe something else than the page (persons, images)."""
    waiting = [content]
    while waiting and limit > 0:
        value = waiting.pop(0) if len(waiting) < 100 else waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            limit -= 1
            yield value
            waiting.extend(value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value)


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.lower().endswith(_ARTICLES) for name in names)
