"""Tokens: read from the environment or a keyring, shown to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from dpkit.errors import RemoteError, UsageError

CUSTOMARY: Mapping[str, tuple[str, ...]] = {
    "ckan": ("CKAN_API_TOKEN",),
    "dataverse": ("DATAVERSE_API_TOKEN",),
    "folder": (),
    "github": ("GITHUB_TOKEN", "GH_TOKEN"),
    "huggingface": ("HF_TOKEN",),
    "invenio": ("INVENIO_TOKEN",),
    "s3": (),
    "zenodo": ("ZENODO_TOKEN",),
}
"""Kind of repository → variables that other tools read its token from. S3 has a chain of its own (boto3)."""
HIDDEN = "***"


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A token; only `reveal` gives it, and nothing prints it."""

    _value: str

    def reveal(self) -> str:
        """The token, for the header of a request and nothing else."""
        return self._value

    def hidden_in(self, text: str) -> str:
        """A text with the token struck out, also where it stands percent-encoded."""
        return text.replace(self._value, HIDDEN).replace(quote(self._value, safe=""), HIDDEN)

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__


def token_of(target: str, kind: str, environment: Mapping[str, str]) -> Secret | None:
    """The token of a target: `DPKIT_TOKEN_<TARGET>`, then a keyring (service `dpkit`), then what its kind is used to.

    None where there is none. The trial place of a target has a token of its own, and never the customary one.

    Raises: UsageError where one is set that no header can carry.
    """
    own = f"DPKIT_TOKEN_{target.upper().replace('-', '_')}"
    names = (own,) if target.endswith("-sandbox") else (own, *CUSTOMARY[kind])
    for name in names:
        if environment.get(name):
            return _checked(environment[name], name)
        if name == own and (kept := _from_keyring(target)):
            return _checked(kept, "keyring")
    return None


def required_token(target: str, kind: str, environment: Mapping[str, str]) -> Secret:
    """The token of a target that cannot do without.

    Raises: RemoteError.
    """
    found = token_of(target, kind, environment)
    if found is None:
        own = f"DPKIT_TOKEN_{target.upper().replace('-', '_')}"
        expected = f"{own} in the environment, or `keyring set dpkit {target}`, was expected"
        raise RemoteError(f"{target}: there is no token; {expected}")
    return found


def _checked(value: str, name: str) -> Secret:
    token = value.strip()
    if not token.isascii() or not token.isprintable() or " " in token or len(token) < 8:
        raise UsageError(f"{name}: this is no token; at least 8 letters, digits and signs were expected")
    return Secret(token)


def _from_keyring(target: str) -> str | None:
    """A token that a person gave to the keyring of the system, where the library keyring is installed."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password("dpkit", target)
    except (KeyringError, OSError, RuntimeError):  # no desktop, no service: as if it held nothing
        return None
    return found
