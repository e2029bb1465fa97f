"""A thread remembers what it reads: shown, replaced, forgotten, and several asked together."""

from __future__ import annotations

from tests.bot.slack.app.conftest import LIBRARY, MUSEUM
from tests.bot.slack.app.scene import Json, Scene
from tests.bot.slack.conftest import both_ways


def _asked(scene: Scene, link: str = LIBRARY) -> Json:
    first = scene.say(f"{scene.bot} {link} 관장은 누구인가요?")
    scene.slack.wait_for(lambda _: scene.replies())
    return first


def _told(scene: Scene, words: str) -> str:
    def found(_: object) -> list[str]:
        told = [each["text"] for each in scene.slack.ephemerals(scene.minji)]
        return [each for each in told if words in each]

    return scene.slack.wait_for(found)[-1]


@both_ways
def test_the_next_question_reads_what_was_read_before_and_says_so(scene: Scene) -> None:
    first = _asked(scene)
    scene.say("주말은?", under=first)
    scene.answered("정하늘", "오후 6시")
    assert "앞서 읽은 글" not in scene.replies()[0]
    assert "앞서 읽은 글" in scene.replies()[1]
    scene.say(f"{scene.bot} 고정된 글 보여줘", under=first)
    assert LIBRARY in _told(scene, "이 글을 읽습니다")


def test_a_new_link_replaces_it_for_good(scene: Scene) -> None:
    first = _asked(scene)
    scene.say(f"{MUSEUM} 초대 관장은 누구야?", under=first)
    scene.answered("정하늘", "서유진")
    scene.say("입장료 알려줘", under=first)
    scene.answered("정하늘", "서유진", "5,000원")


def test_it_is_forgotten_by_a_word(scene: Scene) -> None:
    first = _asked(scene)
    scene.say(f"{scene.bot} 고정 해제", under=first)
    _told(scene, "고정을 풀었습니다")
    scene.say(f"{scene.bot} 주차는 몇 대?", under=first)
    _told(scene, "찾지 못했습니다")
    scene.say(f"여기요 {LIBRARY}", under=first)
    scene.say(f"{scene.bot} 주차는 몇 대?", under=first)
    scene.answered("정하늘", "87면")


def test_it_is_forgotten_by_a_button(scene: Scene) -> None:
    first = _asked(scene)
    scene.say("주말은?", under=first)
    scene.answered("정하늘", "오후 6시")
    reply = scene.slack.thread(scene.channel, first["ts"])[-1]
    scene.slack.click(scene.channel, reply["ts"], "mrc_unpin", scene.hyunwoo)
    scene.say(f"{scene.bot} 주차는 몇 대?", under=first)
    _told(scene, "찾지 못했습니다")


def test_several_sources_of_a_thread_are_asked_together(scene: Scene) -> None:
    first = _asked(scene)
    scene.say(f"이것도 참고하세요 {MUSEUM}", under=first)
    scene.say("주차 얘기는 어느 글에 나와?", under=first)
    scene.answered("정하늘", "87면")


def test_what_was_asked_in_a_form_is_read_on_in_its_thread(scene: Scene) -> None:
    scene.slack.command("/mrc", f"입장료는 얼마인가요? {MUSEUM}", scene.minji, scene.channel)
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)
    posted = scene.slack.messages(scene.channel)[0]
    scene.say("관장은 누구야?", under=posted)
    scene.slack.wait_for(lambda _: len(scene.replies()) == 3)
    assert "서유진" in scene.replies()[-1]
