"""The endpoint functions, one file for each area. `registry.py` gives them their paths."""

__all__: list[str] = []
