"""Korean words that turn a question into one for something else. Data only.

A noun is exchanged within its word ("설립한" -> "해체한"); a stem is inflected anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from exporter.train.questions.entities import AnswerKind


def _partners(rows: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each word of a row, the row's other words."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        words = row.split()
        for word in words:
            found[word] |= dict.fromkeys(other for other in words if other != word)
    return {word: tuple(others) for word, others in found.items()}


OPPOSITE_NOUNS = _partners(
    """
    시작 종료
    시작 중단
    개시 종료
    개막 폐막
    개막식 폐막식
    개장 폐장
    개점 폐점
    개통 폐쇄
    개교 폐교
    개원 폐원
    개업 폐업
    개국 폐국
    창간 폐간
    창단 해체
    창당 해산
    창립 해산
    결성 해체
    설립 해체
    설립 폐지
    설치 철거
    건설 철거
    건립 철거
    완공 착공
    준공 착공
    제정 폐지
    도입 폐지
    신설 폐지
    발족 해산
    승리 패배
    승소 패소
    승진 강등
    승인 거부
    허가 금지
    허용 금지
    합법 불법
    합격 불합격
    당선 낙선
    취임 퇴임
    임명 해임
    선임 해임
    임용 해고
    채용 해고
    입사 퇴사
    입학 졸업
    입학 퇴학
    입대 제대
    입단 방출
    입국 출국
    입원 퇴원
    입장 퇴장
    가입 탈퇴
    등록 말소
    데뷔 은퇴
    결혼 이혼
    출생 사망
    탄생 사망
    출생지 사망지
    출생일 사망일
    생일 기일
    출발 도착
    출발지 도착지
    이륙 착륙
    출항 입항
    수출 수입
    수출국 수입국
    판매 구매
    매입 매각
    공급 수요
    생산 소비
    증가 감소
    상승 하락
    확대 축소
    증설 감축
    강화 완화
    인상 인하
    흑자 적자
    이익 손실
    수입 지출
    찬성 반대
    지지 반대
    동의 거부
    공격 방어
    침략 방어
    점령 철수
    점령 해방
    체포 석방
    구속 석방
    유죄 무죄
    원고 피고
    가해자 피해자
    아군 적군
    최초 최후
    최초 마지막
    최대 최소
    최고 최저
    최장 최단
    최다 최소
    최신 최고
    최연소 최고령
    장점 단점
    강점 약점
    전반 후반
    전반기 후반기
    상반기 하반기
    초기 말기
    전기 후기
    초반 후반
    이남 이북
    북쪽 남쪽
    동쪽 서쪽
    북부 남부
    동부 서부
    북동부 남서부
    남동부 북서부
    동해안 서해안
    동해 서해
    왼쪽 오른쪽
    위쪽 아래쪽
    앞쪽 뒤쪽
    상류 하류
    안쪽 바깥쪽
    내부 외부
    국내 해외
    국내 국외
    실내 실외
    지상 지하
    육지 바다
    육군 해군
    육상 해상
    남자 여자
    남성 여성
    남편 아내
    아버지 어머니
    부친 모친
    할아버지 할머니
    아들 딸
    장남 차남
    장남 장녀
    형 동생
    누나 여동생
    첫째 막내
    스승 제자
    선배 후배
    부모 자녀
    선생 학생
    주연 조연
    주장 부주장
    회장 부회장
    여당 야당
    진보 보수
    좌파 우파
    공립 사립
    국립 사립
    공식 비공식
    정규직 계약직
    유료 무료
    의무 권리
    장기 단기
    대형 소형
    대기업 중소기업
    상단 하단
    여름 겨울
    봄 가을
    낮 밤
    오전 오후
    평일 주말
    전임자 후임자
    전임 후임
    선임자 후임자
    원인 결과
    수비수 공격수
    홈 원정
    다수 소수
    다수당 소수당
    성공 실패
    우승 준우승
    우승팀 준우승팀
    """.strip().splitlines()
)
"""Nouns, each with what it is not."""

OTHER_NOUNS = _partners(
    """
    작곡 작사 편곡 녹음
    작곡가 작사가 편곡자
    설계 시공 감리 후원
    감독 각본 촬영 편집
    감독 제작 배급
    출연 감독 제작 각색
    집필 번역 출판 삽화
    저자 번역자 편집자
    저술 번역 편찬
    발명 개량 상용화
    발견 명명 촬영
    설립 인수 합병 매각
    창업 인수 매각
    창립 인수 합병
    인수 매각 상장
    개최 취소 연기 후원
    개최국 우승국 불참국
    수상 후보 심사
    체포 기소 사면 고소
    암살 체포 납치 추방
    즉위 폐위 책봉 양위
    출생 결혼 유학 은퇴
    사망 결혼 유학 귀국
    출시 단종 리콜
    발매 녹음 단종
    방영 재방송 종영 촬영
    개봉 촬영 재개봉
    건설 보수 증축 매입
    건축 보수 증축 매입
    준공 증축 보수
    발사 폭발 회수
    파견 소환 추방
    공연 취소 녹음
    연재 단행본 완결
    수도 공용어 통화 국가
    인구 면적 예산 기후
    면적 높이 길이 인구
    높이 넓이 둘레 무게
    길이 폭 깊이 무게
    무게 부피 가격 색깔
    국적 종교 본관 취미
    출신지 거주지 근무지
    본사 지사 공장 연구소
    대통령 총리 부통령 외무장관
    국왕 왕비 왕세자 총리
    사장 부사장 이사 창업자
    대표 부대표 감사 창업자
    감독 코치 주장 구단주
    관장 부관장 학예사 이사장
    시장 부시장 시의장 교육감
    총장 부총장 학장 이사장
    위원장 부위원장 간사 사무총장
    사령관 부사령관 참모장
    조종사 부조종사 승무원
    제목 부제 장르 주제
    별명 본명 필명 아호
    신청 취소 변경 환불
    신청일 마감일 발표일
    접수 심사 발표
    담당자 승인자 작성자
    작성 승인 검토 폐기
    구입 대여 수리 폐기
    예약 취소 환불
    투자 배당 대출
    매출 영업이익 부채
    기증 대여 매입 분실
    연구 특허 표절
    훈련 부상 이적
    이적 임대 방출
    득점 도움 실점 경고
    안타 삼진 홈런
    """.strip().splitlines()
)
"""Nouns of which each could be asked for where another is told."""

OPPOSITE_STEMS = _partners(
    """
    높 낮
    넓 좁
    크 작
    길 짧
    많 적
    깊 얕
    무겁 가볍
    빠르 느리
    가깝 멀
    강하 약하
    좋 나쁘
    두껍 얇
    굵 가늘
    밝 어둡
    뜨겁 차갑
    쉽 어렵
    새롭 오래되
    젊 늙
    비싸 싸
    이기 지
    오르 내리
    열 닫
    늘 줄
    얻 잃
    받 주
    사 팔
    만나 헤어지
    들어가 나가
    들어오 나가
    떠나 도착하
    태어나 죽
    태어나 사망하
    세우 무너뜨리
    짓 헐
    살리 죽이
    켜 끄
    밀 당기
    모으 흩
    싣 내리
    심 뽑
    믿 의심하
    돕 방해하
    칭찬하 비판하
    """.strip().splitlines()
)
"""Stems of verbs and adjectives, each with what it is not."""

ATTRIBUTES: Mapping[AnswerKind, tuple[str, ...]] = {
    AnswerKind.PERSON: tuple(
        """키 혈액형 종교 취미 몸무게 본관 좌우명 전화번호 학번 연봉 재산 반려동물 아내 남편 자녀
        스승 졸업|논문 애창곡 주량 시력 신발|크기 외할아버지 주치의 이메일|주소 근무|부서 직급
        군번 여권|번호 필명 세례명 결혼|기념일 첫|직장""".split()
    ),
    AnswerKind.PLACE: tuple(
        """해발|고도 인구|밀도 우편번호 시화 시장 자매도시 연평균|기온 연간|강수량 공용어 지하철역
        특산물 관광객|수 예산 실업률 시간대 국화 최고|기온 경찰서장 주차|요금 입장료 개장|시간
        문화재|수 면적 국제|전화|번호 옛|이름""".split()
    ),
    AnswerKind.ORGANISATION: tuple(
        """자본금 매출액 직원|수 대표|전화번호 회장 본사|주소 주가 창업자 부채|비율 영업|이익
        노조|위원장 사훈 로고|색깔 모기업 지점|수 회원|수 연회비 홈페이지|주소 채용|인원
        사무총장 감사 평균|연봉 상장일 주거래|은행""".split()
    ),
    AnswerKind.WORK: tuple(
        """상영|시간 제작비 관객|수 출판사 배급사 쪽수 평점 주제가 촬영지 번역자 속편|제목 조연
        총|판매량 시청률 관람|등급 음악|감독 초판|부수 인세 저작권자 표지|그림|화가""".split()
    ),
    AnswerKind.THING: tuple(
        """영어|이름 한자|표기 상징|색 상징|동물 기념일 별칭 담당자 홍보|대사 공식|누리집 전화번호
        대표|색상 후원사 유래 예산|규모 총|비용 발음|기호 어원 관련|법률 자매|기관""".split()
    ),
}
"""What could be asked of a thing of each kind; "|" is a blank."""

REASON = (
    "때문 위해 위하여 이유 까닭 원인 따라 인해 인하여 의해 해서 어서 아서 므로 니까 기에 덕분 "
    "탓 으려 하려 고자 목적 계기 으로써 결과 그래서 여서 워서 라서"
).split()
"""What tells that a sentence gives a reason."""

TIMES = "년 월 일 세기 시대 당시 때 무렵 시기 이후 이전 후 전 날 해 다음 오늘 어제 주 시절".split()
"""What tells that a sentence says when."""
