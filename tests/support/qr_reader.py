"""A barcode reader that is not ours: what a phone's camera would see."""

from __future__ import annotations

import base64
import io

import zxingcpp
from PIL import Image

_QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
"""Without it the reader now and then sees a one-dimensional code in the noise of a QR code."""


def read_qr_url(url: str) -> str:
    """The text of the one QR code on the PNG in a `data:` URL."""
    return read_qr(Image.open(io.BytesIO(base64.b64decode(url.removeprefix("data:image/png;base64,")))))


def read_qr(picture: Image.Image) -> str:
    """The text of the one QR code on the picture."""
    (code,) = zxingcpp.read_barcodes(picture, formats=_QR_CODE)
    return code.text
