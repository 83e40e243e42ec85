"""One mention for each stretch of words: which of overlapping hits is kept."""

from collections.abc import Iterable, Mapping

from dpkit.extract.dictionary import RANK_ACRONYM, RANK_CURATED, RANK_KNOWN, RANK_MODEL
from dpkit.extract.name_hits import Hit


def select(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that are kept, by position and without overlap: defined acronyms, then outer names before nested ones.

    A person that the model or a pattern found beats a place of the dictionary in the same words ("Jim Jordan").
    """
    taken: dict[int, list[Hit]] = {}
    kept: list[Hit] = []
    for hit in sorted(hits, key=_order):
        bucket = taken.setdefault(hit.paragraph, [])
        if not _overlaps(bucket, hit):
            _insert(bucket, hit)
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


def _order(hit: Hit) -> tuple[int, int, int, int, str]:
    is_last = hit.rank == RANK_MODEL
    first = 0 if hit.rank == RANK_ACRONYM else 1
    is_weak_place = hit.rank == RANK_KNOWN and hit.key.entity_type == "place"
    return (first, -(hit.end - hit.start), hit.rank + (2 if is_weak_place and not is_last else 0), hit.start, hit.kind)


def _overlaps(bucket: list[Hit], hit: Hit) -> bool:
    index = _place(bucket, hit.start)
    if index < len(bucket) and bucket[index].start < hit.end:
        return True
    return index > 0 and bucket[index - 1].end > hit.start


def _insert(bucket: list[Hit], hit: Hit) -> None:
    bucket.insert(_place(bucket, hit.start), hit)


def _place(bucket: list[Hit], start: int) -> int:
    low, high = 0, len(bucket)
    while low < high:
        middle = (low + high) // 2
        if bucket[middle].start < start:
            low = middle + 1
        else:
            high = middle
    return low


def curated_first(hits: Iterable[Hit]) -> list[Hit]:
    """Without the hits that share their very words with a curated one, or cut across one."""
    hits = list(hits)
    curated: Mapping[tuple[int, int], Hit] = {
        (hit.start, hit.end): hit for hit in hits if hit.rank == RANK_CURATED
    }
    return [hit for hit in hits if hit.rank == RANK_CURATED or (hit.start, hit.end) not in curated]
