"""The proxy that tries publishing does the harm that it is told, and none else."""

import json
import time
from collections.abc import Iterator

import httpx2 as httpx
import pytest

from servers.faults import Fault, Harm, wrong_checksum
from servers.proxy import Proxy, proxy
from servers.stand_in import Reply, Request, json_reply, serving

TOKEN = "canary-of-the-proxy"
MD5 = "0123456789abcdef0123456789abcdef"


class Server:
    """Remembers what it was asked, and answers with a link to itself."""

    def __init__(self) -> None:
        self.url = ""
        self.heard: list[Request] = []

    def answer(self, request: Request) -> Reply:
        self.heard.append(request)
        if request.path == "/file":
            return Reply(body=self.url.encode(), headers={"Content-Type": "application/octet-stream"})
        return json_reply({"checksum": f"md5:{MD5}", "link": f"{self.url}/next"}, 201, Location=f"{self.url}/made")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with serving(made.answer) as made.url:
        yield made


@pytest.fixture
def front(server: Server) -> Iterator[Proxy]:
    with proxy(server.url) as made:
        yield made


CLIENT = httpx.Client(verify=False, timeout=5)
"""One for all: making one takes longer than a test."""


def _post(front: Proxy, body: bytes = b"x" * 1000, path: str = "/records?name=a") -> httpx.Response:
    return CLIENT.post(front.url + path, content=body, headers={"Authorization": f"Bearer {TOKEN}"})


def test_what_is_not_harmed_passes_unchanged(front: Proxy, server: Server) -> None:
    answer = _post(front)
    assert answer.status_code == 201
    (request,) = server.heard
    assert (request.method, request.path, request.query, request.body) == (
        "POST",
        "/records",
        {"name": "a"},
        b"x" * 1000,
    )
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["host"] == server.url.removeprefix("http://")


def test_links_lead_back_to_the_proxy_and_bytes_of_files_stay(front: Proxy, server: Server) -> None:
    answer = _post(front)
    assert answer.json()["link"] == f"{front.url}/next"
    assert answer.headers["location"] == f"{front.url}/made"
    assert CLIENT.get(f"{front.url}/file").content == server.url.encode()


def test_a_body_in_chunks_arrives_whole(front: Proxy, server: Server) -> None:
    CLIENT.post(f"{front.url}/records", content=iter([b"one ", b"two"]))
    assert server.heard[0].body == b"one two"


def test_an_expected_continue_is_answered(front: Proxy, server: Server) -> None:
    CLIENT.put(f"{front.url}/records", content=b"bytes", headers={"Expect": "100-continue"})
    assert server.heard[0].body == b"bytes"


def test_only_the_request_that_is_named_is_harmed(front: Proxy) -> None:
    front.inject(Fault(harm=Harm.ANSWER, method="POST", path="/records", nth=2, times=2, status=429, retry_after="7"))
    CLIENT.get(f"{front.url}/records")
    answers = [_post(front) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 429, 429, 201]
    assert answers[1].headers["retry-after"] == "7"
    assert front.struck() == 2


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503, 504])
def test_another_answer_before_and_after_the_server_did_its_work(front: Proxy, server: Server, status: int) -> None:
    front.inject(Fault(harm=Harm.ANSWER, status=status), Fault(harm=Harm.ANSWER_AFTER, nth=2, status=status))
    assert [_post(front).status_code for _ in range(3)] == [status, status, 201]
    assert len(server.heard) == 2
    assert [(one.happened, one.told) for one in front.exchanges] == [(None, status), (201, status), (201, 201)]


@pytest.mark.parametrize(
    ("harm", "is_heard"),
    [(Harm.CUT, False), (Harm.CUT_IN_REQUEST, False), (Harm.CUT_AFTER, True), (Harm.CUT_IN_ANSWER, True)],
)
def test_a_cut_connection_is_an_error_for_the_client(front: Proxy, server: Server, harm: Harm, is_heard: bool) -> None:
    front.inject(Fault(harm=harm))
    with pytest.raises(httpx.TransportError):
        _post(front, b"x" * 2_000_000)
    assert any(len(request.body) == 2_000_000 for request in server.heard) is is_heard
    assert front.exchanges[0].harm is harm


def test_a_truncated_answer_claims_to_be_whole(front: Proxy) -> None:
    front.inject(Fault(harm=Harm.TRUNCATE))
    answer = _post(front)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_an_answer_drips(front: Proxy) -> None:
    front.inject(Fault(harm=Harm.DRIP, bytes_per_second=1000))
    begun = time.monotonic()
    assert _post(front).json()["checksum"] == f"md5:{MD5}"
    assert time.monotonic() - begun > 0.05


def test_a_silence_ends_with_the_patience_of_the_client(front: Proxy, server: Server) -> None:
    front.inject(Fault(harm=Harm.STALL, seconds=60))
    with pytest.raises(httpx.ReadTimeout):
        CLIENT.post(f"{front.url}/records", timeout=0.1)
    assert server.heard == []


def test_a_checksum_is_made_wrong(front: Proxy) -> None:
    front.inject(Fault(harm=Harm.REWRITE, rewrite=wrong_checksum))
    assert _post(front).json()["checksum"] == f"md5:f{MD5[1:]}"


def test_what_is_remembered_holds_no_header(front: Proxy) -> None:
    _post(front)
    assert (front.exchanges[0].method, front.exchanges[0].path) == ("POST", "/records?name=a")
    assert TOKEN not in repr(front)


def test_a_server_that_is_gone_cuts_the_connection(server: Server) -> None:
    with proxy("http://127.0.0.1:9") as front, pytest.raises(httpx.TransportError):
        _post(front)


def test_a_healed_proxy_does_no_harm(front: Proxy) -> None:
    front.inject(Fault(harm=Harm.ANSWER, times=None))
    assert _post(front).status_code == 503
    front.heal()
    assert _post(front).status_code == 201
    assert front.struck() == 0
