from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from openwa_core.config import ConfigError, ConfigFault
from openwa_core.discovery import discover
from openwa_core.loader import LoadedPlugins, load
from tests.support.distributions import Distributions, plugin_source

Load = Callable[[str], LoadedPlugins]
Faults = Callable[[str], dict[str, str]]

BASE = {"storage": "{use: box}", "transports": "[]", "auth": "[]", "engines": "[{use: motor}]"}
KAFKA = plugin_source()


@pytest.fixture
def load_yaml(tmp_path: Path, distributions: Distributions) -> Load:
    """Loads a YAML with a storage of its own, so that no built-in plugin takes part."""
    source = plugin_source(name="box", role="storage", section="Empty")
    distributions.add("openwa-box", {"box": "openwa_t_box"}, modules={"openwa_t_box": source})
    engine = plugin_source(name="motor", role="engine", section="Empty")
    distributions.add("openwa-motor", {"motor": "openwa_t_motor"}, modules={"openwa_t_motor": engine})

    def load_text(text: str) -> LoadedPlugins:
        missing = (f"\n{section}: {value}" for section, value in BASE.items() if f"{section}:" not in text)
        path = tmp_path / "config.yaml"
        path.write_text(text + "".join(missing))
        return load(path, {})

    return load_text


@pytest.fixture
def faults(load_yaml: Load) -> Faults:
    def collect(text: str) -> dict[str, str]:
        with pytest.raises(ConfigError) as caught:
            load_yaml(text)
        return {fault.path: fault.message for fault in caught.value.faults}

    return collect


def install_kafka(distributions: Distributions, source: str = KAFKA, *metadata: str) -> None:
    distributions.add(
        "openwa-sink-kafka",
        {"kafka": "openwa_t_kafka"},
        modules={"openwa_t_kafka": source},
        metadata=metadata,
    )


def extension(source: str) -> str:
    return source.replace("register_sink", "register_extension")


def test_discovery_imports_nothing(distributions: Distributions) -> None:
    distributions.add("openwa-bad", {"bad": "openwa_t_bad"}, modules={"openwa_t_bad": "raise SystemExit(3)"})
    (candidate,) = discover().find("bad")
    assert str(candidate.info) == "bad (openwa-bad 0.1)"


def test_plugins_are_loaded_with_their_sections(load_yaml: Load, distributions: Distributions) -> None:
    install_kafka(distributions, extension(KAFKA))
    loaded = load_yaml("extensions: [{use: kafka, name: audit, config: {servers: [a]}}]")
    (offer,) = loaded.extensions
    assert (offer.role, offer.name, offer.path) == ("extension", "audit", "extensions[0]")
    assert offer.section.model_dump(mode="json") == {"servers": ["a"], "password": "", "retries": 3}
    assert str(offer.plugin) == "kafka (openwa-sink-kafka 0.1)"
    assert loaded.storage.plugin.name == "box"


def test_only_what_the_yaml_names_is_imported(load_yaml: Load, distributions: Distributions) -> None:
    distributions.add("openwa-bad", {"bad": "openwa_t_bad"}, modules={"openwa_t_bad": "raise SystemExit(3)"})
    assert [offer.name for offer in load_yaml("").engines] == ["motor"]


def test_a_section_fault_names_path_plugin_and_distribution(
    load_yaml: Load, distributions: Distributions
) -> None:
    install_kafka(distributions, extension(KAFKA))
    with pytest.raises(ConfigError) as caught:
        load_yaml(
            "extensions:\n- {use: kafka, config: {servers: []}}\n- {use: kafka, name: b, config: {server: 1}}"
        )
    assert caught.value.faults == (
        ConfigFault(
            path="extensions[1].config.server",
            message="unknown key; did you mean 'servers'? (kafka, openwa-sink-kafka 0.1)",
            line=3,
        ),
        ConfigFault(
            path="extensions[1].config.servers",
            message="Field required (kafka, openwa-sink-kafka 0.1)",
            line=3,
        ),
    )


def test_faults_of_core_and_of_plugins_come_at_once(faults: Faults, distributions: Distributions) -> None:
    install_kafka(distributions, extension(KAFKA))
    found = faults("server: {bind: x}\nextensions: [{use: kafka}, {use: 1}]\nengines: [{use: nope}]")
    assert list(found) == [
        "server.bind",
        "extensions[0].config.servers",
        "extensions[1].use",
        "engines[0].use",
    ]


