"""In-memory stand-ins for what core lends a plugin, for tests of one plugin alone."""

__all__: list[str] = []
