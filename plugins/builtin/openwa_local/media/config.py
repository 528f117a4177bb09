"""The plugin's section of the YAML, under `media:`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["MediaConfig"]


class MediaConfig(BaseModel):
    """Where files of messages are, and where the operator lays files that callers may send."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    directory: Path = Field(
        Path("data/media"), description="where files of messages are kept, readable by the gateway alone"
    )
    uploads_dir: Path = Field(
        Path("data/uploads"),
        description="callers may send the files in it by `path`; nothing outside can be named",
    )
