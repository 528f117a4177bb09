"""A gateway starts in half a second: it pays for no part of the simulator that it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

PACKAGE = "openwa_engine_simulator"
NAMED_ONLY = f"{PACKAGE}.register_engine().config()"
ENGINE_MADE = f"import {PACKAGE}.engine"


@pytest.mark.parametrize(
    ("step", "unused"),
    [
        (NAMED_ONLY, {f"{PACKAGE}.network.network", f"{PACKAGE}.network.frames", "quart"}),
        (ENGINE_MADE, {f"{PACKAGE}.network.codec", f"{PACKAGE}.server", "wsproto", "quart", "hypercorn"}),
    ],
)
def test_what_is_not_used_is_not_imported(step: str, unused: set[str]) -> None:
    code = f"import sys, {PACKAGE}; {step}; loaded = {unused} & set(sys.modules); assert not loaded, loaded"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_models_of_the_wire_and_the_file_are_built_when_they_are_used() -> None:
    code = (
        f"from {PACKAGE}.network import codec, journal; from {PACKAGE}.server import bodies; "
        "assert journal._adapter.cache_info().currsize == 0; "
        "assert not codec._DEVICE.pydantic_complete; assert not codec._SERVER.pydantic_complete; "
        "assert not bodies.Send.__pydantic_complete__; "
        'codec.decode_device_frame(\'{"t":"hello"}\'); assert codec._DEVICE.pydantic_complete'
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
