"""The stand-in of WhatsApp Web: a page on which the unmodified wa-js bundle works, without a phone.

The server mounts it: the HTML with its policy at `/`, the scripts at `/static/<version>/`, the QR picture at
`/qr.svg`.
"""

from openwa_engine_simulator.web.page import (
    MAX_QR_CHARS,
    STATIC_ROOT,
    content_security_policy,
    render_page,
    render_qr,
    static_version,
    version_of,
)

__all__ = [
    "MAX_QR_CHARS",
    "STATIC_ROOT",
    "content_security_policy",
    "render_page",
    "render_qr",
    "static_version",
    "version_of",
]
