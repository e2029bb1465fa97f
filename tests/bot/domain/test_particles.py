from __future__ import annotations

import pytest

from bot.domain.particles import PAIRS, with_particle

# 을/를 and 으로/로 tell all three ends apart: a vowel, ㄹ, another consonant.
_VOWEL, _RIEUL, _OTHER = ("를", "로"), ("을", "로"), ("을", "으로")


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        ("보고서 회의 제주 홍길동·김민지 2 5 2,024 3.9 1,000,000,000,000", _VOWEL),
        ("서울 파일 글 1 7 2018 38 0.1", _RIEUL),
        ("책 기록 도서관 3 6 10 120 1,000 10000 3.0", _OTHER),
        ("PDF CSV A4 hwp docx report.pdf 보고서.docx mrc-page server Word Teams list", _VOWEL),
        ("URL HTML R Excel Google file Oracle", _RIEUL),
        ("KRN PLM Slack Notion web Chrome name chat mrc-bot building Basic", _OTHER),
        ("50% 21℃ 안녕하세요! “회의” 《논어》 김민지(서울) 김민지 (서울)", _VOWEL),
        ("《훈민정음》 '끝' [책] 홍길동(1985) 서른…", _OTHER),
        ("カタカナ", _VOWEL),
        ("さん", _OTHER),
    ],
)
def test_a_particle_follows_the_sound(words: str, forms: tuple[str, str]) -> None:
    spaced = words.replace("김민지 (", "김민지\u00a0(").split(" ")
    for word in spaced:
        found = (
            with_particle(word, "을/를").removeprefix(word),
            with_particle(word, "으로/로").removeprefix(word),
        )
        assert found == forms, word


@pytest.mark.parametrize("word", ["", "?", "東京", "🙂"])
def test_where_nobody_can_tell_both_forms_stand(word: str) -> None:
    assert with_particle(word, "은/는") == f"{word}은(는)"
    assert with_particle(word, "으로/로") == f"{word}(으)로"


def test_every_pair_has_a_form_for_each_end() -> None:
    for pair in PAIRS:
        closed, opened = pair.split("/")
        assert with_particle("책", pair) == f"책{closed}"
        assert with_particle("나무", pair) == f"나무{opened}"
    with pytest.raises(ValueError, match="no particle"):
        with_particle("책", "도")
