"""The authority list: entries as written, faults against each other."""

import time

import pytest

from dpkit.inputs.curation import read_boilerplate, read_entities
from dpkit.model import CuratedAlias, Place


def codes(text: str) -> list[str]:
    return [finding.code for finding in read_entities(text.encode(), "curation/entities.yaml")[1]]


def test_entities_and_aliases_are_read_with_their_places() -> None:
    authority, findings = read_entities(
        b"- {id: tides, name: Ministry of Tides, type: organisation, country: NO, wikidata: Q20, parent: norland,\n"
        b"   aliases: [Tides, {text: MoT, kind: acronym, language: en, document: mot-2024}]}\n"
        b"- {id: norland, name: Norland, type: place}\n",
        "curation/entities.yaml",
    )
    assert findings == ()
    norland, tides = authority.entities
    assert (norland.id, tides.country, tides.wikidata_id, tides.parent) == ("norland", "NO", "Q20", "norland")
    assert tides.aliases == (
        CuratedAlias(text="Tides"),
        CuratedAlias(text="MoT", kind="acronym", language="en", document_id="mot-2024"),
    )
    assert norland.place == Place(path="curation/entities.yaml", line=3, column=3)


@pytest.mark.parametrize("text", ["", "# later\n", "[]"])
def test_an_empty_list_is_no_fault(text: str) -> None:
    assert codes(text) == []


ONE = "- {id: a, name: A, type: place}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("entities: []", ["DP207"]),
        ("- id: a\n  name: A\n", ["DP210"]),
        ("- id: a\n  name: A\n  type: town\n", ["DP208"]),
        ("- just text", ["DP207"]),
        (ONE + ONE, ["DP211"]),
        ("- {id: a, name: A, type: place, parent: b}", ["DP212"]),
        ("- {id: a, name: A, type: place, parent: a}", ["DP213"]),
        ("- {id: a, name: A, type: place, parent: b}\n- {id: b, name: B, type: place, parent: a}", ["DP213"]),
        (ONE + "- {id: b, name: B, type: place, aliases: [A]}", ["DP214"]),
        (ONE + "- {id: b, name: B, type: place, aliases: [{text: A, document: d}]}", []),
        (ONE + "- {id: b, name: B, type: place, country: Norway}", ["DP208"]),
        (ONE + "- {id: b, name: B, type: place, wikidata: https://www.wikidata.org/wiki/Q1}", ["DP208"]),
        (ONE + "- {id: b, name: B, type: place, alias: [C]}", ["DP206"]),
    ],
)
def test_faults_are_found(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_faulty_entry_is_left_out_and_the_others_stay() -> None:
    authority, findings = read_entities(ONE.encode() + b"- {id: b, name: [x], type: place}\n", "e.yaml")
    assert [entity.id for entity in authority.entities] == ["a"]
    assert findings[0].place == Place(path="e.yaml", line=2, column=17)


def test_a_long_chain_and_a_long_circle_of_parents_are_walked_in_bounded_time() -> None:
    def chain(last: str) -> str:
        lines = [f"- {{id: e{n}, name: N{n}, type: place, parent: e{n + 1}}}" for n in range(3_000)]
        return "\n".join([*lines, f"- {{id: e3000, name: last, type: place{last}}}"])

    begin = time.process_time()
    assert codes(chain("")) == []
    assert codes(chain(", parent: e0")) == ["DP213"]
    assert time.process_time() - begin < 10


def test_many_unknown_parents_are_refused_in_bounded_time() -> None:
    text = "\n".join(f"- {{id: entity-{n}, name: N{n}, type: place, parent: entitx-{n}}}" for n in range(3_000))
    begin = time.process_time()
    assert set(codes(text)) == {"DP212"}
    assert time.process_time() - begin < 5


def test_phrase_rules_of_a_dataset_are_checked_and_handed_over() -> None:
    rules, findings = read_boilerplate(
        b"- {id: tides-share, zone: tail, publisher: tides.example, whole: [Share, 'NO'], starts: [Follow us]}\n"
        b"- {id: x, zone: middle}\n- {whole: [y]}\n- {id: z, wholes: [y]}\n",
        "curation/boilerplate.yaml",
    )
    assert rules[0] == {
        "id": "tides-share",
        "zone": "tail",
        "publisher": "tides.example",
        "whole": ["Share", "NO"],
        "starts": ["Follow us"],
    }
    assert [(finding.code, finding.place.line) for finding in findings if finding.place] == [
        ("DP208", 2),
        ("DP210", 3),
        ("DP206", 4),
    ]
