"""Old looks at a page are told from news."""

from openwa_engine_playwright.looks import Looks


def test_overtaken_look_is_no_news() -> None:
    looks = Looks()
    assert [looks.is_news("a", look) for look in (0, 1, 3, 2, 3, 4)] == [True, True, True, False, False, True]


def test_late_look_at_an_earlier_load_is_no_news() -> None:
    looks = Looks()
    seen = [("a", 0), ("a", 7), ("b", 0), ("a", 8), ("b", 0), ("b", 1)]
    assert [looks.is_news(*look) for look in seen] == [True, True, True, False, False, True]
