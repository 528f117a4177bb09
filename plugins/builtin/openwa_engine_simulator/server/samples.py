"""Files out of nothing, one of each kind: for demos and tests that have none at hand."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from openwa_engine_simulator.network.refusals import RefusedError

__all__ = ["Sample", "make_sample"]

_SECONDS: Final = 1
_RATE: Final = 48_000
_SIDE: Final = 96


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A small file, different each time."""

    data: bytes
    mimetype: str
    filename: str | None = None
    seconds: float | None = None
    width: int | None = None
    height: int | None = None


def make_sample(kind: str) -> Sample:
    """Takes a while: call it in a thread. Raises `RefusedError` where a library is missing."""
    return _MAKERS[kind]()


def _image() -> Sample:
    return _picture("JPEG", "image/jpeg", "picture.jpg")


def _sticker() -> Sample:
    return _picture("WEBP", "image/webp", None)


def _picture(form: str, mimetype: str, filename: str | None) -> Sample:
    from PIL import Image  # noqa: PLC0415  not at the start

    red, green, blue = secrets.token_bytes(3)
    file = io.BytesIO()
    Image.new("RGB", (_SIDE, _SIDE), (red, green, blue)).save(file, form)
    return Sample(data=file.getvalue(), mimetype=mimetype, filename=filename, width=_SIDE, height=_SIDE)


def _document() -> Sample:
    """The smallest PDF that shows an empty page."""
    text = (
        f"%PDF-1.4\n%{secrets.token_hex(8)}\n"
        "1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>> endobj\n"
        "trailer <</Root 1 0 R>>\n%%EOF\n"
    )
    return Sample(data=text.encode(), mimetype="application/pdf", filename="page.pdf")


def _voice() -> Sample:
    try:
        import av  # noqa: PLC0415  an extra, and not at the start
    except ImportError as missing:
        raise _no_library() from missing
    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=_RATE, layout="mono")
        for start in range(0, _RATE * _SECONDS, 960):
            frame = av.AudioFrame(format="s16", layout="mono", samples=960)
            frame.planes[0].update(secrets.token_bytes(frame.planes[0].buffer_size))
            frame.sample_rate, frame.pts = _RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return Sample(data=file.getvalue(), mimetype="audio/ogg; codecs=opus", seconds=float(_SECONDS))


def _video() -> Sample:
    try:
        import av  # noqa: PLC0415  an extra, and not at the start
    except ImportError as missing:
        raise _no_library() from missing
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = _SIDE
        stream.pix_fmt = "yuv420p"
        for shade in secrets.token_bytes(10 * _SECONDS):
            frame = av.VideoFrame(_SIDE, _SIDE, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([shade]) * plane.buffer_size)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return Sample(
        data=file.getvalue(),
        mimetype="video/mp4",
        filename="clip.mp4",
        seconds=float(_SECONDS),
        width=_SIDE,
        height=_SIDE,
    )


def _no_library() -> RefusedError:
    return RefusedError("refused", "a sample of this kind needs PyAV: install openwa-gateway[audio]")


_MAKERS: Final[Mapping[str, Callable[[], Sample]]] = {
    "image": _image,
    "sticker": _sticker,
    "document": _document,
    "audio": _voice,
    "ptt": _voice,
    "video": _video,
}
