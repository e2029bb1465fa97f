"""What the commands share: the name before their errors, and the settings."""

from __future__ import annotations

from bot.settings import Settings, SettingsError, load_settings
from mrc_core.evaluate.console import errors_in_one_line

NAME = "mrc-bot"


def settings_or_fail(**overrides: object) -> Settings:
    """Return the settings; wrong ones are one line on stderr and the end of the process."""
    with errors_in_one_line(NAME, SettingsError):
        return load_settings(**overrides)
