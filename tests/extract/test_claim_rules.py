"""Rules of claims one by one: what is framing, a fragment, a list, an act that is told, and who a bare noun is."""

import pytest

from dpkit.extract.claims import read_claims
from dpkit.model import ByteMap, Claim, Context, Cue, Entity, Layout, Mention, Names, Reading
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out

ISSUED = Context(document_id="d", document_type="statement", language="en", issuer="Jane Lee")
NEWS = Context(document_id="d", document_type="other", language="en")


def layout_of(text: str) -> Layout:
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    return lay_out(reading, language="en", publisher=None, title=None, boilerplate=default_rules())


def all_of(text: str, context: Context = ISSUED) -> tuple[tuple[Claim, ...], tuple[Cue, ...]]:
    """The claims of a text; Jane Lee is its issuer, a person, and the Coast Guard a body that it names."""
    layout = layout_of(text)
    at = text.find("Coast Guard")
    mentions: tuple[Mention, ...] = ()
    if at >= 0:
        mentions = (Mention(start=at, end=at + 11, paragraph=0, entity_id="guard", kind="name", method="rule"),)
    entities = (
        Entity(entity_id="guard", name="Coast Guard", entity_type="organisation"),
        Entity(entity_id="lee", name="Jane Lee", entity_type="person"),
        Entity(entity_id="ministry", name="Ministry of Roads", entity_type="organisation"),
    )
    issuer_id = "lee" if context is ISSUED else None
    names = Names(mentions=mentions, entities=entities, issuer_id=issuer_id)
    claims, cues, _ = read_claims(layout, names, context, {})
    return claims, cues


def read(text: str, context: Context = ISSUED) -> list[tuple[str, Claim]]:
    return [(text[claim.start : claim.end], claim) for claim in all_of(text, context)[0]]


def words(text: str, context: Context = ISSUED) -> list[str]:
    return [found for found, _ in read(text, context)]


@pytest.mark.parametrize(
    ("text", "framing", "content"),
    [
        ("It is deeply troubling that the road is closed.", "It is deeply troubling that", "the road is closed"),
        ("It’s unfortunate that the road is closed.", "It’s unfortunate that", "the road is closed"),
        ("I can say that the road is closed.", "I can say that", "the road is closed"),
    ],
)
def test_an_opening_that_judges_is_framing(text: str, framing: str, content: str) -> None:
    ((found, claim),) = read(text)
    assert (claim.framing, found) == (framing, content)


@pytest.mark.parametrize("text", ["It is the road that is closed.", "It is he that closed it."])
def test_a_cleft_sentence_is_no_framing(text: str) -> None:
    ((_, claim),) = read(text)
    assert claim.framing is None


def test_what_is_said_to_be_needed_is_a_call_and_what_is_so_is_none() -> None:
    assert [claim.speech_act for _, claim in read("It is vital that we work together.")] == ["directive"]
    assert [claim.speech_act for _, claim in read("It is important that they are safe.")] == ["assertion"]


@pytest.mark.parametrize(
    "text",
    [
        "A road that deserves respect.",
        "Those who are alone, those who are old.",
        "In a place where they are.",
    ],
)
def test_a_relative_clause_alone_is_a_fragment(text: str) -> None:
    assert words(f"The road was closed.\n\n{text}\n\nIt was opened again.") == [
        "The road was closed",
        "It was opened again",
    ]


def test_that_may_be_a_pronoun() -> None:
    assert words("And that is unacceptable.") == ["And that is unacceptable"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The road was closed, and we ask for patience.", ["The road was closed", "we ask for patience"]),
        ("The road was closed, but let them pass.", ["The road was closed", "let them pass"]),
        ("They care for their health, their lives, and their votes are their own.", 1),
        ("We protect workers and leaders of towns who need it.", 1),
    ],
)
def test_independent_assertions_part_where_each_has_its_verb(text: str, expected: list[str] | int) -> None:
    found = words(text)
    assert (found if isinstance(expected, list) else len(found)) == expected


def test_assertions_part_inside_one_quotation() -> None:
    assert words("“The talks were good, but no agreement was reached,” said Jane Lee.") == [
        "The talks were good",
        "no agreement was reached",
    ]


def test_items_complete_a_whole_sentence_before_their_list() -> None:
    text = "We urgently need heavy machines:\n\n- Two cranes of the town\n- Five trucks of the port\n"
    assert words(text) == ["We urgently need heavy machines", "Two cranes of the town", "Five trucks of the port"]


def test_a_noun_that_looks_like_a_verb_needs_its_object() -> None:
    assert words("The new plans.\n\nThe road was closed.") == ["The road was closed"]
    assert words("The minister plans to close the road.", NEWS) == ["to close the road"]


