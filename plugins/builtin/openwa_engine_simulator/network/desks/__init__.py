"""What can be done in the network, each with its rules: by a linked device as by the phone itself."""

from __future__ import annotations

__all__: list[str] = []
