"""Claims: spans, labels and cues, on sentences made up for the purpose and on the first statement."""

import datetime as dt
import time
from pathlib import Path

import pytest

from dpkit.extract.claims import read_claims
from dpkit.model import (
    ByteMap,
    Claim,
    Context,
    Cue,
    Entity,
    Layout,
    Mention,
    Names,
    Paragraph,
    Reading,
    Sentence,
)
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out
from dpkit.text.quotations import find_quotations

SEED = Path(__file__).resolve().parents[2] / "raw" / "en.rua.gr" / "2022"
STATEMENT = Context(document_id="d", document_type="statement", language="en", issuer="Ministry of Roads")


def layout_of(text: str, language: str = "en") -> Layout:
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    return lay_out(reading, language=language, publisher=None, title=None, boilerplate=default_rules())


def names_of(layout: Layout, **surfaces: str) -> Names:
    """Names by hand: each keyword is an entity id, each value the surface that is mentioned wherever it stands."""
    mentions = []
    for number, paragraph in enumerate(layout.paragraphs):
        for entity_id, surface in surfaces.items():
            at = layout.text.find(surface, paragraph.start, paragraph.end)
            while at >= 0:
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
                at = layout.text.find(surface, at + 1, paragraph.end)
    entities = tuple(
        Entity(
            entity_id=entity_id,
            name=surface,
            entity_type="organisation" if "Ministry" in surface else "person",
        )
        for entity_id, surface in sorted(surfaces.items())
    )
    return Names(mentions=tuple(sorted(mentions, key=lambda item: item.start)), entities=entities)


def read(text: str, context: Context = STATEMENT, language: str = "en", **surfaces: str) -> list[tuple[str, Claim]]:
    layout = layout_of(text, language)
    claims, _, _ = read_claims(layout, names_of(layout, **surfaces), context, {})
    return [(text[claim.start : claim.end], claim) for claim in claims]


def texts(text: str) -> list[str]:
    return [words for words, _ in read(text)]


def one(text: str) -> Claim:
    found = read(text)
    assert len(found) == 1, found
    return found[0][1]


def test_final_punctuation_and_framing_stay_outside_the_span() -> None:
    ((words, claim),) = read("It should be emphasized that the bridge was built in one year.")
    assert words == "the bridge was built in one year"
    assert claim.framing == "It should be emphasized that"


def test_independent_assertions_are_two_claims() -> None:
    assert texts("The ministry opened the bridge, and the city will repair the road.") == [
        "The ministry opened the bridge",
        "the city will repair the road",
    ]


def test_a_shared_subject_is_one_claim() -> None:
    assert len(texts("The forces will stay in the city and will leave it in May.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Why was the road closed?",
        "Dear friends of the road!",
        "The ministry considers it appropriate to note the following.",
        "A hard and honest job.",
        "Click here to read the full letter.",
    ],
)
def test_questions_greetings_lead_ins_and_fragments_claim_nothing(text: str) -> None:
    assert texts(f"The road was closed on Monday.\n\n{text}\n\nIt was opened again.") == [
        "The road was closed on Monday",
        "It was opened again",
    ]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The road was closed for a week.", "assertion"),
        ("We will rebuild the road before winter.", "commitment"),
        ("The storm will reach the coast at night.", "assertion"),
        ("We call on all drivers to leave the bridge.", "directive"),
        ("Drivers must leave the bridge.", "directive"),
        ("Help the people who lost their homes.", "directive"),
        ("May 9, 2031 has been declared a day of rest.", "declaration"),
        ("We thank the drivers for their patience.", "expressive"),
        ("I am very proud of this team.", "expressive"),
    ],
)
def test_speech_acts(text: str, act: str) -> None:
    assert one(f"{text}").speech_act == act


def test_should_be_noted_is_no_demand() -> None:
    assert one("It should be noted that the road was closed.").speech_act == "assertion"


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The road is not closed.", "negated"),
        ("There is no danger for the drivers.", "negated"),
        ("The road is not only closed, it is broken.", "affirmed"),
        ("The police are facing thieves, and not “honest drivers,” on the road.", "affirmed"),
    ],
)
def test_polarity_is_that_of_the_main_predicate(text: str, polarity: str) -> None:
    assert one(text).polarity == polarity


def test_a_negated_quotation_denies_what_it_quotes() -> None:
    text = "The police are facing thieves, and not “honest drivers,” on the road."
    layout = layout_of(text)
    _, cues, _ = read_claims(layout, Names(), STATEMENT, {})
    assert [text[cue.start : cue.end] for cue in cues if cue.kind == "denial"] == ["not"]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The road was closed.", "certain"),
        ("The road may be closed on Monday.", "possible"),
        ("The road is probably closed.", "probable"),
        ("According to preliminary data, the road was closed.", "reported"),
        ("Drivers must leave.", "unspecified"),
    ],
)
def test_certainty(text: str, certainty: str) -> None:
    assert one(text).certainty == certainty


def test_a_further_source_adds_a_hop() -> None:
    claim = one("According to preliminary data, the road was closed.")
    assert (claim.attribution, claim.attribution_depth) == ("own", 2)


