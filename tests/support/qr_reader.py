"""A barcode reader that is not ours: what a phone's camera would see."""

from __future__ import annotations

import zxingcpp
from PIL import Image

_QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
"""Without it the reader now and then sees a one-dimensional code in the noise of a QR code."""


def read_qr(picture: Image.Image) -> str:
    """The text of the one QR code on the picture."""
    (code,) = zxingcpp.read_barcodes(picture, formats=_QR_CODE)
    return code.text
