from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc_core.decode.context import MAX_CONTEXT, sentence_at
from tests.texts import long_texts, texts


def _sentence(text: str, part: str) -> str:
    start = text.index(part)
    left, right = sentence_at(text, start, start + len(part))
    return text[left:right]


@pytest.mark.parametrize(
    ("text", "part", "sentence"),
    [
        ("첫 문장이다. 둘째 문장이다. 셋째다.", "둘째", "둘째 문장이다."),
        ("첫 문장이다. 마지막", "마지막", "마지막"),
        ("그는 “왔다.” 그리고 갔다.", "갔다", "그리고 갔다."),
        ("제목\n\n본문이다.", "본문", "본문이다."),
        ("값은 3.14이다. 끝.", "3.14", "값은 3.14이다."),
        ("서기 1443. 12. 30. 반포했다. 끝.", "12", "서기 1443. 12. 30. 반포했다."),
        ("J. R. Doe wrote it. She left.", "wrote", "J. R. Doe wrote it."),
        ("Dr. Kim came. He left.", "Kim", "Dr. Kim came."),
        ("これは本。あれも本。", "あれ", "あれも本。"),
        ("그는 《쇼! 음악중심》에 나왔다. 끝.", "음악", "그는 《쇼! 음악중심》에 나왔다."),
        ("왕(재위: 391년? ~ 412년?)은 컸다. 끝.", "컸다", "왕(재위: 391년? ~ 412년?)은 컸다."),
        ("“나는 왕이다.” 라고 세종이 말했다. 끝.", "세종", "“나는 왕이다.” 라고 세종이 말했다."),
        ("그는 “왔다.” 그리고 갔다. 끝.", "갔다", "그리고 갔다."),
        ("왕이다.[1] 다음은 아들이다. 끝.", "아들", "다음은 아들이다."),
        ("왕이다.[1]다음은 아들이다. 끝.", "아들", "다음은 아들이다."),
        ("왕이다.제갈량은 재상이다. 끝.", "재상", "제갈량은 재상이다."),
        ("하나(둘이다. 셋이다.", "셋", "하나(둘이다. 셋이다."),
        ("하나다. 둘이다. 셋이다.", "하나다. 둘", "하나다. 둘이다."),
    ],
)
def test_the_sentence_of_an_answer(text: str, part: str, sentence: str) -> None:
    assert _sentence(text, part) == sentence


@given(st.one_of(texts, long_texts), st.data())
def test_the_context_holds_the_span_and_stays_short(text: str, data: st.DataObject) -> None:
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 40)))
    left, right = sentence_at(text, start, end)
    assert 0 <= left <= start < end <= right <= len(text)
    assert right - left <= MAX_CONTEXT + 130  # a cut keeps whole graphemes


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "단어가 " * 300
    left, right = sentence_at(text, 600, 603)
    assert right - left <= MAX_CONTEXT
    assert text[left:right].startswith("단어가 ")
    assert text[left:right].endswith("단어가")
