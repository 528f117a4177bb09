"""A question to the network, with its time limit and its errors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeAlias, TypeVar

from openwa_engine_simulator.engine.connection import Connection, ConnectionLostError, Question
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_hookspecs.errors import ErrorCode, GatewayError, ServiceUnavailableError

__all__ = ["Explain", "ask", "malformed"]

AnswerT = TypeVar("AnswerT", bound=frames.Answer | None)
Explain: TypeAlias = Callable[[RefusedError], GatewayError]

_ANSWER_S: Final = 10.0


async def ask(connection: Connection, question: Question, answer: type[AnswerT], explain: Explain) -> AnswerT:
    """Raises `ServiceUnavailableError`, or what `explain` makes of a no."""
    try:
        async with asyncio.timeout(_ANSWER_S):
            return await connection.ask(question, answer)
    except (ConnectionLostError, TimeoutError) as error:
        raise ServiceUnavailableError("the simulated network does not answer") from error
    except RefusedError as refused:
        raise explain(refused) from refused


def malformed(refused: RefusedError) -> GatewayError:
    """For questions that only nonsense makes the network refuse."""
    return GatewayError(ErrorCode.VALIDATION_ERROR, refused.message)
