"""What requests bring and answers show, one file for each area."""

__all__: list[str] = []
