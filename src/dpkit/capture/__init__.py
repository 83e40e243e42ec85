"""A page of the web comes into the raw folder as it was sent. It touches the network, as `publish` does."""

from dpkit.capture.exchange import Limits
from dpkit.capture.page import Capture, World, capture

__all__ = ["Capture", "Limits", "World", "capture"]
