"""Check-worthiness: a plug-in scores claims that are rows; it adds, drops and changes none."""

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from command_line import cli_of
from dpkit.api import open_package
from dpkit.errors import ConfigError
from dpkit.extract.scorers import named_scorer
from dpkit.score import scores_of

PACKAGE = Path(__file__).resolve().parents[1] / "datapackage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A toy: claims with a digit are worth checking."""

    name: str = "numbers"
    version: str = "1"
    at_most: float = 1.0

    def score(self, texts: Sequence[str], language: str) -> Sequence[float]:
        return [self.at_most if any(char.isdigit() for char in text) else 0.25 for text in texts]


class OneTooFew(Numbers):
    def score(self, texts: Sequence[str], language: str) -> Sequence[float]:
        return [0.5] * (len(texts) - 1)


def test_every_claim_has_one_score_and_none_is_added_or_dropped() -> None:
    scores = list(scores_of(PACKAGE, Numbers()))
    assert [score.claim_id for score in scores] == open_package(PACKAGE).table("claims").column("claim_id").to_pylist()
    assert {score.score for score in scores} == {0.25, 1.0}
    assert {(score.scorer, score.version) for score in scores} == {("numbers", "1")}


@pytest.mark.parametrize("scorer", [Numbers(at_most=1.5), Numbers(at_most=float("nan")), OneTooFew()])
def test_a_scorer_that_breaks_its_promise_is_refused(scorer: Numbers) -> None:
    with pytest.raises(ConfigError, match="was expected"):
        list(scores_of(PACKAGE, scorer))


def test_a_scorer_is_found_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "toy_scorer.py").write_text("from test_score import Numbers as make\n", encoding="utf-8")
    info = tmp_path / "toy_scorer-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-scorer\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[dpkit.check_worthiness]\ntoy = toy_scorer:make\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, "test_score", sys.modules[__name__])
    assert named_scorer("toy").name == "numbers"
    assert named_scorer("toy_scorer:make").version == "1"


@pytest.mark.parametrize("name", ["nowhere", "no_such_module:make", "json:loads", "builtins:object"])
def test_a_scorer_that_is_not_there_is_an_error_that_says_what_to_do(name: str) -> None:
    with pytest.raises(ConfigError, match="scorer"):
        named_scorer(name)


def test_the_command_writes_csv_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli = cli_of(capsys)
    (tmp_path / "toy_scorer2.py").write_text("from test_score import Numbers as make\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, "test_score", sys.modules[__name__])
    result = cli("score", PACKAGE, "--scorer", "toy_scorer2:make")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert result.code == 0
    assert rows[0].keys() == {"claim_id", "score", "scorer", "version"}
    missing = cli("score", PACKAGE, "--project", PACKAGE.parent)
    assert missing.code == 2
    assert "no scorer is named" in missing.err
