"""Pages and documents from a web site: fetched, extracted in a worker, with places to link to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.domain import errors
from bot.domain.question import File
from bot.sources.extract.worker import Workers
from bot.sources.fetch.fetcher import Fetcher, FetchLimits
from bot.sources.fetch.guard import Guard
from bot.sources.web import WebLoader
from tests.bot.sources.extract import documents
from tests.conftest import HANGUL
from tests.standins.http import serve

# One loop, for one process that documents are read in: each start of one takes half a second.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("one_process")]

BLOG = """<html><title>네이버 블로그</title><body><iframe id="mainFrame" name="mainFrame"
 src="{src}" allowfullscreen></iframe></body>"""
POST = f"<title>한글 이야기</title><div class=se-main-container><p>{HANGUL}</p></div>"


async def _answer(request: Request) -> Response:
    match request.path_params["path"]:
        case "blog":
            return Response(BLOG.format(src="/post?blogId=a&logNo=1"), media_type="text/html")
        case "post":
            return Response(POST.encode("cp949"), headers={"Content-Type": "text/html"})
        case "frameset":
            page = '<frameset cols="20%,*"><frame src=app><frame name=main src=/post></frameset>'
            return Response(page, media_type="text/html")
        case "cafe" | "cafe-private":
            target = "post" if request.path_params["path"] == "cafe" else "login"
            page = f'<div><a href="#">전체 글</a></div><iframe id=cafe_main src=/{target}></iframe>'
            return Response(page, media_type="text/html")
        case "one-frame":
            page = "<iframe width=1 height=1 src=/app></iframe><iframe src=/post></iframe>"
            return Response(f"<h1>공지</h1>{page}", media_type="text/html")
        case "frame-in-frame" | "three-deep":
            target = "frameset" if request.path_params["path"][0] == "f" else "frame-in-frame"
            return Response(f"<iframe src=/{target}></iframe>", media_type="text/html")
        case "own-text":
            frame = "<iframe id=main src=/post></iframe>"
            return Response(f"<p>{HANGUL * 20}</p>{frame}", media_type="text/html")
        case "private":
            return RedirectResponse("/login?next=/private")
        case "login":
            return Response("<h1>반갑습니다</h1><p>사내 위키</p>", media_type="text/html")
        case "locked":
            return Response("", status_code=401)
        case "gone":
            return Response("<title>404 Not Found</title><h1>없음</h1>", media_type="text/html")
        case "trap":
            return Response(BLOG.format(src="http://10.0.0.1/"), media_type="text/html")
        case "endless":
            return Response(BLOG.format(src="/endless"), media_type="text/html")
        case "moved" | "moved-twice" | "ticker" | "to-inner" | "circle":
            path = request.path_params["path"]
            target = {
                "moved": "2; URL='/post'",
                "moved-twice": "0; url=moved",
                "ticker": "5; url=/ticker#now",
                "to-inner": "0; url=http://10.0.0.1/",
                "circle": "0; url=/circle?again",
            }[path]
            head = f'<META HTTP-EQUIV=Refresh CONTENT="{target}"><title>이동</title>'
            return Response(f"{head}<p>이 글은 {path}이다.</p>", media_type="text/html")
        case "paper.pdf":
            body = documents.pdf([["첫 쪽이다."], [HANGUL]], title="논문")
            return Response(body, media_type="application/pdf")
        case "README.md":
            return Response(f"# 한글\n\n{HANGUL}", media_type="text/plain")
        case "deep":
            return Response("<div>" * 100_000 + HANGUL, media_type="text/html")
        case _:
            return Response(
                "<div id=root></div><script src=app.js></script>", media_type="text/html"
            )


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve(Starlette(routes=[Route("/{path:path}", _answer)])) as url:
        yield url


@pytest.fixture
def sources() -> WebLoader:
    return WebLoader(Fetcher(Guard.parse("127.0.0.0/8"), FetchLimits(timeout=5)), Workers())


async def test_a_blog_that_frames_its_post_is_read(site: str, sources: WebLoader) -> None:
    document = await sources.load(f"{site}/blog")
    assert (document.title, document.text) == ("한글 이야기", HANGUL)
    assert document.url == f"{site}/post?blogId=a&logNo=1"


@pytest.mark.parametrize("path", ["frameset", "cafe", "one-frame", "frame-in-frame"])
async def test_the_page_in_a_frame_is_read(site: str, sources: WebLoader, path: str) -> None:
    document = await sources.load(f"{site}/{path}")
    assert (document.text, document.url) == (HANGUL, f"{site}/post")


async def test_frames_are_followed_two_deep_at_most(site: str, sources: WebLoader) -> None:
    with pytest.raises(errors.NoTextError):
        await sources.load(f"{site}/three-deep")


async def test_a_page_with_text_of_its_own_is_not_its_frame(site: str, sources: WebLoader) -> None:
    document = await sources.load(f"{site}/own-text")
    assert document.url == f"{site}/own-text"


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("private", errors.LoginRequiredError),
        ("locked", errors.LoginRequiredError),
        ("gone", errors.ErrorPageError),
        ("cafe-private", errors.LoginRequiredError),
    ],
)
async def test_what_stands_in_the_place_of_a_page_is_named(
    site: str, sources: WebLoader, path: str, error: type[errors.BotError]
) -> None:
    with pytest.raises(error):
        await sources.load(f"{site}/{path}")


async def test_only_pages_are_opened_at_a_place(site: str, sources: WebLoader) -> None:
    assert (await sources.load(f"{site}/post")).is_page
    assert not (await sources.load(f"{site}/README.md")).is_page


async def test_a_frame_is_followed_like_a_redirect(site: str, sources: WebLoader) -> None:
    with pytest.raises(errors.AddressRefusedError):
        await sources.load(f"{site}/trap")
    with pytest.raises(errors.NoTextError):
        await sources.load(f"{site}/endless")


@pytest.mark.parametrize("path", ["moved", "moved-twice"])
async def test_a_page_that_sends_its_readers_on_is_followed(
    site: str, sources: WebLoader, path: str
) -> None:
    document = await sources.load(f"{site}/{path}")
    assert (document.text, document.url) == (HANGUL, f"{site}/post")


async def test_a_page_that_loads_itself_anew_is_read(site: str, sources: WebLoader) -> None:
    assert "ticker" in (await sources.load(f"{site}/ticker")).text
    assert "circle" in (await sources.load(f"{site}/circle")).text


async def test_where_a_page_sends_its_readers_is_checked(site: str, sources: WebLoader) -> None:
    with pytest.raises(errors.AddressRefusedError):
        await sources.load(f"{site}/to-inner")


async def test_a_pdf_keeps_its_pages(site: str, sources: WebLoader) -> None:
    document = await sources.load(f"{site}/paper.pdf")
    assert (document.kind, document.title) == ("pdf", "논문")
    assert [block.page for block in document.blocks] == [1, 2]


async def test_markdown_sent_as_text_is_read_as_markdown(site: str, sources: WebLoader) -> None:
    document = await sources.load(f"{site}/README.md")
    assert document.text == f"한글\n{HANGUL}"
    assert document.passage.parts[1].start == 3


async def test_a_page_that_needs_scripts_says_so(site: str, sources: WebLoader) -> None:
    with pytest.raises(errors.ScriptOnlyError):
        await sources.load(f"{site}/app")


async def test_files_are_opened_by_what_they_are(sources: WebLoader) -> None:
    document = await sources.open(File(documents.pdf([[HANGUL]], title="논문"), "a.bin"))
    assert (document.kind, document.url) == ("pdf", None)
    document = await sources.open(File(HANGUL.encode("cp949"), "a.txt"))
    assert (document.kind, document.title, document.text) == ("file", "a.txt", HANGUL)
    with pytest.raises(errors.NoTextError):
        await sources.open(File(b" \n", "a.txt"))


async def test_a_page_that_was_kept_says_when_its_site_was_asked(
    sources: WebLoader, site: str
) -> None:
    first = await sources.load(f"{site}/post")
    await asyncio.sleep(1.1)
    again = await sources.load(f"{site}/post")
    assert first.fetched_at == again.fetched_at
