"""The roles of a document's paragraphs while they are being found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dpkit.model import Role
from dpkit.text.boilerplate import PhraseRule
from dpkit.text.paragraphs import Span

RoleAndRule = tuple[Role, str]
Hits = tuple[PhraseRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paragraphs of a document and what is known of them before their roles."""

    text: str
    spans: Sequence[Span]
    texts: Sequence[str]
    quoted: Sequence[bool]
    """Whether a paragraph stands wholly in a quotation."""
    title: str | None
    publisher: str | None


@dataclass(slots=True, kw_only=True)
class Draft:
    """Roles while they are being found; None is still open."""

    page: Page
    texts: Sequence[str]
    roles: list[RoleAndRule | None]
    head: int = 0
    """The first paragraph of text; before it lies the head of the page."""
    tail: int = 0
    """The first paragraph after the last one of text."""
    hits: list[Hits] = field(default_factory=list)
    prose: list[bool] = field(default_factory=list)
    """Whether a paragraph is so long and ends so that it must be text."""

    def is_open(self, number: int) -> bool:
        return 0 <= number < len(self.roles) and self.roles[number] is None

    def is_furniture(self, number: int) -> bool:
        role = self.roles[number] if 0 <= number < len(self.roles) else None
        return role is not None and role[0] in ("boilerplate", "source_link")
