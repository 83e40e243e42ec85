"""JSON-LD of a page: what its article states about itself, found under a bound on depth and number."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from dpkit.model import Finding
from dpkit.readers.html_page import Page

_ARTICLES = ("article", "posting", "report", "statement", "pressrelease", "webpage", "creativework", "speech")
MAX_NODES = 20_000
MAX_SCRIPTS = 100


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The objects of a page's JSON-LD, articles first, each with the offset of its script."""

    nodes: tuple[tuple[dict[str, object], int], ...] = ()

    def values(self, key: str) -> Iterator[tuple[str, str, int]]:
        """The texts or names under a key, with where they stand."""
        for node, position in self.nodes:
            for text in texts_of(node.get(key), "name"):
                yield text, f"JSON-LD {key}", position

    def addresses(self, key: str) -> Iterator[tuple[str, str, int]]:
        """The addresses under a key, with where they stand."""
        for node, position in self.nodes:
            for text in texts_of(node.get(key), "url", "@id", "mainEntityOfPage"):
                yield text, f"JSON-LD {key}", position


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
        try:
            content = json.loads(element.content.strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError) as error:
            what = "nested too deep" if isinstance(error, RecursionError) else str(error)[:100]
            message = f"JSON-LD: {what}; expected JSON, so this script is left aside"
            findings.append(Finding(code="DP163", severity="info", message=message))
            continue
        nodes += [(node, element.position) for node in _objects(content, MAX_NODES - len(nodes))]
    nodes.sort(key=lambda node: not _is_article(node[0]))
    return LinkedData(nodes=tuple(nodes)), tuple(findings)


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
    return any(isinstance(name, str) and name.lower().endswith(_ARTICLES) and name != "WebPage" for name in names)
