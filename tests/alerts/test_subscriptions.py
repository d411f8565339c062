"""Who hears about what: rules, their hours, their mistakes."""

from datetime import UTC, datetime

import pytest

from zonereports.alerts import Figure, Subject, Subscriptions, Trouble, note_troubles
from zonereports.errors import WrongSetting

ZONE = Subject(
    zone="青山经济开发区",
    zone_level="provincial",
    county="青山县",
    province="海东省",
    site="qingshan",
    year=2025,
    text="安全生产形势平稳。",
    figures=(
        Figure("tax_revenue", "税收", "level", 420_000_000.0, "4.2亿元"),
        Figure("tax_revenue", "税收", "yoy", -3.5, "-3.5%"),
    ),
)
NOON = datetime(2026, 1, 7, 4, 0, tzinfo=UTC)  # Wednesday, 12:00 in China
NIGHT = datetime(2026, 1, 7, 16, 0, tzinfo=UTC)  # midnight in China


@pytest.fixture
def load(tmp_path):
    def make(text):
        path = tmp_path / "subscriptions.yaml"
        path.write_text(text, encoding="utf-8")
        return Subscriptions.load(path)

    return make


def rule(load, lines=""):
    body = "".join(f"    {line}\n" for line in lines.splitlines())
    return load(f"rules:\n  - name: mine\n    to: file\n{body}")


@pytest.mark.parametrize(
    ("lines", "fires"),
    [
        ("", True),
        ("zones: [青山经济开发区, 别处]", True),
        ("zones: 别处", False),
        ("counties: [青山]", True),
        ("provinces: [海西]", False),
        ("levels: [national]", False),
        ("levels: [national, provincial]", True),
        ("sites: [qing]", False),
        ("events: [corrected]", False),
        ("indicators: [税收 yoy < 0]", True),
        ("indicators: [税收 yoy < -5]", False),
        ("indicators: [tax_revenue > 4亿元]", True),
        ("indicators: [tax_revenue > 5亿元]", False),
        ("indicators: [tax_revenue > 5亿元, 税收 yoy < 0%]", True),
        ("keywords: [安全生产]", True),
        ("keywords: [信访]", False),
        ("zones: 青山\nkeywords: 信访", False),
    ],
)
def test_a_rule_fires_when_every_part_of_it_holds(load, lines, fires):
    assert bool(rule(load, lines).promises("first", ZONE, at=NOON)) is fires


def test_a_rule_without_events_hears_of_reports_and_not_of_troubles(load):
    assert rule(load).promises("trouble", Subject(), at=NOON) == []
    assert rule(load, "events: trouble").promises("trouble", Subject(), at=NOON) != []


