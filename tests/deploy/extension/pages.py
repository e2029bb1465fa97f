"""Pages to ask of, each with something that is hard about it."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

ARTICLE = """<title>한지의 역사</title>
<style>.gone { display: none } .unseen { visibility: hidden }</style>
<nav><a href="#">처음으로</a></nav>
<article>
  <h1>한지의&nbsp;역사</h1>
  <p>👍🏽 한지는 <b>닥나무</b> 껍질로
     만든
     종이이다. 1377년에는 <em>직지</em>가 한지에 찍혔다.</p>
  <p class="gone">숨은 글: 비밀번호는 0000이다.</p>
  <p class="unseen">보이지 않는 글이다. <span style="visibility: visible">보이는 글이다.</span></p>
  <script>const secret = "스크립트";</script>
  <textarea>쓰다 만 글</textarea>
  <details><summary>보관</summary><p>습기를 피해 오동나무 상자에 둔다.</p></details>
  <pre>닥 삶기
발 뜨기</pre>
  <p>한지는 천 년을 간다. 직지는 프랑스에 있다.</p>
</article>"""

TABLE = """<title>노트북 비교</title>
<table>
  <thead><tr><th>모델</th><th>무게</th><th>가격</th></tr></thead>
  <tr><td>A7</td><td>1.2kg</td><td>120만 원</td></tr>
  <tr><td rowspan="2">B9</td><td>0.9kg</td><td>189만 원</td></tr>
  <tr><td>0.8kg</td><td>210만 원</td></tr>
</table>
<table><tr><th>제조사</th><td>한빛전자</td></tr><tr><th>보증</th><td>2년</td></tr></table>
<dl><dt>문의</dt><dd>02-123-4567</dd></dl>
<table role="presentation"><tr><td><h2>알림</h2><p>재고가 적다.</p></td></tr></table>"""

FRAMES = """<title>안내</title>
<p>본문은 아래 틀에 있다.</p>
<iframe src="/frame" width="400" height="200"></iframe>
<iframe src="{other}/other" width="400" height="200"></iframe>
<iframe src="/frame?tiny" width="1" height="1"></iframe>
<my-card><span slot="name">접수처</span></my-card>
<script>
  customElements.define("my-card", class extends HTMLElement {
    constructor() {
      super().attachShadow({ mode: "open" }).innerHTML =
        "<p><slot name='name'></slot>는 본관 <b>3층</b>이다.</p>";
    }
  });
</script>"""

RERENDERED = """<title>실시간</title>
<div id="app"></div>
<script>
  let count = 0;
  const render = () => {
    count++;
    document.getElementById("app").innerHTML =
      `<p>${count}번째로 그렸다.</p>` +
      "<p>회의는 오후 3시에 시작한다.</p><p>장소는 대강당이다.</p>";
  };
  render();
  setInterval(render, 400);
</script>"""


def _long() -> str:
    rows = "".join(
        f"<p>{number}번 문단에는 별다른 내용이 없다. 비가 오고 바람이 분다.</p>"
        for number in range(6_000)
    )
    return (
        f"<title>긴 글</title><div style='height: 300px; overflow: auto'>{rows[: len(rows) // 2]}"
        f"</p><p>등록 마감은 9월 30일이다.</p></div>{rows}<p>문의는 총무팀에 한다.</p>"
    )


PAGES = {
    "article": ARTICLE,
    "table": TABLE,
    "frames": FRAMES,
    "frame": "<p>신청은 4월 7일까지 받는다.</p>",
    "other": "<p>주차는 무료이다.</p>",
    "rerendered": RERENDERED,
    "long": _long(),
    "blank": "<title>빈 페이지</title><canvas></canvas>",
}


async def _page(request: Request) -> Response:
    other = str(request.base_url).replace("127.0.0.1", "localhost").rstrip("/")
    html = PAGES.get(request.path_params["name"], "").replace("{other}", other)
    return HTMLResponse(f"<!doctype html><html lang=ko>{html}")


async def _pdf(_: Request) -> Response:
    return Response(b"%PDF-1.4\n", media_type="application/pdf")


SITE = Starlette(routes=[Route("/manual.pdf", _pdf), Route("/{name}", _page)])
