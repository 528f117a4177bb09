"""The way of every request: key → role → rate limit → body → session → engine, in this order (decision 10).

That the session exists, is in scope and is ready is for the gateway to say."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from pydantic import ValidationError
from structlog.contextvars import bind_contextvars, reset_contextvars

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.errors import ForbiddenError, GatewayError
from openwa_hookspecs.gateway import RateStatus
from openwa_hookspecs.models.idempotency import KeyedAnswer, KeyedRequest
from openwa_hookspecs.models.keys import Principal
from openwa_transport_http.body import read_nothing, read_object
from openwa_transport_http.call import ANONYMOUS, Call
from openwa_transport_http.config import RestConfig
from openwa_transport_http.cors import Cors
from openwa_transport_http.credentials import credentials
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.envelope import INTERNAL_ERROR, Envelopes
from openwa_transport_http.faults import refusal
from openwa_transport_http.fields import RequestModel
from openwa_transport_http.keyed import Repetition, keyed_request, repetition_of
from openwa_transport_http.location import CREATED, location
from openwa_transport_http.query import read_query
from openwa_transport_http.rates import rate_headers, too_many_requests
from openwa_transport_http.request import Request
from openwa_transport_http.request_id import request_id
from openwa_transport_http.response import HeaderPairs, Response

__all__ = ["Pipeline"]

_NO_CONTENT: Final = 204


class Pipeline:
    """Turns requests into responses; always into one, and never into a second log line for one fault."""

    def __init__(self, config: RestConfig, context: GatewayContext) -> None:
        self._config = config
        self._context = context
        self._envelopes = Envelopes(clock=context.clock, version=context.version)
        self._cors = Cors(frozenset(config.cors_origins))

    async def answer(self, endpoint: Endpoint, request: Request, *, cancellable: bool) -> Response:
        """Serve one endpoint. `cancellable` says that a client who hangs up cancels the call: what has begun
        to change something then goes on in a task of its own."""
        detached = cancellable and endpoint.changes_state
        response = await self._within(
            request, lambda own_id: self._serve(endpoint, request, own_id, detached)
        )
        if CREATED not in endpoint.statuses:
            return response
        return response.with_headers(location(request.path, response))

    async def refuse(self, error: Exception, request: Request, more: HeaderPairs = ()) -> Response:
        """The answer to a request that reached no endpoint, or one of another plugin's that failed."""

        async def refused(_: str) -> Response:
            raise error

        response = await self._within(request, refused)
        return response.with_headers(more)

    def options(self, request: Request, allow: bytes) -> Response:
        """The answer to `OPTIONS`: the methods of the path, and what CORS wants to know."""
        headers = ((b"allow", allow), (b"x-request-id", request_id(request, self._context.clock).encode()))
        return Response(status=_NO_CONTENT, headers=headers + self._cors.preflight(request, allow))

    async def _within(self, request: Request, work: Callable[[str], Awaitable[Response]]) -> Response:
        """Run `work` under the request's id."""
        own_id = request_id(request, self._context.clock)
        response = await self._supervised(work(own_id), own_id)
        return response.with_headers(self._cors.headers(request))

    async def _supervised(self, work: Awaitable[Response], own_id: str) -> Response:
        """Await `work` with the request id in every log line, and its errors turned into envelopes."""
        before = bind_contextvars(request_id=own_id)
        try:
            return await self._answered(work, own_id)
        finally:
            reset_contextvars(**before)

    async def _answered(self, work: Awaitable[Response], own_id: str) -> Response:
        try:
            return await work
        except GatewayError as error:
            return self._envelopes.failure(error, request_id=own_id)
        except Exception:
            self._context.log.exception("request failed")
            return self._envelopes.failure(INTERNAL_ERROR, request_id=own_id)

    async def _serve(self, endpoint: Endpoint, request: Request, own_id: str, detached: bool) -> Response:
        caller = await self._identify(endpoint, request)
        rate = await self._counted(endpoint, caller)
        if rate is not None and not rate.allowed:
            work = self._too_many(rate)
        else:
            work = self._call(endpoint, request, caller, own_id, detached)
        if rate is None:
            return await work
        response = await self._answered(work, own_id)
        return response.with_headers(rate_headers(rate))

    async def _counted(self, endpoint: Endpoint, caller: Principal) -> RateStatus | None:
        """Where the caller stands in the budget of this kind of request; None when it has none."""
        if endpoint.rate is None:
            return None
        return await self._context.gateway.rates.hit(caller, endpoint.rate)

    async def _too_many(self, rate: RateStatus) -> Response:
        raise too_many_requests(rate)

    async def _call(
        self, endpoint: Endpoint, request: Request, caller: Principal, own_id: str, detached: bool
    ) -> Response:
        arguments = await self._arguments(endpoint, request)
        now = self._context.clock.now()
        call = Call(gateway=self._context.gateway, caller=caller, time=now, header=request.header)
        keyed = keyed_request(request, arguments) if endpoint.method == "POST" else None
        work = self._run(endpoint, call, arguments, own_id)
        if keyed is not None:
            work = self._once(repetition_of(endpoint.repetition, arguments), caller, keyed, work, own_id)
        if not detached:
            return await work
        task = self._context.tasks.spawn(endpoint.name, self._supervised(work, own_id))
        return await asyncio.shield(task)

    async def _once(
        self,
        repetition: Repetition,
        caller: Principal,
        keyed: KeyedRequest,
        work: Coroutine[Any, Any, Response],
        own_id: str,
    ) -> Response:
        """Run `work` unless it was run before under this key."""
        response: Response | None = None

        async def answer() -> KeyedAnswer:
            nonlocal response
            response = await self._answered(work, own_id)
            return self._envelopes.kept(response, repetition)

        try:
            told = await self._context.gateway.idempotency.once(caller, keyed, answer)
        finally:
            work.close()
        return response or self._envelopes.again(told, request_id=own_id)

    async def _run(
        self, endpoint: Endpoint, call: Call, arguments: dict[str, object], own_id: str
    ) -> Response:
        result = await endpoint.run(call, **arguments)
        return self._envelopes.success(result, status=endpoint.statuses[0], request_id=own_id)

    async def _identify(self, endpoint: Endpoint, request: Request) -> Principal:
        if endpoint.role is None:
            return ANONYMOUS
        caller = await self._context.auth.authenticate(credentials(request))
        if not caller.may(endpoint.role):
            message = f"This needs the role {endpoint.role.label}; the key has {caller.role.label}"
            raise ForbiddenError(message, required=endpoint.role.label)
        return caller

    async def _arguments(self, endpoint: Endpoint, request: Request) -> dict[str, object]:
        """Everything checked: query and body first, then the path from its end, so that the session comes
        last."""
        arguments: dict[str, object] = {}
        if endpoint.query is not None:
            arguments["query"] = _validated(endpoint.query, read_query(request.query))
        limit, timeout_s = self._config.max_body_bytes, self._config.body_timeout_s
        if endpoint.body is not None:
            if endpoint.max_body_bytes is not None:
                timeout_s *= max(1, endpoint.max_body_bytes // limit)
                limit = endpoint.max_body_bytes
            body = await read_object(
                request, limit=limit, timeout_s=timeout_s, may_be_missing=endpoint.takes_no_body
            )
            arguments["body"] = _validated(endpoint.body, body)
        elif endpoint.hears_body:
            await read_nothing(request, limit=limit, timeout_s=timeout_s)
        for place in reversed(endpoint.places):
            arguments[place.parameter] = place.type.read(request.params[place.name])
        return arguments


def _validated(model: type[RequestModel], values: object) -> RequestModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise refusal(error, model.union_tags) from None
