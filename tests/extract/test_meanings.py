"""Every value of every label, and every rule that a cue may carry, is put in words for people."""

import pytest

from dpkit.extract.lexicon import LANGUAGES, lexicon_of
from dpkit.extract.meanings import LABEL_MEANINGS, meaning_of_label, meaning_of_rule
from dpkit.schema import default_schemas


@pytest.mark.parametrize("label", ["speaker_basis", "attribution", "speech_act", "polarity", "certainty", "time_frame"])
def test_every_value_of_a_label_has_a_meaning(label: str) -> None:
    field = next(field for field in default_schemas()["claims"].fields if field.name == label)
    assert field.enum
    assert set(LABEL_MEANINGS[label]) == set(field.enum)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_rule_of_a_shipped_lexicon_says_what_it_is_for(language: str) -> None:
    rules = lexicon_of(language).rules
    assert rules
    assert [rule.id for rule in rules if not meaning_of_rule(rule.id)] == []


def test_rules_that_no_lexicon_ships_have_no_meaning() -> None:
    assert meaning_of_rule("en.no_such_rule") == ""
    assert meaning_of_rule("curation.ours") == ""
    assert meaning_of_label("framing", "It is clear that") == ""


def test_rules_of_the_code_have_a_meaning() -> None:
    assert all(meaning_of_rule(rule) for rule in ("lead", "label", "orphan", "curated", "any.signed", "any.framing.it"))
