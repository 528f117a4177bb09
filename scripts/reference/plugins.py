"""The built-in plugins, as the embedded default configuration loads them."""

from functools import cache

from openwa_core.config.entries import ROLE_OF_SECTION
from openwa_core.loader import LoadedPlugins, Offer, load


@cache
def loaded() -> LoadedPlugins:
    """Raises `ConfigError` when the default configuration has faults."""
    found = load(None, {})
    if found.left_out:
        raise RuntimeError(f"no reference without {found.left_out[0].name}: {found.left_out[0].reason}")
    return found


def offers_in(section: str) -> list[Offer]:
    """What the default configuration names in that section, in its order."""
    found = [offer for offer in loaded().offers if offer.role == ROLE_OF_SECTION[section]]
    return sorted(found, key=lambda offer: offer.path)