@pytest.mark.parametrize(
    ("lines", "at", "due"),
    [
        ("", NOON, NOON),
        ("pace: daily 08:30", NOON, datetime(2026, 1, 8, 0, 30, tzinfo=UTC)),
        ("pace: daily 12:00", NOON, datetime(2026, 1, 8, 4, 0, tzinfo=UTC)),
        ("pace: daily 12:01", NOON, datetime(2026, 1, 7, 4, 1, tzinfo=UTC)),
        ("pace: weekly mon 08:30", NOON, datetime(2026, 1, 12, 0, 30, tzinfo=UTC)),
        ("quiet: 22:00-07:00", NOON, NOON),
        ("quiet: 22:00-07:00", NIGHT, datetime(2026, 1, 7, 23, 0, tzinfo=UTC)),
        ("quiet: 00:00-07:00", NIGHT, datetime(2026, 1, 7, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_message_is_due_at_its_hour_in_china_and_never_in_quiet_hours(load, lines, at, due):
    (promise,) = rule(load, lines).promises("first", ZONE, at=at)
    assert promise.due_at == due


def test_a_channel_hears_once_by_the_rule_that_tells_first(load):
    both = load(
        "rules:\n- {name: a, to: file, pace: daily 08:30}\n- {name: b, to: [file, log]}\n"
    ).promises("first", ZONE, at=NOON)
    assert {(one.channel, one.rule) for one in both} == {("file", "b"), ("log", "b")}


def test_without_a_file_everything_goes_to_the_channels_of_the_setting():
    told = Subscriptions.load(None, without=["file", "log"])
    assert [one.channel for one in told.promises("moved", Subject(), at=NOON)] == ["file", "log"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("rules:\n- name: a\n  to: file\n  event: first\n", 4, "nothing has this name"),
        ("rules:\n- name: a\n  to: file\n  events: [frist]\n", 4, "no event is named 'frist'"),
        ("rules:\n- name: a\n  to: file\n  indicators:\n  - 税收 < x\n", 4, "no condition"),
        ("rules:\n- name: a\n  to: file\n  indicators: [nothing > 3]\n", 4, "no indicator"),
        ("rules:\n- name: a\n  to: file\n\n  quiet: 25:00-07:00\n", 5, "22:00-07:00"),
        ("rules:\n- name: a\n  to: file\n  pace: hourly\n", 4, "daily 08:30"),
        ("rules:\n- name: a\n", 2, "to"),
        ("rules:\n- name: a\n  to: wecom\n", 1, "no channel (rule 'a') is named 'wecom'"),
        ("channels:\n  x: {}\nrules: [{name: a, to: x}]\n", 2, "exactly one of env"),
        ("rules:\n- name: [a\n", 3, "no YAML"),
        ("rules:\n- name: a\n  to: file\n  to: log\n", 4, "stands twice"),
        ("", 1, ""),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_line_and_what_to_do(load, text, line, says):
    with pytest.raises(WrongSetting) as wrong:
        load(text)
    told = str(wrong.value)
    assert f"line {line}: " in told
    assert says in told
    assert "Next: correct that line" in told
    assert "\n" not in told


def test_a_channel_without_its_secret_is_named_and_the_others_are_opened(load, tmp_path):
    told = load(
        "channels:\n  ops: {env: OPS_URL}\n  desk: {connection: desk_mail}\n"
        "rules: [{name: a, to: [ops, desk, file]}]\n"
    )
    assert told.connections == ["desk_mail"]
    opened, wrong = told.channels(
        alerts_file=tmp_path / "f", environ={}, connections={"desk_mail": "wecombot://KEY"}
    )
    assert [one.name for one in opened] == ["desk", "file"]
    assert "OPS_URL is not set" in wrong[0]


def test_many_failures_of_one_cause_are_one_message_and_so_is_their_end(state):
    told = []

    def note(sites, at=NOON):
        failing = [Trouble("Challenged", site, "521", "leave it") for site in sites]
        with state.begin() as connection:
            note_troubles(connection, failing, tell=told.append, at=at)

    note([f"site{n}" for n in range(40)])
    note([f"site{n}" for n in range(41)])
    note(["site3"])
    assert [(one.kind, one.title) for one in told] == [("trouble", "40 处异常:Challenged")]
    assert "leave it" in told[0].body
    note([])
    note([])
    assert [one.kind for one in told] == ["trouble", "recovered"]
    assert "41 处" in told[1].title
    note(["site1"], at=NIGHT)
    assert len({one.key for one in told}) == 3
    assert all(len(one.key) <= 48 for one in told)


def test_what_airflow_tells_of_tasks_is_not_ended_by_a_round_of_sending(state):
    told = []

    def note(failing, among=""):
        with state.begin() as connection:
            note_troubles(connection, failing, tell=told.append, at=NOON, among=among)

    note([Trouble("task crawl_sites.crawl", "crawl_sites")], among="task crawl_sites.crawl")
    note([])
    note([], among="task publish_reports.")
    assert [one.kind for one in told] == ["trouble"]
    note([], among="task crawl_sites.")
    assert [one.kind for one in told] == ["trouble", "recovered"]
