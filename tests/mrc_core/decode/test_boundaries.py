from __future__ import annotations

import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from mrc_core.decode.boundaries import (
    snap_to_graphemes,
    snap_to_words,
    with_year,
    without_half_asides,
    without_half_quotation,
    without_particle,
)
from tests.texts import texts


@given(texts, st.data())
def test_snapping_only_widens(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    left, right = snap_to_graphemes(text, start, end)
    assert left <= start < end <= right
    assert snap_to_graphemes(text, left, right) == (left, right)
    left, right = snap_to_words(text, start, end)
    assert left <= start < end <= right
    assert snap_to_words(text, left, right) == (left, right)


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("전화는 02-1234567이다", "345", "1234567"),
        ("12,345명이 모였다", "345", "12,345"),
        ("12,345명이 모였다", "12", "12,345"),
        ("1, 2, 30", "3", "30"),
        ("1,2345", "1", "1"),
        ("by Wittgenstein's uncle", "genst", "Wittgenstein"),
        ("김나박이가 KBS에서", "BS", "KBS"),
        ("iPhone12는", "Phone", "iPhone"),
        ("서울특별시에서", "특별", "특별"),
        ("뷔르템베르크 Württemberg", "rttem", "Württemberg"),
    ],
)
def test_numbers_and_latin_words_are_not_cut(text: str, cut: str, whole: str) -> None:
    start = text.index(cut)
    left, right = snap_to_words(text, start, start + len(cut))
    assert text[left:right] == whole


@pytest.mark.parametrize(
    ("span", "whole"),
    [
        ("실천[行", "실천"),
        ("실천[行]", "실천[行]"),
        ("고종(高宗, 1852년", "고종"),
        ("行]을 더한 것", "을 더한 것"),
        ("둘 (하나(셋)", "둘"),
        ("하나(둘] 셋", "셋"),
        ("(주)카카오", "(주)카카오"),
        ("(주", "(주"),
        ("1919년) ", "1919년"),
    ],
)
def test_brackets_are_held_whole_or_not_at_all(span: str, whole: str) -> None:
    start, end = without_half_asides(f"앞 {span} 뒤", 2, 2 + len(span))
    assert f"앞 {span} 뒤"[start:end] == whole


@pytest.mark.parametrize(
    ("text", "span", "left"),
    [
        ("부산시는 멈췄다.", "부산시는", "부산시"),
        ("게임스파이를", "게임스파이를", "게임스파이"),
        ("노래 ‘나는’을", "나는", "나는"),
        ("노래 ‘그대를’을", "그대를", "그대를"),
        ("젊은 작가", "젊은", "젊은"),
        ("는 를", "는 를", "는 를"),
    ],
)
def test_an_answer_ends_in_no_particle(text: str, span: str, left: str) -> None:
    start = text.index(span)
    narrowed = without_particle(text, start, start + len(span))
    assert text[slice(*narrowed)] == left


@pytest.mark.parametrize(
    ("span", "left"),
    [
        ('제조 스테이션" 기계', "제조 스테이션"),
        ('스테이션"', "스테이션"),
        ('"스테이션" 기계', '"스테이션" 기계'),
        ('기계 "스테이션', '기계 "스테이션'),
        ('17" 화면', '17" 화면'),
        ('" 기계', '" 기계'),
        ('스테이션"과 기계', '스테이션"과 기계'),
    ],
)
def test_an_answer_closes_no_quotation_that_it_does_not_open(span: str, left: str) -> None:
    text = f'"달 {span} 뒤'
    start, end = without_half_quotation(text, 3, 3 + len(span))
    assert text[start:end] == left


@given(st.text("가나 ()[]", min_size=1), st.data())
def test_a_span_without_half_brackets_lies_in_the_old_one(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    left, right = without_half_asides(text, start, end)
    assert start <= left < right <= end
    assert without_half_asides(text, left, right) == (left, right)
    if (left, right) != (start, end):
        inside = re.sub(r"[^()\[\]]", "", text[left:right])
        while (shorter := inside.replace("()", "").replace("[]", "")) != inside:
            inside = shorter
        assert not inside


# Composed and decomposed syllables, marks, joiners, flags, prepended marks, and line ends.
_PARTS = [
    "가",
    "힣",
    "a",
    " ",
    "韓",
    "é",
    "ᄀ",
    "ᅡ",
    "ᆨ",
    "\u0301",
    "\u200d",
    "👩",
    "🇰",
    "\u0600",
    "\r",
    "\n",
]


@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=12).map("".join), st.data())
def test_no_cluster_is_cut(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    edges = [0, *(cluster.end() for cluster in regex.finditer(r"\X", text))]
    left, right = snap_to_graphemes(text, start, end)
    assert left == max(edge for edge in edges if edge <= start)
    assert right == min(edge for edge in edges if edge >= end)


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("세종이 1446년에 반포", "1446", "1446년"),
        ("세종이 1446년에 반포", "세종이 1446", "세종이 1446년"),
        ("1950년대에 지은", "1950", "1950"),
        ("1950년간 이어진", "1950", "1950"),
        ("제21446년", "1446", "1446"),
        ("46년에", "46", "46"),
        ("1446 years", "1446", "1446"),
    ],
)
def test_a_year_is_held_with_its_word(text: str, span: str, whole: str) -> None:
    start = text.index(span)
    assert text[slice(*with_year(text, start, start + len(span)))] == whole
