"""Pairs of entities that may be one: found by rules that never merge, kept in a file where a person decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from dpkit.entity_listing import Listed, listed, scope_of
from dpkit.errors import UsageError
from dpkit.inputs.suggestions import SUGGESTIONS_NAME, Decision, read_suggestions, suggestions_text
from dpkit.store.output import write_curation
from dpkit.store.project import Project

MIN_RATIO = 0.9
"""Share of equal characters from which two names may be spellings of one."""
MAX_BLOCK = 300
"""So many names that share a word are compared with each other; a commoner word says nothing."""
_SMALL = frozenset(("of", "the", "and", "for", "in", "on", "de", "la", "и", "по"))
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Two entities that may be one, and why; a person decides."""

    one: Listed
    other: Listed
    reason: str


def suggest(project: Project) -> Sequence[Suggestion]:
    """Pairs of entities of one type that may be one, the most named first; none that a person has told apart.

    Raises: PackageError; UsageError where the file of suggestions has faults.
    """
    apart = {decision.pair for decision in decisions(project) if decision.is_same is False}
    entities = listed(project)
    blocks: dict[tuple[str, str], list[Listed]] = {}
    for one in entities:
        for word in {*_words(one.name), _initials(one.name)}:
            blocks.setdefault((one.entity_type, word), []).append(one)
    pairs: dict[tuple[str, str], Suggestion] = {}
    for block in blocks.values():
        for one, other in combinations(block[:MAX_BLOCK], 2):
            reason = _reason(one, other) if one.id != other.id else None
            if reason is not None:
                first, second = sorted((one, other), key=_staying)
                pairs.setdefault((first.id, second.id), Suggestion(one=first, other=second, reason=reason))
    pairs = {ids: pair for ids, pair in pairs.items() if frozenset(ids) not in apart}
    return sorted(pairs.values(), key=lambda pair: (-pair.one.mentions, pair.one.id, pair.other.id))


def _staying(one: Listed) -> tuple[bool, bool, int, str]:
    """Which of two stays: one that people listed, one whose name stands alone, one that is named more often."""
    return not one.is_curated, scope_of(one) is not None, -one.mentions, one.id


def write_suggestions(project: Project) -> str:
    """Write the file of suggestions: what a person has decided stays, undecided pairs are found anew. Its path.

    Raises: PackageError; UsageError where the file has faults.
    """
    decided = [decision for decision in decisions(project) if decision.is_same is not None]
    known = {decision.pair for decision in decided}
    found = [
        Decision(kept=pair.one.id, gone=pair.other.id, names=f"{pair.one.name} = {pair.other.name}", reason=pair.reason)
        for pair in suggest(project)
        if frozenset((pair.one.id, pair.other.id)) not in known
    ]
    path = _path(project)
    write_curation(project.root, path, suggestions_text([*decided, *found]).encode())
    return path


def decisions(project: Project) -> Sequence[Decision]:
    """The pairs of the file of suggestions.

    Raises: UsageError where it has faults.
    """
    found, findings = read_suggestions(project.curation.get(_path(project), b""), _path(project))
    if findings:
        raise UsageError("\n".join(finding.message for finding in findings))
    return found


def _path(project: Project) -> str:
    return f"{project.config.curation_folder}/{SUGGESTIONS_NAME}"


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.casefold()) if word not in _SMALL and len(word) > 1]


def _initials(name: str) -> str:
    words = [word for word in _WORD.findall(name) if word.casefold() not in _SMALL]
    return "".join(word[0] for word in words).casefold() if len(words) > 2 else name.casefold()


def _reason(one: Listed, other: Listed) -> str | None:
    """Why two entities of one type may be one."""
    if one.country and other.country and one.country != other.country:
        return None
    first, second = _words(one.name), _words(other.name)
    if one.entity_type == "person":
        return _same_person(one.name, other.name)
    if sorted(first) == sorted(second):
        return "the same words"
    if _initials(one.name) == other.name.casefold() or _initials(other.name) == one.name.casefold():
        return "one is the initials of the other"
    ratio = SequenceMatcher(None, one.name.casefold(), other.name.casefold(), autojunk=False).ratio()
    return f"spelled alike ({ratio:.2f})" if ratio >= MIN_RATIO else None


def _same_person(one: str, other: str) -> str | None:
    first, second = _WORD.findall(one.casefold()), _WORD.findall(other.casefold())
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1]:
        return None
    fits = first[0] == second[0] or (first[0][0] == second[0][0] and 1 in (len(first[0]), len(second[0])))
    return "one surname, given names that fit" if fits else None
