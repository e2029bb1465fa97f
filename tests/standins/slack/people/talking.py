"""What people say in the workspace, with files, and what becomes of what they said."""

import copy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from tests.standins.slack.blockkit.text import typed
from tests.standins.slack.people.members import Members
from tests.standins.slack.state import OTHER_BOT, Channel, StoredFile

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file that somebody adds to a message.

    Attributes:
        mode: "hosted", "snippet"; a "canvas" holds Markdown; "tombstone" or "hidden_by_limit" are
            gone, or as good as; "external" is at `url`.
        held_back: Events only name it, and `files.info` describes it, as in Slack Connect.
        redirect: Its address sends on to this one.
    """

    name: str
    content: bytes = b""
    mimetype: str = "text/plain"
    mode: str = "hosted"
    url: str = ""
    held_back: bool = False
    redirect: str = ""


class Talking(Members):
    """Says things, edits, shares and deletes them; the app hears of it as it would from Slack."""

    def say(
        self,
        channel: str,
        user: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: Sequence[Upload] = (),
        deliveries: int = 1,
    ) -> Json:
        """Post a message as a person; Slack sends its events so many times.

        Mentions are written `<@U…>`; web addresses are typed as they are.
        """
        if self._state.channels[channel].kind == "im" and not self._grants.messages_tab:
            raise AssertionError("people cannot write to the app: the Messages tab is off")
        wire, blocks = typed(text)
        message: Json = {"user": user, "text": wire, "client_msg_id": str(uuid.uuid4())}
        message |= {"blocks": blocks} if blocks else {}
        message |= {"thread_ts": thread_ts} if thread_ts else {}
        if files:
            stored = [self._store(user, file, self._state.channels[channel]) for file in files]
            message |= {"subtype": "file_share", "files": stored, "upload": False}
        with self._state.edit():
            self._state.channels[channel].members.add(user)
            posted = self._state.post(channel, message)
            self._events.posted(channel, posted, tries=deliveries)
            return posted

    def _store(self, user: str, file: Upload, channel: Channel | None = None) -> Json:
        file_id = self._state.new_id("F")
        url = file.url or f"{self._state.base_url}/files-pri/{file_id}/{file.name}"
        info: Json = {
            "id": file_id,
            "name": file.name,
            "title": file.name,
            "mimetype": file.mimetype,
            "filetype": PurePath(file.name).suffix.removeprefix(".") or "text",
            "user": user,
            "size": len(file.content),
            "mode": file.mode,
            "is_external": file.mode == "external",
            "is_public": False,
            "file_access": "visible",
            "permalink": f"https://{self._state.team_domain}.slack.com/files/{user}/{file_id}/a.txt",
            "url_private": url,
            "url_private_download": url,
        }
        for kind, where in (("channel", "channels"), ("group", "groups"), ("im", "ims")):
            info[where] = [channel.id] if channel and channel.kind == kind else []
        if file.mode in ("tombstone", "hidden_by_limit"):
            info = {"id": file_id, "mode": file.mode, "name": file.name}
        self._state.files[file_id] = StoredFile(info, file.content, file.redirect)
        if file.held_back:
            return {"id": file_id, "user": user, "file_access": "check_file_info"}
        return copy.deepcopy(info)

    def edit(self, channel: str, ts: str, text: str) -> Json:
        """Change what a person said."""
        wire, blocks = typed(text)
        with self._state.edit():
            message = self._message(channel, ts)
            edited = {"user": message["user"], "ts": self._state.new_ts()}
            return self._change(channel, message, text=wire, blocks=blocks, edited=edited)

    def share(self, channel: str, user: str, text: str, shared: Json, origin: str) -> Json:
        """Forward a message of the channel `origin`, with a text of one's own."""
        wire, blocks = typed(text)
        attachment = {
            "is_msg_unfurl": True,
            "is_share": True,
            "id": 1,
            "channel_id": origin,
            "ts": shared["ts"],
            "author_id": shared.get("user"),
            "from_url": self.permalink(origin, shared),
            "text": shared["text"],
            "fallback": shared["text"],
            "mrkdwn_in": ["text"],
        }
        if shared.get("blocks"):
            message = {"team": self._state.team_id, "channel": origin, "ts": shared["ts"]}
            attachment["message_blocks"] = [{**message, "message": {"blocks": shared["blocks"]}}]
        if shared.get("files"):
            attachment["files"] = copy.deepcopy(shared["files"])
        said: Json = {"user": user, "text": wire, "attachments": [attachment]}
        with self._state.edit():
            self._state.channels[channel].members.add(user)
            posted = self._state.post(channel, said | ({"blocks": blocks} if blocks else {}))
            self._events.posted(channel, posted)
            return posted

    def unfurl(self, channel: str, ts: str, url: str, title: str) -> Json:
        """Let Slack add the preview of a link to a message: a change, but not of its text."""
        preview = {"from_url": url, "original_url": url, "title": title, "fallback": title, "id": 1}
        with self._state.edit():
            return self._change(channel, self._message(channel, ts), attachments=[preview])

    def pin(self, channel: str, ts: str) -> Json:
        """Pin a message: a change, but not of its text."""
        with self._state.edit():
            return self._change(channel, self._message(channel, ts), pinned_to=[channel])

    def _message(self, channel: str, ts: str) -> Json:
        message = self._state.find(channel, ts)
        if message is None:
            raise AssertionError(f"no message {ts} in {channel}")
        return message

    def _change(self, channel: str, message: Json, **fields: Any) -> Json:
        previous = copy.deepcopy(message)
        message.update(fields)
        changed = copy.deepcopy(message)
        self._events.changed(channel, changed, previous)
        return changed

    def delete(self, channel: str, ts: str) -> None:
        """Take back what a person said."""
        with self._state.edit():
            self._message(channel, ts)
            removed = self._state.remove(channel, ts)
            self._events.deleted(channel, removed, self._state.find(channel, ts))

    def bot_says(
        self,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        subtype: str | None = "bot_message",
        **parts: Any,
    ) -> Json:
        """Post a message as the bot of another app; apps of today have no `subtype`, but a user.

        `parts` are its `blocks`, `attachments` or `username`.
        """
        message: Json = {"text": text, "bot_id": OTHER_BOT.id.replace("U", "B", 1)}
        message |= parts | ({"subtype": subtype} if subtype else {"user": OTHER_BOT.id})
        message |= {"thread_ts": thread_ts} if thread_ts else {}
        with self._state.edit():
            posted = self._state.post(channel, message)
            self._events.posted(channel, posted)
            return posted
