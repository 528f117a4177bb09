"""A short run of `tests/proof/openapi_fuzz.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.openapi_fuzz import prove


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_no_request_gets_an_answer_that_the_document_does_not_say(tmp_path: Path) -> None:
    run = await prove(tmp_path, examples=2, phases="examples,fuzzing")
    assert run.code == 0, run.output
    assert run.cases > 200
