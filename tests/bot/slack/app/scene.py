"""A channel of its own, with people in it, as the tests of the whole app use it."""

from __future__ import annotations

from typing import Any

from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]


class Scene:
    """A channel of its own, with people in it."""

    def __init__(self, slack: SlackWorkspace) -> None:
        self.slack = slack
        self.minji, self.hyunwoo = slack.add_user("minji"), slack.add_user("hyunwoo")
        self.channel = slack.add_channel("general")
        self.bot = f"<@{slack.bot_user}>"

    def say(self, text: str, under: Json | None = None, by: str = "", **more: Any) -> Json:
        thread = under and under["ts"]
        return self.slack.say(self.channel, by or self.minji, text, thread_ts=thread, **more)

    def app_says(self, under: Json | None = None, **parts: Any) -> Json:
        return self.slack.bot_says(self.channel, parts.pop("text", ""), **parts)

    def replies(self) -> list[str]:
        """What the bot said in the channel, for all to see."""
        said = self.slack.messages(self.channel)
        return [each["text"] for each in said if each.get("user") == self.slack.bot_user]

    def answered(self, *words: str) -> None:
        """Wait until the bot has replied with these words, one reply each."""
        self.slack.wait_for(lambda _: len(self.replies()) >= len(words))
        for reply, expected in zip(self.replies(), words, strict=True):
            assert expected in reply

    def silent(self, *shown: str) -> None:
        """Make sure that the bot says nothing more, nor shows anything that is `shown`."""
        before = len(self.slack.calls())
        self.slack.settle(quiet=0.3)
        calls = [call.method for call in self.slack.calls()[before:]]
        assert not [method for method in calls if method.startswith(("chat.", *shown))]
