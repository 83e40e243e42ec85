"""A small HTTP server in a thread, for stand-ins: a function from request to answer."""

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from servers.places import LOOPBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client sent; `path` is decoded, header names are in lower case; `queries` has every value of a name."""

    method: str
    path: str
    queries: Mapping[str, Sequence[str]]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes

    @property
    def query(self) -> Mapping[str, str]:
        """The last value of each name."""
        return {name: values[-1] for name, values in self.queries.items()}

    def json(self) -> Any:
        """The body as JSON; an empty one is an empty object."""
        return json.loads(self.body or b"{}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a stand-in answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_reply(values: object, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=json.dumps(values).encode(), headers={"Content-Type": "application/json", **named})


@contextmanager
def serving(answer: Callable[[Request], Reply]) -> Iterator[str]:
    """The address of a server that answers so while the block runs."""
    server = _Server((LOOPBACK, 0), _handler(answer))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a client may keep its connection open
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; an error of the stand-in is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(answer: Callable[[Request], Reply]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """A stand-in keeps no log: headers may hold tokens."""

        def _exchange(self) -> None:
            reply = answer(self._request())
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        def _request(self) -> Request:
            address = urlsplit(self.path)
            queries = parse_qs(address.query, keep_blank_values=True)
            headers = {name.lower(): value for name, value in self.headers.items()}
            return Request(
                method=self.command,
                path=unquote(address.path),
                queries=queries,
                headers=headers,
                body=self._body(headers),
            )

        def _body(self, headers: Mapping[str, str]) -> bytes:
            if "chunked" in headers.get("transfer-encoding", ""):
                return b"".join(iter(self._chunk, b""))
            return self.rfile.read(int(headers.get("content-length", 0)))

        def _chunk(self) -> bytes:
            size = int(self.rfile.readline().partition(b";")[0], 16)
            chunk = self.rfile.read(size)
            self.rfile.readline()
            return chunk

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _exchange

    return Handler
