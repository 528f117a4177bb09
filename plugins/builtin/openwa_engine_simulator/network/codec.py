"""Frames as JSON text."""

from __future__ import annotations

import json
from typing import Final

from pydantic import ConfigDict, TypeAdapter

from openwa_engine_simulator.network.frames import DeviceFrame, ServerFrame

__all__ = [
    "decode_device_frame",
    "decode_server_frame",
    "encode_device_frame",
    "encode_server_frame",
    "request_number",
]

_LATER: Final = ConfigDict(defer_build=True)
"""Built with the first frame: a network in the gateway's process sees none as text."""
_DEVICE: Final[TypeAdapter[DeviceFrame]] = TypeAdapter(DeviceFrame, config=_LATER)
_SERVER: Final[TypeAdapter[ServerFrame]] = TypeAdapter(ServerFrame, config=_LATER)
_REQUEST_NUMBERS: Final = 2**53


def encode_device_frame(frame: DeviceFrame) -> str:
    return _DEVICE.dump_json(frame).decode()


def decode_device_frame(text: str | bytes) -> DeviceFrame:
    """Raises `pydantic.ValidationError`."""
    return _DEVICE.validate_json(text)


def encode_server_frame(frame: ServerFrame) -> str:
    return _SERVER.dump_json(frame).decode()


def decode_server_frame(text: str | bytes) -> ServerFrame:
    """Raises `pydantic.ValidationError`."""
    return _SERVER.validate_json(text)


def request_number(text: str | bytes) -> int | None:
    """The number of a frame that is otherwise malformed, so that whoever waits for its answer gets one."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    number = frame.get("n") if isinstance(frame, dict) else None
    return number if type(number) is int and 0 <= number < _REQUEST_NUMBERS else None
