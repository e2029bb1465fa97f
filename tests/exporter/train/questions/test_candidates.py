from __future__ import annotations

import pytest

from exporter.train.questions.corpus import Article
from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.korean.candidate import KoreanCandidate
from exporter.train.questions.korean.candidates import candidates
from exporter.train.questions.korean.gazetteer import Gazetteer, build_gazetteer
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.korean.parsing import parse


def found(
    analyzer: Analyzer, text: str, gazetteer: Gazetteer | None = None
) -> dict[str, KoreanCandidate]:
    return {
        text[c.start : c.end]: c
        for sentence in analyzer.sentences(text)
        for c in candidates(parse(text, sentence), gazetteer or Gazetteer())
    }


@pytest.mark.parametrize(
    ("text", "answer", "kind"),
    [
        ("항구는 1908년 3월 2일에 문을 열었다.", "1908년 3월 2일", AnswerKind.DAY),
        ("철도는 1931년에 개통되었다.", "1931년", AnswerKind.YEAR),
        ("등대는 19세기 말에 세워졌다.", "19세기 말", AnswerKind.PERIOD),
        ("높이는 27.5m이다.", "27.5m", AnswerKind.NUMBER),
        ("시민들은 성금 4,200만 원을 모았다.", "4,200만 원", AnswerKind.NUMBER),
        ("소설 《새벽의 등대》를 썼다.", "새벽의 등대", AnswerKind.WORK),
        ("그는 대한민국에서 살았다.", "대한민국", AnswerKind.PLACE),
        ("하버드 대학교가 문을 열었다.", "하버드 대학교", AnswerKind.ORGANISATION),
        ("태풍으로 인해 지붕이 무너졌다.", "태풍", AnswerKind.REASON),
    ],
)
def test_answers_are_found_with_their_kind(
    analyzer: Analyzer, text: str, answer: str, kind: AnswerKind
) -> None:
    candidate = found(analyzer, text).get(answer)
    assert candidate is not None
    assert candidate.kind is kind


def test_a_name_is_called_what_stands_before_it(analyzer: Analyzer) -> None:
    candidate = found(analyzer, "화가 이중섭이 학교를 세웠다.")["이중섭"]
    assert (candidate.kind, candidate.noun) == (AnswerKind.PERSON, "화가")


def test_somebody_is_asked_for_without_what_they_are(analyzer: Analyzer) -> None:
    candidate = found(analyzer, "한나라당 유승민 의원이 법안을 제출했다.")["유승민"]
    assert (candidate.kind, candidate.noun) == (AnswerKind.PERSON, "의원")


def test_the_end_of_a_clause_is_no_part_of_an_answer(analyzer: Analyzer) -> None:
    answers = found(analyzer, "동물원은 2009년 곰을 번식시키는 데 성공했다.")
    assert not any(answer.startswith("데") for answer in answers)


def test_a_number_of_a_hundred_digits_is_read_at_once(analyzer: Analyzer) -> None:
    digits = "4456266587" * 12
    assert digits not in found(analyzer, f'그 수는 142자리의 대칭수 "{digits}"에 도달한다.')


def test_one_of_several_is_not_asked_for(analyzer: Analyzer) -> None:
    assert "국어" not in found(analyzer, "그는 국어와 산수를 가르쳤다.")
    assert not {"1920년", "1931년"} & set(found(analyzer, "그는 1920년, 1931년에 왔다."))


def test_titles_tell_what_names_stand_for() -> None:
    rows = [
        ("해오름", "해오름은 남쪽에 있는 섬이다."),
        ("달오름", "달오름은 북쪽에 있는 섬이다."),
        ("별오름", "별오름(別, 星)은 동쪽의 섬이다. 마을은 하나이다."),
        ("물오름 (섬)", "물오름은 서쪽에 있는 섬이었다."),
        ("바둑돌 (영화)", "바둑돌은 바다에서 찍은 영화이다."),
        ("새벽길", "새벽길은 바다에서 찍은 영화이다."),
        ("가온 누리", "가온 누리(1801년 ~ 1870년)는 탐험하던 사람이다."),
    ]
    gazetteer = build_gazetteer(
        Article(str(n), title, (text,)) for n, (title, text) in enumerate(rows)
    )
    island = gazetteer.get("물오름")
    assert island is not None
    assert (island.kind, island.noun) == (AnswerKind.PLACE, "섬")
    assert set(gazetteer.names["섬"]) == {"해오름", "달오름", "별오름", "물오름"}
    film = gazetteer.get("새벽길")
    assert film is not None
    assert film.kind is AnswerKind.WORK
    assert gazetteer.get("바둑돌") is None
    person = gazetteer.get("가온 누리")
    assert person is not None
    assert person.kind is AnswerKind.PERSON


def test_what_somebody_did_is_not_what_they_are() -> None:
    rows = (Article(str(n), f"이름{n}", ("아침에 일을 시작하였다.",)) for n in range(9))
    assert not build_gazetteer(rows).nouns
