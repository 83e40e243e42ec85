"""Build the wheel, install it into an empty environment and use it there, as somebody without the repository would."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="dpkit-wheel-") as folder:
        scratch = Path(folder)
        wheel = build_wheel(scratch / "wheel")
        dpkit = install(wheel, scratch / "venv")
        dataset = scratch / "dataset"
        for arguments in (
            ["init", str(dataset)],
            ["build", "--project", str(dataset)],
            ["check", "--project", str(dataset)],
        ):
            run([str(dpkit), *arguments], cwd=scratch)
    print("the wheel works on its own")
    return 0


def build_wheel(target: Path) -> Path:
    """The one wheel of this repository, built with the locked build backend."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(ROOT)], cwd=ROOT)
    (wheel,) = target.glob("*.whl")
    return wheel


def install(wheel: Path, target: Path) -> Path:
    """The `dpkit` command of a new environment that holds the locked dependencies and the wheel."""
    venv.create(target, with_pip=True)
    pip = [str(target / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "run.txt")], cwd=target)
    run([*pip, "--no-deps", str(wheel)], cwd=target)
    return target / "bin" / "dpkit"


def run(command: list[str], cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True)


if __name__ == "__main__":
    sys.exit(main())
