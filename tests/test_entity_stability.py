"""The same documents, in any order and in any number of builds, give the same entities under the same ids."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command_line import Cli, cli_of, new_project
from dpkit.api import open_package
from dpkit.extract.names import name_document
from dpkit.extract.tagger import built_in
from dpkit.model import Authority, Context, CuratedAlias, CuratedEntity, Layout, Names, Paragraph

TEXTS = (
    "The Ministry of Foreign Affairs of Norway spoke. The Ministry did not say more.",
    "The Norwegian Foreign Ministry and the Ministry of Foreign Affairs of Kazakhstan met in Oslo.",
    "The Ministry of Foreign Affairs spoke. Its neighbour in Sweden did not.",
    "The Ministry spoke of the Northern Harbour Safety Agency (NHSA); the NHSA grew.",
    "President Anna Berg met Minister Carl Berg. Berg left.",
    "Minister Carl Berg spoke. Later Berg left for Kazakhstan.",
    "A. Berg thanked the Kazakh side and the NHSA.",
    "Secretary Mo Birk wrote to the House by the Sea.",
)
AUTHORITY = Authority(
    entities=(
        CuratedEntity(id="carl", name="Carl Berg", entity_type="person"),
        CuratedEntity(
            id="sea-house",
            name="Ministry of Tides of Norway",
            entity_type="organisation",
            country="NO",
            aliases=(CuratedAlias(text="House by the Sea"),),
        ),
    )
)
NUMBERS = range(len(TEXTS))


@cache
def named_alone(number: int) -> Names:
    return named(number)


def named(number: int) -> Names:
    text = TEXTS[number]
    paragraph = Paragraph(start=0, end=len(text), role="body", rule="test", language="en")
    layout = Layout(text=text, language="en", paragraphs=(paragraph,), quotations=(), sentences=())
    context = Context(
        document_id=f"note-{number}", document_type="statement", language="en", issuer=None, publisher=None
    )
    return name_document(layout, context, AUTHORITY, built_in())


@settings(deadline=None)
@given(order=st.permutations(NUMBERS))
def test_what_a_document_names_does_not_depend_on_those_before_it(order: Sequence[int]) -> None:
    assert [named(number) for number in order] == [named_alone(number) for number in order]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_of(capsys)


def tables(cli: Cli, folder: Path, numbers: Sequence[int]) -> dict[str, pa.Table]:
    """The tables of a build of some of the texts; a document keeps its id wherever it stands."""
    folder.mkdir()
    made = new_project(folder, {f"note-{number}.txt": TEXTS[number].encode() for number in numbers})
    assert cli("build", "--project", made).code == 0
    package = open_package(made / "datapackage")
    return {name: package.table(name) for name in ("entities", "mentions")}


def who(found: dict[str, pa.Table]) -> set[tuple[str, str]]:
    rows = found["mentions"].select(["mention_id", "entity_id"]).to_pylist()
    return {(row["mention_id"], row["entity_id"]) for row in rows}


def test_one_build_and_two_builds_of_its_halves_have_the_same_entities(cli: Cli, tmp_path: Path) -> None:
    whole = tables(cli, tmp_path / "whole", NUMBERS)
    again = tables(cli, tmp_path / "again", list(reversed(NUMBERS)))
    halves = [tables(cli, tmp_path / f"half-{half}", NUMBERS[half::2]) for half in (0, 1)]
    assert again == whole
    assert who(halves[0]) | who(halves[1]) == who(whole)
    ids = [set(found["entities"].column("entity_id").to_pylist()) for found in (whole, *halves)]
    assert ids[0] == ids[1] | ids[2]
    assert len(who(whole)) > 15


def test_whom_the_texts_mean_is_joined_and_all_others_stay_apart() -> None:
    ids = {
        (number, TEXTS[number][mention.start : mention.end], mention.start): mention.entity_id
        for number in NUMBERS
        for mention in named_alone(number).mentions
    }

    def one(number: int, words: str) -> str:
        (found,) = {key for (where, text, _), key in ids.items() if (where, text) == (number, words)}
        return found

    norway = one(0, "Ministry of Foreign Affairs of Norway")
    assert one(1, "Norwegian Foreign Ministry") == norway
    assert one(1, "Ministry of Foreign Affairs of Kazakhstan") != norway
    assert one(2, "Ministry of Foreign Affairs") not in (norway, one(1, "Ministry of Foreign Affairs of Kazakhstan"))
    assert one(4, "Anna Berg") != one(4, "Carl Berg") == one(5, "Carl Berg") == one(5, "Berg")
    assert one(6, "A. Berg") not in (one(4, "Anna Berg"), one(4, "Carl Berg"))
