"""The Hugging Face Hub: a draft is a branch, a publication a commit on `main` with a tag.

The draft branch bears the version and the commit of `main` that it began from. Publishing asks for that commit as the
parent, so that of two publishers one is told to look again. The tag comes last: where it stands, everything was done.
Nothing is described apart from the files: the card is the package's own README.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha1
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.hf_api import GitRefs, RepoFile

from dpkit.errors import RemoteError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile
from dpkit.publish.client import Client
from dpkit.publish.hub_calls import spoken
from dpkit.publish.secrets import Secret

MAIN = "main"
OWN_FILES = frozenset({".gitattributes"})
"""What the Hub itself keeps in a repository."""
ANYBODYS_FILES = OWN_FILES | {"README.md"}
"""What a repository that somebody has just made may hold."""
KIND = "dataset"


@dataclass(frozen=True, slots=True, kw_only=True)
class HuggingFacePublisher:
    """Brings a release to a dataset repository `owner/name`; `open_file` gives a file of the release from its start."""

    repository: str
    endpoint: str
    order: Order
    open_file: Callable[[str], BinaryIO]
    api: HfApi
    token: Secret

    @property
    def place(self) -> str:
        return f"{urlsplit(self.endpoint).netloc}/datasets/{self.repository}"

    def find(self) -> Deposit | None:
        refs = self._refs()
        if refs is None:
            return None
        for tag in refs.tags:
            if tag.name == self._tag:
                return self._published(tag.target_commit)
        branch = self._branch(_head(refs))
        return self._draft(branch) if any(each.name == branch for each in refs.branches) else None

    def start(self) -> Deposit:
        with spoken(self.place, self.token):
            self.api.create_repo(self.repository, repo_type=KIND, private=True, exist_ok=True)
        head = _head(self._refs())
        self._refuse_foreign(self._tree(MAIN))
        branch = self._branch(head)
        with spoken(self.place, self.token):
            self.api.create_branch(self.repository, repo_type=KIND, branch=branch, revision=head or MAIN, exist_ok=True)
        return self._draft(branch)

    def files(self, deposit: Deposit) -> Mapping[str, RemoteFile]:
        return self._tree(deposit.id)

    def upload(self, deposit: Deposit, file: PackageFile, blocks: Callable[[], Iterator[bytes]]) -> None:
        """A commit with one file; a stream makes the library use Git LFS, whose every step can be tried in a test."""
        with self.open_file(file.path) as stream, spoken(f"{self.place}: {file.path}", self.token):
            added = CommitOperationAdd(path_in_repo=file.path, path_or_fileobj=stream)
            self.api.create_commit(
                self.repository, [added], repo_type=KIND, revision=deposit.id, commit_message=f"Add {file.path}"
            )

    def remove(self, deposit: Deposit, path: str) -> None:
        with spoken(f"{self.place}: {path}", self.token):
            self.api.create_commit(
                self.repository,
                [CommitOperationDelete(path_in_repo=path, is_folder=False)],
                repo_type=KIND,
                revision=deposit.id,
                commit_message=f"Remove {path}",
            )

    def describe(self, deposit: Deposit) -> None:
        """Nothing: the Hub reads the card in README.md."""

    def publish(self, deposit: Deposit) -> Deposit:
        commit = _head(self._refs())
        there = self._tree(MAIN)
        if not self._is_release(there):
            if self._branch(commit) != deposit.id:
                raise RemoteError(
                    f"{self.place}: {MAIN} changed since the draft was made (now {commit[:12]}); look at it, then run "
                    "the same command again"
                )
            commit = self._commit(commit, there)
        with spoken(self.place, self.token):
            if self.api.repo_info(self.repository, repo_type=KIND).private:
                self.api.update_repo_settings(self.repository, repo_type=KIND, private=False)
        self._clear_drafts()
        with spoken(self.place, self.token):
            self.api.create_tag(self.repository, repo_type=KIND, tag=self._tag, revision=commit, exist_ok=True)
        found = self.find()
        if found is None or not found.is_published:
            raise RemoteError(f"{self.place}: there is no tag {self._tag} after it was made; run the same again")
        return found

    def download(self, deposit: Deposit, path: str) -> Iterator[bytes]:
        """The bytes as everybody gets them: without a token."""
        size = next(file.size_bytes for file in self.order.files if file.path == path)
        anybody = Client(base=self.endpoint)
        yield from anybody.download(f"datasets/{self.repository}/resolve/{quote(deposit.id)}/{quote(path)}", size)

    @property
    def _tag(self) -> str:
        return f"v{self.order.facts.version}"

    @property
    def _draft_prefix(self) -> str:
        return f"dpkit-draft-{self._tag}-"

    def _branch(self, head: str) -> str:
        return f"{self._draft_prefix}{head[:12]}"

    def _draft(self, branch: str) -> Deposit:
        return Deposit(id=branch, url=f"{self.endpoint}/datasets/{self.repository}/tree/{branch}")

    def _published(self, commit: str) -> Deposit:
        url = f"{self.endpoint}/datasets/{self.repository}/tree/{self._tag}"
        return Deposit(id=self._tag, url=url, is_published=True, identifiers={"commit": commit})

    def _refs(self) -> GitRefs | None:
        """Branches and tags; None where there is no such repository, or none that the token may see."""
        with spoken(self.place, self.token):
            try:
                return self.api.list_repo_refs(self.repository, repo_type=KIND)
            except RepositoryNotFoundError as error:
                if error.response.status_code == 404:
                    return None
                raise

    def _tree(self, revision: str) -> Mapping[str, RemoteFile]:
        """Path → file, but for the Hub's own."""
        with spoken(self.place, self.token):
            entries = list(self.api.list_repo_tree(self.repository, recursive=True, revision=revision, repo_type=KIND))
        files = (entry for entry in entries if isinstance(entry, RepoFile) and entry.path not in OWN_FILES)
        return {entry.path: self._remote_file(entry) for entry in files}

    def _remote_file(self, entry: RepoFile) -> RemoteFile:
        """A file with its SHA-256 where it lies in LFS; of others the Hub tells git's hash, compared with ours."""
        if entry.lfs is not None:
            return RemoteFile(path=entry.path, size_bytes=entry.lfs.size, checksum=f"sha256:{entry.lfs.sha256}")
        own = next((file for file in self.order.files if file.path == entry.path), None)
        is_same = own is not None and own.size_bytes == entry.size and self._blob_id(own.path) == entry.blob_id
        checksum = f"sha256:{own.sha256}" if own is not None and is_same else f"git-sha1:{entry.blob_id}"
        return RemoteFile(path=entry.path, size_bytes=entry.size, checksum=checksum)

    def _blob_id(self, path: str) -> str:
        """What git calls a file."""
        with self.open_file(path) as stream:
            data = stream.read()
        return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

    def _is_release(self, there: Mapping[str, RemoteFile]) -> bool:
        wanted = {file.path: file for file in self.order.files}
        return set(there) == set(wanted) and all(there[path].is_as(file) for path, file in wanted.items())

    def _commit(self, head: str, there: Mapping[str, RemoteFile]) -> str:
        """The release as one commit on `main`, and its id; what the draft brought into LFS is not sent again."""
        changed = [file for file in self.order.files if file.path not in there or not there[file.path].is_as(file)]
        gone = sorted(set(there) - {file.path for file in self.order.files})
        streams = [self.open_file(file.path) for file in changed]
        try:
            added = [
                CommitOperationAdd(path_in_repo=file.path, path_or_fileobj=stream)
                for file, stream in zip(changed, streams, strict=True)
            ]
            deleted = [CommitOperationDelete(path_in_repo=path, is_folder=False) for path in gone]
            with spoken(self.place, self.token):
                made = self.api.create_commit(
                    self.repository,
                    [*added, *deleted],
                    repo_type=KIND,
                    revision=MAIN,
                    parent_commit=head,
                    commit_message=f"Release {self.order.facts.version}",
                    commit_description="\n".join(self.order.facts.changes),
                )
            return str(made.oid)
        finally:
            for stream in streams:
                stream.close()

    def _clear_drafts(self) -> None:
        """Take away the branches of this version's drafts; one that is gone already is no fault."""
        refs = self._refs()
        for branch in refs.branches if refs is not None else ():
            if branch.name.startswith(self._draft_prefix):
                with spoken(self.place, self.token):
                    try:
                        self.api.delete_branch(self.repository, repo_type=KIND, branch=branch.name)
                    except HfHubHTTPError as error:
                        if error.response.status_code != 404:
                            raise

    def _refuse_foreign(self, there: Mapping[str, RemoteFile]) -> None:
        """A repository that holds somebody's other files is not emptied for a release.

        Raises: RemoteError.
        """
        if set(there) - ANYBODYS_FILES and "datapackage.json" not in there:
            raise RemoteError(
                f"{self.place}: it holds other files ({', '.join(sorted(there)[:3])}) and no data package; an empty "
                "repository, or one that holds this dataset, was expected"
            )


def _head(refs: GitRefs | None) -> str:
    """The last commit of `main`."""
    return next((each.target_commit for each in refs.branches if each.name == MAIN), "") if refs is not None else ""