def test_a_plugin_that_is_not_installed(faults: Faults) -> None:
    message = faults("extensions: [{use: motr}]")["extensions[0].use"]
    assert (
        message == "no installed plugin offers 'motr': pip install the one that does; did you mean 'motor'?"
    )
    message = faults("extensions: [{use: zzz}]")["extensions[0].use"]
    assert "there are: api-key, box, dramatiq, local, motor, pacing, playwright, rest, simulator" in message


IMPORT_FAULTS = {
    "raises at import": (
        "raise RuntimeError('no\\nluck')",
        "kafka (openwa-sink-kafka 0.1) cannot be imported: RuntimeError: no luck",
    ),
    "exits at import": (
        "raise SystemExit('bye')",
        "kafka (openwa-sink-kafka 0.1) cannot be imported: SystemExit: bye",
    ),
    "has a syntax error": (
        "def",
        "kafka (openwa-sink-kafka 0.1) cannot be imported: SyntaxError: invalid syntax",
    ),
    "lacks a dependency of an extra": (
        "import openwa_t_client.sub",
        "kafka (openwa-sink-kafka 0.1) needs the module openwa_t_client, which is not installed: "
        "pip install 'openwa-sink-kafka[fast]'",
    ),
    "lacks a plain dependency": (
        "import openwa_t_other",
        "kafka (openwa-sink-kafka 0.1) needs the module openwa_t_other, which is not installed: "
        "pip install --upgrade openwa-sink-kafka",
    ),
    "lacks its own module": (
        "import openwa_t_kafka.inner",
        "kafka (openwa-sink-kafka 0.1) lacks its own module openwa_t_kafka.inner: "
        "pip install --force-reinstall openwa-sink-kafka",
    ),
    "is of a newer API": (
        plugin_source(api_version=2),
        "kafka (openwa-sink-kafka 0.1) is written for plugin API 2, this gateway has 1: "
        "upgrade openwa-gateway",
    ),
    "is of an older API": (
        plugin_source(api_version=0),
        "kafka (openwa-sink-kafka 0.1) is written for plugin API 0, this gateway has 1: "
        "pip install --upgrade openwa-sink-kafka",
    ),
    "states no API": (
        plugin_source(api_version=None),
        "kafka (openwa-sink-kafka 0.1) states no OPENWA_API_VERSION: "
        "its module must say `OPENWA_API_VERSION = 1`",
    ),
    "lacks the role": (KAFKA, "kafka (openwa-sink-kafka 0.1) offers a sink, not an extension"),
    "has another name": (
        extension(plugin_source(name="kafak")),
        "kafka (openwa-sink-kafka 0.1): register_extension returned a provider named 'kafak'; "
        "it must have the entry point's name, 'kafka'",
    ),
    "returns no provider": (
        extension(KAFKA).replace("return Provider(", "return dict("),
        "kafka (openwa-sink-kafka 0.1): register_extension returned dict, not a Provider",
    ),
    "has no model": (
        extension(plugin_source(section="BaseModel")),
        "kafka (openwa-sink-kafka 0.1): the provider's config must be a pydantic model class",
    ),
    "fails in the hook": (
        extension(KAFKA).replace("return Provider(", "return undefined("),
        "kafka (openwa-sink-kafka 0.1): register_extension failed: "
        "NameError: name 'undefined' is not defined",
    ),
    "has a hook that must be async": (
        plugin_source(more="@hookimpl\ndef before_send(message): ..."),
        "kafka (openwa-sink-kafka 0.1): before_send: write it as `async def`",
    ),
    "has a hook with a wrong parameter": (
        plugin_source(more="@hookimpl\nasync def before_send(msg): ..."),
        "kafka (openwa-sink-kafka 0.1): before_send: unknown parameter `msg`; there are: session_id, message",
    ),
    "fails to add its health checks": (
        plugin_source(more="@hookimpl\ndef register_health_checks(checks): checks.add()"),
        "kafka (openwa-sink-kafka 0.1): register_health_checks failed: "
        "TypeError: _Checks.add() missing 2 required positional arguments: 'name' and 'check'",
    ),
    "has validators that crash": (
        extension(plugin_source(section="Crashing", more="")).replace(
            "class Silent",
            "from pydantic import model_validator\n"
            "class Crashing(BaseModel):\n"
            "    @model_validator(mode='before')\n"
            "    def crash(cls, data): return data['x'][1]\n"
            "class Silent",
        ),
        "kafka (openwa-sink-kafka 0.1): its check of the section failed: KeyError: 'x'",
    ),
}


