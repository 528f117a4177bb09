"""The sections of the YAML as the services want them."""

from __future__ import annotations

from openwa_core.config import GatewayConfig, LimitsConfig, RateLimitsConfig, TestConfig
from openwa_core.events.pumps import LogSettings
from openwa_core.services.rate_settings import RateSettings
from openwa_core.services.settings import ServiceSettings
from openwa_hookspecs.gateway import RateCategory

__all__ = ["log_settings", "rate_settings", "service_settings"]


def service_settings(limits: LimitsConfig, test: TestConfig) -> ServiceSettings:
    """`limits:`, and what `test:` changes."""
    return ServiceSettings(
        max_sessions=limits.sessions,
        send_queue_size=limits.send_queue,
        send_timeout_s=limits.send_timeout_s,
        settle_timeout_s=limits.settle_timeout_s,
        open_timeout_s=limits.open_timeout_s,
        lease_s=limits.lease_s,
        media_timeout_s=limits.media_timeout_s,
        media_max_bytes=limits.media_max_bytes,
        media_age_s=limits.media_age_s,
        media_total_bytes=limits.media_total_bytes,
        media_fetch=limits.media_fetch == "all",
        batch_age_s=limits.batch_age_s,
        bulk_delay_s=test.effective_bulk_delay_s,
    )


def log_settings(config: GatewayConfig) -> LogSettings:
    """`events:`, and where each sink begins."""
    return LogSettings(
        max_age_s=config.events.max_age_s,
        max_count=config.events.max_count,
        starts={ref.name: ref.begins for ref in config.sinks},
    )


def rate_settings(config: RateLimitsConfig) -> RateSettings:
    """`rate_limits:`."""
    return RateSettings(
        by_category={
            RateCategory.SESSION: config.session,
            RateCategory.SEND: config.send,
            RateCategory.READ: config.read,
            RateCategory.WEBHOOK: config.webhook,
        },
        messages_per_session=config.messages_per_session,
        store=config.store,
    )
