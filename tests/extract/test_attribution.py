"""Attribution: who says which words, by which pattern, on sentences made up for the purpose."""

import pytest

from dpkit.extract.claims import read_claims
from dpkit.model import ByteMap, Claim, Context, Entity, Mention, Names, Reading
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out

NEWS = Context(document_id="d", document_type="relay", language="en", publisher="The Daily Road")


def read(text: str, context: Context = NEWS) -> list[tuple[str, str | None, str, str]]:
    """Each claim as its words, speaker, attribution and basis; Jane Smith and Omar Khan are persons."""
    return [
        (text[claim.start : claim.end], claim.speaker_id, claim.attribution, claim.speaker_basis)
        for claim in claims_of(text, context)
    ]


def claims_of(text: str, context: Context = NEWS) -> tuple[Claim, ...]:
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    layout = lay_out(reading, language="en", publisher=None, title=None, boilerplate=default_rules())
    mentions = []
    for surface, entity_id in (("Jane Smith", "smith"), ("Omar Khan", "khan")):
        for number, paragraph in enumerate(layout.paragraphs):
            at = text.find(surface, paragraph.start, paragraph.end)
            if at >= 0:
                mentions.append(
                    Mention(
                        start=at,
                        end=at + len(surface),
                        paragraph=number,
                        entity_id=entity_id,
                        kind="name",
                        method="rule",
                    )
                )
    names = Names(
        mentions=tuple(sorted(mentions, key=lambda item: item.start)),
        entities=(
            Entity(entity_id="khan", name="Omar Khan", entity_type="person"),
            Entity(entity_id="smith", name="Jane Smith", entity_type="person"),
        ),
        publisher_id="daily",
    )
    return read_claims(layout, names, context, {})[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The road is closed,” said Jane Smith.", ("The road is closed", "smith", "direct", "same_sentence")),
        ("“The road is closed,” Jane Smith said.", ("The road is closed", "smith", "direct", "same_sentence")),
        ("Jane Smith said that the road is closed.", ("the road is closed", "smith", "indirect", "same_sentence")),
        ("Jane Smith said the road is closed.", ("the road is closed", "smith", "indirect", "same_sentence")),
        ("The road is closed, Jane Smith said.", ("The road is closed", "smith", "indirect", "same_sentence")),
        ("The road is closed, said Jane Smith.", ("The road is closed", "smith", "indirect", "same_sentence")),
        ("According to Jane Smith, the road is closed.", ("the road is closed", "smith", "indirect", "same_sentence")),
        (
            "Jane Smith, who leads the agency, said on Monday that the road is closed.",
            ("the road is closed", "smith", "indirect", "same_sentence"),
        ),
        (
            "Jane Smith urged drivers not to leave the city.",
            ("drivers not to leave the city", "smith", "indirect", "same_sentence"),
        ),
        (
            "Jane Smith called the plan “a sad joke.”",
            ("the plan “a sad joke", "smith", "mixed", "same_sentence"),
        ),
        ("Officials said the road is closed.", ("the road is closed", None, "indirect", "none")),
    ],
)
def test_patterns_of_one_sentence(text: str, expected: tuple[str, str | None, str, str]) -> None:
    found = read(text)
    assert len(found) == 1
    words, *rest = found[0]
    assert words.rstrip(".”") == expected[0]
    assert tuple(rest) == expected[1:]


def test_reported_acts_keep_act_and_polarity() -> None:
    (claim,) = claims_of("Jane Smith urged drivers not to leave the city.")
    assert (claim.speech_act, claim.polarity) == ("directive", "negated")


def test_quotations_carry_the_speaker_on() -> None:
    text = "“The road is closed,” said Jane Smith. “We will open it in May.”\n\n“It was a hard year,” she added."
    assert [(words, speaker) for words, speaker, _, _ in read(text)] == [
        ("The road is closed", "smith"),
        ("We will open it in May", "smith"),
        ("It was a hard year", "smith"),
    ]


