"""What kinds of things answers are, and the nouns that name them. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class AnswerKind(StrEnum):
    """Kind of an answer; decides the question word."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    WORK = "work"
    QUOTATION = "quotation"
    THING = "thing"
    REASON = "reason"
    DEFINITION = "definition"


TIMES = frozenset({AnswerKind.DAY, AnswerKind.MONTH, AnswerKind.YEAR, AnswerKind.PERIOD})

_NOUNS = {
    AnswerKind.PERSON: """
        사람 인물 배우 가수 선수 감독 작가 소설가 시인 화가 정치인 정치가 군인 장군 제독 왕
        국왕 여왕 왕비 왕자 공주 황제 황후 천황 태자 세자 군주 대통령 총리 수상 장관 차관 의원
        위원장 총재 대표 회장 사장 교수 학자 과학자 물리학자 화학자 수학자 철학자 역사학자
        경제학자 생물학자 언어학자 의사 변호사 판사 검사 기자 언론인 작곡가 작사가 피아니스트
        지휘자 음악가 연주자 래퍼 모델 희극인 코미디언 방송인 아나운서 성우 만화가 건축가
        사진가 조각가 미술가 예술가 안무가 무용가 영화감독 프로듀서 기업인 사업가 발명가 탐험가
        혁명가 독립운동가 운동가 활동가 승려 신부 목사 주교 추기경 교황 성인 신학자 무신 문신
        관료 외교관 무장 장수 귀족 백작 공작 후작 남작 기사 다이묘 사령관 우주비행사 감독관
        투수 포수 타자 공격수 수비수 골키퍼 미드필더 수비형미드필더 아내 남편 부인 아버지
        어머니 아들 딸 형 동생 누나 제자 스승 총독 시장 지사 도지사 대사 참모 비서관 저자
        설립자 창립자 창업자 주인공 등장인물 유학자 실학자 교육자 교육인 프로게이머 유튜버
        기독교인 종교인 법조인 공무원 영화배우 싱어송라이터
    """,
    AnswerKind.PLACE: """
        도시 나라 국가 왕국 제국 공화국 시 군 구 읍 면 동 리 주 현 도 섬 군도 강 산 산맥
        호수 호 만 해협 바다 해 대양 대륙 반도 고원 평야 사막 계곡 폭포 마을 촌 촌락 지역 지방
        행정구역 수도 주도 항구 항 공항 역 철도역 전철역 기차역 공원 국립공원 광장 거리 도로
        고속도로 다리 교량 터널 건물 건축물 빌딩 경기장 구장 극장 성 성당 교회 사찰 절 사원 궁
        궁전 궁궐 박물관 미술관 도서관 병원 무덤 능 묘 유적 유적지 요새 등대 동네 자치구 자치주
        특별시 광역시 코뮌 군청 소재지 하천 저수지 댐 연못 온천 섬나라
    """,
    AnswerKind.ORGANISATION: """
        회사 기업 은행 그룹 대학 대학교 학교 고등학교 중학교 초등학교 학원 연구소 연구원 기관
        단체 협회 재단 학회 위원회 연맹 연합 조합 정당 당 정부 부처 청 군대 사단 여단 연대 함대
        구단 팀 클럽 축구단 야구단 밴드 걸그룹 보이그룹 방송국 방송사 방송 신문사 신문 출판사
        통신사 항공사 제작사 소속사 노동조합 교단 종파 국제기구 의회 국회 법원 경찰 교회단체
        레이블 음반사 배급사 개발사 왕조 가문 축구클럽 부대 사령부 기획사 연구회 동아리 예능국
        특수부대
    """,
    AnswerKind.WORK: """
        영화 소설 책 노래 곡 음반 앨범 싱글 드라마 만화 애니메이션 게임 작품 시 시집 희곡 연극
        뮤지컬 오페라 그림 회화 조각 논문 저서 잡지 신문기사 프로그램 다큐멘터리 단편 장편 수필
        동화 웹툰 시리즈 교향곡 협주곡 동요 가곡 민요 텔레비전드라마 비디오게임 컴퓨터게임
        라이트노벨 단편영화 예능프로그램 역사서 경전 서사시
    """,
}
_KIND_OF_NOUN = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}

# Endings of compounds that tell the kind even where the whole word is unknown.
_MIN_SUFFIX = 2
_NAME_ENDINGS = {
    AnswerKind.ORGANISATION: """
        대학교 고등학교 중학교 초등학교 회사 은행 그룹 협회 재단 위원회 연맹 신문 방송 당
        연구소 연구원
    """,
    AnswerKind.PLACE: """
        특별시 광역시 공항 해협 산맥 반도 고원 평야 공원 박물관 미술관 경기장 성당 왕국
        공화국 제국
    """,
    AnswerKind.PERSON: "대통령 총리 장관 의원 교수 감독 황제 국왕 천황 교황 장군 선수 왕후",
}

