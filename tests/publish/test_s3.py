"""A bucket as a repository, at an S3 server on loopback."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from dpkit.errors import BusyError, PackageError, RemoteError
from dpkit.package.checksums import MANIFEST
from dpkit.publish.client import Limits
from dpkit.publish.run import Outcome, bring
from dpkit.publish.s3 import S3Publisher, s3_client
from made_release import Watch, order_of, publication_of, small_release
from servers.faults import Fault, Harm
from servers.proxy import proxy


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing-secret")
    made = boto3.resource("s3", endpoint_url=server, region_name="us-east-1").create_bucket(Bucket="statements")
    yield made
    made.objects.delete()
    made.delete()


def _publisher(server: str, contents: dict[str, bytes], order: Any, name: str = "statements") -> S3Publisher:
    client = s3_client({"endpoint": server, "region": "us-east-1"})
    return S3Publisher(bucket=name, prefix="open", order=order, manifest=lambda: contents[MANIFEST], client=client)


def _bring(
    server: str, contents: dict[str, bytes], version: str, former: Any = (), *, is_published: bool = True
) -> Outcome:
    order = order_of(contents, version, former=former)
    return bring(_publisher(server, contents, order), order, Watch(contents).means(), is_published=is_published)


def _objects(bucket: Any, below: str) -> dict[str, bytes]:
    return {one.key.removeprefix(below): one.get()["Body"].read() for one in bucket.objects.filter(Prefix=below)}


def test_a_release_and_its_successor_lie_side_by_side(server: str, bucket: Any) -> None:
    first, second = small_release("a"), small_release("b")
    one = _bring(server, first, "1.0.0")
    former = (publication_of(order_of(first, "1.0.0"), one.deposit),)
    _bring(server, second, "1.1.0", former)
    assert _objects(bucket, "open/harbour/1.0.0/") == first
    assert _objects(bucket, "open/harbour/1.1.0/") == second
    assert json.loads(_objects(bucket, "open/harbour/latest.json")[""])["version"] == "1.1.0"


def test_a_draft_is_a_version_without_its_list(server: str, bucket: Any) -> None:
    contents = small_release("a")
    _bring(server, contents, "1.0.0", is_published=False)
    assert set(_objects(bucket, "open/harbour/1.0.0/")) == set(contents) - {MANIFEST}
    assert not _objects(bucket, "open/harbour/latest.json")
    outcome = _bring(server, contents, "1.0.0")
    assert outcome.sent == ()
    assert _objects(bucket, "open/harbour/1.0.0/") == contents


def test_a_version_that_is_there_with_other_bytes_is_refused(server: str, bucket: Any) -> None:
    _bring(server, small_release("a"), "1.0.0")
    with pytest.raises(PackageError, match="a published version never changes"):
        _bring(server, small_release("b"), "1.0.0")
    assert _objects(bucket, "open/harbour/1.0.0/") == small_release("a")


def test_nothing_is_ever_overwritten(server: str, bucket: Any) -> None:
    """Another run that was quicker than our look at the bucket is noticed by the condition of the put."""
    contents = small_release("a")
    order = order_of(contents, "1.0.0")
    publisher = _publisher(server, contents, order)
    bucket.put_object(Key="open/harbour/1.0.0/README.md", Body=b"theirs")
    with pytest.raises(BusyError, match="412"):
        publisher._put("README.md", b"ours", sha256(b"ours").hexdigest(), is_new=True)
    assert _objects(bucket, "open/harbour/1.0.0/README.md")[""] == b"theirs"


def test_an_object_of_another_draft_is_replaced(server: str, bucket: Any) -> None:
    contents = small_release("a")
    bucket.put_object(Key="open/harbour/1.0.0/README.md", Body=b"of an earlier try")
    bucket.put_object(Key="open/harbour/1.0.0/gone.txt", Body=b"of an earlier try")
    _bring(server, contents, "1.0.0")
    assert _objects(bucket, "open/harbour/1.0.0/") == contents


def test_a_bucket_that_is_not_there_is_told(server: str, bucket: Any) -> None:
    contents = small_release("a")
    order = order_of(contents, "1.0.0")
    with pytest.raises(RemoteError, match="NoSuchBucket"):
        bring(_publisher(server, contents, order, "missing"), order, Watch(contents).means(), is_published=True)


def test_a_server_that_does_not_answer_may_be_asked_again(bucket: Any) -> None:
    contents = small_release("a")
    publisher = _publisher("http://127.0.0.1:9", contents, order_of(contents, "1.0.0"))
    with pytest.raises(BusyError):
        publisher.find()


def test_a_file_that_drips_is_given_up_in_time(server: str, bucket: Any) -> None:
    contents = small_release("a")
    order, limits = order_of(contents, "1.0.0"), Limits(silence=0.5, call=0.5, per_mebibyte=0.0)
    deposit = _bring(server, contents, "1.0.0").deposit
    with proxy(server) as front:
        front.inject(Fault(harm=Harm.DRIP, path="/data/", bytes_per_second=20.0))
        client = s3_client({"endpoint": front.url, "region": "us-east-1"}, limits)
        slow = S3Publisher(
            bucket="statements", prefix="open", order=order, manifest=lambda: b"", client=client, limits=limits
        )
        with pytest.raises(BusyError, match="no whole answer"):
            list(slow.download(deposit, "data/claims.parquet"))
