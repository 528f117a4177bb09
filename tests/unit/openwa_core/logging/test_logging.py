from __future__ import annotations

import io
import json
import logging
import warnings
from typing import Any

import pytest
from structlog.contextvars import bound_contextvars

from openwa_core.config import LogConfig
from openwa_core.logging import log_for, set_up_logging
from openwa_core.logging.stdlib import Forwarder

pytestmark = pytest.mark.usefixtures("own_logging")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    set_up_logging(LogConfig(), stream=stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_elsewhere_than_on_a_terminal_lines_are_json(stream: io.StringIO) -> None:
    log_for("rest").info("served", status=200, path="/x")
    (line,) = lines(stream)
    assert list(line)[:3] == ["timestamp", "level", "event"]
    assert line["timestamp"].endswith("Z")
    assert {**line, "timestamp": ""} == {
        "timestamp": "",
        "level": "info",
        "event": "served",
        "component": "rest",
        "status": 200,
        "path": "/x",
    }


def test_on_a_terminal_lines_are_for_people() -> None:
    stream = Terminal()
    set_up_logging(LogConfig(), stream=stream)
    log_for("rest").warning("slow\nrequest", path="/a b", count=3)
    assert stream.getvalue().endswith("'slow\\nrequest'  component=rest path='/a b' count=3\n")


def test_the_level_cuts_off(stream: io.StringIO) -> None:
    log_for("core").debug("hidden")
    assert stream.getvalue() == ""
    set_up_logging(LogConfig(level="debug"), stream=stream)
    log_for("core").debug("shown")
    assert lines(stream)[0]["event"] == "shown"


def test_the_request_id_is_in_lines_of_its_request_only(stream: io.StringIO) -> None:
    with bound_contextvars(request_id="r-1"):
        log_for("core").info("inside")
    log_for("core").info("outside")
    assert [line.get("request_id") for line in lines(stream)] == ["r-1", None]


def test_libraries_are_heard_from_warning_on(stream: io.StringIO) -> None:
    logging.getLogger("quart.app").info("hidden")
    logging.getLogger("quart.app").error("broke %s", "it")
    (line,) = lines(stream)
    assert (line["event"], line["component"], line["level"]) == ("broke it", "quart.app", "error")


def test_a_librarys_malformed_record_is_still_a_line(stream: io.StringIO) -> None:
    record = logging.LogRecord("asyncio", logging.WARNING, "", 0, "%d sockets", ("no",), None)
    Forwarder().handle(record)
    assert lines(stream)[0]["event"] == "%d sockets"


def test_python_warnings_are_lines(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old", UserWarning, stacklevel=1)
    assert "UserWarning: old" in lines(stream)[0]["event"]


def test_an_exception_is_one_line_with_its_trace(stream: io.StringIO) -> None:
    try:
        raise ValueError("x")
    except ValueError:
        log_for("core").exception("failed")
    (line,) = lines(stream)
    assert line["exception"].endswith("ValueError: x")


KEY = "owa_k1_" + "ab" * 32


@pytest.mark.parametrize(
    "fields",
    [
        {"detail": f"key {KEY} is wrong"},
        {"path": f"/api/sessions?limit=1&apiKey={KEY}&x=1"},
        {"path": "/ws?api_key=s3cret-s3cret"},
        {"headers": {"Authorization": "Bearer s3cret-s3cret"}},
        {"headers": [(b"authorization", b"Bearer s3cret-s3cret"), (b"x-api-key", b"s3cret-s3cret")]},
        {"header": 'X-API-Key: "s3cret-s3cret"'},
        {"api_key": "s3cret-s3cret"},
        {"client_secret": "s3cret-s3cret"},
        {"url": "postgres://openwa:s3cret-s3cret@db/openwa"},
        {"secret": "whsec_s3cret"},
    ],
)
@pytest.mark.parametrize("form", ["json", "console"])
def test_secrets_are_masked(fields: dict[str, object], form: str) -> None:
    stream = io.StringIO()
    set_up_logging(LogConfig.model_validate({"format": form}), stream=stream)
    log_for("rest").warning("refused", **fields)
    said = stream.getvalue()
    assert "***" in said
    assert "s3cret" not in said
    assert KEY not in said
    assert "abab" not in said


def test_what_is_no_secret_stays(stream: io.StringIO) -> None:
    log_for("core").info(
        "key made", key_id="key_1", name="owa", url="http://127.0.0.1:2785/api", keyboard="x"
    )
    (line,) = lines(stream)
    assert (line["key_id"], line["url"], line["keyboard"]) == ("key_1", "http://127.0.0.1:2785/api", "x")


def test_values_beyond_json_are_shown_as_text(stream: io.StringIO) -> None:
    log_for("core").info("odd", big=2**80, half="\ud800", thing=object, raw=b"x")
    (line,) = lines(stream)
    assert line["big"] == 2**80
    assert line["raw"] == "b'x'"


def test_a_closed_stream_hurts_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    set_up_logging(LogConfig(), stream=stream)
    stream.close()
    log_for("core").error("nobody hears this")
    assert "Traceback" not in capsys.readouterr().err
