"""For tests of plugins and of the gateway: a frozen clock, a gateway that runs, a suite per role."""

__all__: list[str] = []
