"""Releases in a bucket of moto's S3 server, in quiet and through every harm."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from dpkit.errors import DpkitError
from dpkit.package.checksums import MANIFEST
from dpkit.publish.client import Limits
from dpkit.publish.run import Outcome, bring
from dpkit.publish.s3 import S3Publisher, s3_client
from made_release import Watch, order_of, publication_of, small_release
from servers.conftest import Tally
from servers.faults import HARMS, Fault, tried
from servers.places import IS_WHOLE, Running
from servers.proxy import Proxy, proxy
from servers.s3 import BUCKET

LIMITS = Limits(silence=2.0, call=4.0)
STEPS = {
    "list": ("GET", r"list-type=2"),
    "first file": ("PUT", r"/README\.md"),
    "file": ("PUT", r"/data/"),
    "descriptor": ("PUT", r"/datapackage\.json"),
    "checksum": ("HEAD", r""),
    "list of files": ("PUT", r"/SHA256SUMS"),
    "look at the pointer": ("GET", r"/latest\.json"),
    "pointer": ("PUT", r"/latest\.json"),
    "read back": ("GET", r"/data/"),
}


@pytest.fixture
def client(s3: Running, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, s3.token)
    return boto3.client("s3", endpoint_url=s3.url, region_name="us-east-1")


@pytest.fixture
def front(s3: Running) -> Iterator[Proxy]:
    with proxy(s3.url) as made:
        yield made


def test_an_object_is_written_once(client: Any) -> None:
    client.put_object(Bucket=BUCKET, Key="once", Body=b"first", IfNoneMatch="*")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        client.put_object(Bucket=BUCKET, Key="once", Body=b"second", IfNoneMatch="*")
    assert client.get_object(Bucket=BUCKET, Key="once")["Body"].read() == b"first"


METHODS = {step: method for step, (method, _) in STEPS.items()}


@pytest.mark.parametrize(("step", "harm"), tuple(tried(METHODS, 5, is_whole=IS_WHOLE)))
def test_every_harm_leaves_one_version_with_the_right_files(
    front: Proxy, client: Any, step: str, harm: str, tally: Tally
) -> None:
    prefix = f"{step}-{harm}".replace(" ", "-")
    contents, former = small_release("a"), small_release("b")
    before = order_of(former, "1.0.0")
    line = publication_of(before, _brought(front, former, before, prefix, Watch(former)).deposit)
    front.heal()
    front.inject(Fault(method=STEPS[step][0], path=STEPS[step][1], **HARMS[harm]))  # type: ignore[arg-type]
    watch, is_struck = Watch(contents), False
    for attempt in range(4):
        try:
            _brought(front, contents, order_of(contents, "1.1.0", former=(line,)), prefix, watch)
            break
        except DpkitError as error:
            watch.said.append(str(error))
            is_struck = is_struck or front.struck() > 0
            assert attempt < 3, watch.said
            if harm in ("expired token", "forbidden", "a lasting outage"):
                front.heal()
    assert is_struck or front.struck()
    assert _objects(client, f"{prefix}/harbour/1.1.0/") == contents
    assert _objects(client, f"{prefix}/harbour/1.0.0/") == former
    assert b'"1.1.0"' in _objects(client, f"{prefix}/harbour/latest.json")[""]
    tally("S3", "fault")


def _brought(front: Proxy, contents: dict[str, bytes], order: Any, prefix: str, watch: Watch) -> Outcome:
    values = {"endpoint": front.url, "region": "us-east-1"}
    sender = s3_client(values, LIMITS)
    made = S3Publisher(
        bucket=BUCKET, prefix=prefix, order=order, manifest=lambda: contents[MANIFEST], client=sender, limits=LIMITS
    )
    return bring(made, order, watch.means(), is_published=True)


def _objects(client: Any, below: str) -> dict[str, bytes]:
    listed = client.list_objects_v2(Bucket=BUCKET, Prefix=below).get("Contents", ())
    return {
        one["Key"].removeprefix(below): client.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()
        for one in listed
    }
