"""Small real files of each kind, which any browser and any phone can show; no two are the same."""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from openwa_hookspecs.models.content import MediaKind, StoredFile

__all__ = ["SAMPLE_SECONDS", "stored_sample"]

SAMPLE_SECONDS: Final = (1.0, 1.2)
"""A film and a sound last between those: WhatsApp counts whole seconds, libraries a little more or less."""


@dataclass(frozen=True, kw_only=True)
class _Sample:
    packed: str
    mimetype: str
    mark: Callable[[bytes, bytes], bytes]
    """Puts a mark into a file that changes nothing of what it shows."""
    seconds: float | None = None
    side: int | None = None


def stored_sample(kind: MediaKind, folder: Path, *, ptt: bool = False) -> StoredFile:
    """A new file in the folder, as core has one of this kind."""
    sample = _SAMPLES[kind]
    data = sample.mark(zlib.decompress(base64.b64decode(sample.packed)), secrets.token_hex(16).encode())
    path = folder / f"{secrets.token_hex(8)}.bin"
    path.write_bytes(data)
    return StoredFile(
        name=path.name,
        mimetype=sample.mimetype,
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        width=sample.side,
        height=sample.side,
        duration_s=sample.seconds,
        waveform=bytes(min(100, 5 + step) for step in range(64)) if ptt else None,
        path=path,
    )


def _at_end(data: bytes, mark: bytes) -> bytes:
    return data + mark


def _in_comment(data: bytes, mark: bytes) -> bytes:
    return data.replace(b"%mark", b"%" + mark)


def _in_box(data: bytes, mark: bytes) -> bytes:
    """A box of MP4 that players skip."""
    return data + struct.pack(">I4s", 8 + len(mark), b"free") + mark


def _in_chunk(data: bytes, mark: bytes) -> bytes:
    """A chunk of RIFF that viewers skip; the length in front counts it."""
    body = data[8:] + b"JUNK" + struct.pack("<I", len(mark)) + mark
    return data[:4] + struct.pack("<I", len(body)) + body


