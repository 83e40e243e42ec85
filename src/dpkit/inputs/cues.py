"""`curation/cues.<language>.yaml`: cues that a dataset adds to the lexicon of a language.

rules:
  - id: norland.praise
    kind: evaluation
    about: Words of praise in Norland's statements.
    phrases: [sterling, yeomanly]
"""

from collections.abc import Mapping
from typing import Any, get_args

from dpkit.inputs.shapes import Keys, Many, One, Outcome, read_shape
from dpkit.inputs.values import one_of, slug, text
from dpkit.inputs.yaml import CURATION_BUDGET, read_yaml
from dpkit.model import Certainty, CueKind, Finding, Polarity, SpeechAct

ROLES = ("word", "verb", "prep", "noun", "modal", "will", "expressive", "feeling", "framing", "leadin")
FRAMES = ("clause", "quote", "inf", "np", "hearer", "hearer_inf", "any")

_PHRASES = Many(One(text))
_RULE = Keys(
    {
        "id": One(slug),
        "kind": One(one_of(get_args(CueKind))),
        "role": One(one_of(ROLES)),
        "frames": Many(One(one_of(FRAMES))),
        "act": One(one_of(get_args(SpeechAct))),
        "certainty": One(one_of(get_args(Certainty))),
        "polarity": One(one_of(get_args(Polarity))),
        "evaluative": One(one_of(("true", "false"))),
        "about": One(text),
        "phrases": _PHRASES,
        "verbs": _PHRASES,
        "past": _PHRASES,
        "endings": _PHRASES,
    },
    required=("id", "kind", "about"),
)
_FILE = Keys({"rules": Many(_RULE)}, required=("rules",))


def read_cues(data: bytes, path: str) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """The rules as plain entries for `extract.lexicon.extended_lexicon`, and what is wrong with them.

    >>> read_cues(b"rules: [{id: a, kind: hedge, about: Doubt, phrases: [haply]}]", "cues.en.yaml")[0]["rules"][0]["id"]
    'a'
    """
    node, findings = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome(findings=list(findings))
    values = read_shape(node, _FILE, outcome) if node is not None else None
    return values, tuple(outcome.findings)
