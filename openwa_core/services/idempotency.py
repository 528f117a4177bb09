"""Requests that are made once, however often they are sent (`Idempotency-Key`).

The claim of a request is written in the transaction of its effect, with what it made. A repetition after a
crash finds that, and answers with what became of it instead of doing it again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from openwa_core.tasks import TaskSupervisor
from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.errors import IdempotencyConflictError, ServiceUnavailableError
from openwa_hookspecs.models.idempotency import IdempotencyClaim, KeyedAnswer, KeyedRequest
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.storage import IdempotencyRepository

__all__ = ["Attempt", "Idempotency", "current_attempt"]

_LIFETIME: Final = timedelta(hours=24)
_UNAVAILABLE: Final = 503
_PRUNE_EVERY_S: Final = 3600.0


@dataclass
class Attempt:
    """One run of a request that carries a key."""

    _claim: IdempotencyClaim
    _claims: IdempotencyRepository
    is_repeated: bool
    """Whether an earlier run was cut off before its answer was written."""

    @property
    def target(self) -> str | None:
        """What the earlier run has made."""
        return self._claim.target

    def refuse_repetition(self) -> None:
        """For an effect that leaves no trace of ours: what a crash cut off is not done again. Raises
        `IdempotencyConflictError`."""
        if self.is_repeated:
            raise IdempotencyConflictError(
                "An earlier request with this Idempotency-Key was cut off: whether it took effect is unknown"
            )

    async def begin(self) -> None:
        """Right before such an effect, when nothing is left to refuse it."""
        await self._claims.put(self._claim)

    def claim_for(self, target: str) -> IdempotencyClaim:
        """What is to be written in the transaction that makes `target`."""
        return replace(self._claim, target=target)


_current: ContextVar[Attempt | None] = ContextVar("idempotency_attempt", default=None)


def current_attempt() -> Attempt | None:
    """The run that the caller's request is; None when it has no key."""
    return _current.get()


@dataclass
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Idempotency:
    """See `openwa_hookspecs.gateway.IdempotencyApi`."""

    def __init__(self, claims: IdempotencyRepository, *, clock: Clock, log: Log) -> None:
        self._claims = claims
        self._clock = clock
        self._log = log
        self._turns: dict[tuple[str, str, str], _Turn] = {}

    def start(self, tasks: TaskSupervisor) -> None:
        """Forget old claims from now on."""
        tasks.spawn("prune idempotency keys", self._prune())

    async def once(
        self, principal: Principal, request: KeyedRequest, work: Callable[[], Awaitable[KeyedAnswer]]
    ) -> KeyedAnswer:
        """Run `work`, or give the answer that an earlier run got. Runs of one key wait for each other."""
        caller = principal.key_id or principal.name
        async with self._turn(caller, request):
            known = await self._known(caller, request)
            if known is not None and known.answer is not None:
                return replace(known.answer, is_replay=True)
            return await self._run(known or self._claim(caller, request), known is not None, work)

    async def _run(
        self, claim: IdempotencyClaim, is_repeated: bool, work: Callable[[], Awaitable[KeyedAnswer]]
    ) -> KeyedAnswer:
        attempt = Attempt(claim, self._claims, is_repeated)
        token = _current.set(attempt)
        try:
            answer = await work()
        finally:
            _current.reset(token)
        if answer.is_final or answer.status != _UNAVAILABLE:
            await self._keep(claim, answer)
        return answer

    async def _keep(self, claim: IdempotencyClaim, answer: KeyedAnswer) -> None:
        """The answer is true whether it can be kept or not: the effect has its claim already. A refusal that
        has none was given before anything was done, and is not kept."""
        try:
            kept = await self._claims.get(claim.caller, claim.request)
            if kept is not None or answer.is_final:
                await self._claims.put(replace(kept or claim, answer=answer))
        except ServiceUnavailableError as error:
            self._log.warning("answer not kept for repetitions", error=str(error))

    async def _known(self, caller: str, request: KeyedRequest) -> IdempotencyClaim | None:
        """Raises `IdempotencyConflictError` when the key was used for another request."""
        found = await self._claims.get(caller, request)
        if found is None or found.expires_at <= self._clock.now():
            return None
        if found.request.digest != request.digest:
            raise IdempotencyConflictError("This Idempotency-Key was used with another body")
        return found

    def _claim(self, caller: str, request: KeyedRequest) -> IdempotencyClaim:
        now = self._clock.now()
        return IdempotencyClaim(caller=caller, request=request, created_at=now, expires_at=now + _LIFETIME)

    @asynccontextmanager
    async def _turn(self, caller: str, request: KeyedRequest) -> AsyncIterator[None]:
        key = (caller, request.route, request.key)
        turn = self._turns.setdefault(key, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                del self._turns[key]

    async def _prune(self) -> None:
        while True:
            try:
                await self._claims.prune(now=self._clock.now())
            except ServiceUnavailableError as error:
                self._log.warning("old idempotency keys not pruned", error=str(error))
            await self._clock.sleep(_PRUNE_EVERY_S)
