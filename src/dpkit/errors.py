"""The exception tree: raised when a job cannot be done. Bad data is no exception but a `model.Finding`."""


class DpkitError(Exception):
    """A job that cannot be done. The message reads `where: what is wrong; what was expected`."""

    exit_code = 2


class UsageError(DpkitError):
    """The command line asks for something that does not exist or does not fit together."""


class ConfigError(DpkitError):
    """`dpkit.toml` or a schema file cannot be used."""


class InputError(DpkitError):
    """A file that the job needs cannot be read."""


class PackageError(DpkitError):
    """A data package cannot be opened or written."""


class RemoteError(DpkitError):
    """A remote service refused or stayed silent; a later retry may help."""

    exit_code = 3


class BusyError(RemoteError):
    """A remote service could not answer now; the same may be asked again, after `wait_seconds` where it says so."""

    def __init__(self, message: str, wait_seconds: float | None = None) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class LostWorkerError(DpkitError):
    """The processes or machines that the work was given to are gone; a rerun goes on from what is finished."""

    exit_code = 3
