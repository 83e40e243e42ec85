"""The facts of a release in the fields of a CKAN dataset (CKAN 2.12, `package_create`).

Extras are named as ckanext-dcat names them, so that portals with that extension harvest them as DCAT.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from dpkit.model import Order, Person, RecordFacts

MAX_NAME = 100
MAX_EXTRA_BYTES = 30_000
"""Of one extra: the index behind CKAN refuses words of more than 32,766 bytes."""
LICENSES: Mapping[str, str] = {
    "CC-BY-4.0": "cc-by",
    "CC-BY-NC-4.0": "cc-nc",
    "CC-BY-SA-4.0": "cc-by-sa",
    "CC0-1.0": "cc-zero",
    "ODC-By-1.0": "odc-by",
    "ODbL-1.0": "odc-odbl",
    "OGL-UK-3.0": "uk-ogl",
    "PDDL-1.0": "odc-pddl",
}
"""SPDX → the list that CKAN comes with, which names no versions; a portal may have another list."""
NO_LICENSE = "notspecified"
NAME_KEY = "data_package"
MANIFEST_KEY = "manifest"


def dataset_name(name: str, version: str) -> str:
    """The name of the dataset that holds one release: CKAN gives it once, so a release has one dataset.

    >>> dataset_name("port.statements", "1.2.0")
    'port-statements-v1-2-0'
    """
    wanted = re.sub(r"[^a-z0-9_-]", "-", f"{name}-v{version}".lower())
    if len(wanted) <= MAX_NAME:
        return wanted
    return f"{wanted[: MAX_NAME - 13]}-{sha256(f'{name} {version}'.encode()).hexdigest()[:12]}"


def described(order: Order, known_licenses: Iterable[str]) -> Mapping[str, object]:
    """All that is said of a release, for `package_patch`; `known_licenses` are the ids that the portal lists."""
    facts = order.facts
    return {
        "title": facts.title,
        "notes": _notes(facts),
        "version": facts.version,
        "url": facts.homepage or "",
        "author": "; ".join(each.name for each in facts.contributors),
        "maintainer": "; ".join(each.name for each in facts.contributors if "maintainer" in each.roles),
        "license_id": _license(facts.licenses, set(known_licenses)),
        "tags": [{"name": name} for name in _tags(facts.keywords)],
        "extras": [{"key": key, "value": value} for key, value in sorted(_extras(order).items()) if value],
    }


def marks(facts: RecordFacts) -> Mapping[str, str]:
    """The extras by which a dataset is known as ours."""
    return {NAME_KEY: facts.name, **({MANIFEST_KEY: f"sha256:{facts.manifest}"} if facts.manifest else {})}


def _extras(order: Order) -> Mapping[str, str]:
    facts = order.facts
    before = [each.url for each in order.former if each.version != facts.version]
    return {
        **marks(facts),
        "contributors": "\n".join(_person(each) for each in facts.contributors),
        "identifier": facts.doi or "",
        "issued": facts.day,
        "language": ", ".join(facts.languages),
        "licenses": ", ".join(facts.licenses),
        "previous_version": before[-1] if before else "",
        "sources": _listed(facts.sources),
    }


def _notes(facts: RecordFacts) -> str:
    """The description, in Markdown: rights and what changed stand below it."""
    changes = "\n".join(f"- {line}" for line in facts.changes)
    parts = (facts.description, facts.rights_note, f"Version {facts.version}:\n\n{changes}" if changes else "")
    return "\n\n".join(part for part in parts if part)


def _license(spdx: tuple[str, ...], known: set[str]) -> str:
    """The portal's id of the first licence; all of them stand in an extra."""
    by_case = {each.lower(): each for each in known}
    for name in spdx[:1]:
        for wanted in (name, LICENSES.get(name, "")):
            if wanted.lower() in by_case:
                return by_case[wanted.lower()]
    return NO_LICENSE


def _tags(keywords: Iterable[str]) -> list[str]:
    """Keywords in the letters that CKAN allows in tags, each once; those of one letter are no tags there.

    >>> _tags(["claims", "R&D", "Claims/quotes", "x"])
    ['claims', 'R D', 'Claims quotes']
    """
    plain = (" ".join(re.sub(r"[^\w .-]", " ", word).split())[:100] for word in keywords)
    return [tag for tag in dict.fromkeys(plain) if len(tag) >= 2]


def _person(person: Person) -> str:
    orcid = f"https://orcid.org/{person.orcid}" if person.orcid else ""
    more = [part for part in (orcid, person.affiliation or "", ", ".join(person.roles)) if part]
    return person.name + (f" ({'; '.join(more)})" if more else "")


def _listed(addresses: tuple[str, ...]) -> str:
    """As many addresses as fit, one a line, and how many do not."""
    size = 0
    shown: list[str] = []
    for address in addresses:
        size += len(address.encode()) + 1
        if size > MAX_EXTRA_BYTES:
            return "\n".join([*shown, f"and {len(addresses) - len(shown):,} more, all of them in datapackage.json"])
        shown.append(address)
    return "\n".join(shown)
