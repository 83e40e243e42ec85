"""A server by hand: what it is reached by is printed, and Ctrl-C ends it."""

import signal
import sys
import time
from contextlib import AbstractContextManager

from servers.places import Running, SetUpError


def until_interrupted(server: AbstractContextManager[Running]) -> None:
    """Run a server until Ctrl-C or SIGTERM; its address and token go to standard output."""
    for number in (signal.SIGTERM, signal.SIGINT):  # a shell starts what runs behind it deaf to the latter
        signal.signal(number, signal.default_int_handler)
    begun = time.monotonic()
    try:
        with server as running:
            print(f"URL={running.url}\nTOKEN={running.token}", flush=True)
            print(f"ready after {time.monotonic() - begun:.0f} s; Ctrl-C ends it", file=sys.stderr, flush=True)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        print("ended", file=sys.stderr)
    except SetUpError as error:
        sys.exit(str(error))
