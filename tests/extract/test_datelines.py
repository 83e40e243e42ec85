"""Places before the text begins, and counties by their word."""

import time

import pytest

from dpkit.extract.datelines import REACH, dateline_hits, district_hits


def found(text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.key.name) for hit in dateline_hits(text, 0, len(text), 0)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("FORT WORTH – Today, the agency spoke.", [("FORT WORTH", "Fort Worth")]),
        ("Fargo, N.D. – “We stay,” she said.", [("Fargo", "Fargo"), ("N.D.", "North Dakota")]),
        ("BUTLER COUNTY, IOWA – The office", [("BUTLER COUNTY", "Butler County"), ("IOWA", "Iowa")]),
        ("WASHINGTON, D.C. – The office", [("WASHINGTON, D.C.", "Washington")]),
        ("Washington, DC - The office", [("Washington, DC", "Washington")]),
        ("Portland, OR  The office", [("Portland", "Portland"), ("OR", "Oregon")]),
        ("AUSTIN (Aug. 26, 2021) – The office", [("AUSTIN", "Austin")]),
        ("АСТАНА, 10 января – Министерство", [("АСТАНА", "Astana")]),
        ("BACKGROUND – The bill", []),
        ("MEDIA ADVISORY – Lee speaks", []),
        ("Fargo – The office", [("Fargo", "Fargo")]),
        ("Freedom – The office", []),
        ("We stay, she said – Today", []),
        ("FORT WORTH is a city.", []),
        ("Lee, Chair – Today", []),
    ],
)
def test_places_of_datelines(text: str, places: list[tuple[str, str]]) -> None:
    assert found(text) == places


def test_case_makes_no_other_place() -> None:
    keys = {next(iter(dateline_hits(f"{city} – The", 0, 20, 0))).key for city in ("FARGO", "Fargo")}
    assert len(keys) == 1


def test_states_and_countries_of_the_lists_keep_their_keys() -> None:
    text = "Tbilisi, Georgia – The"
    (_, country) = dateline_hits(text, 0, len(text), 0)
    assert country.key.name == "Georgia"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("relief for Linn County and for St. Mary Parish.", ["Linn County", "St. Mary Parish"]),
        ("after Ida. Fairfield County residents", ["Fairfield County"]),
        ("The Kyiv Oblast was hit", ["Kyiv Oblast"]),
        ("the county of Linn; County records", []),
        ("the Linn County Council met", []),
    ],
)
def test_counties_by_their_word(text: str, places: list[str]) -> None:
    assert [text[hit.start : hit.end] for hit in district_hits(text, 0, len(text), 0)] == places


@pytest.mark.parametrize("unit", ["Aa ", "A-", "Aa, Aa", "A. ", "Aa County ", "Á’", "A (", "Aa 1, "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    list(dateline_hits(text, 0, len(text), 0))
    list(district_hits(text, 0, len(text), 0))
    assert time.process_time() - began < 5
    assert REACH < 200
