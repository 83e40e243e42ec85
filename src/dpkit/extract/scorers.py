"""Scorers of check-worthiness: dpkit has none of its own; one is used only where it is named."""

from importlib import import_module
from importlib.metadata import entry_points

from dpkit.errors import ConfigError
from dpkit.seams import Scorer

GROUP = "dpkit.check_worthiness"
"""The entry points under which an installed package offers scorers."""


def named_scorer(name: str) -> Scorer:
    """The scorer of an entry point of the group, or of `module:attribute`; what it names is called without arguments.

    Raises: ConfigError where there is none, or it does not come up.
    """
    module, _, attribute = name.partition(":")
    try:
        if attribute:
            make = getattr(import_module(module), attribute)
        else:
            make = next(point for point in entry_points(group=GROUP) if point.name == name).load()
        scorer: Scorer = make()
    except StopIteration:
        known = ", ".join(sorted(point.name for point in entry_points(group=GROUP))) or "none is installed"
        raise ConfigError(
            f"scorer {name!r}: there is no such entry point in {GROUP} ({known}); "
            "install a package that brings it, or name it as module:attribute"
        ) from None
    except Exception as error:  # a plug-in may fail in any way; its words go on
        raise ConfigError(f"scorer {name!r} does not come up: {type(error).__name__}: {error}") from error
    if not all(hasattr(scorer, wanted) for wanted in ("name", "version", "score")):
        raise ConfigError(f"scorer {name!r} has no name, version or score; what `dpkit.seams.Scorer` says was expected")
    return scorer
