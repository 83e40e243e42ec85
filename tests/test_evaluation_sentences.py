"""The sentences suite: which sentences are held out, how names in them are counted, and what is said without them."""

import gzip
import json
from pathlib import Path

import pytest

from command_line import Cli, cli_of
from dpkit.errors import InputError, UsageError
from dpkit.evaluate import evaluate
from dpkit.evaluation.sentences import (
    BLOCK_SENTENCES,
    CYCLE,
    HELD_OUT,
    MEASURED,
    Spans,
    figures,
    read_sentences,
    split,
)

ROOT = Path(__file__).resolve().parent.parent


def lines(count: int, source: str = "here", first: int = 10_000) -> bytes:
    rows = [
        {"text": f"On day {number} they left Norway.", "spans": [[23, 29, "LOC"]], "source": source}
        for number in range(first, first + count)
    ]
    return gzip.compress("\n".join(map(json.dumps, rows)).encode())


def test_blocks_of_each_source_are_held_out() -> None:
    sentences = [*read_sentences(lines(2_000), "en"), *read_sentences(lines(1_000, "there", 10_050), "en")]
    seen, unseen = split(sentences, frozenset({13}))
    assert len(unseen) == BLOCK_SENTENCES
    assert {sentence.source for sentence in unseen} == {"here"}  # training has the texts of the other
    assert not {sentence.text for sentence in seen} & {sentence.text for sentence in unseen}
    assert all(blocks <= MEASURED and max(blocks) < CYCLE for blocks in HELD_OUT.values())


def test_exact_spans_and_types_count() -> None:
    one, two = read_sentences(lines(2), "en")
    right: Spans = frozenset({(23, 29, "place")})
    wrong: Spans = frozenset({(23, 29, "person"), (0, 4, "place")})
    found = {figure.label: figure for figure in figures("en", [(one, one.spans & right), (two, wrong)])}
    assert (found["mention"].hits, found["mention"].found, found["mention"].gold) == (1, 3, 2)
    assert found["from here"].recall == 0.5
    assert found["place"].precision == 0.5
    assert found["person"].gold == 0


@pytest.mark.parametrize("data", [b"", b"x", gzip.compress(b"{}", mtime=0), gzip.compress(b"[1]", mtime=0)])
def test_what_is_no_file_of_sentences_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"en_train.*were expected"):
        read_sentences(data + b"", "en_train.jsonl.gz") or read_sentences(b"x", "en_train.jsonl.gz")


def test_without_a_data_folder_the_suite_is_skipped_with_its_reason_and_refused_where_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cli: Cli = cli_of(capsys)
    run = cli("eval", "sentences", "--root", ROOT)
    assert run.code == 2
    assert "--data" in run.err
    with pytest.raises(UsageError, match="no ner here"):
        evaluate(ROOT, ("sentences",), tmp_path)


def test_held_out_sentences_of_a_folder_are_measured(tmp_path: Path) -> None:
    (tmp_path / "ner").mkdir()
    (tmp_path / "ner" / "en_train.jsonl.gz").write_bytes(lines(BLOCK_SENTENCES * CYCLE))
    found = evaluate(ROOT, ("sentences",), tmp_path)
    labels = {figure.label: figure for figure in found.figures["sentences"]}
    assert labels["mention"].gold == BLOCK_SENTENCES * len(HELD_OUT["en"])
    assert labels["place"].recall > 0.9
    assert any("gold has changed" in line or "no floors" in line for line in found.shortfalls)
