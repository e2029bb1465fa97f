"""Real text to run a reader on: what is warmed up, compared and asked with. Our own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A passage, a question about it, and what the passage answers."""

    question: str
    passage: str
    answer: str


SAMPLES = (
    Sample(
        "훈민정음이 반포된 해는 언제인가?",
        "훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들고 1446년에 반포한 문자이다. 집현전의 "
        "학자들이 글자를 만든 까닭과 쓰는 법을 풀이하여 해례본을 엮었다. 해례본은 오랫동안 사라진 "
        "줄 알았으나 1940년에 안동에서 발견되었고, 지금은 서울의 간송미술관이 소장하고 있다. "
        "글자의 모양은 소리를 낼 때의 혀와 입술과 목구멍의 모습을 본떴으며, 처음에는 스물여덟 "
        "자였으나 오늘날에는 스물네 자만 쓰인다.",
        "1446년",
    ),
    Sample(
        "한강은 어디에서 시작하는가?",
        "한강은 강원도 태백산맥에서 시작하여 충청북도와 경기도를 지나 서울을 가로질러 황해로 "
        "흘러든다. 길이는 494킬로미터로, 낙동강 다음으로 길다. 북한강과 남한강이 양평에서 "
        "만나 하나가 되며, 서울 안에만 서른 개가 넘는 다리가 놓여 있다. 여름에 비가 많이 오면 "
        "잠수교처럼 낮은 다리는 물에 잠긴다.",
        "태백산맥",
    ),
    Sample(
        "Where does the river meet the sea?",
        "The Rhine rises in the Swiss Alps and flows north for more than 1,200 kilometres. It is "
        "the border between Germany and France for a while, passes Cologne and Düsseldorf, and "
        "meets the North Sea in the Netherlands, near Rotterdam. Barges carry coal, ore and "
        "containers on it all year round, except when a dry summer leaves too little water.",
        "North Sea",
    ),
)
