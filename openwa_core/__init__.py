"""The minimal core of openwa-gateway: it wires plugins together and owns the rules; it speaks no WhatsApp,
SQL or REST."""

__all__: list[str] = []
