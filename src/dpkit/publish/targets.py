"""Which code speaks to which kind of repository."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from dpkit.errors import UsageError
from dpkit.inputs.targets import TargetSettings
from dpkit.model import Order
from dpkit.package.checksums import MANIFEST
from dpkit.publish.ckan import CkanPublisher
from dpkit.publish.client import Client
from dpkit.publish.dataverse import DataversePublisher
from dpkit.publish.folder import FolderPublisher
from dpkit.publish.github import Archive, GitHubPublisher
from dpkit.publish.invenio import ACCEPT, InvenioPublisher
from dpkit.publish.package_files import package_file
from dpkit.publish.s3 import S3Publisher, s3_client
from dpkit.publish.secrets import required_token
from dpkit.seams import Publisher
from dpkit.store import files
from dpkit.store.package_folder import WORK_FOLDER, open_package_file, read_package_file
from dpkit.store.zip_file import write_zip

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
    return FolderPublisher(root=files.resolved(project / settings.values["path"]), order=order)


def _s3(settings: TargetSettings, order: Order, _project: Path, release: Path, _env: Environment) -> Publisher:
    values = settings.values
    return S3Publisher(
        bucket=values["bucket"],
        prefix=values.get("prefix", ""),
        order=order,
        manifest=lambda: read_package_file(release, MANIFEST, MAX_MANIFEST_BYTES),
        client=s3_client(values),
    )


def _ckan(settings: TargetSettings, order: Order, _project: Path, _release: Path, env: Environment) -> Publisher:
    site = settings.values["url"].rstrip("/")
    token = required_token(settings.name, settings.kind, env)
    client = Client(base=site, token=token, authorize=lambda word: {"Authorization": word})
    return CkanPublisher(site=site, client=client, order=order, organization=settings.values.get("organization"))


def _invenio(settings: TargetSettings, order: Order, _project: Path, _release: Path, env: Environment) -> Publisher:
    is_trial = settings.name.endswith("-sandbox")
    zenodo = "https://sandbox.zenodo.org" if is_trial else "https://zenodo.org"
    site = settings.values.get("url", zenodo).rstrip("/")
    token = required_token(settings.name, settings.kind, env)
    client = Client(base=f"{site}/api", token=token, headers={"Accept": ACCEPT})
    return InvenioPublisher(site=site, client=client, order=order)


def _huggingface(
    settings: TargetSettings, order: Order, _project: Path, release: Path, environment: Environment
) -> Publisher:
    try:
        from dpkit.publish.hub_calls import hub_api
        from dpkit.publish.huggingface import HuggingFacePublisher
    except ImportError as error:
        raise UsageError(
            f"{settings.name}: the library huggingface_hub was expected; install dpkit[huggingface]"
        ) from error
    token = required_token(settings.name, settings.kind, environment)
    endpoint = settings.values.get("url", "https://huggingface.co").rstrip("/")
    return HuggingFacePublisher(
        repository=settings.values["repository"],
        endpoint=endpoint,
        order=order,
        open_file=lambda path: open_package_file(release, path),
        api=hub_api(endpoint, token),
        token=token,
    )


def _github(
    settings: TargetSettings, order: Order, project: Path, release: Path, environment: Environment
) -> Publisher:
    token = required_token(settings.name, settings.kind, environment)
    base = settings.values.get("url", "https://api.github.com").rstrip("/")
    uploads = settings.values.get("uploads-url", _uploads_of(base)).rstrip("/")
    return GitHubPublisher(
        repository=settings.values["repository"],
        site=_site_of(base),
        api=Client(base=base, token=token),
        uploads=Client(base=uploads, token=token),
        order=order,
        archive=cache(lambda: _archive(project / WORK_FOLDER / "publish" / settings.name, order, release)),
    )


def _archive(folder: Path, order: Order, release: Path) -> Archive:
    """The zip of a release, made in the folder of its target, which this process holds."""
    top = f"{order.facts.name}-{order.facts.version}"
    name = f"{top}.zip"
    write_zip(folder / name, release, (file.path for file in order.files), top)
    return Archive(file=package_file(folder, name), blocks=lambda: files.blocks(folder, name))


def _uploads_of(base: str) -> str:
    """Where GitHub takes files: a host of its own; at an enterprise's server another path (`/api/v3`)."""
    is_public = base == "https://api.github.com"
    return "https://uploads.github.com" if is_public else f"{base.removesuffix('/api/v3')}/api/uploads"


def _site_of(base: str) -> str:
    return "https://github.com" if base == "https://api.github.com" else base.removesuffix("/api/v3")


def _dataverse(settings: TargetSettings, order: Order, _project: Path, _release: Path, env: Environment) -> Publisher:
    site = settings.values["url"].rstrip("/")
    token = required_token(settings.name, settings.kind, env)
    return DataversePublisher(
        site=site,
        collection=settings.values["collection"],
        contact=settings.values["contact"],
        subject=settings.values.get("subject", "Social Sciences"),
        client=Client(base=f"{site}/api", token=token, authorize=lambda value: {"X-Dataverse-key": value}),
        order=order,
    )


MAKERS: Mapping[str, Maker] = {
    "ckan": _ckan,
    "dataverse": _dataverse,
    "folder": _folder,
    "github": _github,
    "huggingface": _huggingface,
    "invenio": _invenio,
    "s3": _s3,
    "zenodo": _invenio,
}
