"""A week of ten busy channels: people talk, share links and ask each other; some ask the bot."""

from __future__ import annotations

import random
from typing import Any

from tests.bot.slack.app.conftest import LIBRARY, MUSEUM
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]

_CHANNELS = 10
_TALK = """
다들 좋은 아침입니다
오늘 점심 뭐 먹을까요?
{name}님 어제 부탁드린 자료 언제쯤 가능하세요?
{name}님, 회의실 어디로 잡으셨어요?
저는 오늘 재택입니다
배포 끝났습니다. 확인 부탁드려요
이거 왜 이러죠 ㅠㅠ
ㅋㅋㅋㅋ 진짜요?
넵 확인했습니다!
주말에 다들 뭐 하세요?
내일 몇 시에 만날까요?
누가 이거 리뷰해 주실 분?
회의 5분 늦습니다
어디서 봤는데 좋더라고요
{mention} 이거 누가 담당이에요?
<!here> 10시에 점검합니다
고생하셨습니다 :+1:
언제 한번 밥 먹어요
몇 가지 정리해서 올릴게요
What do you all think about Friday?
Shall we move the stand-up to ten?
Thanks, looks good to me
주차 자리 아직 있나요?
관장은 누구인가요?
이번 스프린트 목표를 정리했습니다. 첫째는 검색 속도이고 둘째는 알림입니다.
""".strip().splitlines()
_LINKS = """
{link} 참고하세요
이 기사 재밌네요 {link}
{link} 어떻게 생각하세요?
{link} 같이 가실래요? 언제가 좋으세요?
{name}님 {link} 이거 보셨어요?
{mention} {link} 주차는 어디에 해요?
{link} 예산은 얼마인가요?
https://news.example/missing 관장은 누구인가요?
{link}
다음 주에 여기 가요 {link}
""".strip().splitlines()
_REACTIONS = [
    "오 좋네요",
    "감사합니다!",
    "저도 갈래요",
    "{name}님 이거 언제예요?",
    "ㅋㅋㅋ",
    "확인했습니다",
]
# What is asked of the bot, and what it answers: of a page, of a thread, and on from there.
_OF_A_PAGE = [
    ("{bot} {library} 관장은 누구인가요?", "정하늘"),
    ("{library} 주차는 몇 대까지 되나요?", "87면"),
    ("{museum} {bot} 입장료 알려줘", "5,000원"),
    ("{bot} 담당이 누구예요? 이번 행사 담당은 김민지 대리입니다.", "김민지"),
    ("{bot} 예산은 얼마야?\n이번 행사는 9월 3일에 열립니다.", "찾지 못했습니다"),
]
_ON = [
    ("주차비는?", "87면"),
    ("몇 층이야", "3층"),
    ("그럼 주말은", "6시"),
    ("예산은?", "못했습니다"),
]


class Week:
    """Plays a week, and keeps which answer each question to the bot is to get."""

    def __init__(self, slack: SlackWorkspace) -> None:
        self._slack = slack
        self._random = random.Random(20261127)
        self._people = [slack.add_user(name) for name in ("minji", "hyunwoo", "jiwon", "sora")]
        self.channels = [slack.add_channel(f"team-{number}") for number in range(_CHANNELS)]
        self.said = 0
        self.expected: list[tuple[str, str, str]] = []

    def play(self) -> None:
        """Forty messages in each channel, four of them to the bot."""
        for channel in self.channels:
            for _ in range(3):
                self._talk(channel, 6)
                self._share(channel)
            asked = self._ask(channel, *self._random.choice(_OF_A_PAGE))
            self._under(channel, asked)
            self._ask_on(channel)
            self._talk(channel, 11)

    def _say(self, channel: str, text: str, thread_ts: str | None = None) -> Json:
        self.said += 1
        asker, other = self._random.sample(self._people, 2)
        words = text.format(
            name=self._random.choice(["민지", "현우", "지원"]),
            mention=f"<@{other}>",
            link=self._random.choice([LIBRARY, MUSEUM]),
            bot=f"<@{self._slack.bot_user}>",
            library=LIBRARY,
            museum=MUSEUM,
        )
        return self._slack.say(channel, asker, words, thread_ts=thread_ts)

    def _talk(self, channel: str, messages: int) -> None:
        for _ in range(messages):
            self._say(channel, self._random.choice(_TALK))

    def _share(self, channel: str) -> None:
        self._under(channel, self._say(channel, self._random.choice(_LINKS)))

    def _under(self, channel: str, message: Json) -> None:
        self._say(channel, self._random.choice(_REACTIONS), message["ts"])

    def _ask(self, channel: str, text: str, answer: str, under: str | None = None) -> Json:
        asked = self._say(channel, text, under)
        self.expected.append((channel, under or asked["ts"], answer))
        return asked

    def _ask_on(self, channel: str) -> None:
        """A thread about a page, with questions that need no mention once the bot has answered."""
        asked = self._ask(channel, "{bot} {library} 관장은 누구인가요?", "정하늘")
        for number, (text, answer) in enumerate(self._random.sample(_ON, 2), 1):
            self._slack.wait_for(
                lambda w, n=number, ts=asked["ts"]: len(w.thread(channel, ts)) >= 2 * n
            )
            self._ask(channel, text, answer, asked["ts"])


def test_a_week_gives_no_reply_that_nobody_asked_for_and_misses_none(slack: SlackWorkspace) -> None:
    week = Week(slack)
    week.play()
    assert week.said == 400
    assert len(week.expected) == 40
    threads = {(channel, thread) for channel, thread, _ in week.expected}

    def replies(channel: str) -> list[Json]:
        return [each for each in slack.messages(channel) if each["user"] == slack.bot_user]

    slack.wait_for(lambda _: sum(len(replies(each)) for each in week.channels) >= 40, within=60)
    slack.settle()
    assert [
        (each["thread_ts"], each["text"])
        for channel in week.channels
        for each in replies(channel)
        if (channel, each.get("thread_ts")) not in threads
    ] == []
    for channel, thread in threads:
        wanted = [answer for *where, answer in week.expected if where == [channel, thread]]
        got = [each["text"] for each in replies(channel) if each["thread_ts"] == thread]
        assert len(got) == len(wanted), slack.thread(channel, thread)
        assert all(answer in text for answer, text in zip(wanted, got, strict=True)), got
    assert not slack.ephemerals()
