"""Pages that stand in the place of what was asked for."""

from __future__ import annotations

import pytest

from bot.domain.source.blocks import Wall
from bot.sources.extract.html.page import extract

NOTICE = "비밀번호를 잊었다면 고객센터 1588-0000으로 전화해 주시기 바랍니다. "

MEETING = "5월 모임은 5월 11일 토요일 10시에 한강공원에서 합니다."


@pytest.mark.parametrize(
    ("html", "wall"),
    [
        ("<title>Sign in - Google Accounts</title><h1>Sign in</h1><p>Use your account.", "login"),
        ("<title>로그인 | 사내 위키</title><form><input><input type=password></form>", "login"),
        ("<title>게시판</title><h1>공지</h1><p>로그인 후 이용할 수 있습니다.", "login"),
        ("<title>Slack</title><h1>Sign in to your workspace</h1><input>", "login"),
        ("<title>404 Not Found</title><h1>Not Found</h1><p>It was not found here.", "error"),
        ("<title>한빛</title><p>요청하신 페이지를 찾을 수 없습니다.<a href=/>홈</a>", "error"),
        ("<title>서비스 점검 중</title><p>새벽 2시부터 6시까지입니다.", "error"),
        ("<title>Just a moment...</title><p>Checking your browser.", "error"),
        ("<title>Before you continue to YouTube</title><p>We use cookies.", "consent"),
        ("<h1>쿠키 사용 동의</h1><button>모두 허용</button>", "consent"),
        ("<div id=root></div><noscript>Use JavaScript</noscript><script src=a></script>", "script"),
        ("<div id=app><p>불러오는 중...</div><script src=a></script>", "script"),
        (f"<title>로그인이 안 될 때</title><h1>로그인이 안 될 때</h1><p>{NOTICE * 3}", None),
        (f"<title>안내</title><form><input type=password></form><p>{NOTICE * 5}", None),
        (f"<title>404호</title><h1>회의실 404호 안내</h1><p>{NOTICE * 8}", None),
        ("<title>연락처</title><script src=ga.js></script><p>전화 02-123-4567", None),
        ("<p>도서관은 9시에 연다.", None),
        ("<form><input name=id><input type=password><button>들어가기</button></form>", "login"),
        (f"<h2>로그인</h2><form><input type=password></form><p>{MEETING}", None),
        (f"<form><input type=password>로그인 후 이용해 주세요</form><p>{MEETING}", None),
        ("<title>로그인 오류 해결 방법</title><h1>오류 대처</h1><p>30분 기다린다.", None),
        ("<script>alert('로그인이 필요한 서비스입니다.');history.back()</script>", "login"),
        ('<script>alert("삭제되었거나 존재하지 않는 게시물입니다.")</script>', "error"),
        ("<script>alert('안녕하세요')</script>", "script"),
    ],
)  # fmt: skip
def test_a_page_that_is_not_the_one_asked_for_is_known(html: str, wall: Wall | None) -> None:
    assert extract(f"<!doctype html>{html}").wall == wall


@pytest.mark.parametrize(
    ("script", "target"),
    [
        ("location.href = '/main.do';", "/main.do"),
        ('window.location.replace("https://hanbit.kr/a?b=1")', "https://hanbit.kr/a?b=1"),
        ("alert('없는 페이지입니다. 잘못된 접근입니다.');location='/'", None),
        ("location.href = '/main.do';" + " " * 2_000, None),
        ("var location_name = 'x'", None),
    ],
)
def test_an_empty_page_whose_script_leads_on_is_followed(script: str, target: str | None) -> None:
    assert extract(f"<!doctype html><script>{script}</script>").refresh == target
    assert extract(f"<!doctype html><p>글이 있다.<script>{script}</script>").refresh is None


def test_a_film_is_read_by_what_is_said_of_it() -> None:
    told = r'"shortDescription":"발표는 \"3월 2일\"이다.\n끝","author":"한빛"'
    player = f'{{"videoDetails":{{"title":"x",{told}}}}}'
    page = extract(
        "<meta property=og:type content=video.other><meta property=og:title content=개통식>"
        f"<script>var p = {player};</script><p>약관 저작권"
    )
    assert [page.text[b.start : b.end] for b in page.blocks if b.main] == [
        "개통식", '발표는 "3월 2일"이다.', "끝", "한빛",
    ]  # fmt: skip
    assert page.wall is None
