"""The rule catalogue and the checks of the ten tables. Each rule declares its scope: whole documents, or keys."""

from dpkit.validate.checks import (
    Edition,
    FaultSink,
    Frames,
    document_faults,
    frames_of,
    own_faults,
    table_faults,
    validate_tables,
)
from dpkit.validate.faults import (
    MAX_ROWS,
    Fault,
    FaultGroup,
    FaultSummary,
    Watch,
    findings_of,
    merged_summaries,
    sorted_findings,
    summary_findings,
    summary_of,
)
from dpkit.validate.keys import RINGS, key_faults, onward_keys, ring_faults, ring_members
from dpkit.validate.order import order_faults
from dpkit.validate.rule import Rule, Scope
from dpkit.validate.rules import RULE_BY_CODE, RULES, rules_markdown
from dpkit.validate.stream import stream_faults
from dpkit.validate.window_check import Checked, Known, Window, WindowChecks, check_window

__all__ = [
    "MAX_ROWS",
    "RINGS",
    "RULES",
    "RULE_BY_CODE",
    "Checked",
    "Edition",
    "Fault",
    "FaultGroup",
    "FaultSink",
    "FaultSummary",
    "Frames",
    "Known",
    "Rule",
    "Scope",
    "Watch",
    "Window",
    "WindowChecks",
    "check_window",
    "document_faults",
    "findings_of",
    "frames_of",
    "key_faults",
    "merged_summaries",
    "onward_keys",
    "order_faults",
    "own_faults",
    "ring_faults",
    "ring_members",
    "rules_markdown",
    "sorted_findings",
    "stream_faults",
    "summary_findings",
    "summary_of",
    "table_faults",
    "validate_tables",
]
