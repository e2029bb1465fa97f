"""The Slack app, its HTTP face and its command line."""

import importlib.metadata

__version__ = importlib.metadata.version("mrc-bot")
