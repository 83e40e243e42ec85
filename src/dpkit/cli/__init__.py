"""The command line: the only room that owns the terminal, the clock and the environment."""

import os
import sys
import traceback
from collections.abc import Sequence

from dpkit.errors import DpkitError

BUG = 70
"""EX_SOFTWARE of sysexits.h: the fault is dpkit's own, not the data's."""


def main(argv: Sequence[str]) -> int:
    """The exit code of one command: 0 fine, 1 findings or differences, 2 cannot, 3 remote refused, 70 a bug."""
    from dpkit.cli.app import app

    try:
        try:
            app(args=list(argv), prog_name="dpkit")
        finally:
            sys.stdout.flush()  # here, and not while the process ends, when nobody can say what a failure means
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # Click's word for it is 1, which would read as findings
            return _unheard()
        return stop.code if isinstance(stop.code, int) else 0
    except DpkitError as error:
        return _fail(str(error), error.exit_code)
    except BrokenPipeError:
        return _unheard()
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug must not read as findings (exit 1)
        if "DPKIT_DEBUG" in os.environ:
            traceback.print_exc()
        return _fail(f"this is a bug in dpkit: {type(error).__name__}: {error}; DPKIT_DEBUG=1 shows where", BUG)
    return 0


def run() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


def _unheard() -> int:
    """The reader of our output (head, less) has had enough: nothing is wrong."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _fail(message: str, code: int) -> int:
    from dpkit.report.sanitise import sanitise

    print(f"dpkit: {sanitise(message)}", file=sys.stderr)
    return code
