"""The rule catalogue: every code that a finding can carry, and the page that documents them."""

from collections.abc import Iterable

from dpkit.validate.catalogue.corrections import CORRECTION_RULES
from dpkit.validate.catalogue.editions import EDITION_RULES
from dpkit.validate.catalogue.foreign import FOREIGN_RULES
from dpkit.validate.catalogue.history import HISTORY_RULES
from dpkit.validate.catalogue.inputs import INPUT_RULES
from dpkit.validate.catalogue.keys import KEY_RULES
from dpkit.validate.catalogue.packages import PACKAGE_RULES
from dpkit.validate.catalogue.raw import RAW_RULES
from dpkit.validate.catalogue.reading import READING_RULES
from dpkit.validate.catalogue.sources import SOURCE_RULES
from dpkit.validate.catalogue.tables import TABLE_RULES
from dpkit.validate.catalogue.text import TEXT_RULES
from dpkit.validate.rule import Rule

RULES: tuple[Rule, ...] = (
    *RAW_RULES,
    *READING_RULES,
    *INPUT_RULES,
    *CORRECTION_RULES,
    *TEXT_RULES,
    *TABLE_RULES,
    *KEY_RULES,
    *SOURCE_RULES,
    *PACKAGE_RULES,
    *HISTORY_RULES,
    *EDITION_RULES,
    *FOREIGN_RULES,
)
"""All rules, by code."""

RULE_BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}

_GROUPS: tuple[tuple[str, str], ...] = (
    ("DP1", "Raw files, lock, decoding, reading"),
    ("DP2", "Sidecars, configuration, curation, rights"),
    ("DP3", "Text accounting, spans, ids"),
    ("DP4", "Tables, types, enumerations, row rules"),
    ("DP5", "Keys"),
    ("DP6", "Sources, speakers, provenance"),
    ("DP7", "Descriptor"),
    ("DP8", "Checksums and packages"),
    ("DP9", "Packages that dpkit did not make"),
)


def rules_markdown(rules: Iterable[Rule] = RULES) -> str:
    """The documentation of the rules, in Markdown: one section per group, one entry per code."""
    by_code = sorted(rules, key=lambda rule: rule.code)
    lines = ["# Rules", "", "What `dpkit` checks. A code keeps its meaning forever.", ""]
    for prefix, title in _GROUPS:
        group = [rule for rule in by_code if rule.code.startswith(prefix)]
        if group:
            lines += [f"## {prefix}xx: {title}", ""]
            lines += [line for rule in group for line in _entry(rule)]
    return "\n".join(lines)


def _entry(rule: Rule) -> list[str]:
    return [
        f"### {rule.code} {rule.name} ({rule.severity})",
        "",
        rule.summary,
        "",
        f"- Why: {rule.why}",
        f"- Wrong: {rule.bad}",
        f"- Right: {rule.good}",
        f"- How to mend it: {rule.mend}",
        "",
    ]
