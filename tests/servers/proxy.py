"""A proxy that does harm: in front of any HTTP server, it spoils the exchanges that a test names.

Addresses of the server in headers and JSON bodies of answers become the proxy's own, so that a client that follows a
link stays behind it. What it remembers of an exchange holds no header.
"""

import http.client
import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from servers.faults import Fault, Harm

LOOPBACK = "127.0.0.1"
SERVER_SECONDS = 120.0
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "expect", "host", "upgrade"})
"""Of one connection, not of the message (RFC 9110, section 7.6.1); lengths are counted anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request: what the server answered (`happened`) and what the client was told; None where nothing came."""

    method: str
    path: str
    happened: int | None
    told: int | None
    harm: Harm | None


@dataclass(slots=True)
class Proxy:
    """A running proxy: `url` is where clients go, `exchanges` what passed so far, in the order of its end."""

    url: str
    upstream: str
    exchanges: list[Exchange] = field(default_factory=list)
    _faults: list[tuple[Fault, list[str]]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def inject(self, *faults: Fault) -> None:
        """Do these harms from now on; where two would strike, the first does."""
        with self._lock:
            self._faults += [(fault, []) for fault in faults]

    def heal(self) -> None:
        """Do no harm any more, and forget what passed."""
        with self._lock:
            self._faults.clear()
            self.exchanges.clear()

    def struck(self) -> int:
        """How many exchanges were harmed."""
        return sum(exchange.harm is not None for exchange in self.exchanges)

    def _fault_for(self, method: str, path: str) -> Fault | None:
        striking = None
        with self._lock:
            for fault, seen in self._faults:
                if fault.matches(method, path):
                    seen.append(path)
                    striking = striking or (fault if fault.strikes(len(seen)) else None)
        return striking

    def _note(self, exchange: Exchange) -> None:
        with self._lock:
            self.exchanges.append(exchange)


@contextmanager
def proxy(upstream: str) -> Iterator[Proxy]:
    """A proxy in front of the server at `upstream`, while the block runs."""
    server = _Server((LOOPBACK, 0), _Handler)
    server.proxy = Proxy(url=f"http://{LOOPBACK}:{server.server_port}", upstream=upstream.rstrip("/"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # an exchange that drips is left to itself
    request_queue_size = 64
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news here."""


class _CutError(Exception):
    """The connection to the client ends now."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """No log: the exchanges tell."""

    def _exchange(self) -> None:
        fault = self.server.proxy._fault_for(self.command, self.path)
        happened: list[int] = []
        try:
            answer = self._answer(fault, happened)
        except _CutError:
            self._note(fault, happened, None)
            if fault is not None and fault.harm is Harm.STALL:
                self._wait(fault.seconds)
            self._hang_up(with_reset=True)
            return
        self._note(fault, happened, answer.status)
        try:
            self._tell(answer, fault)
        except _CutError:
            self._hang_up(with_reset=False)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _exchange

    def _note(self, fault: Fault | None, happened: list[int], told: int | None) -> None:
        """Remember the exchange, before the client may go on."""
        harm = fault.harm if fault else None
        passed = next(iter(happened), None)
        exchange = Exchange(method=self.command, path=self.path, happened=passed, told=told, harm=harm)
        self.server.proxy._note(exchange)

    def _answer(self, fault: Fault | None, happened: list[int]) -> _Answer:
        """What the server says, or what is said in its place."""
        harm = fault.harm if fault else None
        if harm in (Harm.CUT, Harm.STALL):
            raise _CutError
        body = self._body(half=harm is Harm.CUT_IN_REQUEST)
        if fault is not None and harm is Harm.ANSWER:
            return _made(fault)
        passed = self._pass_on(body, is_whole=harm is not Harm.CUT_IN_REQUEST)
        happened.append(passed.status)
        if harm is Harm.CUT_AFTER:
            raise _CutError
        return _made(fault) if fault is not None and harm is Harm.ANSWER_AFTER else passed

    def _tell(self, answer: _Answer, fault: Fault | None) -> None:
        harm, body = (fault.harm, answer.body) if fault else (None, answer.body)
        if fault is not None and harm is Harm.REWRITE:
            body = fault.rewrite(body)
        if harm is Harm.TRUNCATE:
            body = body[: len(body) // 2]
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if not any(name.lower() == "content-length" for name, _ in answer.headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if harm is Harm.CUT_IN_ANSWER:
            self.wfile.write(body[: len(body) // 2])
            raise _CutError
        if fault is not None and harm is Harm.DRIP:
            self._drip(body, fault.bytes_per_second)
        else:
            self.wfile.write(body)

    def _body(self, half: bool) -> bytes:
        """The body of the request; half of it where the rest shall be lost."""
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            whole = b"".join(iter(self._chunk, b""))
            return whole[: len(whole) // 2] if half else whole
        size = int(self.headers.get("Content-Length", 0))
        return self.rfile.read(size // 2 if half else size)

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().partition(b";")[0], 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk

    def _pass_on(self, body: bytes, is_whole: bool) -> _Answer:
        address = urlsplit(self.server.proxy.upstream)
        connection = http.client.HTTPConnection(address.hostname or LOOPBACK, address.port, timeout=SERVER_SECONDS)
        try:
            connection.putrequest(self.command, self.path, skip_accept_encoding=True)
            for name, value in _end_to_end(self.headers.items()):
                connection.putheader(name, value)
            has_body = bool(body) or self.command in ("POST", "PUT", "PATCH")
            if has_body:
                connection.putheader("Content-Length", str(len(body) if is_whole else 2 * len(body) + 1))
            connection.endheaders(body if has_body else None)
            if not is_whole:
                raise _CutError
            return self._heard(connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            raise _CutError from error
        finally:
            connection.close()

    def _heard(self, response: http.client.HTTPResponse) -> _Answer:
        there, here = self.server.proxy.upstream, self.server.proxy.url
        body = response.read()
        headers = [(name, value.replace(there, here)) for name, value in _end_to_end(response.getheaders())]
        if self.command == "HEAD" and response.getheader("Content-Length"):
            headers.append(("Content-Length", response.getheader("Content-Length", "")))
        if "json" in response.getheader("Content-Type", ""):
            body = body.replace(there.encode(), here.encode())
        return _Answer(status=response.status, headers=tuple(headers), body=body)

    def _drip(self, body: bytes, bytes_per_second: float) -> None:
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            if not self._wait(1 / bytes_per_second):
                raise _CutError

    def _wait(self, seconds: float) -> bool:
        """Let time pass, but no longer than the client waits; is it still there?"""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.02))
            if _has_left(self.connection):
                return False
        return True

    def _hang_up(self, with_reset: bool) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.wfile.flush()
            if with_reset:  # unsent bytes are dropped and the client hears of it at once
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.connection.shutdown(socket.SHUT_WR)


def _made(fault: Fault) -> _Answer:
    headers: Mapping[str, str] = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
    return _Answer(status=fault.status, headers=tuple(headers.items()), body=fault.body)


def _end_to_end(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return (pair for pair in headers if pair[0].lower() not in HOP_BY_HOP)


def _has_left(connection: socket.socket) -> bool:
    """Did the client close its side?"""
    connection.setblocking(False)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        connection.setblocking(True)
