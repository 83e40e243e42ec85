"""`curation/suggestions.yaml`: pairs of entities that may be one, and what a person decided about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from dpkit.inputs.curation_edit import quoted
from dpkit.inputs.shapes import Keys, Many, One, Outcome, read_shape
from dpkit.inputs.values import one_of, text
from dpkit.inputs.yaml import CURATION_BUDGET, read_yaml
from dpkit.model import Finding

SUGGESTIONS_NAME = "suggestions.yaml"
_HEAD = """# Pairs of entities that may be one. Where you know, write below a pair `same: yes` or `same: no`, and run
# `dpkit entities accept`. `dpkit entities suggest --write` adds new pairs and keeps what you decided.
"""
_PAIR = Keys(
    {"kept": One(text), "gone": One(text), "names": One(text), "reason": One(text), "same": One(one_of(("yes", "no")))},
    required=("kept", "gone"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A pair of the file; `is_same` is None where nobody has decided yet."""

    kept: str
    gone: str
    names: str
    reason: str
    is_same: bool | None = None

    @property
    def pair(self) -> frozenset[str]:
        """The two ids, whichever stays."""
        return frozenset((self.kept, self.gone))


def read_suggestions(data: bytes, path: str) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """The pairs in file order, and what is wrong with the file.

    >>> read_suggestions(b"- {kept: a, gone: b, same: no}", "curation/suggestions.yaml")[0][0].is_same
    False
    """
    node, findings = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome(findings=list(findings))
    rows = read_shape(node, Many(_PAIR), outcome, "") if node is not None else None
    found = tuple(
        Decision(
            kept=row["kept"],
            gone=row["gone"],
            names=row.get("names", ""),
            reason=row.get("reason", "the same entity"),
            is_same={"yes": True, "no": False}.get(row.get("same", "")),
        )
        for row in rows or ()
    )
    return found, tuple(outcome.findings)


def suggestions_text(decisions: Iterable[Decision]) -> str:
    """The file, sorted by the names of the pairs."""
    entries = [_entry(one) for one in sorted(decisions, key=lambda one: (one.names, one.kept, one.gone))]
    return _HEAD + "".join(entries)


def _entry(decision: Decision) -> str:
    lines = [f"- kept: {quoted(decision.kept)}", f"  gone: {quoted(decision.gone)}"]
    lines += [f"  names: {quoted(decision.names)}", f"  reason: {quoted(decision.reason)}"]
    if decision.is_same is not None:
        lines.append(f"  same: {'yes' if decision.is_same else 'no'}")
    return "\n".join(lines) + "\n"
