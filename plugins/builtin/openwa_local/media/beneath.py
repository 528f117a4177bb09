"""Opening a file beneath a folder by a path that a caller chose: no link is followed, nothing outside opened.

Linux has one system call for it (5.6 and later). Elsewhere each step of the path is opened by itself, without
following links, from the folder opened before: nobody can swap a step for a link in between.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cache
from typing import Any, Final, TypeAlias

__all__ = ["Opener", "open_beneath", "open_by_openat2", "open_by_walking"]

Opener: TypeAlias = Callable[[int, Sequence[bytes]], int]
"""Takes the folder's descriptor and the steps of the path, none of them `.` or `..`; answers a descriptor to
read from."""

_OPENAT2: Final = 437
"""The same on all architectures but Alpha."""
_RESOLVE_NO_MAGICLINKS: Final = 0x02
_RESOLVE_NO_SYMLINKS: Final = 0x04
_RESOLVE_BENEATH: Final = 0x08
_READ: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
"""Opening a fifo waits for nobody, and opening a terminal makes it nobody's own."""
_FOLDER: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_DIRECTORY
_MISSING: Final = frozenset({errno.ENOSYS, errno.EPERM})
"""An older kernel, or a sandbox that knows the call as little."""


class _OpenHow(ctypes.Structure):
    """`struct open_how` of Linux."""

    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


def open_beneath(folder: int, steps: Sequence[bytes]) -> int:
    """By the system call where there is one. Raises `OSError`."""
    try:
        return open_by_openat2(folder, steps)
    except OSError as error:
        if error.errno not in _MISSING:
            raise
    return open_by_walking(folder, steps)


def open_by_openat2(folder: int, steps: Sequence[bytes]) -> int:
    """See `Opener`."""
    resolve = _RESOLVE_BENEATH | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS
    how = _OpenHow(_READ, 0, resolve)
    path = b"/".join(steps)
    opened: int = _syscall()(_OPENAT2, folder, path, ctypes.byref(how), ctypes.sizeof(how))
    if opened < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return opened


def open_by_walking(folder: int, steps: Sequence[bytes]) -> int:
    """See `Opener`."""
    *folders, last = steps
    with ExitStack() as opened:
        for step in folders:
            folder = os.open(step, _FOLDER, dir_fd=folder)
            opened.callback(os.close, folder)
        return os.open(last, _READ, dir_fd=folder)


@cache
def _syscall() -> Any:  # noqa: ANN401 - ctypes has no type for it
    library = ctypes.CDLL(None, use_errno=True)
    call = library.syscall
    call.restype = ctypes.c_long
    call.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t)
    return call
