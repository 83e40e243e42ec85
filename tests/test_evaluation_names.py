"""The names suite: gold is checked against its text, mentions and links are counted as its guidelines say."""

from pathlib import Path

import pytest

from dpkit.errors import InputError
from dpkit.evaluate import SUITES, evaluate, show
from dpkit.evaluation.claims_gold import read_gold
from dpkit.evaluation.names import SUITE, ReadNames, coreference
from dpkit.evaluation.names_gold import GoldNames, read_names_gold

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Ann Lee met Bo Ray. Lee left Rome."
GOLD = b"""id: a
split: dev
entities:
  - name: Ann Lee
    type: person
    mentions:
      - {at: 0-7, words: Ann Lee}
      - {at: 20-23, words: Lee}
optional:
  - {at: 29-33, words: Rome}
"""


def files() -> dict[str, bytes]:
    found = {}
    for folder, prefix in (("names", ""), ("claims", "claims/")):
        below = ROOT / "evaluation" / folder
        for path in below.rglob("*"):
            if path.is_file():
                found[prefix + path.relative_to(below).as_posix()] = path.read_bytes()
    return found


def test_gold_is_read_with_its_spans() -> None:
    gold = read_names_gold(GOLD, "a.yaml", TEXT)
    assert [entity.mentions for entity in gold.entities] == [((0, 7), (20, 23))]
    assert gold.optional == ((29, 33),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"20-23", b"21-24", "does not stand at 21-24"),
        (b"20-23, words: Lee", b"4-7, words: Lee", "overlaps another"),
        (b"29-33", b"28-32", "does not stand at 28-32"),
        (b"type: person", b"type: law", "law"),
        (b"split: dev", b"split: train", "train"),
    ],
)
def test_faults_of_the_gold_are_named(old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_names_gold(GOLD.replace(old, new), "a.yaml", TEXT)


def test_gold_of_the_repository_is_sound_and_of_many_kinds() -> None:
    every = files()
    read = []
    for path in sorted(path for path in every if path.startswith("documents/")):
        facts = read_gold(every[f"claims/{path}"], path)
        text = every[f"claims/{facts.text_path}"].decode()
        read.append((read_names_gold(every[path], path, text), facts))
        assert Path(path).stem == read[-1][0].id
    assert len(read) >= 30
    assert {gold.split for gold, _ in read} == {"dev", "test"}
    assert {facts.language for _, facts in read} == {"en", "kk", "ru"}
    assert len({facts.kind for _, facts in read}) >= 6
    assert sum(len(entity.mentions) for gold, _ in read for entity in gold.entities) > 400


def read_names(wanted: list[str], found: list[str]) -> ReadNames:
    """Ten mentions a code point apart, by the letter of their entity; `-` is none."""
    facts = read_gold(b"{id: a, split: dev, kind: k, language: en, type: other, text: t, claims: []}", "a")
    spans = [(number, number + 1) for number in range(len(wanted))]
    return ReadNames(
        gold=GoldNames(id="a", split="dev", entities=(), optional=()),
        facts=facts,
        text="x" * len(wanted),
        wanted={span: ("person", name) for span, name in zip(spans, wanted, strict=True) if name != "-"},
        found={span: ("person", name) for span, name in zip(spans, found, strict=True) if name != "-"},
    )


@pytest.mark.parametrize(
    ("wanted", "found", "precision", "recall"),
    [
        ("aab", "xxy", 1.0, 1.0),
        ("aab", "xxx", (2 / 3 + 2 / 3 + 1 / 3) / 3, 1.0),
        ("aab", "xyz", 1.0, (0.5 + 0.5 + 1) / 3),
        ("aab-", "x-yz", 1.0, 1.0),
    ],
)
def test_links_are_measured_by_b_cubed(wanted: str, found: str, precision: float, recall: float) -> None:
    shares = coreference(read_names(list(wanted), list(found)))
    assert sum(share for share, _ in shares) / len(shares) == pytest.approx(precision)
    assert sum(share for _, share in shares) / len(shares) == pytest.approx(recall)


def test_names_reach_their_floors_and_confusions_leave_held_out_documents_alone() -> None:
    evaluation = evaluate(ROOT, ("names",))
    assert evaluation.shortfalls == ()
    assert any("taken for" in line for line in evaluation.errors["names"])
    assert all("-dev: " in line for line in evaluation.errors["names"])
    assert SUITE in SUITES


def test_a_gold_document_is_shown_with_what_is_found_otherwise() -> None:
    shown = show(ROOT, "names", "congress-lee-pence-amendment")
    assert "Barbara Lee (person)" in shown
    assert "gold organisation, found –" in shown
