"""Evaluation: gold is checked, items are paired once, floors may rise and not fall, and the figures hold."""

from pathlib import Path

import pytest

from dpkit.errors import InputError, UsageError
from dpkit.evaluate import SUITES, evaluate, show
from dpkit.evaluation.claims import gold_and_text, gold_paths, is_same_name
from dpkit.evaluation.claims_gold import GoldClaim, read_gold
from dpkit.evaluation.floors import SuiteFloors, floors_text, gold_digest, raised, read_floors, shortfalls
from dpkit.evaluation.matching import matched, share
from dpkit.evaluation.suites import Figure
from dpkit.model import Claim
from dpkit.package.quality import LABELS, quality_property, quality_section

ROOT = Path(__file__).resolve().parent.parent
GOLD = (
    b"{id: a, split: dev, kind: page, language: en, type: other, text: texts/a.txt,\n"
    b" claims: [{at: 0-7, words: It fell}, {at: 9-17, words: It ... rose}]}"
)


def claim(start: int, end: int) -> Claim:
    return Claim(
        start=start,
        end=end,
        paragraph=0,
        speaker_id=None,
        speaker_mention=None,
        speaker_basis="none",
        attribution="own",
        attribution_depth=1,
        speech_act="assertion",
        polarity="affirmed",
        certainty="certain",
        is_evaluative=False,
        time_frame="none",
    )


def figure(label: str, hits: int, found: int, gold: int) -> Figure:
    return Figure(language="en", label=label, hits=hits, found=found, gold=gold)


def test_the_gold_of_the_repository_is_sound_and_of_many_kinds() -> None:
    folder = ROOT / "evaluation" / "claims"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    read = [gold_and_text(files, path)[0] for path in gold_paths(files)]
    assert len(read) >= 40
    assert {gold.split for gold in read} == {"dev", "test"}
    assert {gold.language for gold in read} == {"en", "ru", "kk"}
    assert [gold.id for gold in read] == [Path(path).stem for path in gold_paths(files)]


def test_words_that_stand_elsewhere_are_a_fault_of_the_gold() -> None:
    files = {"documents/a.yaml": GOLD.replace(b" ... ", " … ".encode()), "texts/a.txt": b"It fell. It all rose."}
    with pytest.raises(InputError, match=r"documents/a.yaml:2:.*does not stand at 9-17"):
        gold_and_text(files, "documents/a.yaml")
    files["texts/a.txt"] = b"It fell. It  rose!"
    assert gold_and_text(files, "documents/a.yaml")[0].claims[1].end == 17
    with pytest.raises(InputError, match=r"no texts/a\.txt"):
        gold_and_text({"documents/a.yaml": files["documents/a.yaml"]}, "documents/a.yaml")


@pytest.mark.parametrize("fault", [b"at: 7-7", b"at: from 0", b"colour: red, at: 0-7", b"act: claim, at: 0-7"])
def test_malformed_gold_is_refused(fault: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.yaml:2:"):
        read_gold(GOLD.replace(b"at: 0-7", fault, 1), "a.yaml")


def test_each_item_is_paired_once_and_optional_ones_count_for_nothing() -> None:
    gold = [GoldClaim(start=0, end=10), GoldClaim(start=20, end=30), GoldClaim(start=40, end=50, is_optional=True)]
    found = [claim(0, 10), claim(1, 10), claim(40, 48), claim(60, 70)]
    pairs, missed, extra = matched("x" * 80, gold, found)
    assert [(one.start, other.start) for one, other in pairs] == [(0, 0)]
    assert [one.start for one in missed] == [20]
    assert [one.start for one in extra] == [1, 60]


def test_half_of_what_two_spans_cover_must_be_shared() -> None:
    assert matched("x" * 20, [GoldClaim(start=0, end=10)], [claim(0, 5)])[0]
    assert not matched("x" * 20, [GoldClaim(start=0, end=10)], [claim(0, 4)])[0]
    assert share((0, 10), (20, 30)) == 0


def test_names_are_the_same_where_one_holds_the_other() -> None:
    assert is_same_name("Ministry of Roads of Norland", "the Ministry of Roads")
    assert not is_same_name("Jane Lee", "Jane Smith")
    assert not is_same_name("the", "of")


def test_a_figure_below_its_floor_is_named() -> None:
    floors = SuiteFloors(gold_sha256="x", floors={("en", "claim"): (0.9, 0.8), ("en", "date"): (0.5, 0.5)})
    assert list(shortfalls("claims", floors, [figure("claim", 9, 10, 10), figure("date", 1, 2, 2)], "x")) == []
    assert list(shortfalls("claims", floors, [figure("claim", 8, 10, 10)], "x")) == [
        "claims: en claim: precision is 0.800; at least 0.90 was expected",
        "claims: en date is not measured; precision 0.50 was expected",
    ]
    assert "the gold has changed" in next(shortfalls("claims", floors, [], "y"))
    assert "has no floors" in next(shortfalls("claims", None, [], "x"))


def test_floors_rise_and_do_not_fall_on_the_same_gold() -> None:
    floors = raised(None, [figure("claim", 899, 1000, 1000), figure("rare", 1, 1, 7)], "x")
    assert floors.floors == {("en", "claim"): (0.89, 0.89)}
    lower = raised(floors, [figure("claim", 5, 10, 10)], "x")
    assert lower.floors == floors.floors
    assert raised(floors, [figure("claim", 10, 10, 10)], "x").floors == {("en", "claim"): (1.0, 1.0)}
    assert raised(floors, [figure("claim", 5, 10, 10)], "other gold").floors == {("en", "claim"): (0.5, 0.5)}


def test_the_file_of_floors_is_read_as_it_is_written() -> None:
    suites = {"claims": SuiteFloors(gold_sha256="x", floors={("en", "speech_act.directive"): (0.9, 0.85)})}
    assert read_floors(floors_text(suites).encode(), "floors.toml") == suites
    with pytest.raises(InputError, match=r"floors\.toml"):
        read_floors(b"[claims]\nen = 3\n", "floors.toml")


def test_the_digest_tells_files_from_each_other() -> None:
    assert gold_digest({"a": b"bc"}) != gold_digest({"ab": b"c"})
    assert gold_digest({"a": b"1", "b": b"2"}) == gold_digest({"b": b"2", "a": b"1"})


def test_the_figures_of_this_checkout_are_at_their_floors() -> None:
    assert evaluate(ROOT).shortfalls == ()


def test_a_gold_document_is_shown_in_context() -> None:
    text = show(ROOT, "claims", "congress-walden-algeria")
    assert "[I strongly condemn this attack on innocent civilians]  Greg Walden, direct, expressive" in text
    assert "“three” exact 3 Americans" in text
    with pytest.raises(UsageError, match="there is no such gold document"):
        show(ROOT, "claims", "nothing")
    with pytest.raises(UsageError, match="there is no such suite"):
        show(ROOT, "nothing", "nothing")
    with pytest.raises(UsageError, match="a source checkout"):
        evaluate(ROOT / "src")


def test_every_suite_has_a_name_of_its_own() -> None:
    assert len({suite.name for suite in SUITES}) == len(SUITES)


def test_packages_say_how_well_they_were_read() -> None:
    english, russian = quality_section(["en"]), quality_section(["ru"])
    assert all(f"| en | {LABELS[label]} |" in english for label in LABELS)
    assert "upper bound" not in english + russian
    assert "nothing was measured" in quality_section(["fr"])
    assert quality_property(["en", "ru"])["languages"]["ru"]["heldBack"] is True
