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


@pytest.fixture(scope="module")
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
    assert used == set(DEPLOYMENT)
    required = set(re.findall(r"\$\{(\w+):\?", text))
    assert required == set(NEEDED)
    assert not [name for name in NEEDED if re.search(rf"\$\{{{name}(?!:\?)", text)]
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert all(f"# {name}=\n" in example for name in DEPLOYMENT)


def test_ports_are_published_on_loopback_alone(services):
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_every_container_is_limited_confined_and_pinned(services):
    for name, service in services.items():
        assert service["mem_limit"], name
        assert service["user"] not in ("root", "0"), name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["image"].partition(":")[2] not in ("", "latest"), name


def test_every_lasting_service_has_a_health_check_that_exists(services):
    once = {"airflow-init", "s3-bucket"}
    beside = {"replica"}
    for name, service in services.items():
        if name in once | beside:
            continue
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
