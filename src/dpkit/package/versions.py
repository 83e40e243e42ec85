"""The next version, as the Data Package recipe counts, from what changed; and what a build between releases is called.

<https://datapackage.org/recipes/data-package-version/>, made definite for this kind of dataset:

- major: the schema breaks, or a row that people cite is gone for good (a tombstone);
- minor: documents, paragraphs or claims were added, entities were merged, or the toolkit or its models changed rows;
- patch: single facts were corrected: words of the source, a sidecar, curation, the description of the dataset;
- none: the package says what the last release says.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from dpkit.errors import UsageError
from dpkit.model import Redirect
from dpkit.package.causes import TOOLKIT, Causes
from dpkit.package.diff import PackageDiff
from dpkit.package.schema_changes import SchemaChange

Level = Literal["major", "minor", "patch", "none"]
LEVELS: tuple[Level, ...] = ("major", "minor", "patch", "none")
ADDITIONS = ("documents", "paragraphs", "claims")
"""Tables in which a row that continues no former one is new content, not a correction."""
FOR_GOOD = frozenset({"decided", "withdrawn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything that the next version and its changelog entry follow from.

    `redirects` are those that no release holds yet; `facts` the names of changed facts of the dataset itself.
    """

    diff: PackageDiff
    causes: Causes
    schema: Sequence[SchemaChange]
    redirects: Sequence[Redirect]
    facts: Sequence[str]


def level_of(change: Change) -> Level:
    """How much a change is."""
    found: list[Level] = ["none"]
    found += [_schema_level(each) for each in change.schema]
    found += [_redirect_level(each) for each in change.redirects]
    if change.facts:
        found.append("patch")
    if not change.diff.is_empty:
        found.append(_rows_level(change))
    return min(found, key=LEVELS.index)


def next_version(version: str, level: Level) -> str:
    """The version that follows.

    >>> next_version("0.3.1", "minor"), next_version("1.2.3", "major"), next_version("1.2.3", "patch")
    ('0.4.0', '2.0.0', '1.2.4')
    """
    major, minor, patch = numbers(version)
    if level == "major":
        return f"{major + 1}.0.0"
    if level == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def between(released: str | None, first: str) -> str:
    """What a build is called that is no release: before the first one, else after the last one.

    >>> between(None, "0.1.0"), between("0.1.0", "0.1.0")
    ('0.1.0-dev', '0.1.1-dev')
    """
    plain = first.partition("-")[0] if released is None else next_version(released, "patch")
    return f"{plain}-dev"


def numbers(version: str) -> tuple[int, int, int]:
    """The three numbers of a version.

    Raises: UsageError where it has none.
    """
    match = re.match(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?![\d.])", version)
    if match is None:
        raise UsageError(f"{version}: this is no version; a form like 1.2.3 was expected")
    return int(match[1]), int(match[2]), int(match[3])


def _schema_level(change: SchemaChange) -> Level:
    levels: dict[str, Level] = {"breaking": "major", "compatible": "minor", "wording": "patch"}
    return levels[change.judgement]


def _redirect_level(redirect: Redirect) -> Level:
    if redirect.new_id is None and redirect.cause in FOR_GOOD:
        return "major"
    return "minor" if redirect.cause == "merged" else "patch"


def _rows_level(change: Change) -> Level:
    """Minor where rows came that continue no former row, or where others than people changed them."""
    continued = {redirect.new_id for redirect in change.redirects}
    for table in change.diff.tables:
        if table.name in ADDITIONS and _has_new(table.added.get_column(table.added.columns[0]).to_list(), continued):
            return "minor"
    for table in change.diff.tables:
        causes = (change.causes.of_row(table.name, row) for row in (*table.added_rows(), *table.removed_rows()))
        changed = (change.causes.of_change(table.name, row) for row in table.changed_rows())
        if any(TOOLKIT in cause for cause in (*causes, *changed)):
            return "minor"
    return "patch"


def _has_new(keys: Iterable[str], continued: set[str | None]) -> bool:
    return any(key not in continued for key in keys)
