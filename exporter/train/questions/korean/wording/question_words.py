"""What to ask with: "누구", "어느 나라", "몇 명", "…한 해는"."""

from __future__ import annotations

from random import Random

from exporter.train.questions.entities import TIMES, AnswerKind
from exporter.train.questions.korean.particles import with_particle
from exporter.train.questions.korean.predicates import copula

_IN_PLACE = {
    AnswerKind.DAY: "언제 언제 언제 언제 며칠 어느|날",
    AnswerKind.MONTH: "언제 언제 언제 몇|월",
    AnswerKind.YEAR: "언제 언제 언제 몇|년 몇|년도 어느|해",
    AnswerKind.PERIOD: "언제 언제 어느|시기",
    AnswerKind.PERSON: "누구",
    AnswerKind.PLACE: "어디 어디 어디 어느|곳 어느|지역",
    AnswerKind.ORGANISATION: "어디 어디 무엇 어느|곳",
    AnswerKind.WORK: "무엇 무엇 어떤|작품",
    AnswerKind.QUOTATION: "무엇",
    AnswerKind.THING: "무엇 무엇 무엇 무엇 어떤|것",
    AnswerKind.DEFINITION: "무엇",
    AnswerKind.REASON: "왜 왜 왜 무엇|때문에 어떤|이유로 무슨|이유로",
}

_AFTER_CLAUSE = {
    AnswerKind.DAY: "날 날 날짜 날짜 때 시기 일자",
    AnswerKind.MONTH: "때 시기 시기 시점 달",
    AnswerKind.YEAR: "해 해 해 연도 년도 때 시기",
    AnswerKind.PERIOD: "시기 때 시대",
    AnswerKind.PERSON: "사람 사람 사람 인물 인물 인물 이 사람의|이름 인물의|이름",
    AnswerKind.PLACE: "곳 곳 곳 장소 지역 곳의|이름",
    AnswerKind.ORGANISATION: "곳 곳 단체 기관 조직 곳의|이름 것",
    AnswerKind.WORK: "작품 작품 것 작품의|이름 작품의|제목",
    AnswerKind.QUOTATION: "것 말 말 이름 표현 용어 명칭",
    AnswerKind.THING: "것 것 것 것 것 것의|이름 대상",
    AnswerKind.DEFINITION: "것",
    AnswerKind.REASON: "이유 이유 이유 원인 까닭",
}
_COPULA_WORDS = {
    AnswerKind.PERSON: "누구",
    AnswerKind.PLACE: "어디",
    AnswerKind.ORGANISATION: "어디 무엇",
} | dict.fromkeys(TIMES, "언제")

# Nouns that a number of this unit is the measure of.
_MEASURES = {
    "명": "사람의|수 사람|수 인원",
    "인": "사람의|수 인원",
    "개": "개수 수 갯수",
    "개국": "나라의|수",
    "km": "거리 길이",
    "킬로미터": "거리 길이",
    "m": "높이 길이 거리",
    "미터": "높이 길이 거리",
    "cm": "길이 크기",
    "mm": "길이 크기",
    "%": "비율 비중",
    "퍼센트": "비율",
    "위": "순위",
    "번": "횟수",
    "번째": "순서",
    "회": "횟수",
    "차례": "횟수",
    "세": "나이",
    "살": "나이",
    "점": "점수",
    "원": "금액 돈",
    "달러": "금액 돈",
    "유로": "금액",
    "엔": "금액",
    "파운드": "금액",
    "kg": "무게",
    "킬로그램": "무게",
    "톤": "무게 양",
    "년": "기간",
    "년간": "기간",
    "개월": "기간",
    "시간": "시간",
    "분": "시간",
    "일": "기간",
    "일간": "기간",
    "km²": "면적 넓이",
    "㎢": "면적 넓이",
    "m²": "면적 넓이",
    "㎡": "면적 넓이",
    "헥타르": "면적",
    "층": "층수",
    "골": "득점",
    "곳": "장소의|수",
    "대": "대수 수",
    "권": "권수 수",
    "편": "편수 수",
    "배": "배수",
    "℃": "온도",
    "도": "온도 각도",
}
_NAMED = "는 는 는 는 는 |이름은 의|이름은"


