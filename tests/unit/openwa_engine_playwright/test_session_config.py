"""What one session may have for itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from openwa_core.testing.fakes.context import FakeContext
from openwa_engine_playwright.config import PlaywrightConfig, Takeover
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_engine_playwright.session_config import session_config
from openwa_hookspecs.engine import Capability, SupportsSessionConfig
from openwa_hookspecs.errors import JsonValue, ValidationFailedError
from openwa_hookspecs.models.sessions import Proxy

GENERAL = PlaywrightConfig.model_validate({"device_name": "Office", "proxy": {"server": "http://all:3128"}})


def test_session_without_wishes_has_the_engines_configuration() -> None:
    assert session_config(GENERAL, {}, None) is GENERAL


def test_session_has_its_own_name_codes_and_takeover() -> None:
    config = session_config(GENERAL, {"device_name": "Sales", "qr_refreshes": 0, "takeover": "always"}, None)
    assert (config.device_name, config.qr_refreshes, config.takeover) == ("Sales", 0, Takeover.ALWAYS)
    assert config.proxy == GENERAL.proxy
    assert GENERAL.device_name == "Office"


def test_proxy_of_the_session_comes_before_the_engines() -> None:
    proxy = Proxy(server="http://own:3128", username="ann", password="planted-secret")
    config = session_config(GENERAL, {}, proxy)
    assert config.proxy is not None
    assert (config.proxy.server, config.proxy.username) == ("http://own:3128", "ann")
    assert config.proxy.password is not None
    assert config.proxy.password.get_secret_value() == "planted-secret"
    assert "planted-secret" not in f"{config}"


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ({"device_name": ""}, "config.device_name"),
        ({"takeover": "sometimes"}, "config.takeover"),
        ({"qr_refreshes": -1}, "config.qr_refreshes"),
        ({"executable_path": "/bin/sh"}, "config.executable_path"),
        ({"args": ["--proxy-server=evil"]}, "config.args"),
        ({"bundle": "/etc/passwd"}, "config.bundle"),
        ({"url": "http://127.0.0.1"}, "config.url"),
    ],
)
def test_what_is_the_operators_or_makes_no_sense_is_refused(
    config: Mapping[str, JsonValue], path: str
) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        session_config(GENERAL, config, None)
    assert [field.path for field in refused.value.fields] == [path]


@pytest.mark.parametrize(
    ("proxy", "path", "says"),
    [
        (Proxy(server="own:3128", password="planted-secret"), "proxy.server", "pattern"),
        (Proxy(server="http://ann:planted-secret@own:3128"), "proxy.server", "pattern"),
        (Proxy(server="socks5://own:1080", username="a", password="planted-secret"), "proxy.server", "SOCKS"),
    ],
)
def test_proxy_that_cannot_work_is_refused_without_its_password(proxy: Proxy, path: str, says: str) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        session_config(GENERAL, {}, proxy)
    (field,) = refused.value.fields
    assert field.path == path
    assert says in field.message
    assert "planted-secret" not in f"{refused.value} {refused.value.details}"


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(ValidationFailedError) as refused:
        session_config(GENERAL, {"takeover": 1, "more": True}, Proxy(server="nonsense"))
    assert {field.path for field in refused.value.fields} == {
        "config.takeover",
        "config.more",
        "proxy.server",
    }


def test_engine_checks_the_wishes_before_the_session_is_made(tmp_path: Path) -> None:
    engine = PlaywrightEngine(PlaywrightConfig(profiles_dir=tmp_path), FakeContext())
    assert isinstance(engine, SupportsSessionConfig)
    assert {Capability.SESSION_CONFIG, Capability.SESSION_PROXY} <= engine.capabilities
    engine.check_session_config({"device_name": "Sales"}, Proxy(server="socks5://own:1080"))
    with pytest.raises(ValidationFailedError):
        engine.check_session_config({"headless": False}, None)
