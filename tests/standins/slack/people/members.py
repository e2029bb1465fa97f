"""Who is in the workspace, and in which of its channels."""

from collections.abc import Sequence
from typing import Any

from tests.standins.slack.delivery.events import Events, Grants
from tests.standins.slack.delivery.outbox import Outbox
from tests.standins.slack.state import Channel, State, User
from tests.standins.slack.webapi.conversations import join
from tests.standins.slack.webapi.method import WebApi

Json = dict[str, Any]


class Members:
    """The people of the workspace, and where they are."""

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

    def join(self, channel: str, user: str, inviter: str = "") -> Json:
        """Let somebody, or the app (`bot_user`), join a channel, by themselves or invited."""
        with self._state.edit():
            return join(self._state, self._events, self._state.channels[channel], user, inviter)
