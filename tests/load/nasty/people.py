"""People of a workspace who write anything, and events that are none of Slack's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from tests.load.nasty.words import MARKS, damaged, mutated, text
from tests.standins.slack.blockkit.blocks import elements
from tests.standins.slack.delivery.outbox import HttpTransport
from tests.standins.slack.people.talking import Upload
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]

_MODES = ("hosted", "snippet", "canvas", "tombstone", "hidden_by_limit", "external")
_TYPES = ("text/plain", "text/html", "application/pdf", "image/png", "", "text/csv")


class Crowd:
    """Some people in some channels of a workspace, who do something each time they are told to.

    Args:
        workspace: Delivers to a bot over HTTP.
        events: The bot's request URL.
        site: The address of a site of `pages`.
        contents: What is in files: a document and its type, by chance.
    """

    def __init__(
        self,
        workspace: SlackWorkspace,
        events: str,
        site: str,
        contents: Callable[[Random], tuple[str, bytes]],
    ) -> None:
        self._slack = workspace
        self._signed = HttpTransport(events, workspace.signing_secret)
        self._forged = HttpTransport(events, "another secret")
        self._site = site
        self._contents = contents
        self._people = [workspace.add_user(name) for name in ("minji", "a|<b>", "*", "quote'\"")]
        self._channels = [workspace.add_channel(f"nasty-{n}", private=n == 1) for n in range(3)]
        self._channels.append(workspace.dm(self._people[0]))
        self._said: list[tuple[str, Json]] = []

    def act(self, chance: Random) -> None:
        """Do one thing: say, change or take back something, ask by command or form, or forge."""
        person, channel = chance.choice(self._people), chance.choice(self._channels)
        if channel.startswith("D"):
            person = self._people[0]
        # What people cannot do in Slack, the workspace does not let them do.
        with suppress(AssertionError, LookupError, StopIteration, ValueError, RecursionError):
            match chance.randrange(12):
                case 0 | 1 | 2 | 3:
                    self._say(chance, channel, person)
                case 4:
                    self._change(chance, person)
                case 5:
                    self._slack.command("/mrc", self._text(chance, 3_000), person, channel)
                case 6:
                    self._fill_in(chance, channel, person)
                case 7:
                    self._forge(chance, channel, person)
                case _:
                    self._post(chance, channel, person)

    def _say(self, chance: Random, channel: str, person: str) -> None:
        under = None
        if self._said and chance.random() < 0.4:
            channel, said = chance.choice(self._said)
            under = said.get("thread_ts") or said["ts"]
        files = [self._file(chance) for _ in range(chance.choice((0, 0, 0, 0, 1, 1, 3)))]
        longest = 40_000 if chance.random() < 0.1 else 1_000
        words = self._text(chance, longest)
        said = self._slack.say(channel, person, words, thread_ts=under, files=files)
        self._said = [*self._said[-50:], (channel, said)]

    def _change(self, chance: Random, person: str) -> None:
        channel, said = chance.choice(self._said)
        match chance.randrange(3):
            case 0:
                self._slack.edit(channel, said["ts"], self._text(chance, 1_000))
            case 1:
                self._slack.delete(channel, said["ts"])
            case _:
                words = self._text(chance, 500)
                self._slack.share(self._channels[0], person, words, said, channel)

    def _fill_in(self, chance: Random, channel: str, person: str) -> None:
        self._slack.command("/mrc", "", person, channel)
        opened = self._slack.views(person)[-1]
        fields = [element for block in opened["blocks"] for element in elements(block)]
        values = {
            field["action_id"]: self._text(chance, field.get("max_length", 3_000))
            for field in fields
            if field["type"] == "plain_text_input"
        }
        self._slack.submit_view(opened["id"], person, values)

    def _post(self, chance: Random, channel: str, person: str) -> None:
        """Post what apps of people's own can: blocks, attachments and files of any kind."""
        parts = {
            "text": self._text(chance, 2_000),
            "blocks": mutated(chance, self._blocks(chance, person), 0.05),
            "attachments": mutated(chance, self._attachments(chance, channel, person), 0.05),
            "files": mutated(chance, self._described(chance), 0.05),
        }
        message = {"type": "message", "channel": channel, "user": person, "ts": _ts(chance)}
        event = {**message, "channel_type": chance.choice(("channel", "im", "mpim")), **parts}
        if chance.random() < 0.3:
            event["thread_ts"] = _ts(chance)
        if chance.random() < 0.3:
            changed = {**message, **parts, "edited": {"user": person, "ts": event["ts"]}}
            subtype = chance.choice(("message_changed", "message_deleted", "channel_join", "new"))
            event |= {"subtype": subtype, "message": changed, "previous_message": {**event}}
        if chance.random() < 0.3:
            event["type"] = "app_mention"
        self._signed.send("events_api", self._wrapped(chance, event), 0)

    def _forge(self, chance: Random, channel: str, person: str) -> None:
        """Send anything at all, as somebody who does not know Slack's secret."""
        event = {"type": "message", "channel": channel, "user": person, "text": text(chance, 500)}
        payload = {**self._wrapped(chance, event), "command": "/mrc", "payload": "{", "view": {}}
        sent = mutated(chance, payload, 0.2)
        kind = chance.choice(("events_api", "interactive", "slash_commands"))
        self._forged.send(kind, sent if isinstance(sent, dict) else {"event": sent}, 0)

    def _wrapped(self, chance: Random, event: Json) -> Json:
        return {
            "type": "event_callback",
            "team_id": self._slack.team_id,
            "api_app_id": "A1",
            "event": event,
            "event_id": f"Ev{chance.randrange(10**9)}",
        }

    def _blocks(self, chance: Random, person: str) -> list[Json]:
        inline = [
            {"type": "text", "text": text(chance, 500), "style": {"bold": True}},
            {"type": "link", "url": self._page(chance), "text": MARKS[0]},
            {"type": "user", "user_id": person},
            {"type": "emoji", "name": "eyes", "unicode": chance.choice(("1f440", "fffffff", "-"))},
            {"type": "date", "timestamp": 1, "format": "{date}", "fallback": MARKS[1]},
        ]
        kinds = ("section", "quote", "preformatted")
        part = {"type": f"rich_text_{chance.choice(kinds)}", "elements": inline}
        items = {"type": "rich_text_list", "style": "ordered", "offset": 9, "elements": [part]}
        words = {"type": chance.choice(("mrkdwn", "plain_text")), "text": text(chance, 500)}
        return [
            {"type": "rich_text", "elements": [part, items]},
            {"type": "section", "text": words, "fields": [words, words]},
            {"type": "table", "rows": [[{"type": "raw_text", "text": MARKS[0]}] * 2] * 2},
            {"type": "context", "elements": [words, {"type": "image", "image_url": "a"}]},
        ]

    def _attachments(self, chance: Random, channel: str, person: str) -> list[Json]:
        said = {"text": text(chance, 500), "blocks": self._blocks(chance, person)}
        field = {"title": text(chance, 50), "value": text(chance, 50)}
        return [
            {"is_share": True, "channel_id": channel, "ts": _ts(chance), **said},
            {"message_blocks": [{"message": said}], "from_url": self._page(chance)},
            {"fields": [field], "title": MARKS[0], "title_link": self._page(chance)},
        ]

    def _described(self, chance: Random) -> list[Json]:
        name, url = text(chance, 50), self._page(chance)
        return [{"id": "F1", "name": name, "url_private": url, "size": 9, "mode": "hosted"}]

    def _text(self, chance: Random, most: int) -> str:
        links = tuple(self._page(chance) for _ in range(3))
        mention = f"<@{self._slack.bot_user}> " if chance.random() < 0.6 else ""
        return mention + text(chance, most, links)

    def _page(self, chance: Random) -> str:
        return f"{self._site}/{chance.randrange(10**6)}"

    def _file(self, chance: Random) -> Upload:
        kind, content = self._contents(chance)
        if chance.random() < 0.2:
            content = damaged(chance, content[:10_000])
        name = "".join(text(chance, 40).split()).replace("/", "")
        kind = chance.choice((kind.partition("\r")[0], chance.choice(_TYPES)))
        mode = "hosted" if chance.random() < 0.7 else chance.choice(_MODES)
        return Upload(name, content, kind, mode, held_back=chance.random() < 0.1)


def _ts(chance: Random) -> str:
    return f"{chance.randrange(2 * 10**9)}.{chance.randrange(10**6):06d}"
