"""One HTTP exchange, its response kept byte for byte, under limits of size and time that no server can stretch."""

import contextlib
import http.client
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from dpkit.capture.addresses import Address
from dpkit.errors import RemoteError

PIECE_BYTES = 65_536
_SAFE = "%/:=&?~+!$,;'@()*[]-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a server may cost: bytes of one response, seconds of silence, seconds and hops of the whole capture."""

    max_bytes: int = 32_000_000
    silence_seconds: float = 15.0
    total_seconds: float = 60.0
    max_redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A response: `raw` is every byte that was sent, status line and headers included."""

    url: str
    status: int
    headers: Mapping[str, str]
    raw: bytes
    body: bytes
    address: str


@dataclass(slots=True)
class Recorder:
    """A stream that keeps what is read from it, and gives up at a limit."""

    stream: BinaryIO
    connection: socket.socket
    limits: Limits
    clock: Callable[[], float]
    deadline: float
    kept: bytearray = field(default_factory=bytearray)

    def read(self, size: int | None = -1) -> bytes:
        wanted = -1 if size is None else size
        out = bytearray()
        while wanted < 0 or len(out) < wanted:
            piece = self._piece(PIECE_BYTES if wanted < 0 else min(PIECE_BYTES, wanted - len(out)))
            if not piece:
                break
            out += piece
        return bytes(out)

    def readline(self, size: int = -1) -> bytes:
        """A line, byte by byte, so that a server that drips it does not outlive the deadline."""
        out = bytearray()
        while (size < 0 or len(out) < size) and not out.endswith(b"\n"):
            piece = self._piece(1)
            if not piece:
                break
            out += piece
        return bytes(out)

    def readinto(self, buffer: Any) -> int:
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _piece(self, size: int) -> bytes:
        left = self.deadline - self.clock()
        if left <= 0:
            raise RemoteError(f"no whole answer within {self.limits.total_seconds:.0f} s; a faster one was expected")
        self.connection.settimeout(min(left, self.limits.silence_seconds))
        piece: bytes = self.stream.read1(size)  # type: ignore[attr-defined]
        self.kept += piece
        if len(self.kept) > self.limits.max_bytes:
            raise RemoteError(f"the answer is larger than {self.limits.max_bytes} bytes; a page was expected")
        return piece

    def flush(self) -> None:
        """Nothing is written."""

    def close(self) -> None:
        self.stream.close()

    @property
    def closed(self) -> bool:
        return self.stream.closed


def fetch(
    url: str, addresses: Sequence[Address], limits: Limits, clock: Callable[[], float], deadline: float, agent: str
) -> Exchange:
    """Ask for a page at the first address that answers.

    Raises: RemoteError where nothing answers, or no HTTP, or too much or too slowly.
    """
    parts = urlsplit(url)
    host = _ascii_host(parts.hostname or "")
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    try:
        connection, address = _connected(host, port, addresses, limits, secure=is_secure)
        with contextlib.closing(connection):
            recorder, response = _asked(
                connection, target, _host_header(host, parts.port), limits, clock, deadline, agent
            )
            body = response.read()
    except RemoteError as error:
        raise RemoteError(f"{url}: {error}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        what = str(error) or type(error).__name__
        raise RemoteError(f"{url}: {what[:200]}; an answer over HTTP was expected") from error
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Exchange(
        url=url, status=response.status, headers=headers, raw=bytes(recorder.kept), body=body, address=address
    )


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise RemoteError(f"{host}: {error}; a host name was expected") from error


def _host_header(host: str, port: int | None) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"


def _connected(
    host: str, port: int, addresses: Sequence[Address], limits: Limits, *, secure: bool
) -> tuple[socket.socket, str]:
    """A connection to the first of the checked addresses that takes one; the name is not resolved again."""
    last: OSError | None = None
    for _, address in addresses[:4]:
        try:
            plain = socket.create_connection((address, port), timeout=limits.silence_seconds)
        except OSError as error:
            last = error
            continue
        if not secure:
            return plain, address
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host), address
        except OSError:
            plain.close()
            raise
    raise RemoteError(f"{last or 'no address'}; a server that answers was expected")


def _asked(
    connection: socket.socket,
    target: str,
    host: str,
    limits: Limits,
    clock: Callable[[], float],
    deadline: float,
    agent: str,
) -> tuple[Recorder, http.client.HTTPResponse]:
    lines = (
        f"GET {target} HTTP/1.1",
        f"Host: {host}",
        f"User-Agent: {agent}",
        "Accept: text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    connection.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii"))
    response = http.client.HTTPResponse(connection, method="GET")
    recorder = Recorder(response.fp, connection, limits, clock, deadline)
    response.fp = recorder  # type: ignore[assignment]
    response.begin()
    return recorder, response
