"""One mention for each stretch of words: which of overlapping hits is kept."""

from bisect import bisect_left
from collections.abc import Iterable

from dpkit.extract.dictionary import RANK_ACRONYM, RANK_BODY, RANK_CURATED, RANK_KNOWN, RANK_MODEL
from dpkit.extract.gazetteer import word_list
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


def _order(hit: Hit) -> tuple[int, int, float, int, str]:
    first = 0 if hit.rank == RANK_ACRONYM else 1
    return (first, hit.start - hit.end, _trust(hit), hit.start, hit.kind)


def _trust(hit: Hit) -> float:
    """The rank, but a person of the model stands between a place and everything else of the dictionary."""
    if hit.rank == RANK_KNOWN and hit.key.entity_type == "place":
        return RANK_KNOWN + 0.5
    if hit.rank == RANK_MODEL and hit.key.entity_type == "person":
        return RANK_KNOWN + 0.2
    return hit.rank


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
    """Without the hits that share their very words with a curated one."""
    hits = list(hits)
    curated = {(hit.start, hit.end) for hit in hits if hit.rank == RANK_CURATED}
    return [hit for hit in hits if hit.rank == RANK_CURATED or (hit.start, hit.end) not in curated]


def supported(hits: Iterable[Hit]) -> list[Hit]:
    """Without the defined acronyms that are no bodies: "General Linear Model (GLM)" is a pair and no name.

    A pair counts where its long name has the head word of a body, or another layer sees a body or place in it.
    """
    hits = list(hits)
    pairs = [hit for hit in hits if hit.rank == RANK_ACRONYM]
    seen = {
        (hit.start, hit.end)
        for hit in hits
        if hit.rank != RANK_ACRONYM and hit.key.entity_type in ("organisation", "place") and hit.kind != "adjectival"
    }
    names = {hit.key.name for hit in pairs if (hit.start, hit.end) in seen or has_head(hit.key.name)}
    return [hit for hit in hits if hit.rank != RANK_ACRONYM or hit.key.name in names]


def has_head(name: str) -> bool:
    """A word of the name says that it is a body."""
    return any(word in word_list("heads.tsv") for word in name.split())


def measured(hits: Iterable[Hit], headings: frozenset[int]) -> list[Hit]:
    """Where a tagger read the text: without what held-out text shows to be mostly wrong.

    A name of the dictionary, a short Kazakh body or a person by pattern counts only where the tagger sees a name too
    (of 47 English dictionary names without it 3 were right, of 28 persons 4), and a person by pattern gives way to a
    body or place that the tagger sees in its words ("Walter Reed National Military Medical Center"). In a headline,
    where every word has a capital, a name of the tagger counts only if the same words, or another layer, name it in
    running text as well. A person whom the facts name (rank of a body) needs no such support.
    """
    hits = list(hits)
    found: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit.rank == RANK_MODEL:
            found.setdefault(hit.paragraph, []).append(hit)
    ends = {paragraph: [(hit.start, hit.end) for hit in named] for paragraph, named in found.items()}
    others = {
        paragraph: [(hit.start, hit.end) for hit in named if hit.key.entity_type != "person"]
        for paragraph, named in found.items()
    }
    known = {hit.key.phrase for hit in hits if hit.rank != RANK_MODEL or hit.paragraph not in headings}
    return [
        hit
        for hit in hits
        if (hit.key.phrase in known if hit.rank == RANK_MODEL else not _is_weak(hit) or _is_seen(hit, ends))
        and not (_is_pattern_person(hit) and _is_seen(hit, others))
    ]


def _is_weak(hit: Hit) -> bool:
    if hit.method == "gazetteer":
        return hit.kind != "adjectival"
    return hit.method == "rule" and hit.rank != RANK_BODY


def _is_pattern_person(hit: Hit) -> bool:
    return hit.method == "rule" and hit.key.entity_type == "person" and hit.rank != RANK_BODY


def _is_seen(hit: Hit, ends: dict[int, list[tuple[int, int]]]) -> bool:
    """A span of the tagger shares words with a hit; spans are sorted and apart."""
    spans = ends.get(hit.paragraph, [])
    index = bisect_left(spans, (hit.end, 0))
    return index > 0 and spans[index - 1][1] > hit.start
