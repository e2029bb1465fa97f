"""mrc-bot doctor: what is configured, what is reachable, what is missing."""

from __future__ import annotations

import asyncio

import typer

from bot.cli.common import settings_or_fail


def doctor() -> None:
    """Check the installation: what is configured, what is reachable, what is missing."""
    from bot.cli.terminal import print_findings
    from bot.doctor.examine import examine

    findings = asyncio.run(examine(settings_or_fail()))
    print_findings(findings)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)
