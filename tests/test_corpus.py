"""Real press releases, where they are at hand: nothing crashes, no character is lost, every row is explained."""

import gzip
import json
import time
from pathlib import Path

import pytest

from dpkit.build import BuildOptions, build
from dpkit.explain import Book, open_book
from dpkit.store.project import load_project

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "statements"
CONFIG = '[package]\nname = "corpus"\ntitle = "Corpus"\nversion = "0.0.1"\n'
EVERY = 25
"""One release in so many is taken: about a hundred, of all publishers and years."""

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared statements are not beside the repository")


def lines_of(name: str, every: int) -> list[bytes]:
    with gzip.open(SHARED / name, "rb") as stream:
        return stream.read().split(b"\n")[:-1][::every]


@pytest.mark.parametrize(
    ("name", "every"),
    [
        ("en_congress_press.jsonl.gz", EVERY),
        ("uk_en_president_addresses.jsonl.gz", EVERY),
        ("kk_sentences.jsonl.gz", EVERY),
    ],
)
def test_a_corpus_file_is_built_and_every_row_is_explained(tmp_path: Path, name: str, every: int) -> None:
    lines = lines_of(name, every)
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "dpkit.toml").write_text(CONFIG)
    (raw / "corpus.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    project = load_project(tmp_path)
    report = build(project, BuildOptions(clock=time.perf_counter))
    assert report.is_written, [finding for finding in report.findings if finding.severity == "error"][:5]
    assert report.rows["documents"] == len(lines)
    book = open_book(project)
    assert_texts_are_whole(book, lines)
    assert_explained(book, (raw / "corpus.jsonl").read_bytes())


def with_unix_line_ends(text: str) -> str:
    """The only change that canonical text makes to decoded text."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def assert_texts_are_whole(book: Book, lines: list[bytes]) -> None:
    wanted = sorted(with_unix_line_ends(json.loads(line)["text"]) for line in lines)
    found = [book.explain(key).row["text"] for key in book.row_ids() if key.startswith("corpus.jsonl#")]
    assert sorted(map(str, found)) == wanted


def assert_explained(book: Book, raw: bytes) -> None:
    for key in book.row_ids():
        explanation = book.explain(key)
        assert explanation.raw is not None, key
        assert explanation.raw.start_byte is not None, key
        if explanation.passage is not None:
            words = explanation.passage.text[explanation.passage.start : explanation.passage.end]
            piece = raw[explanation.raw.start_byte : explanation.raw.end_byte].decode("utf-8")
            assert with_unix_line_ends(json.loads(f'"{piece}"')) == words
