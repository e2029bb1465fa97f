"""The command `mrc-bot`, and `python -m bot`."""

from __future__ import annotations

import os
import signal


def main() -> None:
    """Run the command; SIGTERM is heard from the start, before a second of imports.

    A container's first process hears no signal that it has no handler for.
    """
    signal.signal(signal.SIGTERM, lambda number, _: os._exit(128 + number))
    from bot.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