def test_russian_and_kazakh_labels_rest_on_their_own_cues() -> None:
    context = Context(document_id="d", document_type="statement", language="ru")
    (_, claim), *_ = read("Водители должны покинуть мост до конца недели.", context, "ru")
    assert claim.speech_act == "directive"
    (_, claim), *_ = read("По предварительным данным, дорога была закрыта на неделю.", context, "ru")
    assert claim.certainty == "reported"
    context = Context(document_id="d", document_type="statement", language="kk")
    (_, claim), *_ = read("Біз халыққа көмек көрсетуге дайынбыз.", context, "kk")
    assert claim.speech_act == "commitment"


# --- the first statement, row by row ---------------------------------------------------------------------------------


def seed() -> tuple[str, tuple[Claim, ...], tuple[Cue, ...], tuple[str | None, ...]]:
    (path,) = SEED.glob("*.txt")
    text = path.read_text(encoding="utf-8")
    layout = layout_of(text)
    ministry = Entity(entity_id="mfa", name="Ministry of Foreign Affairs of Kazakhstan", entity_type="organisation")
    country = Entity(entity_id="kz", name="Kazakhstan", entity_type="place", country="KZ")
    mentions = []
    for number, paragraph in enumerate(layout.paragraphs):
        for surface, entity_id in (
            ("Ministry of Foreign Affairs of Kazakhstan", "mfa"),
            ("Ministry of Foreign Affairs of the Republic of Kazakhstan", "mfa"),
        ):
            at = text.find(surface, paragraph.start, paragraph.end)
            if at >= 0:
                mention = Mention(
                    start=at,
                    end=at + len(surface),
                    paragraph=number,
                    entity_id=entity_id,
                    kind="name",
                    method="rule",
                )
                mentions.append(mention)
        if text.startswith("Kazakhstan", paragraph.start):
            mentions.append(
                Mention(
                    start=paragraph.start,
                    end=paragraph.start + 10,
                    paragraph=number,
                    entity_id="kz",
                    kind="name",
                    method="rule",
                )
            )
    names = Names(
        mentions=tuple(sorted(mentions, key=lambda item: item.start)),
        entities=(country, ministry),
        issuer_id="mfa",
        publisher_id="rua",
    )
    context = Context(
        document_id="d", document_type="relay", language="en", publisher="rua", published_on=dt.date(2022, 1, 10)
    )
    return text, *read_claims(layout, names, context, {})


def seed_claim(words: str) -> Claim:
    text, claims, _, _ = seed()
    (claim,) = [claim for claim in claims if words in text[claim.start : claim.end]]
    return claim


def test_title_and_lead_are_the_publishers_the_quotation_the_ministrys() -> None:
    _, claims, _, speakers = seed()
    assert [(claim.speaker_id, claim.speaker_basis, claim.attribution) for claim in claims[:2]] == [
        ("rua", "publisher", "own")
    ] * 2
    assert len(claims) == 20
    assert {(claim.speaker_id, claim.speaker_basis, claim.attribution) for claim in claims[2:]} == {
        ("mfa", "quote_block", "direct")
    }
    assert speakers[:14] == ("rua", "rua", *["mfa"] * 12)


def test_the_lead_in_of_the_first_statement_claims_nothing() -> None:
    text, claims, _, _ = seed()
    assert not any("considers it appropriate" in text[claim.start : claim.end] for claim in claims)


def test_preliminary_data_make_a_reported_claim_at_depth_three() -> None:
    claim = seed_claim("According to preliminary data")
    assert (claim.certainty, claim.attribution_depth) == ("reported", 3)


@pytest.mark.parametrize(
    ("words", "act", "polarity"),
    [
        ("are not subject to any kind of harassment", "assertion", "negated"),
        ("is determined to defend", "commitment", "affirmed"),
        ("will leave the country", "commitment", "affirmed"),
        ("January 10, 2022 has been declared", "declaration", "affirmed"),
        ("are confronting terrorists", "assertion", "affirmed"),
        ("the solidarity of the people of Kazakhstan", "assertion", "affirmed"),
    ],
)
def test_acts_of_the_first_statement(words: str, act: str, polarity: str) -> None:
    claim = seed_claim(words)
    assert (claim.speech_act, claim.polarity) == (act, polarity)


def test_every_cue_of_the_first_statement_stands_where_the_rule_says() -> None:
    _, claims, cues, _ = seed()
    for cue in cues:
        claim = claims[cue.claim]
        if cue.kind not in ("attribution", "framing"):
            assert claim.start <= cue.start < cue.end <= claim.end


# --- hostile text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    ["“a” ", '"a" ', "“", "he said, and ", "X said that ", "according to ", "we will, and they ", "A – ", "A: ", ", "],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = (unit * (100_000 // len(unit))).rstrip()
    paragraph = Paragraph(start=0, end=len(text), role="body", rule="test", language="en")
    layout = Layout(
        text=text,
        language="en",
        paragraphs=(paragraph,),
        quotations=find_quotations(text, [(0, len(text))]),
        sentences=(Sentence(start=0, end=len(text), paragraph=0),),
    )
    begun = time.process_time()
    read_claims(layout, Names(), STATEMENT, {})
    assert time.process_time() - begun < 5
