from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.reason import Reason, reason_of

DATA = Path(__file__).parents[2] / "data"
NAMES = {"yes-no": "yes_no", "chat": "about_bot"}


@pytest.mark.parametrize(
    "row",
    json.loads((DATA / "no-span.json").read_text("utf-8")),
    ids=lambda row: row["question"],
)
def test_what_no_span_answers_has_its_reason(row: dict[str, str]) -> None:
    assert reason_of(row["question"]) == NAMES.get(row["kind"], row["kind"])


@pytest.mark.parametrize(
    ("reason", "questions"),
    [
        ("summary", "이 기사 요약 좀 / 세줄요약 해줘 / 핵심 내용 정리해줘 / 이거 무슨 글이에요?"),
        ("summary", "can you summarize this article? / sum this up for me / what's it about?"),
        ("translation", "이 기사 영어로 번역해 주세요 / 중국어로 써 주세요 / put it in English"),
        ("yes_no", "토요일에도 하나요? / 무료예요? / 관장이 김민지야? / is lunch included"),
        ("about_bot", "넌 누구니? / 이름이 뭐야? / 너 AI야? / who are you? / what can you do"),
        ("opinion", "이거 어떻게 생각해? / 둘 중에 뭐가 더 좋아? / 추천해줘 / is it worth it?"),
        ("yes_no", "월요일에도 열어? / 애들도 좋아? / 토요일은 쉬어?"),
        (None, "주말엔몇시까지하나요? / 이층에는몇명까지되나요? / 언제 열어?"),
        ("summary", "이게 뭐야? / 주요 내용이 뭐야? / 한 문장으로 / what does this say?"),
        ("summary", "한마디로 뭐야? / key takeaways? / 쉽게 풀어서 설명해줘"),
        ("translation", "in Korean please / Korean version please / 일본어로 바꿔줘"),
        ("about_bot", "뭐 할 줄 알아? / 봇이야? / 너 누가 만들었어? / who made you?"),
        ("about_bot", "너 GPT야? / 챗GPT예요? / 넌 사람이야?"),
        ("counting", "다 합쳐서 몇 층이야?"),
        ("counting", "이 글 몇 글자야? / how many words is this? / 표에 몇 줄 있어?"),
        ("arithmetic", "30% 할인하면 얼마야? / 몇 년 차이야? / how much for two adults?"),
        ("opinion", "살까 말까 / 이거 좋아? / 믿을 만한가요? / is it worth visiting?"),
        (None, "정답이 뭐야? / 주의사항이 뭐야? / 자기소개서는 몇 자까지야? / 결론은 뭐야?"),
        ("opinion", "이 도서관 어때? / 여기 어떤가요? / 분위기는 어때요?"),
        ("arithmetic", "두 개 사면 얼마야? / 합계가 얼마예요? / what's the total for four people"),
        ("counting", "담당자가 몇 명인지 세어 주세요 / how many times is Seoul mentioned?"),
        (None, "관장 아시는 분? / 연락처 있나요? / 마감? / 주차비는요?"),
        (None, "어떤 내용이 바뀌었나요? / 총 몇 명 참석했어? / 전부 얼마 들었어? / 왜 늦어졌나요"),
        (None, "번역은 누가 했어? / 요약 담당은 누구야? / 추천 도서는 뭐야? / 어떻게 신청하나요?"),
        (None, "What did the summary report say? / when should I arrive"),
        (None, "Can you tell me who the director is? / how much is it in total? / "),
    ],
)  # fmt: skip
def test_more_of_the_same_kinds(reason: Reason | None, questions: str) -> None:
    assert {question: reason_of(question) for question in questions.split(" / ")} == dict.fromkeys(
        questions.split(" / "), reason
    )


def _ordinary() -> Iterator[str]:
    for name in ("workplace", "english"):
        for article in json.loads((DATA / f"{name}.json").read_text("utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                yield from (each["question"] for each in paragraph["qas"])


def test_an_ordinary_question_has_none() -> None:
    assert [question for question in _ordinary() if reason_of(question)] == []
