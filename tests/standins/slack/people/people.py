"""What people do in the workspace: they say things, edit them, give commands, fill in forms."""

import copy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from tests.standins.slack.blockkit.blocks import elements
from tests.standins.slack.blockkit.text import escape, typed
from tests.standins.slack.delivery.events import Events, Grants, command, interaction
from tests.standins.slack.delivery.outbox import Outbox
from tests.standins.slack.people.forms import action, answered_in, filled_in
from tests.standins.slack.state import OTHER_BOT, Channel, Delivery, State, StoredFile, User
from tests.standins.slack.webapi.conversations import join
from tests.standins.slack.webapi.method import WebApi
from tests.standins.slack.webapi.responses import acknowledged, submitted

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


class People:
    """Acts as the people of the workspace; the app hears of it as it would from Slack.

    Events are sent in the background. What a person waits for (a command, a click, a form) blocks
    until the app has acknowledged it: call these from another thread than the app's event loop.
    """

    _state: State
    _grants: Grants
    _events: Events
    _outbox: Outbox
    _api: WebApi

    def add_user(
        self, name: str, locale: str = "ko-KR", *, guest: bool = False, admin: bool = False
    ) -> str:
        """A new member of the workspace; returns the id."""
        with self._state.edit():
            user_id = self._state.new_id("U")
            user = User(user_id, name, locale, is_guest=guest, is_admin=admin)
            self._state.users[user.id] = user
            return user.id

    def add_channel(
        self,
        name: str,
        *,
        private: bool = False,
        members: Sequence[str] = (),
        app: bool = True,
        creator: str = "",
    ) -> str:
        """A new channel, with the app in it if `app`; returns the id."""
        with self._state.edit():
            kind, everyone = "group" if private else "channel", {*members}
            everyone |= {self._state.bot_user} if app else set()
            channel = Channel(self._state.new_id("C"), name, kind, everyone, creator)
            self._state.channels[channel.id] = channel
            return channel.id

    def talk(self, *people: str) -> str:
        """The id of a new direct message between people, which the app is not in."""
        with self._state.edit():
            channel = Channel(self._state.new_id("D"), "", "im", set(people))
            self._state.channels[channel.id] = channel
            return channel.id

    def add_user_group(self, name: str, handle: str, members: Sequence[str] = ()) -> str:
        """A new group of people that can be mentioned; returns the id."""
        with self._state.edit():
            named: Json = {"id": self._state.new_id("S"), "name": name, "handle": handle}
            group = named | {"users": list(members)}
            self._state.user_groups[group["id"]] = group
            return group["id"]

    def revoke(self, user: str) -> None:
        """The token of somebody, or of the app's bot, is revoked."""
        whose = "bots" if user == self._state.bot_user else "people"
        self._events.revoked(**{whose: [user]})

    def uninstall(self) -> None:
        """Remove the app from the workspace."""
        self._events.uninstalled()

    def permalink(self, channel: str, message: Json) -> str:
        """The link to a message that "Copy link" gives."""
        ts, thread = message["ts"], message.get("thread_ts")
        link = (
            f"https://{self._state.team_domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
        )
        return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link

    def dm(self, user: str) -> str:
        """The id of the direct message between `user` and the app."""
        return self._state.dm(user).id

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

    def join(self, channel: str, user: str, inviter: str = "") -> Json:
        """Let somebody, or the app (`bot_user`), join a channel, by themselves or invited."""
        with self._state.edit():
            return join(self._state, self._events, self._state.channels[channel], user, inviter)

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

    def open_home(self, user: str, tab: str = "home") -> None:
        """Look at the app's Home or `messages` tab."""
        self._events.home_opened(self.dm(user), user, tab)

    def command(self, name: str, text: str, user: str, channel: str) -> Delivery:
        """Give a slash command, and show what its acknowledgement says."""
        commands = self._grants.commands
        if commands is not None and name not in commands:
            raise AssertionError(f"{name} is not a valid command: the manifest has {commands}")
        where = self._state.channels[channel]
        where.members.add(user)
        wire = typed(text)[0] if commands and commands[name] else escape(text)
        form = command(self._state, name, wire, user, where)
        delivery = self._outbox.send("slash_commands", form)
        if delivery.ok:
            with self._state.edit():
                acknowledged(self._api, self._response_url(form), delivery.reply)
        return delivery

    def _response_url(self, payload: Json) -> Any:
        return self._state.response_urls[payload["response_url"].rpartition("/")[2]]

    def submit_view(
        self, view_id: str, user: str, values: Json, files: Sequence[Upload] = ()
    ) -> Delivery:
        """Fill in a modal and submit it.

        Args:
            view_id: The id of the modal.
            user: Who submits it.
            values: What is filled in or chosen, by `action_id`.
            files: What is put into its field for files.
        """
        current = self._state.views[view_id]
        if not current.open or current.user != user:
            raise AssertionError(f"the form {view_id} is not open for {user}")
        view = copy.deepcopy(current.view)
        if files:
            stored = [self._store(user, file) for file in files]
            values = {**values, _file_field(view): stored}
        state = filled_in(view, values, current.channel)
        view["state"] = {"values": state}
        urls = [
            {
                "block_id": block,
                "action_id": element,
                "channel_id": channel,
                "response_url": self._state.new_response_url(channel, user),
            }
            for block, element, channel in answered_in(view, state)
        ]
        payload = interaction(self._state, "view_submission", user, view=view, response_urls=urls)
        delivery = self._interact(payload)
        with self._state.edit():
            submitted(self._api, current, delivery)
        return delivery

    def click(
        self, channel: str, ts: str, action_id: str, user: str, value: str | None = None
    ) -> Delivery:
        """Press a button of a message, or choose `value` in one of its menus."""
        private = [e for e in self._state.ephemerals if e["message_ts"] == ts]
        message = private[0] if private else self._message(channel, ts)
        container = {
            "type": "message",
            "message_ts": ts,
            "channel_id": channel,
            "is_ephemeral": bool(private),
        }
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        pressed = action(message["blocks"], action_id, value, self._state.new_ts())
        payload = interaction(
            self._state,
            "block_actions",
            user,
            container=container,
            channel=self._named(channel),
            state={"values": {}},
            response_url=self._state.new_response_url(channel, user, ts),
            actions=[pressed],
            **({} if private else {"message": message}),
        )
        return self._interact(payload)

    def click_view(
        self, view_id: str, action_id: str, user: str, value: str | None = None
    ) -> Delivery:
        """Press a button of a modal or of the Home tab, or choose in one of its menus."""
        view = self._state.views[view_id].view
        pressed = action(view["blocks"], action_id, value, self._state.new_ts())
        container = {"type": "view", "view_id": view_id}
        payload = interaction(
            self._state, "block_actions", user, container=container, view=view, actions=[pressed]
        )
        return self._interact(payload)

    def shortcut(self, callback_id: str, user: str) -> Delivery:
        """Start a global shortcut."""
        self._check_shortcut(callback_id, "global")
        payload = interaction(
            self._state, "shortcut", user, callback_id=callback_id, action_ts=self._state.new_ts()
        )
        return self._interact(payload)

    def message_shortcut(self, callback_id: str, channel: str, ts: str, user: str) -> Delivery:
        """Start a shortcut from the menu of a message."""
        self._check_shortcut(callback_id, "message")
        payload = interaction(
            self._state,
            "message_action",
            user,
            callback_id=callback_id,
            action_ts=self._state.new_ts(),
            channel=self._named(channel),
            message=self._message(channel, ts),
            message_ts=ts,
            response_url=self._state.new_response_url(channel, user, ts),
        )
        return self._interact(payload)

    def run_step(self, callback_id: str, **inputs: str) -> str:
        """Let a workflow come to a step of the app; returns the id of its run."""
        declared = self._grants.functions.get(callback_id)
        if declared is None:
            raise AssertionError(f"the manifest has no step {callback_id}")
        parameters = declared["input_parameters"]
        names = parameters["properties"].keys()
        if set(parameters["required"]) - inputs.keys() or inputs.keys() - names:
            raise AssertionError(f"the step takes {', '.join(names)}")
        return self._events.executed(callback_id, inputs)

    def _check_shortcut(self, callback_id: str, kind: str) -> None:
        known = self._grants.shortcuts
        if known is not None and known.get(callback_id) != kind:
            raise AssertionError(f"the manifest has no {kind} shortcut {callback_id}")

    def _named(self, channel: str) -> Json:
        return {"id": channel, "name": self._state.channels[channel].name or "directmessage"}

    def _interact(self, payload: Json) -> Delivery:
        if not self._grants.interactive:
            raise AssertionError("the manifest does not enable interactivity")
        return self._outbox.send("interactive", payload)


def _file_field(view: Json) -> str:
    fields = [each for block in view["blocks"] for each in elements(block)]
    return next(each["action_id"] for each in fields if each["type"] == "file_input")
