"""docs/kubernetes/values.yaml keeps to the keys that we know, and to settings that exist."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from zonereports.settings import Settings

FOLDER = Path(__file__).parents[2] / "docs" / "kubernetes"


@pytest.fixture
def values():
    return yaml.safe_load((FOLDER / "values.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schema():
    return json.loads((FOLDER / "values.schema.json").read_text(encoding="utf-8"))


def test_the_values_keep_to_our_schema(values, schema):
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(values, schema, cls=jsonschema.Draft7Validator)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda v: v.update(executer="CeleryExecutor"),
        lambda v: v["workers"]["keda"].update(enabled="yes"),
        lambda v: v["images"]["airflow"].update(tag="latest"),
        lambda v: v["securityContexts"]["pod"].update(runAsNonRoot=False),
        lambda v: v["scheduler"].pop("resources"),
        lambda v: v["data"].update(metadataConnection="postgresql://user:pw@host/db"),
    ],
)
def test_a_mistyped_key_or_a_weaker_value_is_found(values, schema, spoil):
    spoil(values)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, schema, cls=jsonschema.Draft7Validator)


def test_what_is_set_are_settings_of_ours_with_values_that_fit(values):
    given = {one["name"]: one["value"] for one in values["env"]}
    secret = {one["envName"] for one in values["secret"]}
    known = {f"ZONEREPORTS_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in {*given, *secret} if name.startswith("ZONEREPORTS_")} <= known
    Settings.from_env(given)


def test_no_value_is_a_secret(values):
    assert "password" not in json.dumps(values).lower()
    assert "://" not in json.dumps(values["data"])
