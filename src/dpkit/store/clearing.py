"""What a withdrawal removes from the disk: the raw file with its sidecar, and all work in progress."""

from dpkit.errors import InputError
from dpkit.inputs.sidecar import SIDECAR_SUFFIX
from dpkit.package.checksums import MANIFEST
from dpkit.store import files
from dpkit.store.lock import accept_change, read_lock, write_lock
from dpkit.store.package_folder import WORK_FOLDER
from dpkit.store.project import Project


def remove_raw(project: Project, path: str, reason: str) -> tuple[str, ...]:
    """Remove a raw file and its sidecar, with a person's consent in the lock; the paths that went.

    Raises: InputError.
    """
    lock, _ = read_lock(project.root, project.config.raw_folder)
    found = [each for each in (path, path + SIDECAR_SUFFIX) if files.kind_of(project.root / each) == "file"]
    if lock is not None and path in lock.entries and lock.entries[path].fingerprint is not None:
        write_lock(project.root, project.config.raw_folder, accept_change(lock, path, None, reason))
    try:
        for each in found:
            files.remove_file(project.root / each)
            files.sync_folder((project.root / each).parent)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; a raw folder that can be written was expected") from error
    return tuple(found)


def clear_work_folder(project: Project) -> None:
    """Remove copies of former packages, caches and leftovers; the locks stay, for they may be held.

    The manifest of a copy goes last: a copy that is cleared by half can still be told to be one.

    Raises: InputError.
    """
    root = project.root
    if files.kind_of(root / WORK_FOLDER) != "folder":
        return
    try:
        for entry in sorted(files.walk(root, WORK_FOLDER), key=lambda entry: entry.path.endswith(f"/{MANIFEST}")):
            if entry.kind != "folder" and not entry.path.endswith("/lock"):
                files.remove_file(root / entry.path)
    except OSError as error:
        raise InputError(
            f"{WORK_FOLDER}: {error.strerror or error}; a folder that can be written was expected"
        ) from error
