"""moto keeps the condition on which publishing to S3 rests."""

import boto3
import pytest
from botocore.exceptions import ClientError

from servers.places import Running
from servers.s3 import BUCKET


def test_an_object_is_written_once(s3: Running) -> None:
    keys = {"aws_access_key_id": s3.token, "aws_secret_access_key": s3.token, "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=s3.url, **keys)
    client.put_object(Bucket=BUCKET, Key="once", Body=b"first", IfNoneMatch="*")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        client.put_object(Bucket=BUCKET, Key="once", Body=b"second", IfNoneMatch="*")
    assert client.get_object(Bucket=BUCKET, Key="once")["Body"].read() == b"first"
