"""The profile's lock, and how it is set aside."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openwa_engine_playwright.faults import ProfileInUseError, ProfileUnusableError
from openwa_engine_playwright.profile import DOWNLOADS, Profile, prune_set_aside
from openwa_hookspecs.models.ids import SessionId

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SESSION = SessionId("sess_1")


def test_second_user_of_a_profile_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    first, second = Profile(tmp_path, SESSION), Profile(tmp_path, SESSION)
    first.acquire()
    with pytest.raises(ProfileInUseError, match="sess_1"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_profiles_of_two_sessions_are_apart(tmp_path: Path) -> None:
    first, second = Profile(tmp_path, SESSION), Profile(tmp_path, SessionId("sess_11"))
    assert [first.acquire(), second.acquire()] == [True, True]
    assert first.path != second.path
    first.release()
    with pytest.raises(ProfileInUseError, match="sess_11"):
        Profile(tmp_path, SessionId("sess_11")).acquire()
    second.release()


def test_profile_is_for_its_owner_only(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "profiles", SESSION)
    profile.acquire()
    assert profile.path.stat().st_mode & 0o077 == 0
    assert profile.path.parent.stat().st_mode & 0o077 == 0
    profile.release()


def test_links_of_a_killed_chromium_are_dropped(tmp_path: Path) -> None:
    profile = Profile(tmp_path, SESSION)
    profile.acquire()
    (profile.path / "SingletonLock").symlink_to("another-host-4711")
    (profile.path / "Cookies").touch()
    profile.drop_singleton_links()
    assert os.listdir(profile.path) == ["Cookies"]
    profile.release()


def test_files_that_a_killed_chromium_had_downloaded_are_dropped(tmp_path: Path) -> None:
    profile = Profile(tmp_path, SESSION)
    profile.acquire()
    profile.drop_downloads()
    (profile.path / DOWNLOADS).mkdir()
    (profile.path / DOWNLOADS / "picture").touch()
    (profile.path / "Cookies").touch()
    profile.drop_downloads()
    assert os.listdir(profile.path) == ["Cookies"]
    profile.release()


def test_profile_set_aside_is_kept_and_the_session_starts_anew(tmp_path: Path) -> None:
    profile = Profile(tmp_path, SESSION)
    profile.acquire()
    (profile.path / "credentials").touch()
    aside = profile.set_aside(NOW)
    profile.release()
    assert os.listdir(aside) == ["credentials"]
    profile.acquire()
    assert os.listdir(profile.path) == []
    profile.release()


def test_lock_taken_while_the_old_one_is_removed_is_a_new_one(tmp_path: Path) -> None:
    first, second = Profile(tmp_path, SESSION), Profile(tmp_path, SESSION)
    first.acquire()
    first.set_aside(NOW)
    second.acquire()
    first.release()
    with pytest.raises(ProfileInUseError):
        first.acquire()
    second.release()


def test_what_was_set_aside_is_deleted_after_a_week(tmp_path: Path) -> None:
    profile = Profile(tmp_path, SESSION)
    asides = []
    for age in (8, 6):
        profile.acquire()
        asides.append(profile.set_aside(NOW - timedelta(days=age)))
        profile.release()
    prune_set_aside(tmp_path, NOW)
    assert [aside.exists() for aside in asides] == [False, True]


def test_pruning_needs_no_directory(tmp_path: Path) -> None:
    prune_set_aside(tmp_path / "nowhere", NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("strange", ["", "..", "a/b", "ä"])
def test_session_id_that_is_no_name_of_a_directory_is_refused(tmp_path: Path, strange: str) -> None:
    with pytest.raises(ValueError, match="directory name"):
        Profile(tmp_path, SessionId(strange))


def test_directory_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    profile = Profile(tmp_path / "file", SESSION)
    with pytest.raises(ProfileUnusableError, match="Let the gateway write to profiles_dir") as failed:
        profile.acquire()
    assert str(profile.path) in failed.value.message


def test_lock_is_given_back_when_the_directory_cannot_be_made(tmp_path: Path) -> None:
    profile = Profile(tmp_path, SESSION)
    profile.path.touch()
    with pytest.raises(ProfileUnusableError):
        profile.acquire()
    profile.path.unlink()
    other = Profile(tmp_path, SESSION)
    other.acquire()
    other.release()
