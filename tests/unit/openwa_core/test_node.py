from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from openwa_core.clock import SystemClock
from openwa_core.node import Node, NodeBusyError


@contextmanager
def held(directory: Path) -> Iterator[str]:
    node = Node(directory)
    try:
        yield node.hold(SystemClock())
    finally:
        node.release()


def test_the_name_outlives_the_process(tmp_path: Path) -> None:
    with held(tmp_path) as first:
        pass
    with held(tmp_path) as second:
        assert second == first


def test_two_gateways_on_one_data_directory_are_refused_with_what_to_do(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(NodeBusyError, match="data_dir"), held(tmp_path):
        pass
    with held(tmp_path):
        pass
