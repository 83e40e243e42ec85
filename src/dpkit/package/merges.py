"""Which of the redirects that people decided make one entity of several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from dpkit.model import Redirect

Tables = Mapping[str, pa.Table]


def with_merges(decided: Sequence[Redirect], old: Tables, new: Tables) -> tuple[Redirect, ...]:
    """The redirects, those called merged that lead to an entity which another entity of the last release is as well.

    That entity was there before under the same id; or several led to a new one, and the one by whose name it goes is
    the one that stays.
    """
    before = dict(_names(old))
    after = dict(_names(new))
    groups: dict[str, list[Redirect]] = {}
    for each in decided:
        if each.new_id in after and each.old_id in before:
            groups.setdefault(each.new_id, []).append(each)
    merged = {
        each.old_id
        for target, group in groups.items()
        for each in (group if target in before else _all_but_one(group, before, after[target]))
    }
    return tuple(replace(each, cause="merged") if each.old_id in merged else each for each in decided)


def _all_but_one(group: Sequence[Redirect], names: Mapping[str, str], kept: str) -> Sequence[Redirect]:
    ordered = sorted(group, key=lambda each: (names[each.old_id] != kept, each.old_id))
    return ordered[1:]


def _names(tables: Tables) -> Iterable[tuple[str, str]]:
    entities = tables["entities"]
    return zip(entities.column("entity_id").to_pylist(), entities.column("name").to_pylist(), strict=True)
