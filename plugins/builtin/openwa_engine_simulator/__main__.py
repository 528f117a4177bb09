"""`python -m openwa_engine_simulator`: the simulator's server without a gateway or a configuration."""

from __future__ import annotations

import argparse
import asyncio

from openwa_engine_simulator.command import DEFAULT_BIND, simulate


def main() -> None:
    parser = argparse.ArgumentParser(prog="openwa_engine_simulator", description=__doc__)
    parser.add_argument("--bind", default=DEFAULT_BIND, help="host:port; port 0 takes a free one")
    parser.add_argument("--state-file", default="", help="where the network remembers; none: in memory")
    parser.add_argument("--qr-ttl", type=float, default=20.0, help="seconds that a QR code is shown")
    parser.add_argument("--url-file", default="", help="is written with the address once it answers")
    chosen = parser.parse_args()
    try:
        asyncio.run(
            simulate(
                bind=chosen.bind,
                state_file=chosen.state_file,
                qr_ttl=chosen.qr_ttl,
                url_file=chosen.url_file,
            )
        )
    except (OSError, ValueError, RuntimeError) as error:
        parser.exit(1, f"The simulator cannot start: {error}\n")


if __name__ == "__main__":
    main()
