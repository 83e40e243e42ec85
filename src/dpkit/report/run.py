"""What a report needs to know beside the findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Seconds = float


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """What the catalogue says of a rule, as far as reports show it."""

    name: str
    summary: str
    why: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The command that found what is reported; `rules` leads a code to its text, and may lack some.

    `prefix` is where the project lies in its repository (`datasets/ports/`, or empty): CI servers count paths from the
    root of the repository.
    """

    command: str = "dpkit check"
    version: str = "0"
    rules: Mapping[str, RuleText] = field(default_factory=dict)
    prefix: str = ""

    def rule_name(self, code: str) -> str:
        """A rule's code with its name where the catalogue has one: `DP801 changed-file`."""
        rule = self.rules.get(code)
        return f"{code} {rule.name}" if rule else code


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSummary:
    """What a build made: rows and bytes per table, bytes of the other files, seconds per stage, hints for what next."""

    package: str
    rows: Mapping[str, int]
    bytes: Mapping[str, int]
    stage_seconds: Mapping[str, Seconds] = field(default_factory=dict)
    next_steps: tuple[str, ...] = ()
    is_written: bool = True
