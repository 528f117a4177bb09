"""What the options refuse, and what they say."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from openwa_engine_playwright.config import PlaywrightConfig, Proxy


def test_defaults_reach_the_real_whatsapp() -> None:
    config = PlaywrightConfig()
    assert config.url == "https://web.whatsapp.com/"
    assert config.profiles_dir == Path("data/profiles")
    assert config.bundle.name == "wppconnect-wa.js"
    assert config.headless


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ({"url": "file:///etc/passwd"}, "URL scheme"),
        ({"args": ["--disable-features=Something"]}, "set by the engine"),
        ({"args": ["--user-data-dir=/tmp"]}, "set by the engine"),
        ({"args": ["about:blank"]}, "an argument of Chromium"),
        ({"channel": "chrome", "executable_path": "/usr/bin/chromium"}, "exclude each other"),
        ({"channel": "netscape"}, "'chrome'"),
        ({"proxy": {"server": "socks5://proxy:1080", "username": "u", "password": "p"}}, "cannot log in"),
        ({"proxy": {"server": "proxy:3128"}}, "match pattern"),
        ({"max_sessions": 0}, "greater than 0"),
        ({"timeouts": {"launch_s": 0}}, "greater than 0"),
        ({"headles": True}, "Extra inputs"),
    ],
)
def test_what_cannot_work_is_refused(section: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        PlaywrightConfig.model_validate(section)


def test_socks_proxy_without_login_is_fine() -> None:
    assert Proxy(server="socks5://127.0.0.1:1080").username is None


def test_password_of_the_proxy_is_not_shown() -> None:
    config = PlaywrightConfig.model_validate(
        {"proxy": {"server": "http://proxy:3128", "username": "u", "password": "secret"}}
    )
    assert "secret" not in repr(config)
    assert "secret" not in config.model_dump_json()
