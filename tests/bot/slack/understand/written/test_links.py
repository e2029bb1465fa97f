from __future__ import annotations

import time

from bot.domain.question import WebPage
from bot.slack.understand.written.links import take_links


def test_a_long_tail_takes_no_time() -> None:
    began = time.process_time()
    take_links("https://" + "." * 100_000 + "a")
    assert time.process_time() - began < 5  # pairs of 100,000 dots would take minutes


def test_a_link_is_told_apart_from_its_particle_and_from_words_like_node_js() -> None:
    link = take_links("<https://a.example/1의> 저자는?")
    assert link.sources == (WebPage("https://a.example/1"),)
    assert link.rest.split() == ["의", "저자는?"]
    assert take_links("<https://a.example/1'의> 저자는?").sources == link.sources
    assert take_links("「<https://a.example/1」은> 누가?").sources == link.sources
    assert take_links("누가?\n요즘은 <http://Node.js|Node.js>를 쓴다.").sources == ()
