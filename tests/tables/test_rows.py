"""Rows of documents: content ids, sources, entities, order."""

import datetime as dt
import itertools

import pytest

from dpkit.inputs.defaults import document_type_of
from dpkit.model import Facts, Link, OtherVersion, RightsFacts, SourceFacts
from dpkit.schema import TABLES, default_schemas
from dpkit.tables import Row, rows_of, to_arrow
from dpkit.tables.entities import merged_entities
from made_documents import EXAMPLE, Marked, entity_id, made_document, made_tables

SPAN_TABLES = ("paragraphs", "mentions", "claims", "cues", "quantities", "dates")
KEYS = {"paragraphs": "paragraph_id", "mentions": "mention_id", "claims": "claim_id", "cues": "cue_id"} | {
    "quantities": "quantity_id",
    "dates": "date_id",
}


def test_every_span_row_holds_the_words_between_its_bounds() -> None:
    result = made_document()
    for table in SPAN_TABLES:
        rows = rows_of(result)[table]
        assert rows
        for row in rows:
            assert result.layout.text[int(str(row["start_char"])) : int(str(row["end_char"]))] == row["text"]


def _words(paragraphs: tuple[Marked, ...]) -> dict[str, tuple[str, object]]:
    rows = rows_of(made_document(paragraphs=paragraphs))
    return {str(row[KEYS[table]]): (table, row["text"]) for table in SPAN_TABLES for row in rows[table]}


@pytest.mark.parametrize("index", range(len(EXAMPLE) + 1))
def test_ids_point_at_the_same_words_after_a_paragraph_is_put_in(index: int) -> None:
    extra: Marked = ("body", "{The [Ministry of Tides] and the [Moon Office] sent #2,500# on @3 May 2021@}.")
    before, after = _words(EXAMPLE), _words((*EXAMPLE[:index], extra, *EXAMPLE[index:]))
    assert len(after) > len(before)
    assert {key: after[key] for key in before} == before


def test_a_repeated_paragraph_leaves_old_ids_at_the_same_words() -> None:
    before, after = _words(EXAMPLE), _words((EXAMPLE[1], *EXAMPLE))
    assert {key: after[key] for key in before} == before


def test_canonically_equal_texts_have_equal_ids() -> None:
    composed = rows_of(made_document(paragraphs=[("body", "Caf\u00e9 open")]))["paragraphs"][0]
    decomposed = rows_of(made_document(paragraphs=[("body", "Cafe\u0301 open")]))["paragraphs"][0]
    assert composed["paragraph_id"] == decomposed["paragraph_id"]
    assert composed["text"] != decomposed["text"]


def test_paragraphs_and_claims_of_one_quotation_share_its_group() -> None:
    rows = rows_of(made_document())
    groups = {row["quote_group"] for table in ("paragraphs", "claims") for row in rows[table]} - {None}
    assert len(groups) == 1
    assert str(groups.pop()).startswith("quo_")


def test_a_lost_source_link_is_unresolved_and_has_no_url() -> None:
    rows = [row for row in rows_of(made_document())["sources"] if row["relation"] == "original"]
    assert [(row["status"], row["url"], row["link_text"]) for row in rows] == [("unresolved", None, "Source link")]
    paragraphs = {row["paragraph_id"]: row["text"] for row in rows_of(made_document())["paragraphs"]}
    assert paragraphs[rows[0]["paragraph_id"]] == "Source link"


def test_an_original_that_a_person_knows_takes_the_place_of_the_lost_link() -> None:
    facts = Facts(source=SourceFacts(original_url="https://tides.example/first"))
    rows = rows_of(made_document(facts=facts))["sources"]
    assert [(row["status"], row["url"], row["link_text"]) for row in rows] == [
        ("asserted", "https://tides.example/first", "Source link")
    ]


def test_a_link_in_the_page_is_extracted_with_its_paragraph() -> None:
    start = made_document().layout.text.index("Source link")
    link = Link(url="https://a.example/x", text="Source link", relation="original", rule="anchor", start=start)
    rows = rows_of(made_document(links=[link]))["sources"]
    found = next(row for row in rows if row["relation"] == "original")
    assert (found["status"], found["url"]) == ("extracted", "https://a.example/x")
    assert found["paragraph_id"] is not None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//a.example/x", "ftp://a.example/", "https://a b", None])
