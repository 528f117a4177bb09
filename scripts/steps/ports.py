"""Free ports, and servers that take a moment to answer."""

import socket
import time
from collections.abc import Callable

LOOPBACK = "127.0.0.1"
_PAUSE_S = 0.1


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        port: int = listener.getsockname()[1]
        return port


def answers_within(seconds: float, is_up: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not is_up():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_S)
    return True
