"""The web application of the simulator: control API, device socket, and the stand-in page."""

from __future__ import annotations

from typing import Final

from quart import Quart

from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.server.answers import answer_errors_as_json
from openwa_engine_simulator.server.control import control_api
from openwa_engine_simulator.server.device_socket import device_socket
from openwa_engine_simulator.server.media import lift_limit_for_media, media_shelf
from openwa_engine_simulator.server.page import stand_in_page

__all__ = ["create_app"]

_MAX_BODY_BYTES: Final = 1024 * 1024


def create_app(network: Network) -> Quart:
    app = Quart(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY_BYTES
    lift_limit_for_media(app)
    app.register_blueprint(control_api(network))
    app.register_blueprint(device_socket(network))
    app.register_blueprint(media_shelf(network.shelf))
    app.register_blueprint(stand_in_page())
    answer_errors_as_json(app)
    return app
