"""What a section of `pacing` may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from openwa_pacing.config import PacingConfig

NIGHT = {"timezone": "Europe/Berlin", "begin": "22:00", "end": "07:00"}


def test_all_of_it_is_off_unless_asked_for() -> None:
    config = PacingConfig()
    assert (config.typing, config.quiet_hours, config.warm_up, config.first_contacts) == (None,) * 4


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ({"quiet_hours": {**NIGHT, "begin": 1320}}, 'write it in quotes, as "22:00"'),
        ({"quiet_hours": {**NIGHT, "begin": "24:00"}}, "pattern"),
        ({"quiet_hours": {**NIGHT, "begin": "07:00"}}, "leave quiet_hours out"),
        ({"quiet_hours": {**NIGHT, "timezone": "Berlin"}}, "write an IANA name"),
        ({"quiet_hours": {**NIGHT, "timezone": "../../etc/passwd"}}, "write an IANA name"),
        ({"quiet_hours": {**NIGHT, "timezone": ""}}, "write an IANA name"),
        ({"quiet_hours": {"begin": "22:00", "end": "07:00"}}, "Field required"),
        ({"typing": {"min_s": 3, "max_s": 2}}, "write a smaller min_s"),
        ({"typing": {"max_s": 5}}, "less than or equal to 4"),
        ({"max_wait_s": 60}, "less than or equal to 4"),
        ({"warm_up": {"per_day": []}}, "at least 1 item"),
        ({"warm_up": {"per_day": [0]}}, "greater than or equal to 1"),
        ({"first_contacts": {"per_hour": 0}}, "greater than or equal to 1"),
        ({"action": "hope"}, "'refuse' or 'postpone'"),
    ],
)
def test_faulty_section_says_what_to_write_instead(section: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        PacingConfig.model_validate(section)
