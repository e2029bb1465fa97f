"""Line ends: of lists they part sentences, of text that was wrapped they do not."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc_core.featurize.lines import line_ends

_PROSE = (
    "지난해 문을 연 시립 도서관은 평일에는 아침 아홉 시부터 저녁 여덟 시까지, 주말에는 "
    "오후 다섯 시까지 문을 열며 열람실은 시험 기간에 한해 자정까지 쓸 수 있습니다. 회원증은 "
    "안내 데스크에서 신분증을 보이면 바로 만들어 드리고, 잃어버린 회원증을 다시 만드는 데에는 "
    "이천 원이 듭니다. 책은 한 사람이 다섯 권까지 두 주 동안 빌릴 수 있습니다"
)
_LIST = """분기 보고서 초안 작성 및 팀장 검토 요청 담당 김하늘 대리 마감
고객 설문 결과 정리와 다음 달 개선안 마련 담당 박바다 과장
사무실 이전 견적 세 군데에서 받기
신입 사원 교육 자료의 지난해 수치 모두 고치기 담당 이산들 사원"""
_TABLE = """2025-11-03 월요일  회의실 가  오후 2시 30분부터 한 시간  김하늘
2025-11-04 화요일  회의실 나  오후 3시 30분부터 한 시간  박바다
2025-11-05 수요일  회의실 다  오후 4시 30분부터 한 시간  이산들"""
_ITEMS = """- The first of the points that were raised at the meeting of
- The second of the points that were raised at the meeting by
- The third of the points that were raised at the meeting on"""


def _ended(text: str) -> list[str]:
    """The lines that are read as ended."""
    return [text[:at].rsplit("\n", 1)[-1] for at in line_ends(text, 0, len(text))]


@pytest.mark.parametrize("text", [_LIST, _TABLE, _ITEMS])
def test_lines_of_a_list_end(text: str) -> None:
    assert _ended(text + "\n") == text.split("\n")


@pytest.mark.parametrize("mark", ["", "  ", "> "])
@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
@pytest.mark.parametrize("width", [34, 48, 72])
def test_lines_that_were_wrapped_go_on(width: int, end: str, mark: str) -> None:
    lines = textwrap.wrap(_PROSE, width, initial_indent=mark, subsequent_indent=mark)
    mail = f"{end.join(lines)}{end}{end}월 10:00 회의{end}수 3시 점검{end}"
    assert _ended(mail) == [lines[-1], "월 10:00 회의", "수 3시 점검"]


def test_two_spaces_after_a_sentence_make_no_table() -> None:
    mail = textwrap.wrap(_PROSE.replace(". ", ".  ").replace("니다", "니다.  그래서"), 48)
    assert _ended("\n".join(mail) + "\n") == mail[-1:]


def test_lines_are_wrapped_by_columns_too() -> None:
    # 60 columns of a terminal: as many Latin letters, or half as many syllables of Hangul.
    lines = [
        "릴리스 2.4.0부터는 kubectl rollout restart로 다시 띄우지",
        "않아도 설정이 바뀌는 대로 새 값을 읽으며, 이전처럼 파드를",
        "지우고 deployment.yaml을 손으로 고쳐 apply 하는 방법도 그대로",
        "쓸 수 있음",
    ]
    assert _ended("\n".join(lines) + "\n") == lines[-1:]


@given(st.text(alphabet="가a1.- \t\r\n|>\ud800"), st.integers(0, 9), st.integers(0, 9))
def test_a_full_stop_stands_for_white_space_alone(text: str, start: int, less: int) -> None:
    text = 3 * text
    ends = line_ends(text, start, len(text) - less)
    assert ends.tolist() == sorted(set(ends.tolist()))
    assert all(start <= at < len(text) - less and text[at].isspace() for at in ends)
