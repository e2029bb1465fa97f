"""What each request and response has, whatever it is about."""

from __future__ import annotations

import pytest

from bot.domain.errors import BotError
from bot.settings import SettingsError, load_settings
from tests.bot.web.conftest import Connect, client_of
from tests.bot.web.service import Scripted

APP = "https://app.example"
EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
BODY = {"question": "누가 만들었나?", "text": "훈민정음은 세종이 만들었다."}


@pytest.mark.parametrize("path", ["/", "/v1/answer", "/nope", "/healthz"])
async def test_a_request_has_an_id_its_own_or_a_new_one(connect: Connect, path: str) -> None:
    async with connect() as client:
        own = await client.get(path, headers={"X-Request-ID": "a-1:b"})
        assert own.headers["x-request-id"] == "a-1:b"
        for bad in ("", "a b", "é", "x" * 129, 'a"'):
            new = await client.get(path, headers={"X-Request-ID": bad.encode()})
            assert len(new.headers["x-request-id"]) == 32


async def test_what_nobody_expected_is_a_problem_with_an_id(connect: Connect) -> None:
    class Broken(Scripted):
        async def check(self) -> None:
            raise RuntimeError

    async with client_of(Broken()) as client:
        with pytest.raises(RuntimeError):  # Starlette has answered, and raises it for the log
            await client.get("/readyz")
    assert BotError.slug == "internal"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nope", 404), ("GET", "/v1/answer", 405), ("DELETE", "/", 405), ("GET", "/v1", 404)],
)
async def test_no_such_path_or_method_is_a_problem(
    connect: Connect, method: str, path: str, status: int
) -> None:
    async with connect() as client:
        response = await client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert ("allow" in response.headers) is (status == 405)


@pytest.mark.parametrize("origin", [APP, EXTENSION])
async def test_pages_of_named_origins_may_ask_and_read(connect: Connect, origin: str) -> None:
    async with connect(cors_origins=(APP, EXTENSION)) as client:
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
        }
        preflight = await client.options("/v1/answer", headers=asked)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == origin
        response = await client.post("/v1/answer", json=BODY, headers={"Origin": origin})
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == origin
        assert "X-Request-ID" in response.headers["access-control-expose-headers"]
        assert "Origin" in response.headers["vary"]


async def test_pages_of_other_origins_may_not(connect: Connect, service: Scripted) -> None:
    async with connect(cors_origins=(APP,)) as client:
        evil = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        preflight = await client.options("/v1/answer", headers=evil)
        assert preflight.status_code == 400
        assert preflight.headers["content-type"] == "application/problem+json"
        response = await client.post("/v1/answer", json=BODY, headers=evil)
        assert response.status_code == 400
        for refused in (preflight, response):
            assert "access-control-allow-origin" not in refused.headers
    assert service.asked == []


@pytest.mark.parametrize("wrong", ["*", "app.example", "https://a.example/", "https://A.example"])
def test_origins_are_given_as_browsers_send_them(wrong: str) -> None:
    with pytest.raises(SettingsError, match="MRC_CORS_ORIGINS: give origins"):
        load_settings(mrc_cors_origins=wrong)
    settings = load_settings(mrc_cors_origins=f"{APP}, {EXTENSION},")
    assert settings.cors_origins == (APP, EXTENSION)
