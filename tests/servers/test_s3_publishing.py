"""Releases brought to S3 through faults: every harm at every step leaves the right objects, each written once."""

import itertools
import uuid
from collections.abc import Iterator, Mapping

import boto3
import pytest

from dpkit.errors import DpkitError
from dpkit.model import Order
from dpkit.package.checksums import MANIFEST
from dpkit.publish.client import Limits
from dpkit.publish.run import bring
from dpkit.publish.s3 import S3Publisher, s3_client
from publish.orders import Watch, order_of, publication_of, small_release
from servers.faults import HARMS, Fault
from servers.places import Running
from servers.proxy import Proxy, proxy
from servers.s3 import BUCKET

LIMITS = Limits(silence=2.0, call=3.0)
STEPS: Mapping[str, tuple[str, str]] = {
    "list": ("GET", r"list-type=2"),
    "head": ("HEAD", r"/data/"),
    "put of a file": ("PUT", r"/data/claims.parquet$"),
    "put of the manifest": ("PUT", r"/SHA256SUMS$"),
    "pointer": ("PUT", r"/latest.json$"),
    "delete": ("DELETE", r"/data/gone.txt$"),
    "read back": ("GET", r"/data/claims.parquet$"),
}


@pytest.fixture(scope="module")
def between(s3: Running) -> Iterator[Proxy]:
    with proxy(s3.url) as running:
        yield running


@pytest.fixture
def keys(s3: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.token)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.token)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")  # patience is dpkit's, not boto3's


def _there(s3: Running, below: str) -> dict[str, bytes]:
    keys = {"aws_access_key_id": s3.token, "aws_secret_access_key": s3.token, "region_name": "us-east-1"}
    bucket = boto3.resource("s3", endpoint_url=s3.url, **keys).Bucket(BUCKET)
    return {one.key.removeprefix(below): one.get()["Body"].read() for one in bucket.objects.filter(Prefix=below)}


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("step", STEPS)
def test_a_publication_survives_every_harm(s3: Running, between: Proxy, step: str) -> None:
    struck = 0
    for harm in HARMS:
        between.heal()
        struck += _try_harm(s3, between, step, harm)
    assert struck == len(HARMS), "the step was never reached"


def _try_harm(s3: Running, place: Proxy, step: str, harm: str) -> bool:
    """Publish through one fault, again where the run gives up; whether the fault struck."""
    prefix, former = uuid.uuid4().hex, small_release(uuid.uuid4().hex)
    contents = small_release(uuid.uuid4().hex)
    stale = order_of({**contents, "data/gone.txt": b"of an earlier try"}, "1.1.0")
    client = s3_client({"endpoint": place.url, "region": "us-east-1"})

    def publisher(order: Order, held: Mapping[str, bytes]) -> S3Publisher:
        return S3Publisher(
            bucket=BUCKET, prefix=prefix, order=order, manifest=lambda: held[MANIFEST], client=client, limits=LIMITS
        )

    first = order_of(former, "1.0.0")
    one = bring(publisher(first, former), first, Watch(former).means(), is_published=True)
    left = {**contents, "data/gone.txt": b"of an earlier try"}
    bring(publisher(stale, left), stale, Watch(left).means(), is_published=False)
    method, path = STEPS[step]
    if step == "put of a file":
        boto3.client("s3", endpoint_url=s3.url, region_name="us-east-1").delete_object(
            Bucket=BUCKET, Key=f"{prefix}/harbour/1.1.0/data/claims.parquet"
        )
    place.inject(Fault(method=method, path=path, **HARMS[harm]))  # type: ignore[arg-type]
    order, watch = order_of(contents, "1.1.0", former=(publication_of(first, one.deposit),)), Watch(contents)
    struck = False
    for attempt in itertools.count():
        try:
            bring(publisher(order, contents), order, watch.means(), is_published=True)
            break
        except DpkitError as error:
            watch.said.append(str(error))
            assert attempt < 3, f"{step}, {harm}: {watch.said}"
            struck = struck or _has_struck(place)
            if harm in ("expired token", "forbidden", "a lasting outage"):
                place.heal()
    struck = struck or _has_struck(place)
    place.heal()
    assert _there(s3, f"{prefix}/harbour/1.1.0/") == contents, f"{step}, {harm}: {watch.said}"
    assert _there(s3, f"{prefix}/harbour/1.0.0/") == former
    return struck


def _has_struck(place: Proxy) -> bool:
    return any(exchange.harm is not None for exchange in place.exchanges)
