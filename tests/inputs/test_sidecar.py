"""Sidecars: facts as written, findings with places, the nearest wins."""

import datetime as dt
from dataclasses import replace

import pytest

from dpkit.inputs.sidecar import FIELD_NAMES, merge_facts, read_sidecar
from dpkit.model import Facts, OtherVersion, Place, RightsFacts, SourceFacts

FULL = b"""\
id: tides-2024-03
statement: tides-harbours
identifier: 00123
title: 1.10
type: relay
language: NO
encoding: windows-1251
issuer: Ministry of Tides
publisher: tides.example
issued_on: 2024-03-04
published_on: '2024-03-05'
source:
  url: https://tides.example/a?b=c#d
  retrieved_at: 2024-03-05T23:30:00-05:00
  original_url: http://tides.example/o
  archive_url: https://archive.example/x
  other_versions:
    - {url: https://other.example/, language: zh-hant}
    - https://third.example/
rights:
  license: CC-BY-4.0 OR LicenseRef-tides
  holder: The crown
  redistribution: offsets_only
  note: |
    Two
    lines.
note: yes
reader: html
fields:
  text: body
  source.url: meta.link
"""


def test_every_key_is_read_as_its_type_says() -> None:
    facts, findings = read_sidecar(FULL, "raw/a.txt.meta.yaml")
    assert findings == ()
    assert (facts.identifier, facts.title, facts.language, facts.note) == ("00123", "1.10", "no", "yes")
    assert (facts.issued_on, facts.published_on) == (dt.date(2024, 3, 4), dt.date(2024, 3, 5))
    assert facts.source == SourceFacts(
        url="https://tides.example/a?b=c#d",
        retrieved_at=dt.datetime(2024, 3, 6, 4, 30, tzinfo=dt.UTC),
        original_url="http://tides.example/o",
        archive_url="https://archive.example/x",
        other_versions=(
            OtherVersion(url="https://other.example/", language="zh-Hant"),
            OtherVersion(url="https://third.example/"),
        ),
    )
    assert facts.rights.note == "Two\nlines."
    assert facts.places["rights.license"] == Place(path="raw/a.txt.meta.yaml", line=21, column=12)
    assert (facts.reader, facts.fields) == ("html", {"text": "body", "source.url": "meta.link"})


@pytest.mark.parametrize("data", [b"", b"# nothing yet\n", b"~", b"source:\nrights: {}\n", b"title:\n"])
def test_nothing_said_is_no_fault(data: bytes) -> None:
    facts, findings = read_sidecar(data, "a.meta.yaml")
    assert facts == Facts(places=facts.places)
    assert findings == ()


@pytest.mark.parametrize(
    ("data", "code", "line", "column", "words"),
    [
        (b"titel: x", "DP206", 1, 1, "did you mean 'title'"),
        (b"source:\n  retrieved-at: x", "DP206", 2, 3, "did you mean 'retrieved_at'"),
        (b"Rights:\n  x: y", "DP206", 1, 1, "did you mean 'rights'"),
        (b"title: [a]", "DP207", 1, 8, "a single value was expected"),
        (b"source: https://a.example", "DP207", 1, 9, "keys with values was expected"),
        (b"- title: a", "DP207", 1, 1, "keys with values was expected"),
        (b"source: {other_versions: https://a.example}", "DP207", 1, 26, "a list was expected"),
        (b"published_on: 2024-02-30", "DP208", 1, 15, "no day of the calendar"),
        (b"published_on: 2024-1-3", "DP208", 1, 15, "YYYY-MM-DD"),
        (b"published_on: 2024-01-03T00:00:00Z", "DP208", 1, 15, "YYYY-MM-DD"),
        (b"published_on: 10.01.2022", "DP208", 1, 15, "YYYY-MM-DD"),
        ("published_on: ٢٠٢٤-٠١-٠٣".encode(), "DP208", 1, 15, "YYYY-MM-DD"),
        (b"source: {retrieved_at: 2024-01-03}", "DP208", 1, 24, "zone"),
        (b"source: {retrieved_at: '2024-01-03T25:00:00Z'}", "DP208", 1, 24, "no time of the calendar"),
        (b"source: {retrieved_at: '0001-01-01T00:00:00+14:00'}", "DP208", 1, 24, "no time of the calendar"),
        (b"type: Relay", "DP208", 1, 7, "did you mean 'relay'"),
        (b"language: english", "DP208", 1, 11, "BCP 47"),
        (b"encoding: rot13", "DP208", 1, 11, "text encoding"),
        (b"encoding: ../../x", "DP208", 1, 11, "text encoding"),
        (b"encoding: unicode_escape", "DP208", 1, 11, "text encoding"),
        (b"rights: {license: CC BY 4.0}", "DP208", 1, 19, "SPDX"),
        (b"rights: {redistribution: 'no'}", "DP208", 1, 26, "full_text"),
        (b"id: ../../etc/passwd", "DP208", 1, 5, "no id"),
        (b'title: "\\e[31m"', "DP208", 1, 8, "U+001B"),
        (b'title: "\\ud800"', "DP208", 1, 8, "U+D800"),
        (b'title: " "', "DP208", 1, 8, "empty"),
        (b"source: {url: 'javascript:alert(1)'}", "DP209", 1, 15, "http or https"),
        (b"source: {other_versions: [{language: en}]}", "DP210", 1, 27, "url was expected"),
        (b"source: {url: 'http://127.0.0.1/'}", "DP215", 1, 15, "no public address"),
        (b"fields: {txt: body}", "DP206", 1, 10, "did you mean 'text'"),
    ],
)
def test_a_fault_is_named_with_its_place(data: bytes, code: str, line: int, column: int, words: str) -> None:
    facts, findings = read_sidecar(data, "raw/a.txt.meta.yaml")
    assert [finding.code for finding in findings] == [code]
    assert findings[0].place == Place(path="raw/a.txt.meta.yaml", line=line, column=column)
    assert words in findings[0].message
    if code != "DP215":
        assert replace(facts, places={}) == Facts()


