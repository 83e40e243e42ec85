"""S3 and what speaks like it: `PREFIX/NAME/VERSION/…`, never overwritten, and `PREFIX/NAME/latest.json`.

Each object is put under the condition that there is none (`If-None-Match: *`) and with its SHA-256, which the server
compares. Buckets have no drafts: the draft is the version without its list `SHA256SUMS`, which publishing puts last.
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any, TypeVar

from dpkit.errors import BusyError, RemoteError, UsageError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile
from dpkit.package.checksums import MANIFEST
from dpkit.publish.client import BUSY_STATUS, Limits
from dpkit.publish.deadline import within
from dpkit.publish.pointer import POINTER, pointer_to
from dpkit.publish.spool import BLOCK_BYTES, blocks_of, spool

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Publisher:
    """Puts a release below a prefix of a bucket. `manifest` gives the bytes of the list, which publishing sends."""

    bucket: str
    prefix: str
    order: Order
    manifest: Callable[[], bytes]
    client: Any
    limits: Limits = field(default_factory=Limits)
    checksums: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """Path and ETag → what the server said of the SHA-256, asked once."""

    @property
    def place(self) -> str:
        return f"s3://{self.bucket}/{self._root}"

    def find(self) -> Deposit | None:
        there = self._objects()
        if MANIFEST in there:
            return self._published()
        return self._draft() if there else None

    def start(self) -> Deposit:
        return self._draft()

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        found = {path: self._remote_file(path, *told) for path, told in self._objects().items()}
        if not deposit.is_published and MANIFEST not in found:
            own = next(file for file in self.order.files if file.path == MANIFEST)
            found[MANIFEST] = RemoteFile(path=MANIFEST, size_bytes=own.size_bytes, checksum=f"sha256:{own.sha256}")
        return found

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        """A file; one of a former draft that differs is deleted first, since nothing is ever overwritten."""
        there = self._objects()
        if file.path in there and not self._remote_file(file.path, *there[file.path]).is_as(file):
            self.remove(deposit, file.path)
        with spool(blocks()) as body:
            self._put(file.path, body, file.sha256, is_new=True, size_bytes=file.size_bytes)

    def remove(self, deposit: Deposit, path: str) -> None:
        if deposit.is_published:
            raise RemoteError(f"{deposit.url}: a published version never changes; a draft was expected")
        self._ask("delete", path, lambda: self.client.delete_object(Bucket=self.bucket, Key=self._key(path)))

    def describe(self, deposit: Deposit) -> None:
        """Nothing: the package describes itself, and a bucket has no fields."""

    def publish(self, deposit: Deposit) -> Deposit:
        data = self.manifest()
        own = self.order.facts.manifest
        if sha256(data).hexdigest() != own:
            raise RemoteError(f"{MANIFEST}: the list of the release changed meanwhile; run the same command again")
        self._put(MANIFEST, data, own, is_new=True)
        return self._published()

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        size = next(file.size_bytes for file in self.order.files if file.path == path)
        with self._ask("get", path, lambda: self._fetched(self._key(path)), size) as file:
            yield from blocks_of(file)

    @property
    def _root(self) -> str:
        return "/".join(part for part in (self.prefix.strip("/"), self.order.facts.name) if part)

    def _key(self, path: str) -> str:
        return f"{self._root}/{self.order.facts.version}/{path}"

    def _draft(self) -> Deposit:
        return Deposit(id=self.order.facts.version, url=f"{self.place}/{self.order.facts.version}")

    def _published(self) -> Deposit:
        """The publication, the pointer set; a run that was killed between the two leaves that to the next one."""
        data = pointer_to((self.order.facts.version, *(each.version for each in self.order.former)))
        if self._pointer() != data:
            self._put(f"../{POINTER}", data, sha256(data).hexdigest(), is_new=False)
        return Deposit(id=self.order.facts.version, url=self._draft().url, is_published=True)

    def _pointer(self) -> bytes | None:
        key = f"{self._root}/{POINTER}"
        try:
            with self._ask("get", POINTER, lambda: self._fetched(key)) as file:
                return file.read()
        except MissingError:
            return None

    def _fetched(self, key: str) -> IO[bytes]:
        body = self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
        return spool(iter(lambda: body.read(BLOCK_BYTES), b""))

    def _objects(self) -> Mapping[str, tuple[int, str]]:
        """Path below the version → size and ETag of what lies there."""
        start = self._key("")
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=start)
        listed = self._ask("list", "", lambda: list(pages))
        found = [one for page in listed for one in page.get("Contents", ())]
        return {one["Key"].removeprefix(start): (one["Size"], str(one.get("ETag", "")).strip('"')) for one in found}

    def _remote_file(self, path: str, size: int, etag: str) -> RemoteFile:
        if (path, etag) not in self.checksums:
            values = {"Bucket": self.bucket, "Key": self._key(path), "ChecksumMode": "ENABLED"}
            head = self._ask("head", path, lambda: self.client.head_object(**values))
            self.checksums[path, etag] = head.get("ChecksumSHA256")
        told = self.checksums[path, etag]
        weak = f"md5:{etag}" if re.fullmatch(r"[0-9a-f]{32}", etag) else None  # of what came in one part, unencrypted
        checksum = f"sha256:{base64.b64decode(told).hex()}" if told else weak
        return RemoteFile(path=path, size_bytes=size, checksum=checksum)

    def _put(self, path: str, body: bytes | IO[bytes], digest: str, *, is_new: bool, size_bytes: int = 0) -> None:
        """An object with the bytes of this SHA-256; a service that gets others refuses them."""
        key = f"{self._root}/{path[3:]}" if path.startswith("../") else self._key(path)
        told = base64.b64encode(bytes.fromhex(digest)).decode()
        condition = {"IfNoneMatch": "*"} if is_new else {}
        values = {"Bucket": self.bucket, "Key": key, "ChecksumAlgorithm": "SHA256", "ChecksumSHA256": told, **condition}
        self._ask("put", path, lambda: self.client.put_object(Body=body, **values), size_bytes)

    def _ask(self, what: str, path: str, call: Callable[[], Result], size_bytes: int = 0) -> Result:
        """What one call gives that sends or fetches so many bytes.

        Raises: MissingError, BusyError, RemoteError.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        where = f"{what} {self.place}/{path}"
        seconds = self.limits.call + self.limits.per_mebibyte * size_bytes / 2**20
        try:
            return within(seconds, call)
        except ClientError as error:
            raise _refusal(where, error.response) from None
        except BusyError as error:
            raise BusyError(f"{where}: {error}") from None
        except (BotoCoreError, OSError) as error:
            raise BusyError(f"{where}: {str(error)[:200]}; an answer was expected") from None


