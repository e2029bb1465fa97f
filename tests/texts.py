"""Hypothesis strategies for text as people paste it, and worse."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

_SNIPPETS = st.sampled_from(
    [
        "훈민정음은 1443년에 세종이 만들었다.",
        unicodedata.normalize("NFD", "세종대왕은 한글을 만들었다."),
        "👨‍👩‍👧‍👦 가족 👍🏽 🇰🇷",
        "Crème brûlée",
        unicodedata.normalize("NFD", "Crème brûlée"),
        "İstanbul ǅ ß ﬁ",
        "값은 1,234.5원(12%)이다!",
        "'따옴표'와 “큰따옴표”",
        "漢字와 かな",
        "ㅋㅋㅋ ㅠㅠ",
        "\u200b\u200d\ufeff",
        "\x00\x07\x1b[31m",
        "\n\n\t  \u3000",
        "Ａ１２ ｱｲｳ",
        "ก็ नमस्ते שָׁלוֹם",
    ]
)
texts = (
    st.lists(st.one_of(_SNIPPETS, st.text(max_size=12)), min_size=1, max_size=8)
    .map(" ".join)
    .filter(bool)
)
long_texts = st.builds(
    lambda parts, times: " ".join(parts * times),
    st.lists(_SNIPPETS, min_size=2, max_size=6),
    st.integers(20, 60),
)
