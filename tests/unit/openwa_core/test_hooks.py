from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from quart import request

from openwa_core.hooks import HookRegistry, HookSignatureError
from openwa_hookspecs import hookimpl
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.models.content import Text, text_of
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.messages import OutboundMessage

SESSION = SessionId("sess_1")
HELLO = OutboundMessage(chat_id=ChatId("628123@c.us"), content=Text(text="hello"))


def said(message: OutboundMessage) -> str:
    return text_of(message.content)


def appending(word: str) -> SimpleNamespace:
    @hookimpl
    async def before_send(message: OutboundMessage) -> OutboundMessage:
        return replace(message, content=Text(text=f"{said(message)} {word}"))

    return SimpleNamespace(before_send=before_send)


async def piped(registry: HookRegistry) -> str:
    return said(await registry.pipe("before_send", "message", HELLO, stops=GatewayError, session_id=SESSION))


async def test_pipe_runs_in_the_order_of_registration() -> None:
    registry = HookRegistry()
    registry.register(appending("first"), "a")
    registry.register(appending("second"), "b")
    assert await piped(registry) == "hello first second"


async def test_hooks_of_a_plugin_that_is_gone_are_not_called() -> None:
    registry = HookRegistry()
    registry.register(appending("first"), "a")
    registry.register(appending("second"), "b")
    assert await piped(registry) == "hello first second"
    registry.unregister("a")
    registry.unregister("never there")
    assert await piped(registry) == "hello second"


async def test_hooks_may_be_methods_of_services_that_are_equal() -> None:
    @dataclass
    class Signature:
        name: str

        @hookimpl
        async def before_send(self, message: OutboundMessage) -> OutboundMessage:
            return replace(message, content=Text(text=f"{said(message)} from {self.name}"))

    registry = HookRegistry()
    registry.register_methods(Signature("Ann"), "a")
    registry.register_methods(Signature("Ann"), "b")
    assert await piped(registry) == "hello from Ann from Ann"


async def test_pipe_keeps_the_value_when_a_plugin_has_no_opinion() -> None:
    @hookimpl
    async def before_send(session_id: SessionId) -> None:
        assert session_id == SESSION

    registry = HookRegistry()
    registry.register(SimpleNamespace(before_send=before_send), "silent")
    assert await piped(registry) == "hello"


async def test_pipe_lets_a_gateway_error_stop_the_send() -> None:
    @hookimpl
    async def before_send(message: OutboundMessage) -> None:
        raise GatewayError(ErrorCode.MESSAGE_RATE_LIMITED, "slow down")

    registry = HookRegistry()
    registry.register(SimpleNamespace(before_send=before_send), "limit")
    with pytest.raises(GatewayError, match="slow down"):
        await piped(registry)


@pytest.mark.parametrize("kind", ["raises", "hangs"])
async def test_pipe_goes_on_without_a_plugin_that_fails_and_names_it(kind: str) -> None:
    @hookimpl
    async def before_send(message: OutboundMessage) -> None:
        if kind == "raises":
            raise KeyError("oops")
        await asyncio.Event().wait()

    failures: list[tuple[str, str, type[BaseException]]] = []
    registry = HookRegistry(
        timeout_s=0.01, on_failure=lambda plugin, hook, error: failures.append((plugin, hook, type(error)))
    )
    registry.register(SimpleNamespace(before_send=before_send), "broken")
    registry.register(appending("kept"), "good")
    assert await piped(registry) == "hello kept"
    assert failures == [("broken", "before_send", KeyError if kind == "raises" else TimeoutError)]


def test_register_refuses_a_plain_function_where_the_hook_is_async() -> None:
    @hookimpl
    def before_send(message: OutboundMessage) -> None: ...

    with pytest.raises(HookSignatureError, match="async def"):
        HookRegistry().register(SimpleNamespace(before_send=before_send), "sync")


def test_register_refuses_an_async_startup_hook() -> None:
    @hookimpl
    async def register_engine() -> None: ...

    with pytest.raises(HookSignatureError, match="write it as `def`"):
        HookRegistry().register(SimpleNamespace(register_engine=register_engine), "eager")


def test_register_refuses_unknown_parameters_and_names_the_known_ones() -> None:
    @hookimpl
    async def before_send(msg: OutboundMessage) -> None: ...

    with pytest.raises(HookSignatureError, match="unknown parameter `msg`; there are: session_id, message"):
        HookRegistry().register(SimpleNamespace(before_send=before_send), "typo")


def test_register_refuses_a_hook_that_does_not_exist() -> None:
    @hookimpl
    async def before_sending(message: OutboundMessage) -> None: ...

    with pytest.raises(HookSignatureError, match="no hook of that name"):
        HookRegistry().register(SimpleNamespace(before_sending=before_sending), "typo")


def test_a_refused_plugin_leaves_nothing_registered() -> None:
    @hookimpl
    def before_send() -> None: ...

    registry = HookRegistry()
    with pytest.raises(HookSignatureError):
        registry.register(SimpleNamespace(before_send=before_send), "sync")
    assert registry.implementations("before_send") == ()


async def test_a_module_that_imports_request_bound_proxies_can_be_registered() -> None:
    plugin = appending("kept")
    plugin.request = request
    registry = HookRegistry()
    registry.register(plugin, "web")
    assert await piped(registry) == "hello kept"


def test_register_refuses_a_default_that_would_never_be_replaced() -> None:
    @hookimpl
    async def before_send(message: OutboundMessage | None = None) -> None: ...

    with pytest.raises(HookSignatureError, match="`message` must be a plain parameter without a default"):
        HookRegistry().register(SimpleNamespace(before_send=before_send), "shy")


async def test_pipe_takes_only_what_it_gave() -> None:
    @hookimpl
    async def before_send(message: OutboundMessage) -> object:
        return "hello"

    failures: list[str] = []
    registry = HookRegistry(on_failure=lambda plugin, hook, error: failures.append(str(error)))
    registry.register(SimpleNamespace(before_send=before_send), "odd")
    assert await piped(registry) == "hello"
    assert failures == ["it returned str, not OutboundMessage or None"]
