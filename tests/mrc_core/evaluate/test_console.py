from __future__ import annotations

import sys

import pytest
import typer

from mrc_core.evaluate.console import errors_in_one_line, fail, run_in_one_line


def _status(error: pytest.ExceptionInfo[typer.Exit]) -> int:
    return error.value.exit_code


def test_an_error_is_one_line_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, errors_in_one_line("mrc-x", ValueError):
        raise ValueError("no such\n  reader")
    assert _status(ended) == 1
    assert capsys.readouterr() == ("", "mrc-x: no such reader\n")


def test_other_errors_are_bugs_and_keep_their_traceback() -> None:
    with pytest.raises(KeyError), errors_in_one_line("mrc-x", ValueError):
        raise KeyError("bug")
    with pytest.raises(ModuleNotFoundError), errors_in_one_line("mrc-x", ValueError):
        import mrc_core.nothing_of_this_name  # noqa: F401


def test_a_missing_package_is_named_with_its_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "colorsys", None)
    begun = False
    with pytest.raises(typer.Exit), errors_in_one_line("mrc-x", extra="y", packages=["colorsys"]):
        begun = True
    assert not begun
    with pytest.raises(typer.Exit), errors_in_one_line("mrc-x", extra="y"):
        import colorsys
    with pytest.raises(typer.Exit), errors_in_one_line("mrc-x", extra="y", apart=["colorsys"]):
        import colorsys  # noqa: F401
    said = "mrc-x: colorsys is missing: pip install 'mrc-bot[y]'\n"
    assert capsys.readouterr().err == 2 * said + said.replace("'mrc-bot[y]'", "colorsys")


def test_a_command_line_ends_with_the_status_of_its_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["mrc-x"])
    app = typer.Typer()
    app.command()(lambda: fail("mrc-x", "no"))
    with pytest.raises(SystemExit) as ended:
        run_in_one_line(app, "mrc-x")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "mrc-x: no\n"
