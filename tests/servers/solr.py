"""A stand-in for Solr as CKAN asks it: takes documents and finds them again by field, without ranking or counting."""

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

from servers.stand_in import Reply, Request, json_reply, serving

HEAD = {"responseHeader": {"status": 0, "QTime": 0}}

Document = Mapping[str, Any]


@contextmanager
def solr(schema: bytes) -> Iterator[str]:
    """The address of an empty core with this schema file."""
    with serving(_Core(schema).answer) as url:
        yield f"{url}/solr/ckan"


class _Core:
    """Documents by `index_id`; one request at a time."""

    def __init__(self, schema: bytes) -> None:
        self.schema = schema
        self.documents: dict[str, Document] = {}
        self.lock = threading.Lock()

    def answer(self, request: Request) -> Reply:
        if "schema" in request.path or "/admin/file" in request.path:
            return Reply(body=self.schema, headers={"Content-Type": "application/xml"})
        with self.lock:
            if request.path.rstrip("/").endswith("/update"):
                self._update(request.body, request.headers.get("content-type", ""))
                return json_reply(HEAD)
            asked = {**request.queries, **parse_qs(request.body.decode())}
            return json_reply({**HEAD, **self._select(asked)})

    def _update(self, body: bytes, media_type: str) -> None:
        if "json" in media_type:
            for document in json.loads(body):
                self.documents[document["index_id"]] = document
        for query in re.findall(r"<query>(.*?)</query>", body.decode()):
            for document in self._matching(query.replace("&quot;", '"')):
                del self.documents[document["index_id"]]

    def _select(self, asked: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        found = self._matching(asked.get("q", ["*:*"])[-1])
        for filtering in asked.get("fq", []):
            found = [document for document in found if _passes(filtering, document)]
        first, rows = int(asked.get("start", ["0"])[-1]), int(asked.get("rows", ["10"])[-1])
        page = found[first : first + rows]
        return {
            "response": {"numFound": len(found), "start": first, "docs": page},
            "facet_counts": {"facet_fields": {}},
        }

    def _matching(self, query: str) -> list[Document]:
        if not query or query == "*:*":
            return list(self.documents.values())
        pairs = _pairs(query)
        if pairs and " AND " in query:
            return [
                document for document in self.documents.values() if all(_has(document, *pair[1:]) for pair in pairs)
            ]
        if pairs:
            return [
                document for document in self.documents.values() if any(_has(document, *pair[1:]) for pair in pairs)
            ]
        words = query.lower().split()
        return [one for one in self.documents.values() if all(word in str(one).lower() for word in words)]


def _passes(filtering: str, document: Document) -> bool:
    """`+state:active -state:draft` and the like; groups in brackets are alternatives."""
    for sign, field, group in re.findall(r"([+-]?)(\w+):\(([^)]*)\)", filtering):
        values = [value.strip().strip('"') for value in re.split(r"\bOR\b", group)]
        if any(_has(document, field, value) for value in values) is (sign == "-"):
            return False
    plain = re.sub(r"[+-]?\w+:\([^)]*\)", "", filtering)
    return all(_has(document, field, value) is not (sign == "-") for sign, field, value in _pairs(plain))


def _pairs(query: str) -> list[tuple[str, str, str]]:
    found = re.findall(r'([+-]?)(\w+):(?:"([^"]*)"|([^\s"()\[]+))', query)
    return [(sign, field, phrase or word) for sign, field, phrase, word in found]


def _has(document: Document, field: str, value: str) -> bool:
    held = document.get(field)
    return value == "*" or value in (map(str, held) if isinstance(held, list) else [str(held)])
