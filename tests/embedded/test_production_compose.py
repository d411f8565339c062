"""docker-compose.yaml: valid, without a password of its own, and no wider open than said."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from embedded import health, prepare
from zonereports.settings import DEPLOYMENT

REPOSITORY = Path(__file__).parents[2]
FILES = ("docker-compose.yaml", "docker-compose.embedded.yaml")
NEEDED = (
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "AIRFLOW_FERNET_KEY",
    "AIRFLOW_SECRET_KEY",
    "AIRFLOW_JWT_SECRET",
    "AIRFLOW_ADMIN_PASSWORD",
)


@pytest.fixture(scope="module")
def text():
    return (REPOSITORY / FILES[0]).read_text(encoding="utf-8")


@pytest.fixture
def services(text):
    return yaml.safe_load(text)["services"]


@pytest.mark.parametrize("file", FILES)
def test_the_file_is_what_the_compose_specification_allows(file):
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [*command, str(REPOSITORY / file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", FILES)
def test_compose_itself_resolves_the_file(file, tmp_path):
    compose = shutil.which("docker-compose")
    if compose is None:
        pytest.skip("docker-compose is not installed")
    version = subprocess.run([compose, "version", "--short"], capture_output=True, text=True)
    if version.stdout.startswith("1."):
        pytest.skip("docker-compose 1 knows neither env_file.path nor configs.content")
    environment = {"PATH": str(Path(compose).parent), **dict.fromkeys(NEEDED, "a1b2")}
    command = [compose, "-f", str(REPOSITORY / file), "config", "-q"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_variable_stands_in_the_example_and_secrets_have_no_default(text):
    used = set(re.findall(r"\$\{(\w+)", text))
    # One setting of ours is handed on to a container that gets no other.
    assert used == {*DEPLOYMENT, "ZONEREPORTS_AIRFLOW_KEEP_DAYS"}
    required = set(re.findall(r"\$\{(\w+):\?", text))
    assert required == set(NEEDED)
    assert not [name for name in NEEDED if re.search(rf"\$\{{{name}(?!:\?)", text)]
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert all(f"# {name}=\n" in example for name in DEPLOYMENT)


def test_ports_are_published_on_loopback_alone(services):
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


@pytest.mark.parametrize("file", FILES)
def test_every_container_is_limited_confined_and_pinned(file):
    services = yaml.safe_load((REPOSITORY / file).read_text(encoding="utf-8"))["services"]
    for name, service in services.items():
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert re.split("[: ]", service["user"])[0] not in ("root", "0", ""), name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
        assert all("size=" in mount and "nosuid" in mount for mount in service["tmpfs"]), name
        assert any(mount.startswith("/tmp:") for mount in service["tmpfs"]), name
        assert re.fullmatch(r"[\w./-]+:[\w.-]*\d[\w.-]*", service["image"]), name
        assert service["logging"]["options"]["max-size"], name
        assert not any("docker.sock" in str(volume) for volume in service.get("volumes", [])), name


def test_what_is_mounted_from_the_repository_is_there_and_read_only(services):
    mounts = [m for s in services.values() for m in s.get("volumes", []) if m.startswith("./")]
    assert len(mounts) >= 5
    for mount in mounts:
        source, _, mode = mount.split(":")
        assert (REPOSITORY / source).exists(), mount
        assert mode == "ro", mount


def test_stores_and_metrics_have_no_way_out_and_hosts_are_never_shared(text, services):
    networks = yaml.safe_load(text)["networks"]
    assert {name for name, network in networks.items() if (network or {}).get("internal")} == {
        "stores",
        "metrics",
    }
    outside = {
        name for name, service in services.items() if "outside" in service.get("networks", [])
    }
    # Airflow asks sites and sends messages; Grafana and Flower publish a port.
    assert {name for name in outside if not name.startswith("airflow-")} == {"flower", "grafana"}
    for name in ("postgres", "redis", "s3"):
        assert services[name]["networks"] == ["stores"], name
    modes = {name: s["network_mode"] for name, s in services.items() if "network_mode" in s}
    # The county sites of the demo have addresses of loopback, so they stand beside the worker.
    assert modes == {"replica": "service:airflow-worker"}


def test_who_needs_no_secret_is_given_none(services):
    for name in ("replica", "s3-folder", "prometheus", "statsd-exporter"):
        assert not services[name].get("env_file"), name
        assert not services[name].get("environment"), name
    assert set(services["s3-bucket"]["environment"]) == {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "ZONEREPORTS_AIRFLOW_KEEP_DAYS",
    }


def test_the_image_ends_without_root_pip_or_compiler():
    stages = re.split(r"(?m)^FROM ", (REPOSITORY / "Dockerfile").read_text(encoding="utf-8"))[1:]
    assert len(stages) == 2
    assert all(re.match(r"python:3\.11\.\d+-slim-\w+\b", stage) for stage in stages)
    last = stages[-1]
    assert re.findall(r"(?m)^USER (.*)$", last) == ["50000:50000"]
    assert "pip install" not in last
    assert "apt-get" not in last
    assert "HEALTHCHECK" in last
    ignored = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    assert "!.env" not in ignored


def test_every_lasting_service_has_a_health_check_that_exists(services):
    for name in ("airflow-init", "airflow-tidy", "s3-bucket", "s3-folder", "replica"):
        # They end, or serve nobody but the worker; the image's own check is not theirs.
        assert services.pop(name)["healthcheck"] == {"disable": True}, name
    for name, service in services.items():
        command = service["healthcheck"]["test"]
        if "embedded.health" in command:
            assert command[-1] in health.PARTS, name
    checked = {s["healthcheck"]["test"][-1] for s in services.values() if "healthcheck" in s}
    assert checked >= set(health.PARTS)


def test_workers_share_no_name_and_no_file_so_that_they_can_be_many(services):
    worker = services["airflow-worker"]
    assert "container_name" not in worker
    assert "ports" not in worker
    assert worker["command"][-2:] == ["--pid", "/tmp/worker.pid"]


def test_a_part_that_does_not_answer_is_unhealthy_and_named(monkeypatch, capsys):
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTION_API_SERVER_URL", "http://127.0.0.1:1/execution/")
    assert health.main(["scheduler"]) == 1
    assert capsys.readouterr().err.startswith("scheduler: ")
    assert health.main(["engine"]) == 2


def test_preparing_without_an_admin_password_is_refused(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path))
    monkeypatch.delenv("AIRFLOW_ADMIN_PASSWORD", raising=False)
    assert prepare.main([]) == 1
    assert "AIRFLOW_ADMIN_PASSWORD is empty" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
