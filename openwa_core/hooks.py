"""Calling plugins' hooks: pluggy collects and orders them, this awaits them, each under a time limit."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeGuard, TypeVar

import pluggy

from openwa_hookspecs import notifications, pipes, startup
from openwa_hookspecs.markers import PROJECT
from openwa_hookspecs.pipes import HOOK_TIMEOUT_S

__all__ = ["BoundHook", "HookRegistry", "HookSignatureError"]

Value = TypeVar("Value")
_Failure = Callable[[str, str, BaseException], None]

_SPECS: tuple[ModuleType, ...] = (startup, pipes, notifications)
_MARK = f"{PROJECT}_impl"


class HookSignatureError(Exception):
    """A plugin's hook does not fit the contract; the message says what to write instead."""

    def __init__(self, plugin: str, hook: str, message: str) -> None:
        super().__init__(f"{plugin}.{hook}: {message}")
        self.plugin = plugin
        self.hook = hook
        self.message = message


@dataclass(frozen=True, kw_only=True)
class BoundHook:
    """One plugin's implementation of one hook, with the parameters that it asked for."""

    plugin: str
    function: Callable[..., Awaitable[Any]]
    parameters: tuple[str, ...]

    def __call__(self, arguments: dict[str, object]) -> Awaitable[Any]:
        return self.function(**{name: arguments[name] for name in self.parameters})


class _Methods:
    """The hooks of one service. pluggy takes equal plugins for the same one, and services may be equal."""

    def __init__(self, service: object) -> None:
        vars(self).update({name: hook for name in dir(service) if _is_hook(hook := getattr(service, name))})


class HookRegistry:
    """All plugins that the YAML names, in its order. Hooks are looked up at registration, not per call."""

    def __init__(self, *, timeout_s: float = HOOK_TIMEOUT_S, on_failure: _Failure | None = None) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        for module in _SPECS:
            self._manager.add_hookspecs(module)
        self._order: list[str] = []
        self._bound: dict[str, tuple[BoundHook, ...]] = {}
        self._timeout_s = timeout_s
        self.on_failure: _Failure = on_failure or _ignore

    def register(self, plugin: object, name: str) -> None:
        """Add a plugin after the ones before it. After a `HookSignatureError` nothing of it is registered."""
        for attribute in dir(plugin):
            function = getattr(plugin, attribute)
            if _is_hook(function):
                _check_signature(name, attribute, function)
        self._manager.register(plugin, name)
        self._order.append(name)
        self._bound.clear()

    def register_methods(self, service: object, name: str) -> None:
        """The same for hooks that are methods of a service."""
        self.register(_Methods(service), name)

    def unregister(self, name: str) -> None:
        """Its hooks are not called any more; no harm when there is none of that name."""
        if self._manager.unregister(name=name) is not None:
            self._order.remove(name)
            self._bound.clear()

    def startup(self, hook: str, plugin_name: str, **arguments: object) -> Any:  # noqa: ANN401 - as the spec
        """Call one plugin's startup hook; None when it has none of that name."""
        plugin = self._manager.get_plugin(plugin_name)
        function = getattr(plugin, hook, None)
        return function(**arguments) if _is_hook(function) else None

    def implementations(self, hook: str) -> tuple[BoundHook, ...]:
        """What is registered for the hook, in the order of the YAML."""
        found = self._bound.get(hook)
        if found is None:
            found = self._bound[hook] = tuple(self._collect(hook))
        return found

    async def pipe(
        self, hook: str, value_name: str, value: Value, *, stops: type[Exception], **arguments: object
    ) -> Value:
        """Hand `value` through all implementations; None keeps it. An exception of the type `stops` passes;
        any other, and a value of another type, is the plugin's failure and changes nothing."""
        for bound in self.implementations(hook):
            try:
                async with asyncio.timeout(self._timeout_s):
                    changed = await bound({**arguments, value_name: value})
                if changed is not None:
                    value = _same_type(value, changed)
            except stops:
                raise
            except Exception as error:  # supervisor: a plugin's failure is its own
                self.on_failure(bound.plugin, hook, error)
        return value

    async def notify(self, hook: str, **arguments: object) -> None:
        """Tell all implementations; none of them can hurt the caller."""
        for bound in self.implementations(hook):
            try:
                async with asyncio.timeout(self._timeout_s):
                    await bound(arguments)
            except Exception as error:  # supervisor: a plugin's failure is its own
                self.on_failure(bound.plugin, hook, error)

    def _collect(self, hook: str) -> Sequence[BoundHook]:
        caller = getattr(self._manager.hook, hook)
        by_name = {impl.plugin_name: impl for impl in caller.get_hookimpls()}
        implementations = (by_name[name] for name in self._order if name in by_name)
        return [
            BoundHook(plugin=impl.plugin_name, function=impl.function, parameters=tuple(impl.argnames))
            for impl in implementations
        ]


def _is_hook(candidate: object) -> TypeGuard[Callable[..., Any]]:
    """Whether it carries the mark. Only functions are asked: a module may hold request-bound proxies."""
    return inspect.isroutine(candidate) and bool(getattr(candidate, _MARK, None))


def _same_type(value: Value, changed: object) -> Value:
    if not isinstance(changed, type(value)):
        raise TypeError(f"it returned {type(changed).__name__}, not {type(value).__name__} or None")
    return changed


def _check_signature(plugin: str, hook: str, function: Callable[..., object]) -> None:
    spec = next((getattr(module, hook) for module in _SPECS if hasattr(module, hook)), None)
    if spec is None:
        raise HookSignatureError(plugin, hook, "there is no hook of that name")
    wants_async = inspect.iscoroutinefunction(spec)
    if wants_async != inspect.iscoroutinefunction(function):
        raise HookSignatureError(plugin, hook, f"write it as `{'async def' if wants_async else 'def'}`")
    known = list(inspect.signature(spec).parameters)
    for parameter in inspect.signature(function).parameters.values():
        is_plain = parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        if not is_plain or parameter.default is not inspect.Parameter.empty:
            raise HookSignatureError(
                plugin, hook, f"`{parameter.name}` must be a plain parameter without a default"
            )
        if parameter.name not in known:
            offered = ", ".join(known) or "none"
            raise HookSignatureError(
                plugin, hook, f"unknown parameter `{parameter.name}`; there are: {offered}"
            )


def _ignore(plugin: str, hook: str, error: BaseException) -> None:
    """Until lifecycle says where failures are logged."""
