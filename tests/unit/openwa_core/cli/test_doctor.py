from __future__ import annotations

import socket
from pathlib import Path

import pytest

from openwa_core.clock import SystemClock
from openwa_core.node import Node
from tests.support.distributions import Distributions, plugin_source
from tests.unit.openwa_core.cli.conftest import Openwa

CHECKS = """
    from openwa_hookspecs.service import HealthStatus
    details = {{"bundle": {{"file": "missing", "sha": None}}, "n": 0}}
    async def sick(): return Health(status=HealthStatus.{status}, details=details)
    @hookimpl
    def register_health_checks(checks): checks.add("bundle", sick)
"""


def rows(out: str) -> dict[str, tuple[str, str]]:
    parts = (line.split(maxsplit=2) for line in out.splitlines())
    return {subject: (verdict, text) for verdict, subject, text in parts}


def with_doctored_extension(config: Path, distributions: Distributions, more: str) -> None:
    source = plugin_source(name="sick", role="extension", section="Empty", more=more)
    distributions.add("openwa-sick", {"sick": "openwa_t_sick"}, modules={"openwa_t_sick": source})
    config.write_text(config.read_text().replace("extensions: [", "extensions: [{use: sick}, "))


def test_all_is_well(openwa: Openwa, config: Path) -> None:
    ended = openwa("doctor", "--config", str(config))
    assert (ended.code, ended.err) == (0, "")
    found = rows(ended.out)
    assert {verdict for verdict, _ in found.values()} == {"ok"}
    assert list(found) == [
        "config",
        "data_dir",
        "server.use",
        "server.bind",
        "storage.box",
        "media.local",
        "engine.motor",
    ]


@pytest.mark.parametrize(
    ("status", "wanted"), [("DEGRADED", ("warn", 0)), ("FAILED", ("fail", 1)), ("OK", ("ok", 0))]
)
def test_health_checks_of_plugins_are_asked(
    openwa: Openwa, config: Path, distributions: Distributions, status: str, wanted: tuple[str, int]
) -> None:
    with_doctored_extension(config, distributions, CHECKS.format(status=status))
    ended = openwa("doctor", "--config", str(config))
    verdict, text = rows(ended.out)["check.sick.bundle"]
    assert text == "bundle.file: missing, n: 0"
    assert (verdict, ended.code) == wanted


def test_a_storage_that_does_not_start_fails(
    openwa: Openwa, config: Path, distributions: Distributions
) -> None:
    more = """
        class Closed(Silent):
            async def start(self): raise OSError("no route to postgres://me:pw@db/wa")
        @hookimpl
        def register_storage():
            return Provider(name="shut", config=Empty, create=lambda config, context: Closed())
    """
    source = plugin_source(name="shut", role="storage", section="Empty", more=more)
    distributions.add("openwa-shut", {"shut": "openwa_t_shut"}, modules={"openwa_t_shut": source})
    config.write_text(config.read_text().replace("use: box", "use: shut"))
    ended = openwa("doctor", "--config", str(config))
    assert ended.code == 1
    assert rows(ended.out)["storage.shut"] == ("fail", "no route to postgres://me:***@db/wa")


def test_a_port_in_use_fails_unless_the_gateway_has_it(openwa: Openwa, config: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        config.write_text(config.read_text().replace("127.0.0.1:0", address))
        ended = openwa("doctor", "--config", str(config))
        assert ended.code == 1
        assert rows(ended.out)["server.bind"][0] == "fail"
        node = Node(tmp_path)
        node.hold(SystemClock())
        try:
            ended = openwa("doctor", "--config", str(config))
        finally:
            node.release()
    assert ended.code == 0
    assert rows(ended.out)["server.bind"] == ("ok", f"{address} is in use by the gateway that runs")


def test_a_data_directory_that_is_a_file_fails(openwa: Openwa, config: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    config.write_text(config.read_text().replace(f'"{tmp_path}"', f'"{tmp_path}/file"'))
    ended = openwa("doctor", "--config", str(config))
    assert rows(ended.out)["data_dir"] == ("fail", f"{tmp_path}/file is no directory; set data_dir")
