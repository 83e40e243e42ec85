"""A local server that misbehaves in every way it can: what is kept is exact, what cannot be is said."""

import datetime as dt
import gzip
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from command_line import cli_of, new_project
from dpkit.api import open_package
from dpkit.capture import Limits, World, capture
from dpkit.errors import RemoteError, UsageError

NOW = dt.datetime(2022, 1, 10, 10, 0, tzinfo=dt.UTC)
PAGE = (
    "<!doctype html><title>Tides</title><article><p>“The harbour stays open,” the Minister said.</p></article>".encode()
)
Answer = bytes | Callable[[socket.socket], None]


def ok(body: bytes = PAGE, *headers: str) -> bytes:
    lines = [
        "HTTP/1.1 200 OK",
        *(headers or ("Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}")),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def moved(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@dataclass
class Server:
    """Answers by path; every request line is kept."""

    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def url(self, path: str, host: str = "tides.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            path = head.split(b" ")[1].decode()
            self.asked.append(path)
            answer = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            try:
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)
            except OSError:
                return


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server(answers={})
    threading.Thread(target=started.serve, daemon=True).start()
    yield started
    started.listener.close()


def world(is_allowed: Callable[[str], bool] = lambda address: True) -> World:
    """Every name leads to this machine, and that is allowed here."""
    return World(
        clock=time.monotonic, find=lambda host, port: [(int(socket.AF_INET), "127.0.0.1")], is_allowed=is_allowed
    )


def bodies(warc: bytes) -> list[tuple[str, str, bytes]]:
    found = []
    for record in ArchiveIterator(io.BytesIO(warc)):
        status = record.http_headers.get_statuscode()
        found.append((record.rec_headers.get_header("WARC-Target-URI"), status, record.content_stream().read()))
    return found


def test_the_exact_response_is_kept(server: Server) -> None:
    server.answers["/a"] = ok()
    done = capture(server.url("/a"), NOW, world())
    assert done.exchanges[0].raw == ok()
    assert ok() in done.warc
    assert bodies(done.warc) == [(server.url("/a"), "200", PAGE)]
    assert b"WARC-Date: 2022-01-10T10:00:00Z" in done.warc
    assert server.asked == ["/robots.txt", "/a"]
    assert capture(server.url("/a"), NOW, world()).warc == done.warc


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"".join(
            f"{len(PAGE[n : n + 10]):x}\r\n".encode() + PAGE[n : n + 10] + b"\r\n" for n in range(0, len(PAGE), 10)
        )
        + b"0\r\n\r\n",
        ok(gzip.compress(PAGE, mtime=0), "Content-Type: text/html", "Content-Encoding: gzip"),
        ok(PAGE, "Content-Type: text/html"),
        ok(PAGE, "Content-Type: TEXT/HTML ; charset=utf-8", "X-Odd: \u00e4"),
    ],
    ids=["chunked", "gzip", "until-close", "odd-headers"],
)
def test_every_framing_is_kept_and_read(server: Server, answer: bytes) -> None:
    server.answers["/a"] = answer
    done = capture(server.url("/a"), NOW, world())
    assert done.exchanges[-1].raw == answer
    assert bodies(done.warc)[-1][2] == PAGE


def test_redirects_are_followed_and_every_answer_is_kept(server: Server) -> None:
    server.answers |= {"/a": moved("b?x=1"), "/b?x=1": moved(f"http://other.example:{server.port}/c", 308), "/c": ok()}
    done = capture(server.url("/a"), NOW, world())
    assert done.url == server.url("/c", "other.example")
    assert [status for _, status, _ in bodies(done.warc)] == ["302", "308", "200"]
    assert server.asked.count("/robots.txt") == 2  # each site is asked for its rules


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"<")
        time.sleep(0.05)


def drip_headers(connection: socket.socket) -> None:
    for _ in range(200):
        connection.sendall(b"X")
        time.sleep(0.05)


def silence(connection: socket.socket) -> None:
    time.sleep(3)


def flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(2_000):
        connection.sendall(b"x" * 65_536)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (drip, "within|timed out"),
        (drip_headers, "within|timed out"),
        (silence, "timed out"),
        (flood, "larger than 100000 bytes"),
        (b"", "an answer over HTTP"),
        (b"SSH-2.0-OpenSSH_9\r\n", "an answer over HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 5_000 + b"\r\n", "an answer over HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 99_000 + b"\r\n\r\n", "an answer over HTTP"),
        (ok(PAGE, "Content-Type: text/html", "Content-Length: 9000"), "an answer over HTTP"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "an answer over HTTP",
        ),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "status 500"),
        (b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n", "status 429"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "without a location"),
        (moved("/a"), "more than 3 redirects"),
    ],
)
def test_what_a_server_does_wrong_is_said_and_bounded(server: Server, answer: Answer, words: str) -> None:
    server.answers["/a"] = answer
    limits = Limits(max_bytes=100_000, silence_seconds=1.0, total_seconds=1.5, max_redirects=3)
    start = time.monotonic()
    with pytest.raises(RemoteError, match=words):
        capture(server.url("/a"), NOW, world(), limits)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/", "http://[::1]/", "file:///etc/passwd", "ftp://tides.example/", "http://user:word@tides.example/",
     "javascript:alert(1)", "http://inside.example/"],
)  # fmt: skip
def test_a_redirect_to_what_may_not_be_asked_is_refused(server: Server, location: str) -> None:
    server.answers["/a"] = moved(location)
    names = {"tides.example": "127.0.0.1", "inside.example": "10.0.0.1"}
    there = World(
        clock=time.monotonic,
        find=lambda host, port: [(int(socket.AF_INET), names.get(host, host))],
        is_allowed=lambda address: address == "127.0.0.1",
    )
    with pytest.raises(UsageError):
        capture(server.url("/a"), NOW, there)


def test_a_name_that_changes_its_address_is_asked_at_the_checked_one(server: Server) -> None:
    server.answers["/a"] = ok()
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])
    there = World(
        clock=time.monotonic,
        find=lambda host, port: [(int(socket.AF_INET), address) for address in next(answers)],
        is_allowed=lambda address: address == "127.0.0.1",
    )
    done = capture(server.url("/a"), NOW, there)  # one look-up an exchange: robots.txt, then the page
    assert [exchange.address for exchange in done.exchanges] == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("robots", "error"),
    [
        (ok(b"User-agent: *\nDisallow: /a\n", "Content-Type: text/plain"), UsageError),
        (ok(b"User-agent: dpkit\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "Content-Type: text/plain"), UsageError),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", RemoteError),
        (ok(b"x" * 600_000, "Content-Type: text/plain"), RemoteError),
    ],
)
def test_robots_are_honoured(server: Server, robots: bytes, error: type[Exception]) -> None:
    server.answers |= {"/robots.txt": robots, "/a": ok()}
    with pytest.raises(error):
        capture(server.url("/a"), NOW, world())
    assert "/a" not in server.asked


def test_what_robots_allow_is_fetched(server: Server) -> None:
    server.answers |= {"/robots.txt": ok(b"User-agent: *\nDisallow: /b\n", "Content-Type: text/plain"), "/a": ok()}
    assert capture(server.url("/a"), NOW, world()).exchanges[-1].status == 200


def test_other_files_are_not_taken_for_pages(server: Server) -> None:
    server.answers["/a"] = ok(b"%PDF-1.4", "Content-Type: application/pdf")
    with pytest.raises(UsageError, match="application/pdf"):
        capture(server.url("/a"), NOW, world())


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost:80/", "http://169.254.169.254/latest", "http://[::1]/"]
)
def test_inner_addresses_are_refused_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    run = cli_of(capsys)("add", url, "--project", new_project(tmp_path))
    assert run.code == 2
    assert "no public" in run.err


def test_a_page_is_added_built_and_leads_back_to_its_address(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers |= {"/old": moved("/news/Harbour_Safety.html"), "/news/Harbour_Safety.html": ok()}
    monkeypatch.setattr("dpkit.capture.World", lambda clock: world())
    project = new_project(tmp_path)
    cli = cli_of(capsys)
    (path,) = cli("add", server.url("/old"), "--project", project, "--format", "json").document()["added"]
    assert path.startswith("raw/tides.example/2")
    assert "/harbour-safety-2" in path
    assert "redirected to" in (project / f"{path}.meta.yaml").read_text()
    assert cli("build", "--project", project).code == 0
    package = open_package(project / "datapackage")
    (document,) = package.table("documents").to_pylist()
    assert "The harbour stays open" in document["text"]
    assert document["raw_path"] == path
    sources = package.table("sources").to_pylist()
    assert [row["url"] for row in sources if row["relation"] == "captured_from"] == [
        server.url("/news/Harbour_Safety.html")
    ]
