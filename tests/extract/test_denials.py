"""Denials, conditions and formal acts: who denies something is never shown as one who says it."""

import pytest

from dpkit.extract.names import name_document
from dpkit.extract.statements import read_statements
from dpkit.model import Authority, ByteMap, Claim, Context, Reading
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out

BEFORE = "The road was closed in May 2023.\n\n"


def last(sentence: str) -> tuple[str, Claim]:
    """The only claim of a sentence in a ministry's statement, with its words."""
    text = BEFORE + sentence
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    layout = lay_out(reading, language="en", publisher=None, title=None, boilerplate=default_rules())
    context = Context(document_id="d", document_type="statement", language="en", issuer="Ministry of Roads of Sweden")
    claims = read_statements(layout, name_document(layout, context, Authority(), None), context).claims
    assert len(claims) == 2, [text[claim.start : claim.end] for claim in claims]
    return text[claims[1].start : claims[1].end], claims[1]


@pytest.mark.parametrize(
    "sentence",
    [
        "We reject the claim that the harbours had been closed.",
        "We strongly reject any suggestion that force was used.",
        "Reports that the minister resigned are false.",
        "Claims that the road is closed do not correspond to reality.",
        "Statements that troops entered the city are untrue.",
        "Information that foreigners were detained is not confirmed.",
        "Rumours that the bank closed have not been confirmed.",
    ],
)
def test_what_is_denied_is_negated_and_keeps_its_words(sentence: str) -> None:
    words, claim = last(sentence)
    assert (words, claim.polarity, claim.framing) == (sentence.removesuffix("."), "negated", None)


def test_a_negation_inside_the_clause_of_a_noun_is_none_of_the_claim() -> None:
    assert last("Reports that nobody was injured were confirmed by the police.")[1].polarity == "affirmed"


def test_an_inverted_condition_is_no_demand() -> None:
    assert last("Should the provocations continue, we will respond accordingly.")[1].speech_act == "commitment"


@pytest.mark.parametrize(
    "sentence", ["I hereby declare a state of emergency.", "We hereby appoint Ann Lee as ambassador."]
)
def test_a_formal_act_is_a_declaration(sentence: str) -> None:
    assert last(sentence)[1].speech_act == "declaration"


def test_what_may_happen_is_not_past() -> None:
    assert last("The visa rules may be introduced as early as next month.")[1].time_frame == "present"
