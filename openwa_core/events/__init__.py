"""The event log's live end and its payloads."""

__all__: list[str] = []
