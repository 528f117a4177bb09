"""Voice notes: any listed audio as OGG Opus, mono, with its duration and waveform (decision 20)."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from openwa_core.services.media.turnstile import Turnstile
from openwa_hookspecs.errors import CapabilityNotSupportedError, MediaInvalidFormatError

__all__ = ["VOICE_TYPE", "Converted", "VoiceConverter"]

VOICE_TYPE: Final = "audio/ogg; codecs=opus"
"""As WhatsApp's own clients say it."""

_WORKER: Final = "openwa_core.services.media.voice_worker"
_LONGEST_ANSWER: Final = 4096
_FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "audio/mpeg": "mp3",
        "audio/ogg": "ogg",
        "audio/mp4": "mov",
        "audio/amr": "amr",
        "audio/amr-wb": "amr",
        "audio/wav": "wav",
    }
)
"""FFmpeg's reader for each type: it is told, so that it does not take a file for a playlist."""
_NEEDED: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")
"""All of the environment that the worker gets: no key is among it."""


@dataclass(frozen=True, kw_only=True)
class Converted:
    """What is known of a voice note."""

    duration_s: float
    waveform: bytes


class VoiceConverter:
    """Runs the worker, a few at a time, none for long."""

    def __init__(self, *, timeout_s: float = 60.0, at_once: int = 2) -> None:
        self._timeout_s = timeout_s
        self._door = Turnstile(
            at_once=at_once, waiting=32, refusal="Too many voice notes are being converted"
        )

    def require(self) -> None:
        """Raises `CapabilityNotSupportedError` when the library is not installed."""
        if importlib.util.find_spec("av") is None:
            raise CapabilityNotSupportedError(
                "this gateway", "voice-notes (pip install 'openwa-gateway[audio]')"
            )

    async def convert(self, source: Path, target: Path, mimetype: str, field: str) -> Converted:
        """Write `target`. Raises `MediaInvalidFormatError`; `target` may be there even then."""
        async with self._door.passed():
            said = await self._run(str(source), str(target), _FORMATS[mimetype])
        if said is None:
            raise MediaInvalidFormatError(field, "the sound in the file cannot be converted to a voice note")
        facts = json.loads(said)
        return Converted(duration_s=facts["duration_s"], waveform=bytes.fromhex(facts["waveform"]))

    async def _run(self, *arguments: str) -> bytes | None:
        """What the worker says; None when it fails, is killed by its limits, or takes too long."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            _WORKER,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                assert process.stdout is not None
                said = await process.stdout.read(_LONGEST_ANSWER)
                code = await process.wait()
        except TimeoutError:
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return said if code == 0 else None
