"""What a question's words make of a span: of what became of something, of numbers and of kinds."""

from __future__ import annotations

import numpy as np
import pytest

from mrc_core.artifact import Calibration
from mrc_core.decode.answers import best_answers
from mrc_core.decode.asked import narrowing
from mrc_core.decode.whole import whole_answer
from tests.mrc_core.decode.test_answers import NO_SCORES, one_window, spans_of


@pytest.mark.parametrize(
    ("question", "marked", "answer"),
    [
        ("무슨 요일에 나가요?", "발송을 [목요일에서 화요일]로 바꾼다.", "화요일"),
        ("지금 몇 퍼센트야?", "해지율이 [5.2%]에서 3.9%로 내렸다.", "3.9%"),
        ("서버 몇 대로 늘렸어?", "서버를 [4대]에서 8대로 늘렸다.", "8대"),
        ("원래 서버 몇 대였지?", "서버를 4대에서 [8대]로 늘렸다.", "4대"),
        ("얼마나 늘렸어?", "서버를 [4대에서 8대]로 늘렸다.", "4대에서 8대"),
        ("how many will it have?", "It grows [from 6 to 10] nodes.", "10"),
        ("what was the limit before", "raised from 25 MB to [100 MB].", "100 MB"),
        ("when is it now?", "The drill moved [from October 9 to October 14].", "October 14"),
        ("How large does it get?", "It is [from 15 to 20] cm long.", "from 15 to 20"),
        ("몇 대였지?", "[서버를 4대] 늘렸다.", "4대"),
        ("몇 살부터예요?", "대상은 [만 30세 이상 정규직]이다.", "만 30세 이상"),
        ("몇 년도에 세웠나?", "[1967년 12월 29일]에 세웠다.", "1967년 12월 29일"),
        ("몇 개인가요?", "섬이 [2만 5천개] 있다.", "2만 5천개"),
        ("몇 시까지 여나요?", "[오전 10시부터 오후 6시까지] 연다.", "오후 6시"),
        (
            "몇 시부터 몇 시까지 여나요?",
            "[오전 10시부터 오후 6시까지] 연다.",
            "오전 10시부터 오후 6시까지",
        ),
        ("전화 문의는 몇 시까지?", "문의 1670-2280 ([평일 9시~18시])", "18시"),
        ("몇 시에 여나요?", "[오전 10시부터 오후 6시까지] 연다.", "오전 10시"),
        ("몇 시부터 써요?", "이용: [19:00~익일 08:00]", "19:00"),
        ("몇 시까지 써요?", "이용: [19:00~익일 08:00]", "익일 08:00"),
        ("what days is it open?", "[Tuesday to Sunday, 8 a.m. to 5 p.m.]", "Tuesday to Sunday"),
        ("예약은 언제까지?", "늦어도 [2주] 전에 해 주세요.", "2주 전"),
        ("결과는 언제?", "[10일]쯤 뒤 집으로 갑니다.", "10일쯤 뒤"),
        ("다음 장소는?", "15:00, [세미나실] B에서", "세미나실 B"),
        ("어디서 했어?", "[회의실] 3월 예약", "회의실"),
        ("who asks for a quote", "[Hal will] ask for a quote.", "Hal"),
    ],
)
def test_an_answer_is_what_the_question_asks_for(question: str, marked: str, answer: str) -> None:
    before, _, rest = marked.partition("[")
    span, _, after = rest.partition("]")
    text = before + span + after
    start, end = whole_answer(text, len(before), len(before + span), narrowing(question))
    assert text[start:end] == answer


@pytest.mark.parametrize(
    ("text", "question", "likely", "right"),
    [
        ("They come on Fridays, 6:30", "which days do they come?", "6:30", "Fridays"),
        ("문의 총무팀 02-555-0142", "전화번호는?", "총무팀", "02-555-0142"),
        ("A동 가격: 3만 원\nB동 가격: 5만 원", "B동 가격은?", "3만 원", "5만 원"),
    ],
)
def test_an_answer_of_another_kind_or_cell_is_less_likely(
    text: str, question: str, likely: str, right: str
) -> None:
    places = [(text.index(said), text.index(said) + len(said) - 1) for said in (likely, right)]
    spans = spans_of(*((*place, score) for place, score in zip(places, (6.0, 5.0), strict=True)))
    asked = (spans, one_window(text), NO_SCORES, [text], Calibration(), 1)
    assert best_answers(*asked)[1][0].text == likely
    assert best_answers(*asked, question)[1][0].text == right


def test_a_cell_that_is_named_makes_an_answer_no_more_and_no_less_likely() -> None:
    text = "A동 가격: 3만 원\nB동 가격: 5만 원"
    places = [(text.index(said), text.index(said) + 3) for said in ("3만 원", "5만 원")]
    spans = spans_of(*((*place, 3.0) for place in places))
    asked = (spans, one_window(text), NO_SCORES, [text], Calibration(), 2)
    shares = [
        sum(answer.score for answer in best_answers(*asked, question)[1])
        for question in ("", "B동 가격은?")
    ]
    assert shares[1] == pytest.approx(shares[0])


def test_padding_of_a_window_with_few_spans_is_no_place() -> None:
    text = "가격: 3만 원"
    spans = spans_of((4, 7, 5.0), (0, 0, -1e9))
    _, answers = best_answers(spans, one_window(text), NO_SCORES, [text], Calibration(), 2, "가격?")
    assert [answer.text for answer in answers] == ["3만 원"]
    assert np.isfinite(answers[0].score)
