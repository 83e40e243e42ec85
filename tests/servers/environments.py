"""Environments of servers: a Python of their own with what their hash-locked requirements name, made once."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from servers import system
from servers.places import HOME, ROOT, SetUpError

PIP = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")


def environment(name: str, *builders: str) -> Path:
    """The Python of the environment of `requirements/servers-NAME.txt`; a second call finds it ready.

    `builders` are the Debian packages that installing it takes, and nothing later.

    Raises: SetUpError with the end of what the installer said.
    """
    locked = ROOT / "requirements" / f"servers-{name}.txt"
    folder = HOME / name
    python = folder / "bin" / "python"
    stamp, wanted = folder / "installed", f"{sys.version}\n{hashlib.sha256(locked.read_bytes()).hexdigest()}\n"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    system.require(*builders)
    shutil.rmtree(folder, ignore_errors=True)
    HOME.mkdir(exist_ok=True)
    print(f"installing {locked.name} into {folder}", file=sys.stderr, flush=True)
    _run(sys.executable, "-m", "venv", str(folder))
    _run(str(python), *PIP, "--require-hashes", "-r", str(locked))
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _run(*arguments: str) -> None:
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetUpError(f"{' '.join(arguments[:4])} …: ended with {done.returncode}\n{done.stderr[-3000:]}")