# What a first sentence may end in that says nothing about the thing.
EMPTY_NOUNS = frozenset(
    """
    하나 것 말 이름 명칭 가운데 중 일 때 곳 점 수 뜻 바 예 편 종류 의미 상태 경우 약자 줄임말
    통칭 총칭 일종 시초 출생 일부 문제 출신 경향 사례 계열 형태 분야 이상 이하 부분 개념 과정
    방법 대표 출신지 동명이인 때문 정도 특징 예정 내용 목록
    """.split()
)

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현"
    "함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_NOT_A_NAME = "산강도시군구체성역사당궁릉교법섬주현국족어력론학적인들형식물선호계제"
_KOREAN_NAME = re.compile(rf"[{_SURNAMES}][가-힣]{{2}}")


_COUNTRIES = frozenset(
    """
    대한민국 한국 남한 북한 조선 고려 신라 백제 고구려 일본 중국 중화민국 타이완 대만 몽골
    베트남 태국 라오스 캄보디아 미얀마 말레이시아 싱가포르 인도네시아 필리핀 인도 파키스탄
    방글라데시 네팔 스리랑카 이란 이라크 시리아 레바논 요르단 이스라엘 사우디아라비아 예멘 오만
    카타르 쿠웨이트 터키 튀르키예 러시아 소련 우크라이나 벨라루스 폴란드 체코 체코슬로바키아
    슬로바키아 헝가리 루마니아 불가리아 세르비아 크로아티아 슬로베니아 그리스 알바니아
    유고슬라비아 이탈리아 독일 서독 동독 오스트리아 스위스 프랑스 벨기에 네덜란드 룩셈부르크
    영국 잉글랜드 스코틀랜드 웨일스 아일랜드 스페인 포르투갈 덴마크 노르웨이 스웨덴 핀란드
    아이슬란드 에스토니아 라트비아 리투아니아 미국 캐나다 멕시코 쿠바 브라질 아르헨티나 칠레
    페루 볼리비아 콜롬비아 베네수엘라 에콰도르 우루과이 파라과이 오스트레일리아 호주 뉴질랜드
    이집트 리비아 튀니지 알제리 모로코 에티오피아 케냐 나이지리아 가나 남아프리카공화국 앙골라
    콩고 수단 우간다 탄자니아 카자흐스탄 우즈베키스탄 아프가니스탄 조지아 아르메니아
    """.split()
)
_CITIES = frozenset(
    """
    서울 부산 인천 대구 대전 광주 울산 세종 수원 평양 개성 경주 전주 도쿄 오사카 교토 나고야
    요코하마 고베 후쿠오카 삿포로 히로시마 나가사키 베이징 상하이 난징 광저우 선전 충칭 홍콩
    타이베이 하노이 방콕 마닐라 자카르타 뉴델리 델리 뭄바이 테헤란 바그다드 예루살렘 이스탄불
    모스크바 상트페테르부르크 레닌그라드 키예프 키이우 바르샤바 프라하 부다페스트 빈 베를린
    뮌헨 함부르크 프랑크푸르트 쾰른 파리 리옹 마르세유 브뤼셀 암스테르담 런던 맨체스터 리버풀
    에든버러 더블린 마드리드 바르셀로나 리스본 로마 밀라노 나폴리 베네치아 피렌체 아테네
    코펜하겐 오슬로 스톡홀름 헬싱키 뉴욕 워싱턴 보스턴 시카고 필라델피아 로스앤젤레스
    샌프란시스코 시애틀 토론토 몬트리올 밴쿠버 멕시코시티 상파울루 시드니 멜버른 카이로 제네바
    취리히 하얼빈 블라디보스토크
    """.split()
)


def kind_of_place(name: str) -> str | None:
    """Return what sort of place a well-known name is, "나라" or "도시"."""
    if name in _COUNTRIES:
        return "나라"
    return "도시" if name in _CITIES else None


def kind_of_noun(noun: str) -> AnswerKind | None:
    """Return the kind of what a noun names ("소설가" -> person), by its longest known ending."""
    for start in range(len(noun)):
        ending = noun[start:]
        if start and len(ending) < _MIN_SUFFIX:
            return None
        if ending in _KIND_OF_NOUN:
            return _KIND_OF_NOUN[ending]
    return None


def kind_of_name(name: str) -> tuple[AnswerKind, str] | None:
    """Return kind and noun of a name that says itself what it is ("하버드 대학교")."""
    for kind, endings in _NAME_ENDINGS.items():
        for ending in endings.split():
            if name.endswith(ending) and len(name) >= len(ending) + 2:
                return kind, "정당" if ending == "당" else ending
    return None


def is_korean_name(name: str) -> bool:
    """Return whether it looks like a Korean's full name; a noun of three syllables may too."""
    return bool(_KOREAN_NAME.fullmatch(name)) and name[-1] not in _NOT_A_NAME
