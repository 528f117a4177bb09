import re
from pathlib import Path

import pytest

from openwa_engine_simulator.web import (
    MAX_QR_CHARS,
    STATIC_ROOT,
    content_security_policy,
    render_page,
    render_qr,
    version_of,
)


def test_the_only_script_carries_the_nonce() -> None:
    page = render_page("n0nce")
    assert page.count("<script") == 1
    assert 'nonce="n0nce"' in page
    assert " style=" not in page


def test_the_policy_names_the_nonce_and_nothing_unsafe() -> None:
    policy = content_security_policy("n0nce")
    assert "script-src 'nonce-n0nce';" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


def test_the_page_says_that_it_is_a_simulator_under_its_own_name() -> None:
    page = render_page("n0nce")
    assert "<title>Stand-in for tests</title>" in page
    assert "simulator" in page
    assert "whatsapp" not in page.lower()


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r'(?:src|href)="/static/([0-9a-f]+)/([^"]+)"', render_page("n0nce"))
    assert [name for _, name in named] == ["style.css", "main.js"]
    assert all((STATIC_ROOT / name).is_file() for _, name in named)


def test_other_files_have_another_version(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text("one();")
    one = version_of(tmp_path)
    assert version_of(tmp_path) == one
    (tmp_path / "main.js").write_text("two();")
    assert version_of(tmp_path) != one


def test_a_qr_picture_scales_with_the_page() -> None:
    picture = render_qr("2@ref,a,b,c")
    assert picture.startswith("<?xml")
    assert "viewBox" in picture
    assert picture.count("<path") == 2


@pytest.mark.parametrize("text", ["", "x" * (MAX_QR_CHARS + 1)])
def test_a_text_that_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1 to 512 characters"):
        render_qr(text)
