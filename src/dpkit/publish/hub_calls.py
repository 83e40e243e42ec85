"""Calls of huggingface_hub: with an end to every wait, and faults in the words of this room."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpx2
import huggingface_hub
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils.tqdm import disable_progress_bars

from dpkit.errors import BusyError, RemoteError
from dpkit.publish.client import BUSY_STATUS, RefusedError
from dpkit.publish.secrets import Secret

SILENCE_SECONDS = 60.0
STALE = 412
"""The commit is no longer the last one: somebody else was faster."""


def hub_api(endpoint: str, token: Secret) -> huggingface_hub.HfApi:
    """The library's client for one Hub. Unlike its own default it does not wait for ever, and prints nothing."""
    _set_up()
    return huggingface_hub.HfApi(endpoint=endpoint, token=token.reveal(), library_name="dpkit")


@contextmanager
def spoken(place: str, token: Secret) -> Iterator[None]:
    """Whatever the library raises, as BusyError, RefusedError or RemoteError; the token stands in none of them."""
    try:
        yield
    except HfHubHTTPError as error:
        raise _of_status(place, error, token) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, json.JSONDecodeError) as error:
        raise BusyError(f"{place}: {_said(error, token)}; an answer was expected") from None
    except RuntimeError as error:  # the library wraps what went wrong with one of several files
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError):
            raise _of_status(place, cause, token) from None
        raise BusyError(f"{place}: {_said(cause or error, token)}; a whole file was expected") from None
    except ValueError as error:
        raise RemoteError(f"{place}: {_said(error, token)}; a package that the Hub takes was expected") from None


@cache
def _set_up() -> None:
    """The library keeps one client for all; setting it anew would cut off calls that are under way."""
    disable_progress_bars()
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    huggingface_hub.set_client_factory(_client)


def _client() -> httpx2.Client:
    from huggingface_hub.utils._http import hf_request_event_hook

    hooks = {"request": [hf_request_event_hook]}
    return httpx2.Client(event_hooks=hooks, follow_redirects=True, timeout=httpx2.Timeout(SILENCE_SECONDS))


def _of_status(place: str, error: HfHubHTTPError, token: Secret) -> RemoteError:
    status, said = error.response.status_code, _said(error, token)
    if status in BUSY_STATUS or status == STALE:
        asked = error.response.headers.get("retry-after", "")
        return BusyError(f"{place}: {status} {said}", float(asked) if asked.isdigit() else None)
    if status in (401, 403):
        return RemoteError(f"{place}: {status} {said}; a token that is valid and may write was expected")
    return RefusedError(f"{place}: {status} {said}", status)


def _said(error: BaseException, token: Secret) -> str:
    """The beginning of what an error says, on one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return token.hidden_in(text)[:300]
