"""Files that are fetched and sent may be larger than the memory."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from dpkit.errors import BusyError, RemoteError
from dpkit.publish.client import MAX_ANSWER_BYTES, Client
from dpkit.publish.spool import MEMORY_BYTES, sha256_of, spool

MEBIBYTE = b"0123456789abcdef" * 65_536
SIZE = 48 * len(MEBIBYTE)


class Large(BaseHTTPRequestHandler):
    """`/N` is N mebibytes long; `/N/half` is cut in the middle."""

    def do_GET(self) -> None:
        length = int(self.path.split("/")[1])
        self.send_response(200)
        self.send_header("Content-Length", str(length * len(MEBIBYTE)))
        self.end_headers()
        for _ in range(length // 2 if self.path.endswith("half") else length):
            self.wfile.write(MEBIBYTE)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[Client]:
    server = HTTPServer(("127.0.0.1", 0), Large)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Client(base=f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()


def test_a_file_is_fetched_in_bounded_memory() -> None:
    expected = sha256_of(MEBIBYTE for _ in range(48))
    with served() as client:
        tracemalloc.start()
        found = sha256_of(client.download("48", SIZE))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert found == expected
    assert peak < SIZE / 2, "the file is never held whole"


def test_half_a_file_is_a_fault_and_too_much_of_one_is_refused() -> None:
    with served() as client:
        with pytest.raises(BusyError):
            list(client.download("4/half", 4 * len(MEBIBYTE)))
        with pytest.raises(RemoteError, match="larger than"):
            list(client.download(str(MAX_ANSWER_BYTES // len(MEBIBYTE) + 1), 1))


def test_what_is_spooled_is_what_came() -> None:
    blocks = [b"a" * (MEMORY_BYTES // 2), b"b" * MEMORY_BYTES]
    with spool(blocks) as file:
        assert sha256(file.read()).hexdigest() == sha256_of(blocks)
