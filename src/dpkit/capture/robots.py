"""robots.txt (RFC 9309): what a site asks of programs that fetch its pages is honoured."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from dpkit.capture.exchange import Exchange
from dpkit.errors import RemoteError, UsageError

MAX_BYTES = 512_000
"""RFC 9309 asks for at least 500 KiB to be read."""


@dataclass(slots=True)
class Robots:
    """The rules of the sites that one capture comes across, each asked for once."""

    agent: str
    fetch: Callable[[str], Exchange]
    rules: dict[str, RobotFileParser | None] = field(default_factory=dict)

    def check(self, url: str) -> None:
        """Let a page pass that its site lets programs fetch; a missing robots.txt lets everything pass.

        Raises: UsageError where the site forbids it; RemoteError where its robots.txt cannot be had.
        """
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if place not in self.rules:
            self.rules[place] = _rules(self.fetch(place), place)
        rules = self.rules[place]
        if rules is not None and not rules.can_fetch(self.agent, url):
            raise UsageError(f"{url}: robots.txt of this site forbids it; a page that programs may fetch was expected")


def _rules(answer: Exchange, place: str) -> RobotFileParser | None:
    if 400 <= answer.status < 500:
        return None
    if answer.status != 200:
        raise RemoteError(f"{place}: status {answer.status}; robots.txt, or 404 where there is none, was expected")
    rules = RobotFileParser()
    rules.parse(answer.body.decode("utf-8", "replace").lstrip("\ufeff").splitlines())
    return rules
