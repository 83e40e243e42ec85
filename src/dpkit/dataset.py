"""What a package says of its dataset and of the toolkit that made it, beside its tables."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from importlib.metadata import version

from dpkit.document import Knowledge
from dpkit.inputs.config import CONFIG_NAME, Config
from dpkit.package.parts import Contributor, Dataset, Toolkit
from dpkit.store.project import Project

UNDATED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""What `created` says where neither dpkit.toml nor a document has a date: never the clock, or no two builds agree."""


def dataset_of(config: Config, latest: dt.date | None) -> Dataset:
    """The dataset as dpkit.toml describes it; `latest` is the newest day of any document."""
    return Dataset(
        name=config.name,
        version=config.version,
        created=config.created or _midnight(latest),
        title=config.title,
        description=config.description,
        licenses=(config.license,) if config.license else (),
        contributors=tuple(
            Contributor(title=person.title, roles=person.roles, path=person.path, email=person.email)
            for person in config.contributors
        ),
        keywords=config.keywords,
        homepage=config.homepage,
    )


def toolkit_of(project: Project, knowledge: Knowledge) -> Toolkit:
    """The software, models and files that steer a build."""
    tagger = knowledge.tagger
    names = ("dpkit", "frictionless", "pandera", "polars", "pyarrow", "py3langid")
    return Toolkit(
        versions={name: version(name) for name in names},
        configuration={"tagger": tagger.name if tagger else None},
        models={tagger.name: tagger.version} if tagger else {},
        inputs=_input_hashes(project),
    )


def _input_hashes(project: Project) -> Mapping[str, str]:
    """SHA-256 of every file, raw files and sidecars apart, that steers a build."""
    schemas = {f"{project.config.schemas_folder}/{name}.yaml": text.encode() for name, text in project.schemas.items()}
    files = {CONFIG_NAME: project.config_bytes, **project.curation, **schemas}
    return {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}


def _midnight(latest: dt.date | None) -> dt.datetime:
    """The day of the newest document: the package cannot be older than that."""
    return dt.datetime.combine(latest, dt.time(), tzinfo=dt.UTC) if latest is not None else UNDATED
