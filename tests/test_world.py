"""Only `store/` opens files: proved by an audit hook while a whole build runs, not by reading imports."""

import subprocess
import sys
from pathlib import Path

WATCHED = """
import sys, time
from pathlib import Path

opened = []

def hook(event, arguments):
    if event != "open" or not isinstance(arguments[0], (str, bytes)):
        return
    frame, chain = sys._getframe(1), []
    while frame is not None:
        chain.append(frame.f_code.co_filename.replace("\\\\", "/"))
        frame = frame.f_back
    if any("importlib" in name for name in chain):
        return  # imports, and package data through importlib.resources
    nearest = next((name for name in chain if "/dpkit/" in name), None)
    if nearest is not None and "/dpkit/store/" not in nearest:
        opened.append((nearest.rsplit("/dpkit/", 1)[1], str(arguments[0])))

sys.addaudithook(hook)
from dpkit.build import BuildOptions, build
from dpkit.store.project import load_project
assert build(load_project(Path(sys.argv[1])), BuildOptions(clock=time.perf_counter)).is_written
project = sys.argv[1]
print("\\n".join(sorted({f"{room}: {name}" for room, name in opened if name.startswith(project)})))
"""


def test_no_room_but_the_store_opens_a_file_of_the_project(seed_project: Path) -> None:
    command = [sys.executable, "-c", WATCHED, str(seed_project)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout
    assert shown.strip() == ""


def test_help_imports_nothing_heavy() -> None:
    heavy = ("polars", "pyarrow", "pandera", "frictionless", "trafilatura", "py3langid", "numpy", "pandas")
    code = (
        f"import sys; from dpkit.cli import main; main(['--help']); print([m for m in {heavy!r} if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert shown.rstrip().endswith("[]"), shown[-300:]
