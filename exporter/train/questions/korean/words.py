"""Words that the generator treats in their own way. Data only."""

from __future__ import annotations

import re

FRAME_NOUNS = frozenset(
    """
    당시 이후 이전 현재 이때 그때 이듬해 다음 이번 최근 오늘 오늘날 이곳 그곳 여기 거기 자신
    자기 본인 서로 모두 대부분 일부 전체 각각 사실 정도 때문 경우 가운데 사이 동안 이상 이하
    이내 관련 대상 결과 과정 역할 내용 이유 의미 문제 상황 시작 중심 기반 바탕 목적 방법 방식
    부분 이름 모습 상태 시기 시간 시절 말 일 것 점 수 등 중 간 후 전 내 외 위 아래 앞 뒤 속
    안 밖 곳 때 년 월 하나 둘 셋 처음 마지막 최초 최종 이것 그것 우리 그들 누구 무엇 사람
    사람들 인물 작품 영화 노래 게임 책 회사 나라 도시 지역 그녀 그 이 저 해 데 예 측 편 쪽 번
    차 기타 나머지 다수 소수 전부 여러 다양 특징 영향 필요 가능 관계 존재 경향 가능성 차이
    이야기 생각 모든 한편 반면 위치 사용 발생 변화 활동 참여 이용 지금 이외 기존 와중 당대
    당초 예전 요즘 근래 후기 전기 초기 말기 중기 나중 향후 차후 추후 이래 한때 도중 직후 직전
    무렵 즈음 초 겸 그해 올해 작년 내년 매년 그날 이날 다음날 전날 하루 오전 오후 새벽 저녁
    밤 아침 낮 평소 기준 자체 여부 그대로 상당수 대다수 원래 본래 별도 예정 상대 상대방 도움
    대표 등등 여기저기 곳곳 각자 자신들 순서 수준 입장 종류 순식간 일종 필요성 어려움 막내
    최대 최소 최고 최저 유일 전원 일대 일원 전역 중턱 꼭대기 입구 근처 사례 내부 외부 인근
    부근 주변 평균 양쪽 동시 나름 포함 제외 결정 주장 발표 대신 직접 함께 스스로
    """.split()
)
"""Nouns that place a sentence in the text, and answer nothing."""

UNITS = tuple(
    """
    개국 개월 개교 개사 개 명 킬로미터 km² km/h km ㎞ ㎢ m² ㎡ 제곱킬로미터 제곱미터 미터
    센티미터 cm mm m 킬로그램 kg 그램 g 톤 t % 퍼센트 %p 위 번째 번 회 차례 차 세 살 점 원
    달러 유로 엔 파운드 위안 프랑 권 편 대 척 마리 가지 년간 년 시간 분 초 주일 주 일간 일 층
    헥타르 ha 곳 군데 장 골 승 패 배 세대 가구 도 ℃ kW MW 석 종 호 줄 벌 기 채 그루 쪽 페이지
    문 량 홈런 안타 타점 이닝 경기 국 팀 라운드 표 평 리터 비트 바이트 MB GB 인 부 막 장면
    회차 단계 단 급 만 억
    """.split()
)
"""Of numbers; where one starts with another, the longer stands first."""

HUMAN_VERBS = frozenset(
    "태어나 죽 숨지 말하 그리 이끌 다스리 낳 가르치 배우 만나 물러나 맡 자라 꺾 찾아가".split()
)
"""Stems of what people do."""

HUMAN_ACTS = frozenset(
    """
    주장 언급 제작 발명 발견 집필 저술 작곡 작사 출연 결혼 이혼 사망 출생 졸업 입학 취임 즉위
    은퇴 사임 사퇴 임명 선출 체포 처형 살해 암살 전사 지휘 감독 연출 연기 수상 출전 득점 데뷔
    유학 귀국 망명 제안 고백 회고 증언 서거 별세 작성 창시 창안 고안
    """.split()
)
"""Nouns of what people do, as "하다" verbs have them."""

PERSON_SUFFIXES = frozenset("자 가 인 관 원 꾼 생 민 들".split())
"""Endings of nouns for people ("과학자")."""

LIGHT_VERBS = frozenset(
    """
    하 되 있 없 알려지 불리 부르 보 삼 대하 관하 의하 통하 위하 따르 인하 비롯하 속하 같 이
    아니 맡 가지 갖 이르
    """.split()
)
"""Stems that mean little without what they are said of."""

WEAK_VERBS = frozenset("있 없 같 되 하 이 아니 많 적 다르 크 작 좋 위하 따르".split())
"""Stems that tell little by themselves."""

SUPPOSING_ENDINGS = frozenset(
    """
    라고 다고 냐고 자고 ᆫ다고 는다고 으라고 이라고 면 으면 려면 으려면 도록 려고 으려고 고자
    어도 더라도 거나 ᆯ수록 을수록 자면 다면 라면 든지 ᆯ지 을지 는지 ᆫ지 은지
    """.split()
)
"""Of clauses that only suppose, intend or quote: what is asked of one has no answer in it alone."""

LINKS = frozenset(
    """
    즉 한편 물론 다만 그리고 또한 또 이렇듯 따라서 이처럼 특히 예컨대 결국 이어 이에 그러나
    하지만 이때 이후 당시
    """.split()
)
"""What ties a sentence to the one before."""

QUESTION_WORDS = frozenset(
    """
    누가 누구 무엇 무엇을 무엇이 무엇은 언제 어디 어디서 어디에 어디에서 어떤 어느 무슨 것이 것을
    것에 몇 왜 총 얼마 그 이 저 두 한
    """.split()
)
"""Words of a question that do not help to find its answer."""

DOWNTONERS = frozenset("약 총 무려 대략 모두".split())
"""Before a number."""

PRONOUNS = frozenset("그 그녀 이 그들 이것 그것 이들 자신".split())

EVENT = re.compile(
    r"(?:전쟁|전투|공방전|포위전|사건|사고|참사|화재|대회|선거|선수권|시즌|혁명|운동|올림픽|월드컵"
    r"|역사|제도|법|목록|공항|역)$"
)
"""Titles of what things happen in, rather than of who does them."""
