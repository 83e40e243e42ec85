"""A page by its address: redirects followed and checked one by one, the exact responses kept as WARC (ISO 28500)."""

import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from warcio.warcwriter import WARCWriter

from dpkit.capture.addresses import IsAllowed, Resolve, checked_addresses, is_public, resolve
from dpkit.capture.exchange import Exchange, Limits, fetch
from dpkit.capture.robots import MAX_BYTES, Robots
from dpkit.errors import RemoteError, UsageError
from dpkit.inputs.urls import host_doubt, url_fault

AGENT = "dpkit"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How the network is reached; tests hand in another one, users cannot."""

    clock: Callable[[], float]
    find: Resolve = resolve
    is_allowed: IsAllowed = is_public


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What was captured: the exchanges from the first address to the page, and the WARC file that holds them."""

    exchanges: tuple[Exchange, ...]
    retrieved_at: dt.datetime
    warc: bytes

    @property
    def url(self) -> str:
        """The address that gave the page."""
        return self.exchanges[-1].url


def capture(url: str, now: dt.datetime, world: World, limits: Limits | None = None) -> Capture:
    """Fetch a page as it is served to everybody.

    Raises: UsageError where it may not be fetched; RemoteError where the server refuses, is silent or sends no page.
    """
    limits = limits or Limits()
    deadline = world.clock() + limits.total_seconds
    few = replace(limits, max_bytes=MAX_BYTES)
    robots = Robots(AGENT, lambda place: _followed(place, world, few, deadline)[-1])
    exchanges: list[Exchange] = []
    target = url
    while not exchanges or exchanges[-1].status in REDIRECTS:
        target = _next(exchanges[-1], len(exchanges), limits) if exchanges else url
        _check_address(target, world)
        robots.check(target)
        exchanges.append(_ask(target, world, limits, deadline))
    _check_page(exchanges[-1])
    return Capture(exchanges=tuple(exchanges), retrieved_at=now, warc=_warc(exchanges, now))


def _followed(url: str, world: World, limits: Limits, deadline: float) -> Sequence[Exchange]:
    exchanges = [_ask(url, world, limits, deadline)]
    while exchanges[-1].status in REDIRECTS:
        exchanges.append(_ask(_next(exchanges[-1], len(exchanges), limits), world, limits, deadline))
    return exchanges


def _ask(url: str, world: World, limits: Limits, deadline: float) -> Exchange:
    _check_address(url, world)
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = checked_addresses(parts.hostname or "", port, world.find, world.is_allowed)
    return fetch(url, addresses, limits, world.clock, deadline, AGENT)


def _check_address(url: str, world: World) -> None:
    fault = url_fault(url) or (host_doubt(url) if world.is_allowed is is_public else None)
    if fault is not None:
        raise UsageError(f"{url[:200]}: {fault}")


def _next(exchange: Exchange, count: int, limits: Limits) -> str:
    location = exchange.headers.get("location")
    if not location:
        raise RemoteError(f"{exchange.url}: status {exchange.status} without a location; one was expected")
    if count > limits.max_redirects:
        raise RemoteError(f"{exchange.url}: more than {limits.max_redirects} redirects; a page was expected")
    return urljoin(exchange.url, location.strip())


def _check_page(exchange: Exchange) -> None:
    kind = exchange.headers.get("content-type", "").partition(";")[0].strip().lower()
    if exchange.status != 200:
        raise RemoteError(f"{exchange.url}: status {exchange.status}; 200 was expected")
    if kind not in PAGES:
        shown = kind or "no media type"
        raise UsageError(
            f"{exchange.url}: {shown}; a page was expected (download other files, then `dpkit add FILE --url …`)"
        )


def _warc(exchanges: Sequence[Exchange], now: dt.datetime) -> bytes:
    """The responses in order; ids follow from what they hold, so that the same bytes give the same file."""
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=False)
    for exchange in exchanges:
        digest = hashlib.sha256(f"{exchange.url} {now.isoformat()} ".encode() + exchange.raw).digest()
        record = writer.create_warc_record(
            exchange.url,
            "response",
            payload=io.BytesIO(exchange.raw),
            length=len(exchange.raw),
            warc_content_type="application/http; msgtype=response",
            warc_headers_dict={
                "WARC-Date": f"{now:%Y-%m-%dT%H:%M:%SZ}",
                "WARC-Record-ID": f"<urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}>",
                "WARC-IP-Address": exchange.address,
            },
        )
        writer.write_record(record)
    return target.getvalue()
