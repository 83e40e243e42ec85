"""A plan in rows, for the eyes of a maintainer and for programs."""

from collections.abc import Iterator, Mapping, Sequence

from dpkit.model import Person
from dpkit.publish.plan import Plan

Rows = Sequence[tuple[str, str]]
EXPERIMENTAL = frozenset({"dataverse"})


def plan_rows(plan: Plan) -> Rows:
    """What is said of the release at the repository (name, value)."""
    facts, settings = plan.order.facts, plan.settings
    there = [each for each in plan.order.former if each.version == facts.version] or [
        each for each in [plan.last] if each
    ]
    last = f"{there[0].version} ({there[0].url})" if there else "nothing yet"
    rows = {
        "target": f"{settings.name} ({_kind(settings.kind)}) {' '.join(settings.values.values())}".strip(),
        "release": f"{facts.name} {facts.version} of {facts.day}",
        "edition": _edition(plan),
        "title": facts.title,
        "description": facts.description.replace("\n", " "),
        "contributors": "; ".join(_person(each) for each in facts.contributors),
        "licence": ", ".join(facts.licenses) or "none is named",
        "languages": ", ".join(facts.languages),
        "keywords": ", ".join(facts.keywords),
        "sources": f"{len(facts.sources):,} addresses",
        "identifier": plan.order.reserved or "given by the repository, if it gives any",
        "SHA256SUMS": f"sha256:{facts.manifest}",
        "published there": last,
    }
    return [(name, value) for name, value in rows.items() if value]


def _kind(kind: str) -> str:
    return f"{kind}, experimental: never tried against a real server" if kind in EXPERIMENTAL else kind


def file_rows(plan: Plan, former: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    """Path, bytes, and what became of it since the last publication, whose files (path → SHA-256) `former` lists."""
    for file in plan.order.files:
        known = former.get(file.path)
        state = "new" if known is None else "unchanged" if known == file.sha256 else "changed"
        yield file.path, file.size_bytes, state if plan.last else "new"
    here = {file.path for file in plan.order.files}
    yield from ((path, 0, "gone") for path in former if path not in here)


def _person(person: Person) -> str:
    more = [*person.roles, *([f"ORCID {person.orcid}"] if person.orcid else [])]
    return person.name + (f" ({', '.join(more)})" if more else "")


def _edition(plan: Plan) -> str:
    if plan.edition.is_full:
        return "full: all words may be passed on"
    counts = "; ".join(f"{count:,} {allowed}" for allowed, count in plan.edition.documents.items())
    return f"public, without the words that may not be passed on (documents: {counts})"
