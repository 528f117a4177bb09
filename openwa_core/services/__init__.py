"""The rules of the gateway: sessions, messages, keys. They know contracts only, no plugin."""

__all__: list[str] = []
