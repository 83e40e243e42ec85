"""The first statement, row by row, as the data model says it must come out."""

from pathlib import Path

import pytest

from dpkit.api import DataPackage, open_package

Row = dict[str, object]


@pytest.fixture(scope="module")
def package(seed_package: Path) -> DataPackage:
    return open_package(seed_package)


def rows(package: DataPackage, table: str) -> list[Row]:
    return [dict(row) for row in package.table(table).to_pylist()]


def only(package: DataPackage, table: str, words: str) -> Row:
    (row,) = (row for row in rows(package, table) if words in str(row["text"]))
    return row


def test_the_raw_file_is_kept_byte_for_byte(package: DataPackage) -> None:
    (document,) = rows(package, "documents")
    assert document["raw_sha256"] == "6798e093e7b0492db24878cc87831452554c47d6eb9b68c2c243b454b44da35d"
    assert document["document_type"] == "relay"


def test_paragraphs_have_the_roles_of_the_page(package: DataPackage) -> None:
    roles = [row["role"] for row in rows(package, "paragraphs")]
    assert roles == ["title", "lead", *["body"] * 12, "source_link", *["boilerplate"] * 4]


def test_the_twelve_paragraphs_are_one_quotation_of_the_ministry(package: DataPackage) -> None:
    body = [row for row in rows(package, "paragraphs") if row["role"] == "body"]
    assert all(row["is_quoted"] for row in body)
    assert len({row["quote_group"] for row in body}) == 1
    assert {row["speaker_id"] for row in body} == {"kz-mfa"}


def test_text_and_paragraphs_account_for_every_character(package: DataPackage) -> None:
    (document,) = rows(package, "documents")
    text = str(document["text"])
    kept = "".join(str(row["text"]) for row in rows(package, "paragraphs"))
    assert "".join(kept.split()) == "".join(text.split())


def test_the_lost_source_link_is_unresolved_and_no_url_is_invented(package: DataPackage) -> None:
    sources = rows(package, "sources")
    (lost,) = (row for row in sources if row["relation"] == "original")
    assert (lost["status"], lost["url"]) == ("unresolved", None)
    assert lost["paragraph_id"] == only(package, "paragraphs", "Source link")["paragraph_id"]
    versions = {
        (row["url"].__str__().split("/")[2], row["status"]) for row in sources if row["relation"] == "other_version"
    }
    assert versions == {("astanatimes.com", "asserted"), ("obzor.lt", "asserted")}
    (captured,) = (row for row in sources if row["relation"] == "captured_from")
    assert (captured["status"], captured["retrieved_at"]) == ("asserted", None)


def test_mentions_are_these_and_no_others(package: DataPackage) -> None:
    found = [(row["text"], row["entity_id"], row["kind"]) for row in rows(package, "mentions")]
    assert found == [
        ("Ministry of Foreign Affairs of Kazakhstan", "kz-mfa", "name"),
        ("Ministry of Foreign Affairs of the Republic of Kazakhstan", "kz-mfa", "name"),
        ("Ministry of Foreign Affairs", "kz-mfa", "name"),
        ("Mangystau", "kz-mangystau", "name"),
        ("Almaty", "kz-almaty", "name"),
        ("Kazakhstan", "kz", "name"),
        ("Armed Forces of the Republic of Kazakhstan", "kz-armed-forces", "name"),
        ("Kazakhstan", "kz", "name"),
        ("Collective Security Treaty Organization", "csto", "name"),
        ("CSTO", "csto", "acronym"),
        ("Kazakh", "kz", "adjectival"),
        ("Armed Forces of Kazakhstan", "kz-armed-forces", "name"),
        ("CSTO", "csto", "acronym"),
        ("Kazakhstan", "kz", "name"),
        ("Kazakh", "kz", "adjectival"),
        ("Kazakhstan", "kz", "name"),
        ("K. Tokayev", "kz-tokayev", "name"),
        ("Kazakhstan", "kz", "name"),
    ]


def test_claims_have_their_speakers(package: DataPackage) -> None:
    (document,) = rows(package, "documents")
    bodies = {row["paragraph_id"] for row in rows(package, "paragraphs") if row["role"] == "body"}
    for claim in rows(package, "claims"):
        if claim["paragraph_id"] in bodies:
            assert (claim["speaker_id"], claim["attribution"]) == ("kz-mfa", "direct"), claim
        else:
            assert (claim["speaker_id"], claim["speaker_basis"]) == (document["publisher_id"], "publisher"), claim


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("some of the attackers have experience", {"certainty": "reported", "attribution_depth": 3}),
        ("has been declared a day of national mourning", {"speech_act": "declaration"}),
        ("are not subject to any kind of harassment", {"polarity": "negated", "certainty": "certain"}),
        ("is determined to defend", {"speech_act": "commitment"}),
        ("will leave the country", {"speech_act": "commitment", "time_frame": "future"}),
        ("the main military operations", {"speech_act": "assertion", "framing": "It should be emphasized that"}),
        ("the solidarity of the people", {"speech_act": "assertion"}),
        ("superficial and one-sided", {"is_evaluative": True, "polarity": "affirmed"}),
        ("Peaceful rallies were held", {"polarity": "affirmed", "time_frame": "past", "certainty": "certain"}),
    ],
)
def test_claims_have_their_labels(package: DataPackage, words: str, labels: Row) -> None:
    claim = only(package, "claims", words)
    assert {name: claim[name] for name in labels} == labels


def test_a_lead_in_and_the_furniture_claim_nothing(package: DataPackage) -> None:
    claims = " | ".join(str(row["text"]) for row in rows(package, "claims"))
    for words in ("considers it appropriate", "Source link", "journalistic work", "ad blocker", "Best regards"):
        assert words not in claims


def test_a_negated_quotation_denies_what_it_quotes(package: DataPackage) -> None:
    claim = only(package, "claims", "are confronting terrorists")
    kinds = {(row["kind"], row["text"]) for row in rows(package, "cues") if row["claim_id"] == claim["claim_id"]}
    assert ("denial", "not") in kinds


def test_about_2500_people_and_the_day_of_mourning_are_read(package: DataPackage) -> None:
    quantity = only(package, "quantities", "2,500")
    assert (quantity["value_min"], quantity["counted"], quantity["precision"]) == (2500, "people", "about")
    (date,) = rows(package, "dates")
    assert (date["text"], str(date["date_start"]), date["granularity"]) == ("January 10, 2022", "2022-01-10", "day")


def test_every_row_is_explained_down_to_its_bytes(seed_project: Path, package: DataPackage) -> None:
    import time

    from dpkit.build import BuildOptions, build
    from dpkit.explain import open_book
    from dpkit.store.project import load_project

    project = load_project(seed_project)
    assert build(project, BuildOptions(clock=time.perf_counter)).is_written
    book = open_book(project)
    raw_bytes = (seed_project / "raw/en.rua.gr/2022/mfa-kazakhstan-foreign-media.txt").read_bytes()
    for key in book.row_ids():
        explanation = book.explain(key)
        assert explanation.raw is not None, key
        assert explanation.source_link is not None, key
        if explanation.passage is not None:
            words = explanation.passage.text[explanation.passage.start : explanation.passage.end]
            piece = raw_bytes[explanation.raw.start_byte : explanation.raw.end_byte]
            assert piece.decode("utf-8").replace("\r\n", "\n") == words
