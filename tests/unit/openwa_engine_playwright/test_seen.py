"""What was passed on already."""

from openwa_engine_playwright.seen import Seen


def test_oldest_marks_are_forgotten() -> None:
    seen = Seen(kept=2)
    for mark in ("a", "b", "c"):
        seen.add(mark)
    assert ["a" in seen, "b" in seen, "c" in seen] == [False, True, True]
