"""Who the facts name is found in the text, and what they announce or say throughout is theirs."""

import pytest

from dpkit.extract.bodies import body_key
from dpkit.extract.names import name_document
from dpkit.extract.statements import read_statements
from dpkit.inputs.curation import read_entities
from dpkit.model import Authority, Context, Facts, Names, Record, Statements
from dpkit.readers import reader_named
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out


def read(
    text: str, issuer: str | None = "Ada Birk", authority: Authority | None = None
) -> tuple[str, Names, Statements]:
    reading = reader_named("plain").read(Record(locator=None, offset=0, data=text.encode()), Facts())
    layout = lay_out(reading, language="en", publisher="tides.example", title=None, boilerplate=default_rules())
    context = Context(
        document_id="d",
        document_type="relay",
        language="en",
        issuer=issuer,
        publisher="tides.example",
        title=None,
        issued_on=None,
        published_on=None,
    )
    names = name_document(layout, context, authority or Authority(), None)
    return layout.text, names, read_statements(layout, names, context)


def of_issuer(text: str, names: Names) -> list[str]:
    return [text[one.start : one.end] for one in names.mentions if one.entity_id == names.issuer_id]


@pytest.mark.parametrize(
    ("issuer", "words", "found"),
    [
        ("Ada Birk", "Yesterday Ada Birk met the council. Birk thanked it.", ["Ada Birk", "Birk"]),
        ("ADA BIRK", "Yesterday Ada Birk met the council.", ["Ada Birk"]),
        ("Ada Q. Birk, Jr.", "Yesterday Ada Birk met the council.", ["Ada Birk"]),
        ('Adelaide "Ada" Birk', "Yesterday Ada Birk met Adelaide Q. Birk.", ["Ada Birk", "Adelaide Q. Birk"]),
        ("Ada Birk", "Yesterday Tor Birk met the council.", []),
        ("Ada Birk", "Ada met the birk, and a birk met Ada.", []),
    ],
)
def test_the_issuer_is_found_under_every_form_of_the_name(issuer: str, words: str, found: list[str]) -> None:
    text, names, _ = read(words, issuer)
    assert [form for form in of_issuer(text, names) if " " in form or form in found] == found


def test_curation_still_overrules() -> None:
    entity = b"- {id: birk-lake, name: Ada Birk, type: place}\n"
    authority, _ = read_entities(entity, "curation/entities.yaml")
    text, names, _ = read("Yesterday Ada Birk was dry.", "Ada Birk", authority)
    assert [text[one.start : one.end] for one in names.mentions if one.entity_id == "birk-lake"] == ["Ada Birk"]


def test_a_ministry_of_a_place_that_no_list_knows_is_one_under_each_spelling() -> None:
    words = (
        "The Foreign Ministry of Norland spoke. The Ministry of Foreign Affairs of the Republic of Norland denied it. "
        "The Foreign Ministry of Selenia answered, and the Parliament of Norland too."
    )
    text, names, _ = read(words, "Ministry of Foreign Affairs of Norland")
    assert of_issuer(text, names) == [
        "Foreign Ministry of Norland",
        "Ministry of Foreign Affairs of the Republic of Norland",
    ]
    assert len(names.entities) == 4, "the publisher, the two ministries, the parliament"


@pytest.mark.parametrize("name", ["Ministry of Defence", "Office of the Secretary of State", "Senate Committee"])
def test_a_body_that_says_no_place_does_not_stand_alone(name: str) -> None:
    assert body_key(name.split()).is_bare


def test_an_issuer_without_a_place_is_the_body_that_the_text_names() -> None:
    text, names, _ = read("The Harbour Authority closed a pier.", "Harbour Authority")
    assert of_issuer(text, names) == ["Harbour Authority"]


STATEMENT = "We thank the pilots of the northern harbour. I am proud of them. No ship was lost."


def test_announced_words_without_marks_are_the_speakers() -> None:
    text, names, statements = read(f"Minister Ada Birk issued the following statement:\n\n{STATEMENT}\n")
    said = {text[one.start : one.end]: one for one in statements.claims}
    claim = said["No ship was lost"]
    assert (claim.speaker_id, claim.speaker_basis, claim.attribution) == (names.issuer_id, "quote_block", "direct")


@pytest.mark.parametrize(
    "text",
    [
        f"The council met in the northern harbour.\n\n{STATEMENT}\n",  # nothing is announced
        "Minister Ada Birk announced these dates:\n\nThe harbour opens in May. No ship may leave before.\n",  # no "we"
    ],
)
def test_other_words_stay_the_pages(text: str) -> None:
    _, names, statements = read(text)
    assert names.issuer_id not in {one.speaker_id for one in statements.claims if one.attribution == "direct"}


def test_the_statement_is_over_where_the_speaker_is_spoken_of() -> None:
    more = "Minister Birk has led the ministry since May."
    text, names, statements = read(f"Minister Ada Birk issued the following statement:\n\n{STATEMENT}\n\n{more}\n")
    last = next(one for one in statements.claims if text[one.start : one.end].startswith("Minister Birk"))
    assert last.speaker_id != names.issuer_id


def test_a_text_that_is_one_quotation_without_a_lead_is_the_issuers() -> None:
    _, names, statements = read(f"“{STATEMENT}”\n")
    assert {one.speaker_id for one in statements.claims} == {names.issuer_id}
    assert {one.speaker_basis for one in statements.claims} == {"issuer"}
    _, _, unknown = read(f"“{STATEMENT}”\n", issuer=None)
    assert {one.speaker_id for one in unknown.claims} == {None}
