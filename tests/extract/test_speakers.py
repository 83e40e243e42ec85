"""Who speaks: several together, a body by its bare noun, a role for the person who bears it, a guess corrected."""

import datetime as dt

import pytest

from dpkit.extract.name_hits import Words
from dpkit.extract.names import name_document
from dpkit.extract.people import person_hits
from dpkit.extract.russian_people import russian_person_hits
from dpkit.extract.statements import read_statements
from dpkit.model import Authority, ByteMap, Context, Names, Reading, Statements
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out


def read(text: str, *, issuer: str | None = None, language: str = "en") -> tuple[Statements, Names]:
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    layout = lay_out(reading, language=language, publisher=None, title=None, boilerplate=default_rules())
    context = Context(
        document_id="d", document_type="statement", language=language, issuer=issuer, issued_on=dt.date(2024, 5, 1)
    )
    names = name_document(layout, context, Authority(), None)
    return read_statements(layout, names, context), names


def speakers(text: str, *, issuer: str | None = None, language: str = "en") -> list[tuple[str, str | None]]:
    statements, names = read(text, issuer=issuer, language=language)
    known = {entity.entity_id: entity.name for entity in names.entities}
    return [(text[claim.start : claim.end], known.get(claim.speaker_id or "")) for claim in statements.claims]


@pytest.mark.parametrize(
    "text",
    [
        "“It is wrong,” Senator Jane Smith and Senator Tom Brown said.",
        "“It is wrong,” said Senator Jane Smith and Senator Tom Brown.",
    ],
)
def test_two_who_speak_together_are_both_known(text: str) -> None:
    statements, names = read(text)
    known = {entity.entity_id: entity.name for entity in names.entities}
    hops = [known.get(cue.entity_id or "") for cue in statements.cues if cue.kind == "attribution"]
    assert speakers(text) == [("It is wrong", "Jane Smith")]
    assert hops == ["Jane Smith", "Tom Brown"]


def test_somebody_who_is_only_spoken_of_is_no_second_speaker() -> None:
    statements, _ = read("“It is wrong,” said Senator Jane Smith about Senator Tom Brown.")
    assert [cue.entity_id for cue in statements.cues if cue.kind == "attribution"] == [statements.claims[0].speaker_id]


def test_the_ministry_of_a_ministrys_release_is_itself_though_another_is_named() -> None:
    text = "The Ministry of Finance paid five million. The ministry said that tolls are down."
    assert speakers(text, issuer="Ministry of Roads")[1] == ("tolls are down", "Ministry of Roads")


QUOTED = """The Ministry of Transport of Sweden published a statement on the harbours.

“The harbours are open.

Two piers were damaged. We will repair both,” the statement says."""


@pytest.mark.parametrize("issuer", [None, "Ministry of Transport of Sweden"])
def test_a_statement_that_says_something_is_its_makers_words(issuer: str | None) -> None:
    quoted = speakers(QUOTED, issuer=issuer)[1:]
    assert [name for _, name in quoted] == ["Ministry of Transport of Sweden"] * 3


def test_a_role_stands_for_the_person_named_with_it() -> None:
    text = (
        "Президент Арне Лунд открыл мост. Министр экологии Марина Белова доложила, что вода чистая. "
        "Президент отметил, что мост нужен. По её словам, река спасена."
    )
    found = dict(speakers(text, language="ru"))
    assert found["вода чистая"] == "Марина Белова"
    assert found["мост нужен"] == "Арне Лунд"


def test_a_body_within_a_title_is_not_the_person() -> None:
    text = "Представитель МЧС Денис Орлов сообщил, что огонь погас. МЧС напоминает, что купаться опасно."
    found = dict(speakers(text, language="ru"))
    assert (found["огонь погас"], found["купаться опасно"]) == ("Денис Орлов", "МЧС")


def test_an_unknown_speaker_behind_a_quotation_corrects_the_guess() -> None:
    text = "Senator Jane Smith said that it rained. “The road is safe. The bridge is open,” a local farmer said."
    assert [name for _, name in speakers(text)] == ["Jane Smith", None, None]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("заявила", "Анна", "Крылова"), ["Анна Крылова"]),
        (("министр", "экологии", "Марина", "Белова", "доложила"), ["Марина Белова"]),
        (("в", "Нижнем", "Новгороде"), []),
        (("в", "Организации", "Объединённых", "Наций"), []),
        (("Неясно", "Крылова", "заявила"), []),
    ],
)
@pytest.mark.parametrize("language", ["ru", "uk"])
def test_two_capitals_in_a_row_are_a_name_in_cyrillic(texts: tuple[str, ...], found: list[str], language: str) -> None:
    spans = tuple((2 * index, 2 * index + 1) for index, _ in enumerate(texts))
    words = Words(paragraph=0, language=language, texts=texts, spans=spans)
    hits = russian_person_hits([words]) if language == "ru" else person_hits(words)
    assert [hit.key.name for hit in hits] == found