def test_aims_and_fights_of_others_are_told_by_an_issuer_and_reported_by_news() -> None:
    assert words("They want to close the road.") == ["They want to close the road"]
    assert words("The minister wants to close the road.", NEWS) == ["to close the road"]
    assert words("The Coast Guard attacked the boat.") == ["The Coast Guard attacked the boat"]


def test_a_condition_and_a_wish_denied_report_nothing() -> None:
    assert words("If the minister said that the road is closed, we would know it.", NEWS) == [
        "If the minister said that the road is closed, we would know it"
    ]
    assert words("The minister does not plan to close the road.", NEWS) == [
        "The minister does not plan to close the road"
    ]


def test_the_author_keeps_the_clause_before_a_report() -> None:
    assert words("Prices rose, and the minister said that roads are safe.", NEWS) == [
        "Prices rose",
        "roads are safe",
    ]


def test_an_as_clause_at_the_end_attributes_what_stands_before_it() -> None:
    ((found, claim),) = read("The road is closed, as police have said.", NEWS)
    assert (found, claim.attribution) == ("The road is closed", "indirect")


def test_a_headline_lays_words_into_the_mouth_of_a_name() -> None:
    text = "Coast Guard: Boats are safe in the port\n\nThe road was closed."
    found, claim = read(text, NEWS)[0]
    assert (found, claim.speaker_id, claim.speaker_basis) == ("Boats are safe in the port", "guard", "headline")
    assert words("Background: Boats are safe in the port", NEWS) == ["Background: Boats are safe in the port"]


def test_the_surname_of_the_issuer_is_the_issuer() -> None:
    ((_, claim),) = read("“The road is closed,” said Rep. Lee.")
    assert claim.speaker_id == "lee"


def test_a_bare_noun_is_the_body_of_that_name_and_not_who_spoke_last() -> None:
    text = "The Coast Guard said that the road is closed. The ministry said that it is open."
    assert [claim.speaker_id for _, claim in read(text, NEWS)] == ["guard", "ministry"]


def test_words_behind_a_quotation_correct_a_guessed_speaker() -> None:
    text = "Jane Lee issued the following statement:\n\n“The road is closed. I thank the crew,” said the Coast Guard."
    layout = layout_of(text)
    mentions = tuple(
        Mention(start=text.find(surface), end=text.find(surface) + len(surface), paragraph=number,
                entity_id=entity_id, kind="name", method="rule")
        for surface, entity_id, number in (("Jane Lee", "lee", 0), ("Coast Guard", "guard", 1))
    )  # fmt: skip
    entities = (
        Entity(entity_id="guard", name="Coast Guard", entity_type="organisation"),
        Entity(entity_id="lee", name="Jane Lee", entity_type="person"),
    )
    claims, _, _ = read_claims(layout, Names(mentions=mentions, entities=entities), NEWS, {})
    assert [claim.speaker_id for claim in claims] == ["guard", "guard"]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Today, I hope everyone will rest.", "expressive"),
        ("My bill will close the road.", "assertion"),
        ("We will close the road.", "commitment"),
        ("We will never be able to close it.", "assertion"),
        ("The committee stands ready to close it.", "commitment"),
        ("Those with a duty for that dark day must comply.", "directive"),
        ("I was glad to close the road.", "expressive"),
    ],
)
def test_speech_acts(text: str, act: str) -> None:
    ((_, claim),) = read(text)
    assert claim.speech_act == act


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("This is nothing more than a road.", "affirmed"),
        ("There is nothing more dear than a road.", "negated"),
        ("Let us not forget the road.", "negated"),
        ("We closed this dispute.", "affirmed"),
    ],
)
def test_polarity(text: str, polarity: str) -> None:
    ((_, claim),) = read(text)
    assert claim.polarity == polarity


def test_mild_feelings_are_expressive_and_not_loaded() -> None:
    assert [(claim.speech_act, claim.is_evaluative) for _, claim in read("I am glad to be here.")] == [
        ("expressive", False)
    ]
    assert [(claim.speech_act, claim.is_evaluative) for _, claim in read("I am outraged to be here.")] == [
        ("expressive", True)
    ]


def test_that_behind_a_topic_begins_a_relative_clause() -> None:
    assert words("Residents told us about the issues that matter most to them.") == [
        "Residents told us about the issues that matter most to them"
    ]
    assert words("Residents told us that the issues matter most to them.") == ["the issues matter most to them"]


def test_a_wish_is_an_expressive_act() -> None:
    assert [claim.speech_act for _, claim in read("We wish everyone a Happy New Year.")] == ["expressive"]
    assert [claim.speech_act for _, claim in read("We wish the Congress would act.")] != ["expressive"]
