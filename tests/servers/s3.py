"""moto's S3 server in this process: it keeps conditions and lists, and accepts any credentials and checksum."""

from collections.abc import Iterator
from contextlib import contextmanager

from servers.places import LOOPBACK, Running

BUCKET = "port"


@contextmanager
def s3() -> Iterator[Running]:
    """An S3 with one empty bucket; `token` is both parts of the key."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address=LOOPBACK, port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    running = Running(url=f"http://{host}:{port}", token="testing")
    keys = {"aws_access_key_id": running.token, "aws_secret_access_key": running.token, "region_name": "us-east-1"}
    try:
        boto3.client("s3", endpoint_url=running.url, **keys).create_bucket(Bucket=BUCKET)
        yield running
    finally:
        server.stop()
