"""Which code speaks to which kind of repository."""

from collections.abc import Callable, Mapping
from pathlib import Path

from dpkit.errors import UsageError
from dpkit.inputs.targets import TargetSettings
from dpkit.model import Order
from dpkit.package.checksums import MANIFEST
from dpkit.publish.client import Client
from dpkit.publish.folder import FolderPublisher
from dpkit.publish.invenio import ACCEPT, InvenioPublisher
from dpkit.publish.s3 import S3Publisher, s3_client
from dpkit.publish.secrets import required_token
from dpkit.seams import Publisher
from dpkit.store.package_folder import read_package_file

Environment = Mapping[str, str]
Maker = Callable[[TargetSettings, Order, Path, Path, Environment], Publisher]
"""Settings, order, folder of the project, folder of the release, environment → what brings it there."""
MAX_MANIFEST_BYTES = 64 * 1024 * 1024


def publisher_for(
    settings: TargetSettings, order: Order, project: Path, release: Path, environment: Environment
) -> Publisher:
    """What brings a release to a repository.

    Raises: UsageError where a library is missing; RemoteError where there is no token.
    """
    maker = MAKERS.get(settings.kind)
    if maker is None:
        raise UsageError(f"{settings.name}: {settings.kind} is not spoken yet; one of {', '.join(MAKERS)} was expected")
    return maker(settings, order, project, release, environment)


def _folder(settings: TargetSettings, order: Order, project: Path, _release: Path, _env: Environment) -> Publisher:
    return FolderPublisher(root=project / settings.values["path"], order=order)


def _s3(settings: TargetSettings, order: Order, _project: Path, release: Path, _env: Environment) -> Publisher:
    values = settings.values
    return S3Publisher(
        bucket=values["bucket"],
        prefix=values.get("prefix", ""),
        order=order,
        manifest=lambda: read_package_file(release, MANIFEST, MAX_MANIFEST_BYTES),
        client=s3_client(values),
    )


def _invenio(settings: TargetSettings, order: Order, _project: Path, _release: Path, env: Environment) -> Publisher:
    is_trial = settings.name.endswith("-sandbox")
    zenodo = "https://sandbox.zenodo.org" if is_trial else "https://zenodo.org"
    site = settings.values.get("url", zenodo).rstrip("/")
    token = required_token(settings.name, settings.kind, env)
    client = Client(base=f"{site}/api", token=token, headers={"Accept": ACCEPT})
    return InvenioPublisher(site=site, client=client, order=order)


MAKERS: Mapping[str, Maker] = {"folder": _folder, "invenio": _invenio, "s3": _s3, "zenodo": _invenio}
