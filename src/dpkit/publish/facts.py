"""What a release says of itself at every repository, from its own descriptor and ledger."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dpkit.inputs.config import Contributor
from dpkit.model import Person, RecordFacts, Release
from dpkit.package.descriptions.facts import day_of, doi_of, source_addresses, spdx_licenses, title_of
from dpkit.package.descriptor import RIGHTS_NOTE

ORCID = "https://orcid.org/"


def record_facts(
    descriptor: Mapping[str, Any], release: Release, manifest: str, languages: Sequence[str | None]
) -> RecordFacts:
    """The facts of one release; `manifest` is the SHA-256 of its SHA256SUMS, `languages` that of each document."""
    return RecordFacts(
        name=descriptor["name"],
        title=title_of(descriptor),
        version=release.version,
        day=day_of(descriptor) or f"{release.created:%Y-%m-%d}",
        manifest=manifest,
        description=str(descriptor.get("description", "")).strip(),
        contributors=tuple(person_of(_contributor(each)) for each in descriptor.get("contributors", ())),
        licenses=tuple(spdx_licenses(descriptor)),
        rights_note=f"The licence holds {RIGHTS_NOTE}.",
        keywords=tuple(descriptor.get("keywords", ())),
        languages=_most_frequent(languages),
        sources=tuple(dict.fromkeys(source_addresses(descriptor))),
        changes=release.changes,
        homepage=descriptor.get("homepage"),
        doi=doi_of(descriptor),
    )


def person_of(contributor: Contributor) -> Person:
    """A contributor; whoever has neither ORCID nor family name is taken as a body, named as a whole."""
    path = contributor.path or ""
    orcid = path.removeprefix(ORCID).strip("/") if path.startswith(ORCID) else None
    return Person(
        name=contributor.title,
        given_name=contributor.given_name,
        family_name=contributor.family_name,
        orcid=orcid,
        affiliation=contributor.organization,
        is_body=orcid is None and contributor.family_name is None,
        roles=contributor.roles,
    )


def _contributor(values: Mapping[str, Any]) -> Contributor:
    """A contributor as the descriptor has it."""
    return Contributor(
        title=values["title"],
        roles=tuple(values.get("roles", ())),
        path=values.get("path"),
        given_name=values.get("givenName"),
        family_name=values.get("familyName"),
        organization=values.get("organization"),
    )


def _most_frequent(languages: Iterable[str | None]) -> tuple[str, ...]:
    counted = Counter(each for each in languages if each)
    return tuple(code for code, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
