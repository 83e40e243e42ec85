"""A release in git: its files committed and tagged, after everything that could refuse it was asked.

Hooks of the repository do not run: what was just built and checked is what is committed.
"""

from collections.abc import Sequence
from pathlib import Path

from dpkit.errors import InputError, UsageError
from dpkit.store.git import ask_git


def require_taggable(root: Path, tag: str, inputs: Sequence[str]) -> None:
    """See that a release can be tagged: a repository with a commit, an author, no such tag, and inputs as committed.

    `inputs` are the paths below the project that the release follows from.

    Raises: UsageError, naming what is missing; InputError where git is not installed.
    """
    advice = "or `dpkit release --no-tag`"
    try:
        ask_git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except InputError as error:
        if "not installed" in str(error):
            raise UsageError(f"{error}; {advice}") from error
        raise UsageError(f"{root}: a tag needs a git repository with a commit, {advice}; one was expected") from error
    if has_tag(root, tag):
        raise UsageError(f"{tag}: git has this tag already; a tag that is free was expected, {advice}")
    changed = ask_git(root, "status", "--porcelain", "--untracked-files=all", "--", *inputs).decode("utf-8", "replace")
    if changed.strip():
        first = changed.split("\n", 1)[0][3:]
        raise UsageError(
            f"{first}: this is not committed, and a tag holds what is; a commit before was expected, {advice}"
        )
    try:
        ask_git(root, "var", "GIT_COMMITTER_IDENT")
    except InputError as error:
        raise UsageError(f"git: nobody is named as the author ({error}); user.name and user.email expected") from error


def has_tag(root: Path, tag: str) -> bool:
    """Is there such a tag? False too where there is no repository."""
    try:
        ask_git(root, "rev-parse", "--verify", "--quiet", f"refs/tags/{tag}")
    except InputError:
        return False
    return True


def commit_and_tag(root: Path, tag: str, paths: Sequence[str], message: str) -> None:
    """Commit what a release wrote, and nothing else, and tag that commit.

    Raises: InputError where git refuses.
    """
    ask_git(root, "add", "--all", "--", *paths)
    if ask_git(root, "status", "--porcelain", "--", *paths).strip():
        ask_git(root, "commit", "--no-verify", "--quiet", "-m", message, "--", *paths)
    ask_git(root, "-c", "tag.gpgSign=false", "tag", "--annotate", "-m", message, tag)
