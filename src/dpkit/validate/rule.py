"""What a rule is: the page that explains a finding's code."""

from dataclasses import dataclass
from typing import Literal

from dpkit.model import Severity

Scope = Literal["document", "keys", "project", "package"]
"""What a rule must see: the rows of a batch of whole documents, the keys of all rows, the project, or the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A stable code with its meaning; codes are never reused. `bad` and `good` are examples."""

    code: str
    severity: Severity
    name: str
    summary: str
    why: str
    bad: str
    good: str
    mend: str
    scope: Scope = "document"
