"""The YAML: its models, its reading, and what is said of a faulty one."""

from __future__ import annotations

from openwa_core.config.entries import PluginEntry
from openwa_core.config.faults import ConfigError, ConfigFault
from openwa_core.config.models import (
    GatewayConfig,
    LimitsConfig,
    LogConfig,
    PluginRef,
    RateLimitsConfig,
    ServerConfig,
    TestConfig,
)
from openwa_core.config.reading import Reading, read, read_config

__all__ = [
    "ConfigError",
    "ConfigFault",
    "GatewayConfig",
    "LimitsConfig",
    "LogConfig",
    "PluginEntry",
    "PluginRef",
    "RateLimitsConfig",
    "Reading",
    "ServerConfig",
    "TestConfig",
    "read",
    "read_config",
]
