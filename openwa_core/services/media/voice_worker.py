"""Converts one audio file to OGG Opus, mono: `python -m openwa_core.services.media.voice_worker SOURCE TARGET
FORMAT`. Prints its duration and waveform as JSON.

A process of its own, with limits that it sets itself: the libraries that read audio are written in C, and
what they read comes from anybody.
"""

from __future__ import annotations

import json
import resource
import sys
from array import array
from collections.abc import Iterable, Iterator
from typing import Final

import av

__all__ = ["main", "waveform_of"]

_BARS: Final = 64
_LOUDEST: Final = 100
_RATE: Final = 48_000
_BIT_RATE: Final = 32_000
_EVERY: Final = 16
"""One sample in so many is looked at for the waveform."""
_WINDOW: Final = 480
"""Samples that are looked at for one point of it: 160 ms."""
_LIMITS: Final = (
    (resource.RLIMIT_CPU, 60),
    (resource.RLIMIT_AS, 1024 * 1024 * 1024),
    (resource.RLIMIT_FSIZE, 64 * 1024 * 1024),
    (resource.RLIMIT_NOFILE, 32),
    (resource.RLIMIT_CORE, 0),
)


def main(source: str, target: str, source_format: str) -> int:
    """The exit code: 0, or 1 when the source cannot be read as audio."""
    for which, most in _LIMITS:
        resource.setrlimit(which, (most, most))
    av.logging.set_level(None)
    try:
        samples, loudness = _convert(source, target, source_format)
    except (av.FFmpegError, ValueError, IndexError):
        return 1
    if not samples:
        return 1
    shape = {"duration_s": round(samples / _RATE, 3), "waveform": waveform_of(loudness).hex()}
    sys.stdout.write(json.dumps(shape))
    return 0


def waveform_of(loudness: list[int]) -> bytes:
    """64 values from 0 to 100: the mean loudness of each 64th, beside the loudest."""
    means = []
    for bar in range(_BARS):
        start = bar * len(loudness) // _BARS
        part = loudness[start : max(start + 1, (bar + 1) * len(loudness) // _BARS)]
        means.append(sum(part) / len(part) if part else 0.0)
    loudest = max(means)
    return bytes(round(mean / loudest * _LOUDEST) if loudest else 0 for mean in means)


def _convert(source: str, target: str, source_format: str) -> tuple[int, list[int]]:
    """The number of samples that were written, and the loudness from window to window."""
    looked_at = array("h")
    loudness: list[int] = []
    samples = 0
    with (
        av.open(source, format=source_format, options={"protocol_whitelist": "file"}) as reader,
        av.open(target, "w", format="ogg") as writer,
    ):
        voice = writer.add_stream("libopus", rate=_RATE)
        voice.layout = "mono"
        voice.bit_rate = _BIT_RATE
        for frame in _mono_frames(reader):
            looked_at.extend(array("h", bytes(frame.planes[0])[: 2 * frame.samples])[::_EVERY])
            while len(looked_at) >= _WINDOW:
                loudness.append(_mean(looked_at[:_WINDOW]))
                del looked_at[:_WINDOW]
            frame.pts = samples
            samples += frame.samples
            writer.mux(voice.encode(frame))
        writer.mux(voice.encode(None))
    return samples, [*loudness, _mean(looked_at)] if looked_at else loudness


def _mono_frames(reader: av.container.InputContainer) -> Iterator[av.AudioFrame]:
    """All sound of the file, frames that are damaged left out."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    for packet in reader.demux(reader.streams.audio[0]):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            continue
        for frame in frames:
            yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _mean(samples: Iterable[int]) -> int:
    values = [abs(sample) for sample in samples]
    return sum(values) // len(values)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
