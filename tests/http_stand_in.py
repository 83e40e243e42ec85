"""What stand-ins of web services have in common: a server on loopback that keeps a list and fails on request."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

Reply = tuple[int, object, Mapping[str, str]]
"""Status, body (JSON, or bytes as they are), headers."""


@dataclass
class Fault:
    """The next `times` calls whose `METHOD path` matches fail: with `status`, or (0) by a connection that is cut.

    `is_after` lets the call have its effect first, as when an answer is lost.
    """

    call: str
    status: int
    is_after: bool = False
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One call; names of headers in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def call(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Wire:
    """What was asked, what is to fail, and what happens before a call is answered, as if somebody else did it."""

    calls: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    before: Callable[[str], None] = lambda _call: None
    url: str = ""

    def fault_of(self, call: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and re.search(fault.call, call):
                fault.times -= 1
                return fault
        return None

    def once_before(self, part: str, act: Callable[[], object]) -> None:
        """Let somebody else act before the next call that has this part is answered."""

        def before(call: str) -> None:
            if part in call:
                self.before = lambda _: None
                act()

        self.before = before


@contextmanager
def served(wire: Wire, reply: Callable[[Asked], Reply]) -> Iterator[None]:
    """A running server; it ends with the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(wire, reply))
    wire.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(wire: Wire, reply: Callable[[Asked], Reply]) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _do(self) -> None:
            asked = self._asked()
            with lock:
                wire.calls.append(asked.call)
                fault = wire.fault_of(asked.call)
            if fault is not None and not fault.is_after:
                self._fail(fault)
                return
            wire.before(asked.call)
            with lock:
                answer = reply(asked)
            if fault is not None:
                self._fail(fault)
                return
            self._send(answer)

        def _asked(self) -> Asked:
            parts = urlsplit(self.path)
            return Asked(
                method=self.command,
                path=unquote(parts.path),
                query=dict(parse_qsl(parts.query)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self._body(),
            )

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            pieces = []
            while size := int(self.rfile.readline().strip() or b"0", 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)

        def _fail(self, fault: Fault) -> None:
            """A failure that repeats the token, as some servers do in their messages."""
            if fault.status:
                shown = dict(self.headers.items())
                self._send((fault.status, {"error": f"try later: {shown}", "message": f"try later: {shown}"}, {}))
            else:
                self.close_connection = True

        def _send(self, answer: Reply) -> None:
            status, value, headers = answer
            data = value if isinstance(value, bytes) else b"" if status == 204 else json.dumps(value).encode()
            self.send_response(status)
            for name, content in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, content)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _do

    return Handler
