"""What counts as one emoji."""

from __future__ import annotations

import pytest

from openwa_core.services.emoji import is_emoji

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
NEWER_THAN_PYTHON = "\U0001fae9"


@pytest.mark.parametrize(
    "text",
    [
        "👍",
        "👍🏽",
        "❤",
        "❤️",
        "☺︎",
        "😀",
        "👩🏽‍🚀",
        "👨‍👩‍👧‍👦",
        "🏳️‍🌈",
        "🇮🇩",
        "1️⃣",
        "#⃣",
        "©",
        "™️",
        "㊗️",
        "🏽",
        ENGLAND,
        NEWER_THAN_PYTHON,
    ],
    ids=ascii,
)
def test_emoji_is_one(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "1",
        "#",
        "ok",
        "👍👍",
        "👍 ",
        " 👍",
        "👍a",
        "🇮",
        "🇮🇩🇮",
        "\u200d",
        "👍\u200d",
        "\u200d👍",
        "\ufe0f",
        "\ufe0f\u20e3",
        "é",
        "中",
        "\0",
        "\n",
        "👍\n",
        "\U000e0067\U000e007f",
    ],
    ids=ascii,
)
def test_other_text_is_none(text: str) -> None:
    assert not is_emoji(text)
