"""The dataset as its settings and its documents present it, before any release."""

import datetime as dt
from collections.abc import Mapping

import pyarrow as pa

from dpkit.inputs.config import Config
from dpkit.package.parts import Contributor, Dataset

UNDATED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""What `created` says where neither dpkit.toml nor a document has a date: never the clock, or no two builds agree."""


def dataset_of(config: Config, tables: Mapping[str, pa.Table]) -> Dataset:
    """What dpkit.toml says of the dataset; without a date there, the day of its newest document."""
    return Dataset(
        name=config.name,
        version=config.version,
        created=config.created or _latest_day(tables["documents"]),
        title=config.title,
        description=config.description,
        licenses=(config.license,) if config.license else (),
        contributors=tuple(
            Contributor(
                title=person.title,
                roles=person.roles,
                path=person.path,
                email=person.email,
                given_name=person.given_name,
                family_name=person.family_name,
                organization=person.organization,
            )
            for person in config.contributors
        ),
        keywords=config.keywords,
        homepage=config.homepage,
    )


def _latest_day(documents: pa.Table) -> dt.datetime:
    """The day of the newest document: the package cannot be older than that."""
    days = [day for name in ("issued_on", "published_on") for day in documents.column(name).to_pylist() if day]
    return dt.datetime.combine(max(days), dt.time(), tzinfo=dt.UTC) if days else UNDATED
