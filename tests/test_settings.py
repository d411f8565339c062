from pathlib import Path

import pytest

from zonereports.errors import WrongSetting
from zonereports.settings import Settings, env_example

REPOSITORY = Path(__file__).parents[1]


def test_without_any_setting_everything_lies_below_one_folder():
    settings = Settings.from_env({})
    assert settings.lake_dir == Path("data/lake").absolute()
    assert settings.database_url.startswith("sqlite:////")


def test_words_are_separated_by_spaces():
    settings = Settings.from_env({"ZONEREPORTS_ALERT_CHANNELS": "file  json://127.0.0.1:9/x"})
    assert settings.alert_channels == ("file", "json://127.0.0.1:9/x")


def test_an_empty_value_means_the_default():
    assert Settings.from_env({"ZONEREPORTS_BATCH_SIZE": " "}).batch_size == 60


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ZONEREPORTS_CONTAC", "x", "did you mean ZONEREPORTS_CONTACT?"),
        ("ZONEREPORTS_BATCH_SIZE", "many", "ZONEREPORTS_BATCH_SIZE='many'"),
        ("ZONEREPORTS_BATCH_SIZE", "0", "greater than 0"),
        ("ZONEREPORTS_ALLOW_ADDRESSES", "localhost", "ZONEREPORTS_ALLOW_ADDRESSES"),
        ("ZONEREPORTS_CRAWL_SCHEDULE", "daily", "five fields"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(name, value, says):
    with pytest.raises(WrongSetting, match="Next: ") as caught:
        Settings.from_env({name: value})
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_example_file_lists_every_setting_as_it_is():
    written = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert written == env_example(), "run: python -m zonereports.settings > .env.example"