_JPEG: Final = (
    "eNr7f+P/AwYBLzdPNwZGRgYGRiBk+H+bwZkhwNzGzcYowM3RLSo0IL7iRFNFXl7F1/U7J574TxwAGsIYGhVVkVnxuqnp9X/ywAEG"
    "QQ4GAQYBZkYlBiZBRmZBxv9HGOSB7mRlBAMGKGBkYmZhZWPn4OTiBirYKsDAxMjMzMTCzMrKwgKUrQXKM7AIsgopGjqyCQcmsisV"
    "ihg1TlzIoey08aBo0MUPKsZJRU2cXGLiEpJSqmrqGppaJqZm5haWVs4urm7uHp5ewSGhYeERkVHJKalp6RmZWcUlpWXlFZVVzS2t"
    "be0dnV2TJk+ZOm36jJmzFi1esnTZ8hUrV23avGXrtu07du46dPjI0WPHT5w8denylavXrt+4eevho8dPnj57/uLlq4+fPn/5+u37"
    "j5+/QP5iZGBmhAGs/hIE+ouJhYWZhR3kL0amcpACQRZWRUM2IcdA9sRCYSWjRg4Rp4kLNx7kVDYO+iCaVHSRS0zF5KHqR5DXwD4j"
    "zmNNZPkM7jGEv24x8DAzAiOPWZDBnqGrS2NJSv3/mwDLbSfx"
)
_MP4: Final = (
    "eNp9VL9vGzcUpuw6CIwABQwXKAoHYBA7XiL57qoIjoED4jpGNDRAl3gIWhwokqc7iDyeSUqWMmXI0L+gBYoOSZaif0GWFsjQOXNS"
    "dOlSNEuydlPfO0vwRa1NHe89vh/fI7/HEyGEpn5S5s5oQpYISpgRG/FQl+2QEHI5tVKCr68F8yAPL61Mp/t/HL799a833Rff3XxN"
    "31x/934cddq0SbmxkoadW6B2W2Dauf/V4b1mm+4fHYBPSA6OA1NOlEw9jYLg82YURBideV/u7eycnJy0RrmQRrGiZWx/B3FbmdcK"
    "Ykzpc1O4PcpZj/E4oFamcUiF7CnDB3GwBz/KCqYmTuKKahmLnFE37IEW0NJNIBzeiRVx2AogBF5U52MpEsTCjMSyoi/jsEN5Zo1m"
    "CaSG1FupVO4gYne8K7gHhR9reAvJxCNTyDgKb4YhTZnzSekGeQlJM4DjMjFp6iQm+cxCggOnMmbAMlgkZzanci7PDAEtbFWC55p5"
    "3EZeeGkVgyCw99TQsknCjS5ZtSHgxluWFwABgZZhTGqZlgh1IvN+5kvQBnIC7ji6NVcTnRdxRB2XheRDhKrSkRIrXYZE85jblOoe"
    "8IBMwiJuA3n0GKvHQasDaokwlWTjuHMbFOdlGbdpXgKp0DrgvA0NOo4D8hgvlvz2yd729jdj0C/t/0DXnr8kZPkzbcwILEqPMkE+"
    "GMt/V7NB8DkbjQ+jFtd3yIVjCZ67cNoB6F/7QVVz+b9oWPviOv9bl84mIZtSeAdyQyrnzzJmuFVu4xcN1xUztFg8+51qPvitWjQz"
    "oezcg59LPfIIP58uK4SSGNPoQ1tSUNZHugKtb3NTnPo2BPS6dowrQ6voqd7Ydr6nQP/JeSdqMd/jf8Q5VOChKemC7J4bsTg+nU7x"
    "aIB60Pji5er0T/JJH+TvW8+wIUgV+ejjtRtPG2Qle7X8I96gdbiPMy7X/pnDOF/xPC+6NGvAOmy/bse5ATa+YFuq+R4t3JMHIFdP"
    "sbip5QUwe0PhsXcPtawkjmv1PkFvLStLVT9zMz+9DFs/e4OAV+Evls3Z+pKN0k7UCuEJon8BpAEyVA=="
)
_OGG: Final = (
    "eNrzT08PZmBigIJ/166kguiTnHN8GIX9C0qLPVITUxgZLRgbdoMV+IOUMyArZwTSrYtlzzGagZSHJKYX8wJFfBLL0syM9AyByMAI"
    "pEQUiFPzkvNTUotsUSQhJkKNB5sIcs0OzQWXjARE+AX4hUUFBPmFBPgFhQSBhKAgnwC/GL+osKAov7CwqLCQoKCYCL+wiLAgv7CA"
    "iBAHzyo9h1uXUk553n7FZsO1gKM9wHU+i4t8xW3HD2e2M7bwRrMe4Ohgj3a2/i7/duGGKvYn4hyznHzdvA1euFtMOG5szx7PMetI"
    "xdF2gxdOJv9MHVcu4Jhto56kK7TkxoMTD4ov6JqIbv3GMceh9MgGueXcM//ckOhUKLwsyMx/g2POUrA2xx/HPaIWG/7hmHsuxTup"
    "tO/KxAz3rRMz4h5wzFshUG60Kt3i8YWilA0cHPM/FAC5MTvns6S+lBM0PNzBsSBeBahjQk37QwE9b6UGjoX6Ak9i/1h7Xkw5JMEG"
    "5C5vAUl3eaQ5zvLp6X7GsajRAGhC3NrHgq6K8zhSTCM4Fi1wsbvCw9GVIljdduTaMR6OxfsvPIn9fWTj67UzLA/UF4D5i39cUOS9"
    "ES5R18CxxMIFaGTv12jNtU1F/nINHEsFP4CMnJJw3utF7KIUiIC+ewdfeUpDa5NeVBLH0oYlQC39ChIVU/cHcCyLCgBKL9E5E/uI"
    "PWpCI5gP9NTmiCQpXT0FjhWJtxn638RpHdVx/fbQ7NXuiA6JrAccK/u3H5/2r/WHySX7/0G5IO6pA7/9qjVPfLY7n/2x74DEfgeo"
    "mox/YmsjFq3T17pz7gZUKH1RIGfGJ7sj3xZwrFytvzZJZduaKqaJ3RHrHnk2/ys7wLHaqRysUYSXj/eDAogLMXzWP6++uNL1c2bD"
    "VYjNrpTeU30n1boBLDRlT4vxZgUXhVfzZ3S1BRwECsa+Bxtf+dNPodU84X+LAcear+YQw9VyVRYd4zzSABIBmV/xN0K39mD4pDlQ"
    "JemLQu9XOBsfO9HAsVaiqXe3Tl7ClKmr5Vt3SbgsPyabYsCxbpYny6+tO5cG9cwPqd09J5TjfjnHuuXfIaazfrxpugDEhRpdt/Xc"
    "ya07rA5AVaQvCptcWfxq+kTbGD+EWMBBr4vRNxcIbAkFG/41YM6T9U+XVrw3OPsJYbJIt/eDBo71+hxOU67d/BBa6j/fr4F1PVcC"
    "x4YoaHhXLywIPWME5QMDe4lhoHKSAZea9AWODb6cIGMfCR7J5fV2PB/ZAM66LBaPEFmXGUib2/Zv4uYVEhQW5hcSEhIWgJsVMM/S"
    "DMSBRMjUs4+bX2hNfYGwOuKX37z7zIvAAqDY6NEozDI2Ebkk28CxoQwS1fzFZSfk9vdH6CVwbOIthwR0189qwwMgLiS0IhMPys3c"
    "aM+BUHAyrGq5QOi0fWARkMFdX1OeXXv5PqOBY+P/kxAvHWuz1J9w7vnCVRxsRcITDJ4nHBUN+rVXf+cCAJeFO0c="
)
_PDF: Final = (
    "eNpTDXBx0zXUM+FSzU0syuYyVDBQyE/KUrCx0Q+pLEhV0HdOLEnMyU9X0A9ITE8tVjACygfZ2Smk5qUAlXEZoSuHqNL3zkwpVog2"
    "BimOBZqRX5pXomCI0GaMTRuILEoFKgTboaDvm5qSmeiUX6EQbQAUMDIA41iEISVFiZk5qUUgQ4Ly84HmQ5zGparq6u/GBQDH2zx8"
)
_WEBP: Final = "eNoL8nRz02NgYAh3dQoIC7BQUAKyCxgZ5jJqCTAIMLA7TFNdwFTC6MDA8O/xPye5vZl5uUeAKgA4EQ1a"

_SAMPLES: Final[Mapping[MediaKind, _Sample]] = MappingProxyType(
    {
        MediaKind.IMAGE: _Sample(packed=_JPEG, mimetype="image/jpeg", mark=_at_end, side=16),
        MediaKind.VIDEO: _Sample(packed=_MP4, mimetype="video/mp4", mark=_in_box, seconds=1.0, side=32),
        MediaKind.AUDIO: _Sample(packed=_OGG, mimetype="audio/ogg; codecs=opus", mark=_at_end, seconds=1.2),
        MediaKind.DOCUMENT: _Sample(packed=_PDF, mimetype="application/pdf", mark=_in_comment),
        MediaKind.STICKER: _Sample(packed=_WEBP, mimetype="image/webp", mark=_in_chunk, side=16),
    }
)
