"""The open elements of a page as a scan meets its tags: those that decide what is shown and in which block.

No tree is built. Of the rules for trees (HTML Living Standard, 13.2.6) those are followed that end a hidden element, a
list item, a cell or a drawing; where a rule is not followed, text is shown rather than hidden.
"""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, field

from dpkit.readers.html_elements import (
    BREAKS,
    CELLS,
    CONTEXT,
    ENDS,
    FOREIGN,
    HEADINGS,
    KEEPS_PARAGRAPH,
    LOOK_BACK,
    NEVER_ENDED,
    NEVER_HIDDEN,
    ROWS,
    TABLE_PLACES,
)  # fmt: skip


@dataclass(slots=True)
class OpenElements:
    """Which elements are open, and within which of them nothing is shown (`reason` is empty where text is shown)."""

    names: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reason: str = ""
    hidden_from: int = 0
    foreign: str = ""
    """The drawing or formula by whose rules tags are read here."""
    is_stale: bool = False
    """An element of `CONTEXT` was opened or closed since this was last unset."""
    inline: int = 0
    """How many other elements are open, which only make the page deep."""
    deepest: int = 0
    _inline_before: list[int] = field(default_factory=list)
    _foreign_from: list[tuple[int, str]] = field(default_factory=list)
    _hidden_rows: list[int] = field(default_factory=list)
    _table_from: list[int] = field(default_factory=list)

    def believes_hidden(self, name: str) -> bool:
        """Whether an element of that name that is marked as hidden would be opened here, and hide what it holds."""
        if name in NEVER_HIDDEN or self.reason == "head":
            return False
        if name == "form" and (self.counts["form"] or self.counts["table"]):
            return False
        if self.counts["select"] and name not in ("option", "optgroup"):
            return False
        return name not in TABLE_PLACES or self.counts["table"] > 0

    def push(self, name: str, reason: str) -> None:
        """Open an element; `reason` says why its text is not shown, if it is not."""
        self._inline_before.append(self.inline)
        self.names.append(name)
        self.counts[name] += 1
        depth = len(self.names)
        self.deepest = max(self.deepest, depth + self.inline)
        if reason == "hidden" and name in ROWS:
            self._hidden_rows.append(depth)
        elif not self.reason and (reason or (name in CELLS and self._hidden_rows and self._is_in_hidden_row())):
            self.reason, self.hidden_from = reason or "hidden", depth
        if name in ROWS or name in CELLS:
            self._table_from.append(depth)
        elif name in FOREIGN:
            self._set_foreign(depth, name)
        elif self.is_integration(name):
            self._set_foreign(depth, "")
        if name in CONTEXT:
            self.is_stale = True

    def pop(self, name: str) -> None:
        """Close open elements down to the innermost of a name; the caller knows that one is open."""
        while self.names:
            if self._pop_top() == name:
                return

    def imply_ends(self, name: str) -> None:
        """Close what a start tag ends."""
        counts = self.counts
        if name in TABLE_PLACES:
            if counts["table"]:
                self._pop_above(TABLE_PLACES[name])
            return
        if counts["p"] and name not in KEEPS_PARAGRAPH and name in BREAKS:
            self.pop("p")
        if name == "table" and self._table_from and self.names[self._table_from[-1] - 1] in ROWS:
            self.pop("table")  # a table right in a table ends it
        if name in HEADINGS and self.names and self.names[-1] in HEADINGS:
            self._pop_top()
        elif name in ENDS:
            self._end_same(*ENDS[name])

    def end(self, name: str) -> None:
        """Close what an end tag ends, if that is open."""
        if name in NEVER_ENDED:
            return
        if self.counts[name]:
            self.pop(name)
        elif name in HEADINGS:
            found = next((each for each in HEADINGS if self.counts[each]), None)
            if found:
                self.pop(found)
        elif name in ROWS and name != "table" and self.counts["table"]:
            self._pop_above(ROWS)  # its start tag was implied
        elif self.reason and name not in BREAKS and self.names[self.hidden_from - 1] not in BREAKS:
            while self.reason:  # the end of an element around the hidden one, which ends with it
                self._pop_top()

    def is_integration(self, name: str) -> bool:
        """Whether the rules of HTML hold again within an element of that name."""
        return bool(self.foreign) and name in FOREIGN[self.foreign]

    def leave_foreign(self) -> None:
        """Close the drawing or formula that is open, as an element of HTML stands in it."""
        while self.foreign:
            self._pop_top()

    def _is_in_hidden_row(self) -> bool:
        """Whether a part of the innermost table is marked as hidden."""
        table = next((index for index in range(len(self.names), 0, -1) if self.names[index - 1] == "table"), 0)
        return self._hidden_rows[-1] >= table

    def _set_foreign(self, depth: int, root: str) -> None:
        self._foreign_from.append((depth, self.foreign))
        self.foreign = root

    def _pop_top(self) -> str:
        top = self.names.pop()
        self.counts[top] -= 1
        self.inline = self._inline_before.pop()
        depth = len(self.names)
        if depth < self.hidden_from:
            self.hidden_from, self.reason = 0, ""
        if self._foreign_from and self._foreign_from[-1][0] > depth:
            self.foreign = self._foreign_from.pop()[1]
        if self._hidden_rows and self._hidden_rows[-1] > depth:
            self._hidden_rows.pop()
        if self._table_from and self._table_from[-1] > depth:
            self._table_from.pop()
        if top in CONTEXT:
            self.is_stale = True
        return top

    def _pop_above(self, places: Container[str]) -> None:
        """Close all that is open below the innermost of some elements; the caller knows that one is open."""
        while self.names and self.names[-1] not in places:
            self._pop_top()

    def _end_same(self, ends: frozenset[str], bounds: frozenset[str]) -> None:
        """Close the innermost of some elements, not looking beyond others."""
        if not any(self.counts[each] for each in ends):
            return
        for name in self.names[: -LOOK_BACK - 1 : -1]:
            if name in ends:
                self.pop(name)
                return
            if name in bounds:
                return
