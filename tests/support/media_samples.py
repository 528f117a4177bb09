"""Small files of every kind, whole as far as a header goes, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Final

from PIL import Image

__all__ = [
    "SAMPLES",
    "an_image",
    "gif_of",
    "jpeg_of",
    "mp4_of",
    "png_of",
    "sound",
    "webp_of",
    "with_size",
]


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be so large and ends after its header."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) + _png_chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """As `png_of`, with a comment in front of the frame header."""
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xfe\x00\x06note\xff\xff\xc2" + frame + b"\xff\xd9"


def gif_of(width: int, height: int, *, frame: tuple[int, int] | None = None) -> bytes:
    """As `png_of`; one frame, as large as the screen unless it is given."""
    across, down = frame or (width, height)
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    extension = b"!\xf9\x04\x00\x00\x00\x00\x00"
    image = b"," + struct.pack("<HHHHB", 0, 0, across, down, 0) + b"\x02\x02\x4c\x01\x00"
    return screen + extension + image + b";"


def webp_of(width: int, height: int, *, frame: tuple[int, int] | None = None) -> bytes:
    """An extended WebP with that canvas, and an animation frame when one is given."""
    body = _webp_chunk(b"VP8X", b"\x02\0\0\0" + _three(width - 1) + _three(height - 1))
    if frame:
        body += _webp_chunk(b"ANMF", bytes(6) + _three(frame[0] - 1) + _three(frame[1] - 1) + bytes(4))
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def an_image(kind: str, width: int = 20, height: int = 10) -> bytes:
    """A real image, as Pillow writes it."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(made, kind)
    return made.getvalue()


def mp4_of(brand: bytes, *handlers: bytes) -> bytes:
    """A file of MP4's family with these tracks."""
    tracks = b"".join(
        _box(b"trak", _box(b"tkhd", bytes(80)) + _box(b"mdia", _box(b"hdlr", bytes(8) + handler + bytes(12))))
        for handler in handlers
    )
    return _box(b"ftyp", brand + bytes(4) + brand) + _box(b"free", b"x" * 9) + _box(b"moov", tracks)


def sound(
    codec: str = "pcm_s16le", container: str = "wav", *, seconds: float = 1.0, rate: int = 16_000
) -> bytes:
    """A tone that grows louder, by PyAV."""
    import math  # noqa: PLC0415 - with av, only where sound is made
    from array import array  # noqa: PLC0415

    import av  # noqa: PLC0415

    made = io.BytesIO()
    total = int(seconds * rate)
    wave = array(
        "h", (int(30_000 * n / total * math.sin(n * 440 * 2 * math.pi / rate)) for n in range(total))
    )
    with av.open(made, "w", format=container) as writer:
        track = writer.add_stream(codec, rate=rate)
        assert isinstance(track, av.AudioStream)
        track.layout = "mono"
        resampler = av.AudioResampler(
            format=track.format, layout="mono", rate=rate, frame_size=track.frame_size
        )
        frame = av.AudioFrame(format="s16", layout="mono", samples=total)
        frame.planes[0].update(wave.tobytes())
        frame.sample_rate = rate
        frame.pts = 0
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            writer.mux(track.encode(part))
        writer.mux(track.encode(None))
    return made.getvalue()


def with_size(head: bytes, size: int, path: Path) -> Path:
    """A file that begins so and is that long, mostly a hole."""
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
    return path


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _webp_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _three(value: int) -> bytes:
    return value.to_bytes(3, "little")


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def _ogg(packet: bytes) -> bytes:
    return b"OggS" + bytes(22) + b"\x01" + bytes([len(packet)]) + packet


SAMPLES: Final = {
    "image/jpeg": jpeg_of(20, 10),
    "image/png": png_of(20, 10),
    "image/gif": gif_of(20, 10),
    "image/webp": webp_of(20, 10),
    "image/tiff": b"II*\0" + bytes(60),
    "image/heic": mp4_of(b"heic"),
    "video/mp4": mp4_of(b"isom", b"vide", b"soun"),
    "video/3gpp": mp4_of(b"3gp5", b"vide"),
    "video/3gpp2": mp4_of(b"3g2a", b"vide"),
    "video/quicktime": mp4_of(b"qt  ", b"vide"),
    "video/x-msvideo": b"RIFF\x20\0\0\0AVI LIST" + bytes(20),
    "video/x-matroska": b"\x1aE\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska" + bytes(20),
    "video/webm": b"\x1aE\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(20),
    "audio/mpeg": b"\xff\xfb\x90\x64" + bytes(413),
    "audio/ogg": _ogg(b"OpusHead" + bytes(11)),
    "audio/mp4": mp4_of(b"M4A ", b"soun"),
    "audio/amr": b"#!AMR\n" + bytes(32),
    "audio/amr-wb": b"#!AMR-WB\n" + bytes(32),
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(24),
    "audio/flac": b"fLaC" + bytes(38),
    "audio/aac": b"\xff\xf1\x50\x80" + bytes(60),
    "video/ogg": _ogg(b"\x80theora" + bytes(11)),
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "application/zip": b"PK\x03\x04" + bytes(26),
    "application/x-ole-storage": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "application/rtf": b"{\\rtf1 hello}",
    "application/gzip": b"\x1f\x8b\x08" + bytes(10),
}
"""By the type that their content shows."""
