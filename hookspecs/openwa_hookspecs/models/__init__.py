"""The domain's records. Import each from its module: `from openwa_hookspecs.models.sessions import
SessionRecord`."""

__all__: list[str] = []
