from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings
from bot.store.credentials.cipher import new_key

_OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "secret",
    "SLACK_SIGNING_SECRET": "secret",
    "MRC_PUBLIC_URL": "https://mrc.example",
    "MRC_ENCRYPTION_KEYS": new_key(),
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "MRC_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.slack_bot_token is None
    assert (settings.mrc_host, settings.mrc_port) == ("127.0.0.1", 8000)


def test_dotenv_is_read_and_unknown_keys_are_ignored(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MRC_PORT=9001\nSOMETHING=else\nSLACK_BOT_TOKEN=\n")
    settings = load_settings(mrc_host="0.0.0.0")
    assert (settings.mrc_host, settings.mrc_port) == ("0.0.0.0", 9001)
    assert settings.slack_bot_token is None


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-secret"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_APP_TOKEN": "xapp-secret"}, "SLACK_BOT_TOKEN"),
        (
            {"SLACK_CLIENT_ID": "1.2", "SLACK_SIGNING_SECRET": "secret"},
            "SLACK_CLIENT_SECRET, MRC_PUBLIC_URL, MRC_ENCRYPTION_KEYS",
        ),
        ({**_OAUTH, "SLACK_BOT_TOKEN": "xoxb-secret"}, "give one of them"),
        ({**_OAUTH, "MRC_ENCRYPTION_KEYS": "secret"}, "MRC_ENCRYPTION_KEYS: .*new-key"),
        ({name: _OAUTH[name] for name in _OAUTH if "SIGN" not in name}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xapp-secret"}, "SLACK_BOT_TOKEN: .*SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": "xoxb-secret"}, "SLACK_APP_TOKEN: .*SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-secret"}, "SLACK_BOT_TOKEN: .*post as that person"),
        ({"SLACK_SIGNING_SECRET": "xoxb-secret"}, "SLACK_SIGNING_SECRET: .*SLACK_BOT_TOKEN"),
        ({"MRC_PUBLIC_URL": "mrc.example"}, "MRC_PUBLIC_URL"),
        ({"MRC_PORT": "secret"}, "MRC_PORT"),
        ({"MRC_SERVING_URL": "secret"}, "MRC_SERVING_URL"),
        ({"MRC_DATABASE_URL": "mysql://u:secret@h/d"}, "MRC_DATABASE_URL: .*sqlite:///"),
        ({"MRC_LANGUAGE": "secret"}, "MRC_LANGUAGE"),
        ({"MRC_FETCH_ALLOW_PRIVATE": "10.0.0.0/99"}, "MRC_FETCH_ALLOW_PRIVATE: .* CIDR"),
        ({"MRC_FETCH_CONTACT": "secret\r\nX: y"}, "MRC_FETCH_CONTACT: .* without spaces"),
    ],
)
def test_a_wrong_setting_is_one_line_without_its_value(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], message: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=message) as caught:
        load_settings()
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_workspaces_that_install_the_app_need_no_bot_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in _OAUTH.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.slack
    assert "'secret'" not in repr(settings)
    assert settings.trusted_hosts[-1] == "mrc.example"


def test_tokens_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-secret")
    settings = load_settings()
    assert "-secret" not in repr(settings)
    assert settings.socket_mode


def test_a_dotenv_in_another_charset_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# 주석\nMRC_PORT=1".encode("cp949"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("http://one:8501/", "http://one:8501"),
        ("http://one:8501, https://two/tf/", "http://one:8501,https://two/tf"),
    ],
)
def test_there_may_be_several_model_servers(
    monkeypatch: pytest.MonkeyPatch, value: str, read: str
) -> None:
    monkeypatch.setenv("MRC_SERVING_URL", value)
    monkeypatch.setenv("MRC_SERVING_VERSION", "canary")
    settings = load_settings()
    assert (settings.mrc_serving_url, settings.mrc_serving_version) == (read, "canary")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MRC_SERVING_URL", "http://one:8501,two:8501"),
        ("MRC_SERVING_URL", "http://one:8501,"),
        ("MRC_SERVING_VERSION", "a/b"),
        ("MRC_SERVING_VERSION", "canary:1"),
    ],
)
def test_a_model_server_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_without_tesseract_the_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SettingsError, match="tesseract-ocr-kor"):
        load_settings(mrc_ocr_pages=5)
