"""What descriptions say of a package, from its descriptor."""

from collections.abc import Mapping, Sequence
from typing import Any

from dpkit.errors import ConfigError

Node = dict[str, Any]
PARQUET = "application/vnd.apache.parquet"


def citable(package: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Whoever is to be cited.

    Raises: ConfigError where there is nobody.
    """
    people: Sequence[Mapping[str, Any]] = package.get("contributors", ())
    if not people:
        raise ConfigError("dpkit.toml: there is nobody to be cited; [[contributors]] were expected")
    return people


def tables_of(package: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources that are tables."""
    return [one for one in package.get("resources", ()) if "schema" in one and isinstance(one.get("path"), str)]


def title_of(package: Mapping[str, Any]) -> str:
    """The title; the name where there is none."""
    return str(package.get("title") or package["name"])


def day_of(package: Mapping[str, Any]) -> str | None:
    """The day on which the package was made, as ISO 8601."""
    created = package.get("created")
    return str(created)[:10] if created else None


def spdx_licenses(package: Mapping[str, Any]) -> list[str]:
    """The licences that SPDX knows."""
    return [
        one["name"]
        for one in package.get("licenses", ())
        if not one.get("name", "LicenseRef-").startswith("LicenseRef-")
    ]


def source_addresses(package: Mapping[str, Any]) -> Sequence[str]:
    """The addresses that the package was made from."""
    return [one["path"] for one in package.get("sources", ()) if one.get("path")]


def doi_of(package: Mapping[str, Any]) -> str | None:
    """The DOI, without its resolver."""
    identifier = str(package.get("id", ""))
    bare = identifier.removeprefix("https://doi.org/").removeprefix("doi:")
    return bare if bare.startswith("10.") else None


def doi_address(package: Mapping[str, Any]) -> str | None:
    """The DOI as an address."""
    doi = doi_of(package)
    return f"https://doi.org/{doi}" if doi else None


def sha256_of(table: Mapping[str, Any]) -> str:
    """The SHA-256 of a table's file."""
    return str(table.get("hash", "")).removeprefix("sha256:")


def agent_of(person: Mapping[str, Any]) -> Node:
    """A contributor as schema.org has it."""
    is_body = "organization" in person
    return filled(
        {"@type": "Organization" if is_body else "Person", "name": person["title"], "url": person.get("path")}
    )


def toolkit_version(package: Mapping[str, Any]) -> str:
    """The version of dpkit that made the package."""
    return str(package.get("dpkit:quality", {}).get("dpkit", "unknown"))


def filled(values: Node) -> Node:
    """Without what is not known."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
