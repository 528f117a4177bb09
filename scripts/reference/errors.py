"""`docs/reference/errors.md`: every error code with its status and when it comes."""

from openwa_transport_http.statuses import MEANINGS
from scripts.reference.markdown import code, page, table

INTRODUCTION = """
The `error.code` of an answer, the status that it comes with, and when. The same codes stand in events and in
frames of a socket.
"""


def render() -> str:
    rows = [(code(each.value), str(meaning.status), meaning.when) for each, meaning in MEANINGS.items()]
    return page("Error codes", INTRODUCTION, table(("code", "status", "when"), rows))
