"""What the fields of a corpus record are taken for, and what is left aside."""

import pytest

from dpkit.readers.fields import DEFAULT_MAPPING, facts_of


def test_common_names_are_found_and_told_where() -> None:
    facts, findings = facts_of(
        {"headline": "Tides", "date": "2022-01-10T13:40:18", "lang": "en_GB", "link": "https://tides.example/a"},
        DEFAULT_MAPPING,
    )
    assert (facts.title, str(facts.published_on), facts.language) == ("Tides", "2022-01-10", "en-GB")
    assert facts.source.url == "https://tides.example/a"
    assert facts.places["title"].path == "field:headline"
    assert findings == ()


@pytest.mark.parametrize(
    "url",
    [
        "urn:tides:valid:125",
        "javascript:alert(1)",
        "//tides.example/a",
        "https://user:word@tides.example/",
        "see above",
    ],
)
def test_an_address_that_is_none_is_left_aside_with_a_warning(url: str) -> None:
    facts, findings = facts_of({"url": url}, DEFAULT_MAPPING)
    assert facts.source.url is None
    assert "source.url" not in facts.places
    assert [(finding.code, finding.severity, finding.field) for finding in findings] == [("DP156", "warning", "url")]


def test_spaces_in_an_address_are_kept_as_browsers_send_them() -> None:
    facts, findings = facts_of({"url": "https://tides.example/health care/a"}, DEFAULT_MAPPING)
    assert facts.source.url == "https://tides.example/health%20care/a"
    assert findings == ()


def test_a_pairing_key_that_is_no_id_still_joins_the_versions_of_a_statement() -> None:
    english, _ = facts_of({"meta": {"pair_id": "We are proud of you"}}, DEFAULT_MAPPING)
    other, _ = facts_of({"pair_id": "We are proud of you"}, DEFAULT_MAPPING)
    third, _ = facts_of({"pair_id": "We are proud of them"}, DEFAULT_MAPPING)
    assert english.statement == other.statement != third.statement
    assert english.statement is not None
    assert english.statement.startswith("stm_")
    assert facts_of({"pair_id": "tides-2022-1"}, DEFAULT_MAPPING)[0].statement == "tides-2022-1"
