"""Which stored documents a query in OpenSearch's language finds: the part of it that repositories ask here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Source = Mapping[str, Any]


class UnknownQueryError(Exception):
    """A kind of query that this stand-in does not answer: it says so and does not guess."""


def matches(query: Mapping[str, Any], name: str, source: Source) -> bool:
    """Does a document of this id answer the query?

    Raises: UnknownQueryError.
    """
    if not query:
        return True
    ((kind, wanted),) = query.items()
    if kind == "bool":
        return _bool(wanted, name, source)
    if kind in ("function_score", "nested"):
        return matches(wanted.get("query", {}), name, source)
    if kind == "constant_score":
        return matches(wanted["filter"], name, source)
    if kind in _TESTS:
        return _TESTS[kind](wanted, name, source)
    raise UnknownQueryError(kind)


def values_at(field: str, name: str, source: Source) -> list[Any]:
    """The values of a dotted field, through lists, as OpenSearch flattens them."""
    if field == "_id":
        return [name]
    found: list[Any] = [source]
    for part in field.removesuffix(".keyword").split("."):
        found = [inner[part] for outer in found for inner in _each(outer) if isinstance(inner, dict) and part in inner]
    return [inner for outer in found for inner in _each(outer)]


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _bool(wanted: Mapping[str, Any], name: str, source: Source) -> bool:
    needed = [*_each(wanted.get("must", [])), *_each(wanted.get("filter", []))]
    refused, offered = _each(wanted.get("must_not", [])), _each(wanted.get("should", []))
    if not all(matches(part, name, source) for part in needed):
        return False
    if any(matches(part, name, source) for part in refused):
        return False
    return sum(matches(part, name, source) for part in offered) >= _least(wanted, bool(needed), bool(offered))


def _least(wanted: Mapping[str, Any], is_filtered: bool, is_offered: bool) -> int:
    """How many of the offered must hold; `0<1` reads: of more than none, one."""
    said = str(wanted.get("minimum_should_match", 0 if is_filtered else 1))
    return min(int(said.rpartition("<")[2]), 1 if is_offered else 0)


def _term(wanted: Mapping[str, Any], name: str, source: Source) -> bool:
    return any(
        _folded(value.get("value") if isinstance(value, dict) else value)
        in map(_folded, values_at(field, name, source))
        for field, value in wanted.items()
        if field not in ("boost", "_name")
    )


def _terms(wanted: Mapping[str, Any], name: str, source: Source) -> bool:
    return any(
        _folded(value) in map(_folded, values_at(field, name, source))
        for field, values in wanted.items()
        if field != "boost"
        for value in _each(values)
    )


def _match(wanted: Mapping[str, Any], name: str, source: Source) -> bool:
    return all(
        set(_words(value.get("query") if isinstance(value, dict) else value))
        <= set(_words(" ".join(map(str, values_at(field, name, source)))))
        for field, value in wanted.items()
    )


def _range(wanted: Mapping[str, Any], name: str, source: Source) -> bool:
    def fits(value: Any, limits: Mapping[str, Any]) -> bool:
        tests = {
            "gte": lambda a, b: a >= b,
            "gt": lambda a, b: a > b,
            "lte": lambda a, b: a <= b,
            "lt": lambda a, b: a < b,
        }
        return all(tests[key](str(value), str(limit)) for key, limit in limits.items() if key in tests)

    return all(any(fits(value, limits) for value in values_at(field, name, source)) for field, limits in wanted.items())


def _query_string(wanted: Mapping[str, Any], name: str, source: Source) -> bool:
    """`field:value`, `field:"a phrase"` and bare words, all of them needed."""
    said = re.sub(r"\b(AND|OR)\b|[()+]", " ", str(wanted["query"]))
    everything = " ".join(_text_of(source)) + f" {name}"
    for field, phrase, word in re.findall(r'(?:([\w.\\:-]+?):)?(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))', said):
        value = re.sub(r"\\(.)", r"\1", phrase or word)
        if value == "*" and not field:
            continue
        place = " ".join(map(str, values_at(field, name, source))) if field else everything
        if (value == "*" and not place) or (value != "*" and " ".join(_words(value)) not in " ".join(_words(place))):
            return False
    return True


def _text_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _text_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _text_of(inner)
    elif value is not None:
        yield str(value)


def _words(text: Any) -> Sequence[str]:
    return re.findall(r"\w+", str(text).lower())


def _folded(value: Any) -> str:
    return str(value).lower()


_TESTS = {
    "match_all": lambda wanted, name, source: True,
    "match_none": lambda wanted, name, source: False,
    "ids": lambda wanted, name, source: name in wanted["values"],
    "exists": lambda wanted, name, source: bool(values_at(wanted["field"], name, source)),
    "term": _term,
    "terms": _terms,
    "match": _match,
    "match_phrase": _match,
    "prefix": lambda wanted, name, source: any(
        str(value).startswith(str(start["value"] if isinstance(start, dict) else start))
        for field, start in wanted.items()
        for value in values_at(field, name, source)
    ),
    "range": _range,
    "query_string": _query_string,
    "simple_query_string": _query_string,
    "multi_match": _query_string,
}