def test_one_fault_leaves_the_other_facts_alone() -> None:
    facts, findings = read_sidecar(b"title: A\npublished_on: soon\nissuer: B\n", "a.meta.yaml")
    assert (facts.title, facts.published_on, facts.issuer) == ("A", None, "B")
    assert len(findings) == 1


def test_dates_in_an_impossible_order_are_a_warning() -> None:
    data = b"issued_on: 2024-03-04\npublished_on: 2024-03-01\nsource: {retrieved_at: 2023-01-01T00:00:00Z}\n"
    findings = read_sidecar(data, "a.meta.yaml")[1]
    assert [(finding.code, finding.severity) for finding in findings] == [("DP217", "warning"), ("DP217", "warning")]


def test_one_id_for_a_whole_folder_is_refused() -> None:
    facts, findings = read_sidecar(b"id: a\nissuer: B\n", "raw/x/defaults.meta.yaml")
    assert facts.id is None
    assert facts.issuer == "B"
    assert [finding.code for finding in findings] == ["DP216"]


def test_the_nearest_statement_of_a_fact_wins_and_tells_its_file() -> None:
    near = read_sidecar(b"title: Near\nrights: {holder: H}\n", "raw/x/a.txt.meta.yaml")[0]
    middle = read_sidecar(b"issuer: Middle\nrights: {license: MIT, holder: no}\n", "raw/x/defaults.meta.yaml")[0]
    far = read_sidecar(
        b"issuer: Far\nlanguage: en\nsource: {other_versions: [https://a.example/, https://b.example/]}\n",
        "raw/defaults.meta.yaml",
    )[0]
    facts = merge_facts([near, middle, far])
    assert (facts.title, facts.issuer, facts.language) == ("Near", "Middle", "en")
    assert facts.rights == RightsFacts(license="MIT", holder="H")
    files = {name: place.path for name, place in facts.places.items()}
    assert files["rights.holder"] == "raw/x/a.txt.meta.yaml"
    assert files["rights.license"] == files["issuer"] == "raw/x/defaults.meta.yaml"
    assert files["language"] == files["source.other_versions[1]"] == "raw/defaults.meta.yaml"


def test_a_shorter_nearer_list_replaces_the_whole_farther_one() -> None:
    near = read_sidecar(b"source: {other_versions: [https://a.example/]}\n", "near")[0]
    far = read_sidecar(b"source: {other_versions: [https://b.example/, https://c.example/]}\n", "far")[0]
    facts = merge_facts([near, far])
    assert len(facts.source.other_versions) == 1
    assert {place.path for place in facts.places.values()} == {"near"}


def test_merging_nothing_gives_no_facts_and_merging_is_stable() -> None:
    assert merge_facts([]) == Facts()
    facts = read_sidecar(FULL, "a")[0]
    assert merge_facts([facts]) == facts
    assert merge_facts([facts, facts]) == facts


def test_corpus_fields_can_name_every_simple_fact() -> None:
    assert {"text", "id", "title", "published_on", "source.url", "rights.license"} <= set(FIELD_NAMES)
