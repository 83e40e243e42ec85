"""Which addresses may stand in a data set."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpkit.inputs.urls import host_doubt, url_fault


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org", "http://example.org:8080/a%20b?c=d&e#f", "https://пример.рф/новости", "https://[2001:db8::1]/",
        "HTTPS://EXAMPLE.ORG/", "https://a_b.example.org/x@y", "https://example.org/a:b//c",
    ],
)  # fmt: skip
def test_open_addresses_are_kept(url: str) -> None:
    assert url_fault(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
        "data:text/html,x", "file:///etc/passwd", "ftp://example.org/", "//example.org/a", "/a", "a.html", "https:", "https://",
        "https:///a", "https:example.org", "https://user@example.org/", "https://user:word@example.org/", "https://@example.org/",
        "https:\\\\example.org", "https://example.org\\@evil.example/", "ht\ntps://example.org/",
        "https://exa mple.org/",
        "https://example.org/\u202egnp", "https://example.org/a\x00b", "https://example.org/\x7f", "https://exa\u200bmple.org/",
        "https://example.org:99999/", "https://example.org:0/", "https://example.org:x/", "https://[::1/", "https://<b>/",
        "https://example.org/" + "a" * 3_000, "https://example.org/\ud800",
    ],
)  # fmt: skip
def test_tricks_are_refused_with_a_reason(url: str) -> None:
    fault = url_fault(url)
    assert fault is not None
    assert fault.endswith("expected")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://a.localhost/", "http://127.0.0.1:8000/", "http://10.0.0.1/", "http://192.168.1.1/",
        "http://169.254.169.254/latest", "http://[::1]/", "http://[fe80::1]/", "http://2130706433/", "http://0x7f000001/",
        "http://127.1/", "https://аpple.com/", "https://xn--pple-43d.com/",
    ],
)  # fmt: skip
def test_hosts_that_are_not_public_or_look_like_others_raise_a_doubt(url: str) -> None:
    assert url_fault(url) is None
    assert host_doubt(url) is not None


@pytest.mark.parametrize(
    "url", ["https://example.org/", "https://8.8.8.8/", "https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"]
)
def test_public_hosts_raise_none(url: str) -> None:
    assert host_doubt(url) is None


def test_long_addresses_are_refused_at_once() -> None:
    begin = time.perf_counter()
    for url in ("a" * 1_000_000, "https://" + "a." * 500_000, "https://" + "@" * 1_000_000):
        assert url_fault(url) is not None
    assert time.perf_counter() - begin < 1


@given(st.text(max_size=40) | st.text("htps:/@\\.[]%xn-127 \t", max_size=40).map("https://".__add__))
def test_any_text_gets_an_answer(text: str) -> None:
    if url_fault(text) is None:
        host_doubt(text)
