"""Calls to the API of a repository: with a token that no message shows, and an end to every wait.

httpx2 bounds each read and write, not a whole exchange: a server that drips a byte a second holds a client for hours.
So the asynchronous client runs under a deadline, which cancels it and closes its connection.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from typing import IO, Any
from urllib.parse import urlsplit

import httpx2 as httpx

from dpkit.errors import BusyError, RemoteError
from dpkit.publish.secrets import Secret
from dpkit.publish.spool import blocks_of, spool

BUSY_STATUS = frozenset({408, 409, 423, 425, 429, 500, 502, 503, 504})
"""What may pass by itself. 409 and 423 are conflicts and locks: the caller looks again at what is there."""
MAX_ANSWER_BYTES = 64 * 1024 * 1024
MAX_WAIT_SECONDS = 300.0

Blocks = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds of silence, of one call, and per mebibyte sent or fetched on top: slower is a fault."""

    silence: float = 30.0
    call: float = 90.0
    per_mebibyte: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: status, headers in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises: BusyError where it is none, as a proxy's page of excuses.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise BusyError(f"the answer ({self.status}) is no JSON; JSON was expected") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One repository's API below `base`; `token` goes into the header that `authorize` makes of it."""

    base: str
    token: Secret | None = None
    authorize: Callable[[str], Mapping[str, str]] = lambda token: {"Authorization": f"Bearer {token}"}
    headers: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    def call(
        self,
        method: str,
        path: str,
        *,
        values: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        expect: tuple[int, ...] = (200, 201, 202, 204),
    ) -> Answer:
        """One exchange of JSON; `path` is below the base, percent-encoded.

        Raises: BusyError, RemoteError; an answer whose status is in `expect` is given back.
        """
        content = None if values is None else json.dumps(values, ensure_ascii=False).encode()
        sent = {**({"Content-Type": "application/json"} if content is not None else {}), **(headers or {})}
        request = _Request(method, self._url(path), content, dict(query or {}), sent)
        return self._judged(asyncio.run(self._exchange(request)), method, path, expect)

    def send(
        self,
        method: str,
        path: str,
        blocks: Blocks,
        size_bytes: int,
        *,
        headers: Mapping[str, str] | None = None,
        expect: tuple[int, ...] = (200, 201),
    ) -> Answer:
        """Send a file of a known size.

        Raises: BusyError, RemoteError.
        """
        sent = {"Content-Type": "application/octet-stream", "Content-Length": str(size_bytes), **(headers or {})}
        request = _Request(method, self._url(path), blocks, {}, sent, size_bytes)
        return self._judged(asyncio.run(self._exchange(request)), method, path, expect)

    def fetch(self, path: str, size_bytes: int, headers: Mapping[str, str] | None = None) -> IO[bytes]:
        """A file of a known size, which the caller closes; a redirect to another host is followed without the token.

        Raises: BusyError, RemoteError.
        """
        file = spool()
        try:
            request = _Request("GET", self._url(path), None, {}, dict(headers or {}), size_bytes, into=file)
            self._judged(asyncio.run(self._exchange(request)), "GET", path, (200,))
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def download(self, path: str, size_bytes: int, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """The same piece by piece.

        Raises: BusyError, RemoteError.
        """
        with self.fetch(path, size_bytes, headers) as file:
            yield from blocks_of(file)

    def hidden(self, text: str) -> str:
        """A text without the token, whoever wrote it there."""
        return self.token.hidden_in(text) if self.token is not None else text

    def _url(self, path: str) -> str:
        if path.startswith(("http://", "https://")):
            if urlsplit(path)[:2] != urlsplit(self.base)[:2]:
                where = self.hidden(path)[:200]
                raise RemoteError(f"{where}: this is another server than {self.base}; no token goes there")
            return path
        return f"{self.base.rstrip('/')}/{path.lstrip('/')}"

    async def _exchange(self, request: "_Request") -> Answer:
        seconds = self.limits.call + self.limits.per_mebibyte * request.size_bytes / 2**20
        try:
            async with asyncio.timeout(seconds):
                return await self._asked(request)
        except TimeoutError as error:
            what = f"no whole answer within {seconds:.0f} s"
            raise BusyError(f"{self._where(request.method, request.url)}: {what}; a faster one was expected") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            what = self.hidden(str(error))[:200] or type(error).__name__
            raise BusyError(f"{self._where(request.method, request.url)}: {what}; an answer was expected") from None

    async def _asked(self, request: "_Request") -> Answer:
        timeout = httpx.Timeout(self.limits.silence)
        secret = {} if self.token is None else self.authorize(self.token.reveal())
        headers = {"User-Agent": "dpkit", **self.headers, **secret, **request.headers}
        is_file = request.into is not None
        async with httpx.AsyncClient(verify=_tls(), timeout=timeout, follow_redirects=is_file) as client:
            made = client.stream(
                request.method, request.url, content=request.content(), params=request.query or None, headers=headers
            )
            async with made as response:
                is_found = is_file and response.status_code == 200
                body = b"" if is_found else await _read(response, MAX_ANSWER_BYTES)
                if is_found:
                    await _write(response, request)
                names = {name.lower(): value for name, value in response.headers.items()}
                return Answer(status=response.status_code, headers=names, body=body)

    def _judged(self, answer: Answer, method: str, path: str, expect: tuple[int, ...]) -> Answer:
        if answer.status in expect:
            return answer
        where, said = self._where(method, path), self.hidden(_message_of(answer))
        if answer.status in BUSY_STATUS:
            raise BusyError(f"{where}: {answer.status} {said}; a later try was expected to help", _wait_of(answer))
        if answer.status in (401, 403):
            raise RemoteError(f"{where}: {answer.status} {said}; a token that is valid and may write was expected")
        raise RefusedError(f"{where}: {answer.status} {said}; one of {expect} was expected", answer.status)

    def _where(self, method: str, path: str) -> str:
        address = path if "://" in path else f"{self.base.rstrip('/')}/{path.lstrip('/')}"
        return f"{method} {self.hidden(address.partition('?')[0])}"


class RefusedError(RemoteError):
    """A repository said no, and would say it again; `status` is its word for why."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    body: bytes | Blocks | None
    query: Mapping[str, str]
    headers: Mapping[str, str]
    size_bytes: int = 0
    into: IO[bytes] | None = None
    """Where a file that is asked for goes."""

    def content(self) -> bytes | AsyncIterator[bytes] | None:
        """The body from its beginning."""
        return _as_async(self.body()) if callable(self.body) else self.body