@pytest.mark.parametrize(("source", "message"), IMPORT_FAULTS.values(), ids=IMPORT_FAULTS)
def test_a_broken_plugin(faults: Faults, distributions: Distributions, source: str, message: str) -> None:
    requires = ("Requires-Dist: openwa_t.client>=1 ; extra == 'fast'", "Provides-Extra: fast")
    install_kafka(distributions, source, *requires)
    found = faults("extensions: [{use: kafka}]")["extensions[0].use"]
    assert found.removesuffix(" (openwa_t_kafka.py, line 1)") == message


def test_an_optional_plugin_that_is_broken_is_left_out(load_yaml: Load, distributions: Distributions) -> None:
    install_kafka(distributions, "raise RuntimeError('no luck')")
    loaded = load_yaml("extensions: [{use: kafka, optional: true}]")
    assert loaded.extensions == ()
    (left,) = loaded.left_out
    assert (left.role, left.name) == ("extension", "kafka")
    assert left.reason == "kafka (openwa-sink-kafka 0.1) cannot be imported: RuntimeError: no luck"


def test_an_optional_plugin_with_a_faulty_section_has_no_hooks(
    load_yaml: Load, distributions: Distributions
) -> None:
    install_kafka(distributions, extension(KAFKA) + "\n@hookimpl\nasync def before_send(message): ...\n")
    loaded = load_yaml("extensions: [{use: kafka, optional: true}]")
    assert (
        loaded.left_out[0].reason
        == "extensions[0].config.servers: Field required (kafka, openwa-sink-kafka 0.1)"
    )
    assert loaded.hooks.implementations("before_send") == ()
    loaded = load_yaml("extensions: [{use: kafka, optional: true, config: {servers: []}}]")
    assert [bound.plugin for bound in loaded.hooks.implementations("before_send")] == ["kafka"]


def test_without_any_engine_optional_ones_are_a_fault(faults: Faults) -> None:
    message = faults("engines: [{use: gone, optional: true}]")["engines"]
    assert message.startswith("no engine is left: no installed plugin offers 'gone'")


def test_names_of_instances_are_unique_within_a_role(faults: Faults) -> None:
    assert faults("engines: [{use: motor, name: a}, {use: motor, name: a}]") == {
        "engines[1].name": "'a' is the name of engines[0]; give this one a `name:` of its own"
    }


def test_a_storage_is_never_left_out(faults: Faults) -> None:
    assert "storage.use" in faults("storage: {use: gone, optional: true}")


def test_a_name_installed_by_two_distributions(faults: Faults, distributions: Distributions) -> None:
    install_kafka(distributions)
    distributions.add("other-kafka", {"kafka": "openwa_t_kafka"}, version="2")
    assert faults("extensions: [{use: kafka}]")["extensions[0].use"] == (
        "'kafka' is installed twice, by openwa-sink-kafka 0.1 and other-kafka 2: pip uninstall one of them"
    )


def test_two_names_for_one_module(faults: Faults, distributions: Distributions) -> None:
    install_kafka(distributions, extension(KAFKA))
    distributions.add("openwa-alias", {"alias": "openwa_t_kafka"})
    found = faults("extensions: [{use: kafka, config: {servers: []}}, {use: alias}]")
    assert found["extensions[1].use"].startswith("alias (openwa-alias 0.1) cannot be registered: ")


def test_health_checks_carry_the_plugins_name(load_yaml: Load, distributions: Distributions) -> None:
    more = "\n@hookimpl\ndef register_health_checks(checks): checks.add('disk', Silent().health)\n"
    install_kafka(distributions, extension(KAFKA) + more)
    loaded = load_yaml("extensions: [{use: kafka, config: {servers: []}}]")
    assert [check.name for check in loaded.health_checks] == ["kafka.disk"]


def test_hooks_run_in_the_order_of_the_yaml(load_yaml: Load, distributions: Distributions) -> None:
    hook = "\n@hookimpl\nasync def before_send(message): ...\n"
    install_kafka(distributions, extension(KAFKA) + hook)
    guard = plugin_source(name="guard", role="auth", section="Empty") + hook
    distributions.add("openwa-guard", {"guard": "openwa_t_guard"}, modules={"openwa_t_guard": guard})
    lines = ["extensions: [{use: kafka, config: {servers: []}}]", "auth: [{use: guard}]"]
    for ordered, names in ((lines, ["kafka", "guard"]), (lines[::-1], ["guard", "kafka"])):
        loaded = load_yaml("\n".join(ordered))
        assert [bound.plugin for bound in loaded.hooks.implementations("before_send")] == names
