"""The network's memory and its file as one: what is committed is written first, then true."""

from __future__ import annotations

from openwa_engine_simulator.network.accounts import Account, Ban, Link
from openwa_engine_simulator.network.facts import Fact, LinkMade, PhoneSaved
from openwa_engine_simulator.network.groups import Group
from openwa_engine_simulator.network.ids import ECHO_PREFIX, Ids, Number, Peer, is_group, is_number
from openwa_engine_simulator.network.journal import Journal
from openwa_engine_simulator.network.messages import Conversation
from openwa_engine_simulator.network.refusals import RefusedError, not_found, not_on_whatsapp
from openwa_engine_simulator.network.restating import facts_of
from openwa_engine_simulator.network.state import State
from openwa_engine_simulator.network.timers import Timers

__all__ = ["Book"]


class Book:
    def __init__(self, *, timers: Timers, ids: Ids, journal: Journal) -> None:
        self.timers = timers
        self.ids = ids
        self.state = State()
        self.unshown: set[int] = set()
        """Changes that no device has been told of yet."""
        self._journal = journal

    def restore(self) -> None:
        """Reads what the file remembers; blocks, so call it in a thread."""
        for fact in self._journal.replay():
            self.state.apply(fact)
        self._journal.compact(facts_of(self.state), sum(1 for _ in facts_of(self.state)))

    def close(self) -> None:
        self._journal.close()

    def commit(self, *facts: Fact) -> None:
        """All or none of them survive a kill."""
        self._journal.append(facts)
        for fact in facts:
            self.state.apply(fact)

    def next_change(self) -> int:
        return self.state.change + 1

    def reach(self, seq: int) -> int:
        """The change up to which a device can have everything when it has heard of `seq`."""
        return min(seq, self.state.change, *(change - 1 for change in self.unshown))

    def account(self, number: Number) -> Account:
        """The account of a number; an echo bot's comes into being when somebody asks for it."""
        account = self.state.accounts.get(number) or self.find(number)
        if account is None:
            raise not_on_whatsapp(number)
        return account

    def ban_of(self, account: Account) -> Ban | None:
        """The ban that holds now, if any."""
        return None if account.ban is None else account.ban_at(self.timers.now())

    def find(self, chat: str) -> Account | None:
        """The account behind a number, a `@c.us` or a `@lid` id."""
        number = self.state.number_of(chat)
        if number is not None:
            return self.state.accounts[number]
        user, _, server = chat.partition("@")
        if server in {"", "c.us"} and user.startswith(ECHO_PREFIX) and is_number(user):
            echo = PhoneSaved(
                number=Number(user), push_name=f"Echo {user}", platform="android", lid=self.ids.lid()
            )
            self.commit(echo)
            return self.state.accounts[echo.number]
        return None

    def chat(self, owner: Number, chat: str) -> tuple[Peer, Conversation]:
        """The chat that this owner has under this id. Raises `RefusedError`."""
        peer = self.state.peer_of(chat)
        conversation = None if peer is None else self.state.conversation(owner, peer)
        if peer is None or conversation is None:
            raise not_found(f"a chat of {owner} with {chat}")
        return peer, conversation

    def group(self, member: Number, group_id: str) -> Group:
        """The group, for somebody who is in it. Raises `RefusedError`."""
        group = self.state.groups.get(group_id) if is_group(group_id) else None
        if group is None or member not in group.members:
            raise RefusedError("not_a_member", f"{member} is in no group {group_id}")
        return group

    def link(self, number: Number) -> Link:
        """Links a new device to the phone."""
        account = self.account(number)
        if self.ban_of(account) is not None:
            raise RefusedError("banned", f"{number} is banned")
        made = LinkMade(
            number=number,
            device=account.last_device + 1,
            token=self.ids.token(),
            seen=self.reach(self.state.change),
        )
        self.commit(made)
        return self.state.links[made.token]