class MissingError(RemoteError):
    """There is no such object."""


def s3_client(values: Mapping[str, str], limits: Limits | None = None) -> Any:
    """A client of boto3; credentials come from its own chain (environment, shared files, roles).

    Raises: UsageError where boto3 is not installed.
    """
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        raise UsageError("S3 needs boto3, which is not installed; `pip install 'dpkit[s3]'` was expected") from error
    settings = Config(
        connect_timeout=15,
        read_timeout=(limits or Limits()).silence,
        retries={"total_max_attempts": 1},
        request_checksum_calculation="when_required",
        s3={"addressing_style": "path"} if "endpoint" in values else {},
    )
    return boto3.client("s3", endpoint_url=values.get("endpoint"), region_name=values.get("region"), config=settings)


def _refusal(where: str, response: Mapping[str, Any]) -> RemoteError:
    """What an error of the server means. 412 and 409: somebody else was there first; it is looked at again."""
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    error = response.get("Error", {})
    said = f"{status} {error.get('Code', '')} {str(error.get('Message', ''))[:200]}"
    if status == 404:
        return MissingError(f"{where}: {said}; an existing bucket and object were expected")
    if status in BUSY_STATUS or status == 412:
        return BusyError(f"{where}: {said}; a later try was expected to help")
    return RemoteError(f"{where}: {said}; credentials that may write there were expected")
