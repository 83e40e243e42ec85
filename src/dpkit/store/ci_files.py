"""The workflow files of CI servers, from the templates that come with dpkit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from dpkit.errors import UsageError

PATHS = {"github": ".github/workflows/dpkit.yml", "gitlab": ".gitlab-ci.yml", "pre-commit": ".pre-commit-config.yaml"}
RELEASE_PATHS = {"github": ".github/workflows/dpkit-release.yml", "gitlab": ".gitlab/dpkit-release.yml"}
_NAME = re.compile(r"[A-Za-z0-9][\w./-]{0,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseJob:
    """A repository that CI leaves drafts at: its name and kind in dpkit.toml, and the folder of the package."""

    target: str
    kind: str
    package_folder: str

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the secrets that sending takes; S3 has those of its own chain."""
        if self.kind == "s3":
            return ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        return () if self.kind == "folder" else (f"DPKIT_TOKEN_{self.target.upper().replace('-', '_')}",)


def ci_files(server: str, requirements: str) -> Mapping[str, bytes]:
    """The files of a server (posix path → bytes); `requirements` is what pip installs dpkit from.

    Raises: UsageError where the name would be more than a file name to a shell.
    """
    return {PATHS[server]: _filled(f"{server}.yml", {"REQUIREMENTS": _safe(requirements, "--requirements")})}


def release_files(server: str, requirements: str, job: ReleaseJob) -> Mapping[str, bytes]:
    """The files of a server that bring a tagged release to a repository as a draft.

    Raises: UsageError where the server runs no such jobs, or a name would be more than a name to a shell.
    """
    if server not in RELEASE_PATHS:
        raise UsageError(f"--release: {server} publishes nothing; one of {', '.join(RELEASE_PATHS)} was expected")
    own = job.kind == "github"  # its releases are written with the token that every run has
    tokens = [f"          {name}: ${{{{ {_secret(name, own=own)} }}}}" for name in job.variables]
    values = {
        "REQUIREMENTS": _safe(requirements, "--requirements"),
        "TARGET": _safe(job.target, "--release"),
        "PACKAGE": _safe(job.package_folder, "dpkit.toml: paths.datapackage"),
        "CONTENTS": "write # a draft of a release is a write" if own else "read",
        "VARIABLES": " and ".join(job.variables) or "(none is needed)",
        "TOKENS": "\n".join(tokens),
    }
    return {RELEASE_PATHS[server]: _filled(f"{server}-release.yml", values)}


def _secret(name: str, *, own: bool) -> str:
    return "github.token" if own else f"secrets.{name}"


def _safe(name: str, option: str) -> str:
    if not _NAME.fullmatch(name) or ".." in name:
        raise UsageError(f"{option} {name}: a plain name of letters, digits, `.`, `/`, `_` and `-` was expected")
    return name


def _filled(template: str, values: Mapping[str, str]) -> bytes:
    text = resources.files("dpkit.store").joinpath("ci", template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@\n", f"{value}\n" if value else "") if name == "TOKENS" else text
        text = text.replace(f"@{name}@", value)
    return text.encode()
