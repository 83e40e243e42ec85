"""A release goes to open repositories, and what lies there is proved to be what was built."""

from dpkit.publish.patience import Pause
from dpkit.publish.plan import Plan, Refusal, make_plan, target_settings
from dpkit.publish.publication import PublishOptions, PublishReport, publish
from dpkit.publish.reserve import reserving

__all__ = [
    "Pause",
    "Plan",
    "PublishOptions",
    "PublishReport",
    "Refusal",
    "make_plan",
    "publish",
    "reserving",
    "target_settings",
]
