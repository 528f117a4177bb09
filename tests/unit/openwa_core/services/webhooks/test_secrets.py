"""Signing secrets: what may be one, and which are live."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from openwa_core.clock import SystemClock
from openwa_core.services.webhooks.secrets import check_secret, new_secret, rotated
from openwa_hookspecs.errors import ValidationFailedError
from openwa_hookspecs.models.webhooks import SealedSecret

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.mark.parametrize("secret", ["eight888", "x" * 128, "with spaces and ~", "whsec_" + "QUJD" * 8])
def test_secret_is_taken(secret: str) -> None:
    refused: list[ValidationFailedError] = []
    try:
        check_secret(secret, path="secret")
    except ValidationFailedError as error:
        refused.append(error)
    assert refused == []


@pytest.mark.parametrize(
    "secret", ["seven77", "x" * 129, "sécrétement", "tab\there", "line\nline", "whsec_????", "whsec_QUJ"]
)
def test_secret_is_refused_under_its_path(secret: str) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        check_secret(secret, path="webhook.secret")
    assert [fault.path for fault in refused.value.fields] == ["webhook.secret"]
    assert secret not in str(refused.value.details)


def test_made_secret_is_32_bytes_and_never_the_same() -> None:
    clock = SystemClock()
    secrets = {new_secret(clock) for _ in range(100)}
    assert len(secrets) == 100
    for secret in secrets:
        check_secret(secret, path="secret")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_replaced_secret_lives_for_a_day() -> None:
    first = rotated((), "one", now=NOW)
    assert first == (SealedSecret(sealed="one"),)
    second = rotated(first, "two", now=NOW)
    assert second == (SealedSecret(sealed="two"), SealedSecret(sealed="one", until=NOW + DAY))
    third = rotated(second, "three", now=NOW + DAY / 2)
    assert [one.sealed for one in third] == ["three", "two", "one"]
    assert [one.until for one in third] == [None, NOW + DAY * 1.5, NOW + DAY]
    assert [one.sealed for one in rotated(third, "four", now=NOW + DAY)] == ["four", "three", "two"]


def test_secrets_that_are_live_do_not_grow_without_bounds() -> None:
    secrets: tuple[SealedSecret, ...] = ()
    for number in range(50):
        secrets = rotated(secrets, str(number), now=NOW)
    assert [one.sealed for one in secrets] == ["49", "48", "47", "46", "45", "44", "43", "42"]
