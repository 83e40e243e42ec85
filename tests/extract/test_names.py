"""Who and where: what the layers find, what is one entity and what is not."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dpkit.extract.names import name_document
from dpkit.extract.tagger import built_in
from dpkit.inputs.curation import read_entities
from dpkit.model import (
    Authority,
    ByteMap,
    Context,
    CuratedAlias,
    CuratedEntity,
    EntityType,
    Reading,
    TaggedSpan,
)
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out
from named_documents import NOBODY, names_in, shown

ROOT = Path(__file__).parents[2]


SEED = [
    ("Ministry of Foreign Affairs of Kazakhstan", "name", "kz-mfa"),
    ("Ministry of Foreign Affairs of the Republic of Kazakhstan", "name", "kz-mfa"),
    ("Ministry of Foreign Affairs", "name", "kz-mfa"),
    ("Mangystau", "name", "kz-mangystau"),
    ("Almaty", "name", "kz-almaty"),
    ("Kazakhstan", "name", "kz"),
    ("Armed Forces of the Republic of Kazakhstan", "name", "kz-armed-forces"),
    ("Kazakhstan", "name", "kz"),
    ("Collective Security Treaty Organization", "name", "csto"),
    ("CSTO", "acronym", "csto"),
    ("Kazakh", "adjectival", "kz"),
    ("Armed Forces of Kazakhstan", "name", "kz-armed-forces"),
    ("CSTO", "acronym", "csto"),
    ("Kazakhstan", "name", "kz"),
    ("Kazakh", "adjectival", "kz"),
    ("Kazakhstan", "name", "kz"),
    ("K. Tokayev", "name", "kz-tokayev"),
    ("Kazakhstan", "name", "kz"),
]


@pytest.mark.parametrize("is_tagged", [False, True])
@pytest.mark.parametrize("is_curated", [False, True])
def test_first_statement_gives_these_mentions_and_nothing_else(is_tagged: bool, is_curated: bool) -> None:
    text = (ROOT / "raw/en.rua.gr/2022/mfa-kazakhstan-foreign-media.txt").read_text(encoding="utf-8")
    path = "curation/entities.yaml"
    authority, findings = read_entities((ROOT / path).read_bytes(), path)
    assert findings == ()
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    layout = lay_out(reading, language="en", publisher="en.rua.gr", title=None, boilerplate=default_rules())
    context = Context(
        document_id="rua-gr-2022-mfa-kazakhstan-foreign-media",
        document_type="relay",
        language="en",
        issuer="Ministry of Foreign Affairs of the Republic of Kazakhstan",
        publisher="en.rua.gr",
    )
    names = name_document(layout, context, authority if is_curated else NOBODY, built_in() if is_tagged else None)
    found = list(zip(shown(layout, names.mentions), (mention.kind for mention in names.mentions), strict=True))
    assert found == [(words, kind) for words, kind, _ in SEED]
    ids = [mention.entity_id for mention in names.mentions]
    groups = {expected: {ids[i] for i, row in enumerate(SEED) if row[2] == expected} for _, _, expected in SEED}
    assert all(len(group) == 1 for group in groups.values())
    assert len(set(ids)) == 7
    assert names.issuer_id == ids[0]
    assert names.publisher_id not in ids
    if is_curated:
        assert ids == [expected for _, _, expected in SEED]


def test_spellings_of_one_ministry_are_one_entity() -> None:
    _, names = names_in(
        "The Ministry of Foreign Affairs of Norway spoke.",
        "The Norwegian Foreign Ministry spoke. The Foreign Ministry of Norway spoke.",
    )
    assert len({mention.entity_id for mention in names.mentions}) == 1
    assert names.entities[0].country == "NO"


def test_foreign_ministries_of_two_countries_stay_apart_and_a_bare_one_joins_neither() -> None:
    layout, names = names_in(
        "The Ministry of Foreign Affairs of Kazakhstan and the Ministry of Foreign Affairs of Kyrgyzstan met.",
        "The Ministry of Foreign Affairs said more.",
    )
    assert shown(layout, names.mentions) == [
        "Ministry of Foreign Affairs of Kazakhstan",
        "Ministry of Foreign Affairs of Kyrgyzstan",
        "Ministry of Foreign Affairs",
    ]
    assert len({mention.entity_id for mention in names.mentions}) == 3


def test_bare_ministry_of_two_documents_is_not_merged() -> None:
    first = names_in("The Ministry of Foreign Affairs spoke.", document_id="one")[1]
    second = names_in("The Ministry of Foreign Affairs spoke.", document_id="two")[1]
    assert first.mentions[0].entity_id != second.mentions[0].entity_id


def test_bare_ministry_is_that_of_the_issuer() -> None:
    _, names = names_in("The Ministry of Foreign Affairs spoke.", issuer="Ministry of Foreign Affairs of Norway")
    assert names.mentions[0].entity_id == names.issuer_id


def test_two_people_with_one_surname_are_not_merged() -> None:
    layout, names = names_in("President Anna Berg met Minister Carl Berg.", "Berg left.")
    assert shown(layout, names.mentions)[:2] == ["Anna Berg", "Carl Berg"]
    assert len({mention.entity_id for mention in names.mentions}) == len(names.mentions)


def test_surname_is_the_one_person_it_fits() -> None:
    layout, names = names_in("President Anna Berg spoke.", "Later President Berg left. Berg did not return.")
    assert shown(layout, names.mentions) == ["Anna Berg", "Berg", "Berg"]
    assert len({mention.entity_id for mention in names.mentions}) == 1


def test_acronym_of_a_body_means_it_everywhere() -> None:
    layout, names = names_in("The Northern Harbour Safety Agency (NHSA) was founded.", "The NHSA grew.")
    assert [mention.kind for mention in names.mentions] == ["name", "acronym", "acronym"]
    assert len({mention.entity_id for mention in names.mentions}) == 1
    assert shown(layout, names.mentions)[0] == "Northern Harbour Safety Agency"


def test_acronym_of_a_method_is_no_entity() -> None:
    _, names = names_in("We used a Simple Tide Formula (STF) for it.")
    assert names.mentions == ()


def test_curated_alias_of_one_document_holds_there_alone() -> None:
    authority = Authority(
        entities=(
            CuratedEntity(
                id="tides",
                name="Ministry of Tides of Norway",
                entity_type="organisation",
                country="NO",
                aliases=(CuratedAlias(text="the House by the Sea", document_id="one"),),
            ),
        )
    )
    text = "A letter came from the House by the Sea."
    assert names_in(text, authority=authority, document_id="one")[1].mentions[0].entity_id == "tides"
    assert names_in(text, authority=authority, document_id="two")[1].mentions == ()


def test_demonym_is_an_adjectival_mention_of_its_country() -> None:
    _, names = names_in("The Kazakh side spoke in Kazakhstan.")
    assert [mention.kind for mention in names.mentions] == ["adjectival", "name"]
    assert len(names.entities) == 1


def test_kazakh_country_with_case_ending_is_found() -> None:
    layout, names = names_in("Ол Қазақстанның астанасында болды.", language="kk")
    assert shown(layout, names.mentions) == ["Қазақстанның"]
    assert names.entities[0].country == "KZ"


def test_ids_do_not_depend_on_other_text() -> None:
    short = names_in("Anna Berg lives in Norway.", tagger=built_in())[1]
    long = names_in("Something happened in Spain.", "Anna Berg lives in Norway.", tagger=built_in())[1]
    assert {entity.entity_id for entity in short.entities} <= {entity.entity_id for entity in long.entities}


class Told:
    """A tagger that finds the words it was told, wherever they stand first in a text."""

    name = "dpkit-crf"
    version = "told"
    languages = ("en", "ru", "kk")

    def __init__(self, spans: Mapping[str, EntityType] | None = None, **types: EntityType) -> None:
        self._types = {words.replace("_", " "): found for words, found in {**(spans or {}), **types}.items()}

    def tag(self, texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
        return [
            tuple(
                sorted(
                    (
                        TaggedSpan(start=text.index(words), end=text.index(words) + len(words), entity_type=found)
                        for words, found in self._types.items()
                        if words in text
                        and not any(words in other for other in self._types if other != words and other in text)
                    ),
                    key=lambda span: span.start,
                )
            )
            for text in texts
        ]


def test_titles_of_several_are_no_part_of_a_name() -> None:
    layout, names = names_in("They thanked Senators Birk and others.", tagger=Told(Senators_Birk="person"))
    assert shown(layout, names.mentions) == ["Birk"]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        (
            "Norland Port School senior Ann Lee won.",
            "Norland Port School senior Ann Lee",
            ["Norland Port School", "Ann Lee"],
        ),
        ("They met Ann van der Lee.", "Ann van der Lee", ["Ann van der Lee"]),
        ("He thanked Ann Lee. “Harbours are busy.”", "Ann Lee. “Harbours", ["Ann Lee"]),
        ("The Secretary of Harbour Safety Carl Lee spoke.", "Harbour Safety Carl Lee", ["Carl Lee"]),
        ("Deputy Secretary of State Carl Lee spoke.", "Deputy Secretary of State Carl Lee", ["Carl Lee"]),
        ("They met Guido delle Lee.", "Guido delle Lee", ["Guido delle Lee"]),
        ("They met Ann Day.", "Ann Day", ["Ann Day"]),
        ("They thanked Senators Birk and Lund.", "Senators Birk and Lund", ["Birk", "Lund"]),
        ("The Vice President spoke.", "Vice President", []),
        ("They passed H.J. Res. 100 at once.", "H.J. Res. 100", []),
    ],
)
def test_spans_of_a_tagger_end_where_names_do(text: str, name: str, found: list[str]) -> None:
    layout, names = names_in(text, tagger=Told({name: "person"}))
    assert [words for words in shown(layout, names.mentions) if words != "Harbours"] == found


def test_a_headline_names_a_person_where_title_and_end_are_sure() -> None:
    layout, names = names_in("Rep. Birk's Harbour Report and Congresswoman Lund Urges Action on Tides")
    assert shown(layout, names.mentions) == ["Birk"]


def test_a_city_is_one_place_with_and_without_the_word() -> None:
    _, names = names_in("The City of Tyle thanked", "all of Tyle.", tagger=Told(City_of_Tyle="place", Tyle="place"))
    assert len({mention.entity_id for mention in names.mentions}) == 1


def test_a_name_that_is_part_of_a_longer_one_is_not_found_again_in_it() -> None:
    layout, names = names_in(
        "They left Port Tyle; the 2010 Port Tyle flood, a Port Tyle Crisis and the Norland-Port Tyle treaty are over, "
        "and Port Tyle sleeps.",
        tagger=Told(Port_Tyle="place"),
    )
    first, last = layout.text.index("Port Tyle"), layout.text.rindex("Port Tyle")
    assert [mention.start for mention in names.mentions] == [first, last]


def test_a_word_that_is_mostly_no_name_is_not_made_one_everywhere() -> None:
    _, names = names_in("Breyer, Breyer, Breyer and Breyer joined.", tagger=Told(Breyer="organisation"))
    assert len(names.mentions) == 1


def test_an_election_is_not_the_body_that_is_elected() -> None:
    layout, names = names_in("The 1982 Northern Harbour Senate election was won by others.")
    assert shown(layout, names.mentions) == []


def test_russian_bodies_have_their_country_and_offices_are_nobody() -> None:
    layout, names = names_in(
        "Президент принял главу МИД России под Херсоном.",
        language="ru",
        tagger=Told(Президент="person", МИД="organisation", России="place", Херсоном="person"),
    )
    types = {entity.entity_id: entity.entity_type for entity in names.entities}
    found = [(layout.text[one.start : one.end], types[one.entity_id]) for one in names.mentions]
    assert found == [("МИД России", "organisation"), ("Херсоном", "place")]


def test_a_kazakh_road_keeps_both_its_ends_and_a_body_its_quotation_marks() -> None:
    layout, names = names_in(
        "Ол Астана – Тайпақ жолымен « Нұр » қорына барды.",
        language="kk",
        tagger=Told({"Астана – Тайпақ": "place", "« Нұр » қорына": "organisation"}),
    )
    assert shown(layout, names.mentions) == ["Астана – Тайпақ", "« Нұр » қорына"]


class Wild:
    """A tagger that breaks its promises."""

    name = "wild"
    version = "0"
    languages = ("en",)

    def tag(self, texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
        bad = (TaggedSpan(start=-3, end=4, entity_type="place"), TaggedSpan(start=2, end=9999, entity_type="person"))
        return [(*bad, TaggedSpan(start=0, end=len(text), entity_type="organisation", score=0.5)) for text in texts]


def test_spans_of_a_tagger_are_verified() -> None:
    layout, names = names_in("Blue Harbour Works", tagger=Wild())
    assert shown(layout, names.mentions) == ["Blue Harbour Works"]
    assert (names.mentions[0].method, names.mentions[0].model) == ("backend", "wild 0")


@pytest.mark.parametrize("piece", ["A", "A ", "(A)", "of ", "Ministry of ", "K. ", "U.", "Ministry of A, ", "’s", "\n"])
def test_hostile_text_is_read_in_bounded_time(piece: str) -> None:
    _, names = names_in(piece * (100_000 // len(piece)))
    assert all(mention.end > mention.start for mention in names.mentions)