def test_a_broken_sentence_is_two_rows_in_one_group() -> None:
    claims = claims_of("“The road,” said Jane Smith, “is closed for a week.”")
    assert [claim.continues for claim in claims] == [None, 0]


def test_a_coordinated_clause_has_its_own_speaker() -> None:
    text = "Jane Smith said the road is closed, but Omar Khan said the bridge is open."
    assert [(words, speaker) for words, speaker, _, _ in read(text)] == [
        ("the road is closed", "smith"),
        ("the bridge is open", "khan"),
    ]


def test_a_sentence_that_only_attributes_is_no_claim() -> None:
    text = "“Where would we be without the road?” Jane Smith said, looking at the river."
    assert all("looking" not in words for words, *_ in read(text))


def test_quotations_without_marks_go_on_in_the_first_person() -> None:
    text = "Our road is safe again, said Jane Smith. We thank the workers for it. The road has two lanes."
    assert [(speaker, attribution) for _, speaker, attribution, _ in read(text)] == [
        ("smith", "direct"),
        ("smith", "direct"),
        ("daily", "own"),
    ]


def test_speaker_labels_of_a_transcript() -> None:
    text = "SMITH: The road is closed.\n\nKHAN: The bridge is open.\n\nJane Smith met Omar Khan."
    assert [speaker for _, speaker, _, _ in read(text)][:2] == ["smith", "khan"]


def test_the_voice_of_a_relay_is_its_publisher() -> None:
    assert read("The road was closed on Monday.") == [("The road was closed on Monday", "daily", "own", "publisher")]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Smith and leaders of all fifty states met on the road.",
        "The committee will protect the right of home state drivers to use the road.",
        "The crew of Jane Smith will fill written requests and all known project needs.",
    ],
)
def test_words_that_only_look_like_verbs_of_saying_report_nothing(text: str) -> None:
    assert {attribution for _, _, attribution, _ in read(text)} == {"own"}


@pytest.mark.parametrize(
    "text",
    [
        "The letter of Jane Smith states that the road is closed.",
        "“The road is closed,” states Jane Smith.",
        "Jane Smith has known that the road is closed.",
    ],
)
def test_the_same_words_as_verbs_do(text: str) -> None:
    assert [attribution for _, _, attribution, _ in read(text)] != ["own"]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("The road was a wreck, Jane Smith said, until it was mended in May.",
         ["The road was a wreck", "until it was mended in May"]),
        ("Even if the road stays closed, Jane Smith said, it has already been paid for.",
         ["Even if the road stays closed", "it has already been paid for"]),
        ("When he bought the road, Jane Smith said she expected to sell it.", ["she expected to sell it"]),
        ("The road is closed, said one official in the room.", ["The road is closed"]),
        ("The road is closed, said Omar Khan, who leads the works.", ["The road is closed"]),
        ("Jane Smith said about 20 roads have been closed.", ["about 20 roads have been closed"]),
        ("Jane Smith announced on Friday the closing of a road.", ["the closing of a road"]),
        ("Data from the latest survey show that the road is closed.", ["the road is closed"]),
        ("“It is closed,” said Omar Khan, who added that it would open in May.",
         ["It is closed", "it would open in May"]),
        ("In a long meeting with the editors he said that the road is closed.", ["the road is closed"]),
    ],
)  # fmt: skip
def test_what_is_said_around_and_behind_its_attribution(text: str, claims: list[str]) -> None:
    assert [claim for claim, _, attribution, _ in read(text) if attribution != "own"] == claims


def test_topics_and_stances_are_reported_in_the_news_alone() -> None:
    text = "Jane Smith mentioned the closed road. Omar Khan discussed the price of the works."
    news = Context(document_id="d", document_type="other", language="en", publisher="The Daily Road")
    assert [kind for _, _, kind, _ in read(text, news)] == ["indirect", "indirect"]
    assert [kind for _, _, kind, _ in read(text)] == ["own", "own"]
