"""A stand-in for OpenSearch: takes indices and documents, gives them back by id and by simple queries.

It ranks nothing, analyses nothing and counts no facets, so a repository's own search is not what it can prove.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from servers.search_query import UnknownQueryError, matches, values_at
from servers.stand_in import Reply, Request, json_reply, serving

SHARDS = {"total": 1, "successful": 1, "failed": 0, "skipped": 0}
VERSION = {"number": "2.11.0", "distribution": "opensearch", "build_flavor": "stand-in", "lucene_version": "9.7.0"}

Key = tuple[str, str]


@contextmanager
def opensearch() -> Iterator[str]:
    """The address of an empty one."""
    with serving(_Index().answer) as url:
        yield url


class _Index:
    """All documents, by index and id; one request at a time."""

    def __init__(self) -> None:
        self.indices: dict[str, object] = {}
        self.documents: dict[Key, Mapping[str, Any]] = {}
        self.lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        with self.lock:
            try:
                return self._answer(request, [part for part in request.path.split("/") if part])
            except UnknownQueryError as error:
                return json_reply(
                    {"error": {"type": "unknown_query", "reason": f"stand-in: {error}"}, "status": 400}, 400
                )

    def _answer(self, request: Request, parts: list[str]) -> Reply:
        if not parts:
            return json_reply({"name": "stand-in", "cluster_name": "stand-in", "version": VERSION})
        last = parts[-1]
        if last == "_bulk":
            return self._bulk(request)
        if last == "_msearch":
            return self._searches(request)
        if last in ("_search", "_count", "_delete_by_query", "_update_by_query"):
            return self._found(request, parts)
        if "_doc" in parts or "_create" in parts:
            return self._document(request, (parts[0], last))
        return self._administer(request, parts)

    def _administer(self, request: Request, parts: list[str]) -> Reply:
        if request.method == "HEAD":
            return json_reply({}, 200 if any(name.startswith(parts[-1]) for name in self.indices) else 404)
        if request.method == "GET":
            return json_reply({name: {"aliases": {}, "mappings": {"properties": {}}} for name in self.indices})
        if request.method == "PUT" and not parts[0].startswith("_"):
            self.indices[parts[0]] = True
        return json_reply({"acknowledged": True, "shards_acknowledged": True, "index": parts[0], "_shards": SHARDS})

    def _bulk(self, request: Request) -> Reply:
        lines = iter(request.body.decode().splitlines())
        items = []
        for line in lines:
            ((operation, named),) = json.loads(line).items()
            key = (named["_index"], named["_id"])
            if operation == "delete":
                self.documents.pop(key, None)
            else:
                self.documents[key] = json.loads(next(lines))
            done = {
                "_index": key[0],
                "_id": key[1],
                "_version": 1,
                "result": "created",
                "status": 201,
                "_shards": SHARDS,
            }
            items.append({operation: done})
        return json_reply({"took": 1, "errors": False, "items": items})

    def _document(self, request: Request, key: Key) -> Reply:
        named = {"_index": key[0], "_id": key[1], "_version": 1, "_seq_no": 0, "_primary_term": 1, "_shards": SHARDS}
        if request.method in ("PUT", "POST"):
            self.documents[key] = request.json()
            return json_reply({**named, "result": "created"}, 201)
        if request.method == "DELETE":
            self.documents.pop(key, None)
            return json_reply({**named, "result": "deleted"})
        found = key in self.documents
        return json_reply({**named, "found": found, "_source": self.documents.get(key, {})}, 200 if found else 404)

    def _searches(self, request: Request) -> Reply:
        lines = [json.loads(line) for line in request.body.decode().splitlines() if line]
        pairs = zip(lines[::2], lines[1::2], strict=True)
        answers = [self._hits(self._keys(str(where.get("index", "")), body), body) for where, body in pairs]
        return json_reply({"took": 1, "responses": [{**answer, "status": 200} for answer in answers]})

    def _found(self, request: Request, parts: list[str]) -> Reply:
        body = request.json()
        keys = self._keys("" if parts[0].startswith("_") else parts[0], body)
        if parts[-1] == "_count":
            return json_reply({"count": len(keys), "_shards": SHARDS})
        if parts[-1] == "_delete_by_query":
            for key in keys:
                del self.documents[key]
            return json_reply({"deleted": len(keys), "total": len(keys), "failures": []})
        if parts[-1] == "_update_by_query":
            return json_reply({"updated": 0, "total": 0, "failures": []})
        asked = {name: int(request.query[name]) for name in ("size", "from") if name in request.query}
        return json_reply(self._hits(keys, {**asked, **body}))

    def _keys(self, indices: str, body: Mapping[str, Any]) -> list[Key]:
        """An index is asked for by its name, or by an alias, which all its names begin with."""
        starts = [name.strip("*") for name in indices.split(",")]
        query = body.get("query", {})
        named = [key for key in self.documents if any(key[0].startswith(start) for start in starts)]
        return [key for key in named if matches(query, key[1], self.documents[key])]

    def _hits(self, keys: list[Key], body: Mapping[str, Any]) -> dict[str, Any]:
        for asked in reversed(body.get("sort") or []):
            field, order = (asked, "asc") if isinstance(asked, str) else next(iter(asked.items()))
            is_down = field.startswith("-") or (order.get("order") if isinstance(order, dict) else order) == "desc"
            keys = sorted(keys, key=lambda key: self._sort_value(field.lstrip("-"), key), reverse=is_down)
        first = int(body.get("from", 0))
        page = keys[first : first + int(body.get("size", 10))]
        hits = [
            {"_index": key[0], "_id": key[1], "_version": 1, "_score": 1.0, "_source": self.documents[key], "sort": [0]}
            for key in page
        ]
        total = {"value": len(keys), "relation": "eq"}
        found = {"total": total, "max_score": 1.0, "hits": hits}
        return {"took": 1, "timed_out": False, "_shards": SHARDS, "hits": found, "aggregations": _empty(body)}

    def _sort_value(self, field: str, key: Key) -> str:
        return "" if field == "_score" else str(values_at(field, key[1], self.documents[key])[:1])


def _empty(body: Mapping[str, Any]) -> dict[str, Any]:
    """An empty answer to each count that was asked for, and to those within it."""
    asked = {**body.get("aggs", {}), **body.get("aggregations", {})}
    return {name: {"buckets": [], "doc_count": 0, **_empty(inner)} for name, inner in asked.items()}