@cache
def _tls() -> ssl.SSLContext:
    """The certificates that are trusted, read once: they take longer than most calls (60 ms)."""
    return httpx.create_ssl_context()


async def _as_async(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    for block in blocks:
        yield block


async def _write(response: httpx.Response, request: "_Request") -> None:
    """The body into the file.

    Raises: RemoteError where it is much longer than it should be.
    """
    assert request.into is not None
    async for piece in response.aiter_bytes():
        request.into.write(piece)
        if request.into.tell() > max(MAX_ANSWER_BYTES, request.size_bytes):
            raise RemoteError(f"the answer is larger than {request.size_bytes} bytes; a shorter one was expected")


async def _read(response: httpx.Response, max_bytes: int) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > max_bytes:
            raise RemoteError(f"the answer is larger than {max_bytes} bytes; a shorter one was expected")
    return bytes(body)


def _message_of(answer: Answer) -> str:
    """What a repository says of a refusal, short: its message, else the beginning of its body."""
    try:
        values = json.loads(answer.body)
    except (ValueError, RecursionError):
        return answer.body[:200].decode("utf-8", "replace").strip().replace("\n", " ")
    if not isinstance(values, dict):
        return str(values)[:200]
    told = values["error"] if isinstance(values.get("error"), dict) else values  # CKAN's are one level deeper
    said = [str(told[key]) for key in ("message", "error", "title", "detail", "errors") if told.get(key)]
    return " ".join(said)[:500]


def _wait_of(answer: Answer) -> float | None:
    """Seconds that `Retry-After` asks for, a number or a date (RFC 9110, section 10.2.3)."""
    asked = answer.headers.get("retry-after", "")
    try:
        return min(float(asked), MAX_WAIT_SECONDS) if asked.isdigit() else _until(asked, answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return None


def _until(moment: str, now: str) -> float:
    left = (parsedate_to_datetime(moment) - parsedate_to_datetime(now)).total_seconds()
    return max(0.0, min(left, MAX_WAIT_SECONDS))
