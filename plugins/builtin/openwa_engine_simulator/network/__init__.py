"""The model of the WhatsApp network; no I/O but the journal's file. Import each part from its module: the
configuration needs one constant, and the rest costs a tenth of a second."""

__all__: list[str] = []
