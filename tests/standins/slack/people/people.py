"""What people do with the app: they give commands, click, and fill in forms."""

import copy
from collections.abc import Sequence
from typing import Any

from tests.standins.slack.blockkit.blocks import elements
from tests.standins.slack.blockkit.text import escape, typed
from tests.standins.slack.delivery.events import command, interaction
from tests.standins.slack.people.forms import action, answered_in, filled_in
from tests.standins.slack.people.talking import Talking, Upload
from tests.standins.slack.state import Delivery
from tests.standins.slack.webapi.responses import acknowledged, submitted

Json = dict[str, Any]


class People(Talking):
    """Acts as the people of the workspace; the app hears of it as it would from Slack.

    Events are sent in the background. What a person waits for (a command, a click, a form) blocks
    until the app has acknowledged it: call these from another thread than the app's event loop.
    """

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
