"""The workflow files of CI servers, from the templates that come with dpkit."""

import re
from collections.abc import Mapping
from importlib import resources

from dpkit.errors import UsageError

PATHS = {"github": ".github/workflows/dpkit.yml", "gitlab": ".gitlab-ci.yml", "pre-commit": ".pre-commit-config.yaml"}
_NAME = re.compile(r"[A-Za-z0-9][\w./-]{0,200}")


def ci_files(server: str, requirements: str) -> Mapping[str, bytes]:
    """The files of a server (posix path → bytes); `requirements` is what pip installs dpkit from.

    Raises: UsageError where the name would be more than a file name to a shell.
    """
    if not _NAME.fullmatch(requirements) or ".." in requirements:
        raise UsageError(f"--requirements {requirements}: the name of a requirements file was expected")
    template = resources.files("dpkit.store").joinpath("ci", f"{server}.yml").read_text(encoding="utf-8")
    return {PATHS[server]: template.replace("@REQUIREMENTS@", requirements).encode()}
