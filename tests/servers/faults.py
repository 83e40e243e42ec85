"""What can go wrong between a client and a server, as values that the proxy acts on."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Harm(Enum):
    """What is done to one exchange. What has `AFTER` in its name lets the server do its work first."""

    ANSWER = "another answer; the server hears nothing"
    ANSWER_AFTER = "another answer, after the server did what was asked"
    CUT = "the connection ends before the request went on"
    CUT_IN_REQUEST = "half the request's body goes on, then both connections end"
    CUT_AFTER = "the connection ends after the server did what was asked, before its answer"
    CUT_IN_ANSWER = "half the answer's body comes, then the connection ends"
    TRUNCATE = "half the answer's body, which claims to be all of it"
    DRIP = "the answer comes by few bytes a second"
    STALL = "no answer for a while, then the connection ends; the server hears nothing"
    REWRITE = "another body of the answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Harm to the requests that match, from the nth (1 is the first) on, so many times; `times` None is for ever."""

    harm: Harm
    method: str = ".*"
    path: str = ".*"
    nth: int = 1
    times: int | None = 1
    status: int = 503
    body: bytes = b""
    retry_after: str | None = None
    bytes_per_second: float = 10.0
    seconds: float = 60.0
    rewrite: Callable[[bytes], bytes] = field(default=bytes)

    def matches(self, method: str, path: str) -> bool:
        """Is this request one of those? `method` matches in full, `path` (with its query) anywhere."""
        return re.fullmatch(self.method, method) is not None and re.search(self.path, path) is not None

    def strikes(self, match: int) -> bool:
        """Is the request that matches as the `match`-th one of those that are harmed?"""
        return match >= self.nth and (self.times is None or match < self.nth + self.times)


def wrong_checksum(body: bytes) -> bytes:
    """A body whose checksums in hex have another first digit each.

    >>> wrong_checksum(b'{"checksum": "md5:0123456789abcdef0123456789abcdef"}')
    b'{"checksum": "md5:f123456789abcdef0123456789abcdef"}'
    """
    hexadecimal = re.compile(
        rb"(?<![0-9a-f-])[0-9a-f]{32}(?![0-9a-f-])|(?<![0-9a-f])(?:[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f])"
    )
    return hexadecimal.sub(lambda found: (b"0" if found[0][:1] == b"f" else b"f") + found[0][1:], body)


HARMS: Mapping[str, Mapping[str, object]] = {
    "429": {"harm": Harm.ANSWER, "status": 429, "retry_after": "1"},
    "500": {"harm": Harm.ANSWER, "status": 500},
    "502": {"harm": Harm.ANSWER, "status": 502, "body": b"<html>Bad gateway</html>"},
    "503": {"harm": Harm.ANSWER, "status": 503},
    "504": {"harm": Harm.ANSWER, "status": 504},
    "500 after success": {"harm": Harm.ANSWER_AFTER, "status": 500},
    "504 after success": {"harm": Harm.ANSWER_AFTER, "status": 504},
    "cut": {"harm": Harm.CUT},
    "cut in the request": {"harm": Harm.CUT_IN_REQUEST},
    "cut after success": {"harm": Harm.CUT_AFTER},
    "cut in the answer": {"harm": Harm.CUT_IN_ANSWER},
    "half an answer": {"harm": Harm.TRUNCATE},
    "slow drip": {"harm": Harm.DRIP, "bytes_per_second": 2.0},
    "wrong checksum": {"harm": Harm.REWRITE, "rewrite": wrong_checksum},
    "expired token": {"harm": Harm.ANSWER, "status": 401},
    "forbidden": {"harm": Harm.ANSWER, "status": 403},
    "a lasting outage": {"harm": Harm.ANSWER, "status": 503, "times": 8},
}
"""Name → what a `Fault` is made of, but for the request that it strikes."""

UNHEARD = ("504 after success", "cut after success", "cut in the request")
"""What leaves a client in doubt whether the server did its work: tried at every step that changes something."""


def tried(steps: Mapping[str, str], each: int, *, is_whole: bool) -> Iterator[tuple[str, str]]:
    """Which harm is done at which step (name → method): all of them, or so many of each step and each harm in turn.

    >>> found = list(tried({"look": "GET", "make": "POST", "end": "POST"}, 6, is_whole=False))
    >>> len({harm for _, harm in found}) == len(HARMS), {step for step, _ in found} == {"look", "make", "end"}
    (True, True)
    >>> all(("make", harm) in found for harm in UNHEARD)
    True
    """
    names = list(HARMS)
    for number, (step, method) in enumerate(steps.items()):
        turn = {names[(number * each + place) % len(names)] for place in range(each)}
        doubts = UNHEARD if method not in ("GET", "HEAD") else ()
        yield from ((step, harm) for harm in names if is_whole or harm in turn or harm in doubts)