def test_a_link_that_leads_nowhere_on_the_web_is_unresolved(url: str | None) -> None:
    link = Link(url=url, text="here", relation="original", rule="anchor")
    rows = rows_of(made_document(paragraphs=EXAMPLE[:2], links=[link]))["sources"]
    found = next(row for row in rows if row["relation"] == "original")
    assert (found["status"], found["url"]) == ("unresolved", None)


def test_an_address_written_out_in_a_source_link_is_taken_as_it_stands() -> None:
    paragraphs: list[Marked] = [("source_link", "Source: https://a.example/x?y=1.")]
    found = next(
        row for row in rows_of(made_document(paragraphs=paragraphs))["sources"] if row["relation"] == "original"
    )
    assert (found["status"], found["url"]) == ("extracted", "https://a.example/x?y=1")


def test_one_location_found_twice_is_one_row_and_the_person_comes_first() -> None:
    facts = Facts(source=SourceFacts(other_versions=(OtherVersion(url="https://a.example/x", language="fr"),)))
    link = Link(url="https://a.example/x", text="auch hier", relation="other_version", rule="alternate")
    rows = rows_of(made_document(paragraphs=EXAMPLE[:2], facts=facts, links=[link]))["sources"]
    assert [(row["status"], row["language"], row["link_text"]) for row in rows] == [("asserted", "fr", "auch hier")]


def test_a_document_without_facts_has_a_complete_row() -> None:
    row = rows_of(made_document(facts=Facts()))["documents"][0]
    assert row["statement_id"] == "note-1"
    assert row["title"] == "Ministry of Tides answers the newspapers"
    assert (row["document_type"], row["license"], row["redistribution"]) == ("other", "unknown", "full_text")


def test_the_working_edition_keeps_the_text_whatever_may_be_passed_on() -> None:
    facts = Facts(rights=RightsFacts(redistribution="metadata_only"))
    row = rows_of(made_document(facts=facts))["documents"][0]
    assert row["redistribution"] == "metadata_only"
    assert row["text"]


def test_publisher_that_is_the_issuer_makes_a_statement() -> None:
    assert document_type_of(Facts(issuer="Ministry of Tides", publisher="Ministry of Tides")) == "statement"
    assert document_type_of(Facts(issuer="A", publisher="B", type="transcript")) == "transcript"


def test_tables_are_the_same_for_every_order_of_documents() -> None:
    facts = [Facts(issued_on=dt.date(2021, 5, 2)), Facts(published_on=dt.date(2020, 1, 1)), Facts()]
    results = [rows_of(made_document(f"n-{i}", facts=item)) for i, item in enumerate(facts)]
    tables = [to_arrow(order, default_schemas()) for order in itertools.permutations(results)]
    for other in tables[1:]:
        assert all(other[name].equals(tables[0][name]) for name in TABLES)
    assert tables[0]["documents"]["document_id"].to_pylist() == ["n-2", "n-1", "n-0"]


def test_tables_have_one_canonical_chunk() -> None:
    for table in made_tables().values():
        assert all(column.num_chunks <= 1 for column in table.columns)


def test_no_documents_give_ten_empty_tables() -> None:
    tables = made_tables([])
    assert tuple(tables) == TABLES
    assert {table.num_rows for table in tables.values()} == {0}


def test_an_entity_of_many_documents_is_one_row_whatever_the_order() -> None:
    automatic: Row = {
        "entity_id": "e",
        "name": "CSTO",
        "entity_type": "organisation",
        "country": None,
        "wikidata_id": None,
    }
    automatic |= {"parent_entity_id": None, "origin": "extracted", "status": "automatic"}
    longer = automatic | {"name": "Collective Security Treaty Organization", "wikidata_id": "Q2"}
    curated = automatic | {"name": "The CSTO", "origin": "authority", "status": "reviewed"}
    for order in itertools.permutations([automatic, longer, curated]):
        assert merged_entities(order) == [curated | {"wikidata_id": "Q2"}]
    assert merged_entities([automatic, longer]) == [longer]


def test_entity_rows_are_unique() -> None:
    keys = made_tables()["entities"]["entity_id"].to_pylist()
    assert len(set(keys)) == len(keys)
    assert entity_id("Moon Office") in keys


def test_ten_thousand_source_links_take_no_quadratic_time() -> None:
    paragraphs: list[Marked] = [("source_link", f"Source {number}") for number in range(10_000)]
    assert len(rows_of(made_document(paragraphs=paragraphs))["sources"]) > 10_000
