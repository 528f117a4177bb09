"""Frames as JSON text."""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter

from openwa_engine_simulator.network.frames import DeviceFrame, ServerFrame

__all__ = ["decode_device_frame", "decode_server_frame", "encode_device_frame", "encode_server_frame"]

_DEVICE: Final[TypeAdapter[DeviceFrame]] = TypeAdapter(DeviceFrame)
_SERVER: Final[TypeAdapter[ServerFrame]] = TypeAdapter(ServerFrame)


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
