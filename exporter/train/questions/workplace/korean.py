"""Korean pages."""

from __future__ import annotations

from exporter.train.questions.workplace.language import Language
from exporter.train.questions.workplace.statements import statements
from exporter.train.questions.workplace.tables import table_kinds

_GENERAL = [
    "{row}의 {column:은} 무엇인가요?",
    "{row} {column:은?}",
    "{row} {column:은} 어떻게 되나요?",
    "{row:은} {column:이} 무엇인가?",
    "{row} {column}?",
    "{row} 쪽 {column:은} 무엇인가요?",
    "표에서 {row} {column:은?}",
]
_TITLES = """
{event} 안내
{event} 개최 알림
[공지] {event} 관련
{event} 결과 보고
{event} 참가자 모집
{facility} 이용 안내
{facility} 소식
{facility}, 달라진다
{product} 사용 설명
{product} 제품 소개
{company} 소식지
{company} 사내 규정
{dept} 회의록
{dept} 업무 공유
주간 업무 보고 ({dept})
{company}, {event} 연다
자주 묻는 질문
업무 안내
사내 공지
알려 드립니다
""".strip().splitlines()
_FILLERS = """
많은 관심과 참여 부탁드립니다.
자세한 내용은 첨부 파일을 봐 주세요.
궁금한 점이 있으면 댓글로 남겨 주세요.
이용에 불편을 드려 죄송합니다.
변경 사항이 있으면 다시 알려 드리겠습니다.
{company:은} 앞으로도 직원의 목소리에 귀를 기울이겠습니다.
아래 표를 참고하시기 바랍니다.
{event}에 보내 주신 성원에 감사드립니다.
본 내용은 사정에 따라 바뀔 수 있습니다.
안녕하세요, {dept}입니다.
지난번에 말씀드린 내용을 정리해 올립니다.
{facility:은} 지역 주민 누구에게나 열려 있다.
구체적인 방법은 추후 공지한다.
수고 많으십니다.
{product:은} 집에서도 사무실에서도 쓰기 좋다.
기본 원칙은 지금과 같다.
미리 준비해 주시면 진행이 한결 수월합니다.
모두가 함께 만들어 가는 자리입니다.
협조해 주셔서 고맙습니다.
관련 부서는 일정을 다시 확인하기 바람.
지난해보다 한층 나아졌다는 평가를 받는다.
회의는 예정보다 조금 늦게 시작됐다.
""".strip().splitlines()


class KoreanPages(Language):
    """What Korean pages are made of."""

    name = "korean"
    statements = statements("korean")
    tables = table_kinds("korean", _GENERAL)
    titles = _TITLES
    fillers = _FILLERS
    bullets = ("- ", "• ", "○ ", "* ", "· ", "▶ ", "※ ")