def _pick(row: str, random: Random) -> str:
    return random.choice(row.split()).replace("|", " ")


def in_place(kind: AnswerKind, noun: str | None, random: Random) -> str:
    """Return the question word that stands where the answer did, without its particle."""
    if kind is AnswerKind.NUMBER:
        return _amount(noun, random)
    if (
        noun
        and kind not in TIMES
        and random.random() < (0.25 if kind is AnswerKind.PERSON else 0.55)
    ):
        return f"{_pick('어느 어떤 어떤 무슨', random)} {noun}"
    return _pick(_IN_PLACE[kind], random)


def with_particle_of(word: str, kind: AnswerKind, particle: str) -> str:
    """Return a question word with the particle that the answer had."""
    if kind is AnswerKind.REASON or word == "왜":
        return word
    if word == "언제" and particle in ("에", "", "은", "는", "에는"):
        return word
    if word == "누구" and particle in ("이", "가", "은", "는"):
        return "누가"
    if particle in ("은", "는"):
        particle = "이"
    return with_particle(
        word, particle.removesuffix("는") if particle in ("에는", "에서는") else particle
    )


def is_what(kind: AnswerKind, noun: str | None, random: Random) -> str:
    """Return a question word as a sentence's predicate ("누구인가")."""
    if kind is AnswerKind.NUMBER:
        return _is(_amount(noun, random), random)
    if noun and kind not in TIMES and random.random() < 0.3:
        return _is(f"{_pick('어느 어떤', random)} {noun}", random)
    return _is(_pick(_COPULA_WORDS.get(kind, "무엇"), random), random)


def after_clause(kind: AnswerKind, noun: str | None, random: Random, *, end: bool) -> str:
    """Return what a clause before a noun ends in to become a question ("…한" + "사람은 누구인가").

    Args:
        kind: Of the answer.
        noun: What the answer is called, or a number's unit.
        random: Source of chance.
        end: Whether it may end with the bare topic ("…한 사람은").
    """
    if kind is AnswerKind.NUMBER:
        word = _pick(_MEASURES.get(noun or "", "수 수치"), random)
    elif noun and kind not in TIMES and random.random() < 0.75:
        ending = _pick(_NAMED, random)
        word = noun if ending == "는" else f"{noun}{ending.removesuffix('은')}"
    else:
        word = _pick(_AFTER_CLAUSE[kind], random)
    asked = word.endswith("것") or not end or random.random() < 0.3
    topic = with_particle(word, "은")
    if not asked or (word.endswith("것") and random.random() < 0.55 and end):
        return topic
    if kind is AnswerKind.NUMBER:
        return f"{topic} {_is(_amount(noun, random), random)}"
    if word.endswith(("이름", "제목", "명칭")) or kind is AnswerKind.REASON:
        return f"{topic} {_is('무엇', random)}"
    return f"{topic} {_is(_pick(_COPULA_WORDS.get(kind, '무엇'), random), random)}"


def measure_of(unit: str | None, random: Random) -> str:
    """Return what a unit measures ("km" -> "거리")."""
    return _pick(_MEASURES.get(unit or "", "수"), random)


def has_measure(unit: str | None) -> bool:
    """Return whether it is known what the unit measures."""
    return unit in _MEASURES


def _amount(unit: str | None, random: Random) -> str:
    amount = f"{random.choice(['몇 ', '몇 ', '몇'])}{unit}"
    row = random.random()
    if row < 0.2 or not unit:
        return "얼마"
    return f"{random.choice(['총', '모두'])} {amount}" if row < 0.26 else amount


def _is(word: str, random: Random) -> str:
    ending = copula(random)
    if word.endswith(("언제", "누구", "어디", "얼마")) and ending.startswith("이었"):
        ending = "였" + ending.removeprefix("이었")
    elif ending.startswith("였"):
        ending = ending if not word.endswith("무엇") else "이" + "었" + ending.removeprefix("였")
    return word + ending
