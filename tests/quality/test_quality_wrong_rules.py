import pytest

from zonereports.errors import WrongSetting
from zonereports.quality import Rules

GOOD = {
    "name": "year_present",
    "why": "It is needed.",
    "severity": "warning",
    "expectation": "expect_column_values_to_be_between",
    "column": "report_year",
    "with": {"min_value": 1},
}


@pytest.fixture
def read(tmp_path):
    import yaml

    def write(*rules):
        (tmp_path / "documents.yaml").write_text(yaml.safe_dump(list(rules)), encoding="utf-8")
        (tmp_path / "observations.yaml").write_text("[]", encoding="utf-8")
        return Rules.read(tmp_path)

    return write


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"severity": "fatal"}, "severity is 'fatal'"),
        ({"severity": None}, "severity is None"),
        ({"why": " "}, "why is missing"),
        ({"expectation": None}, "expectation is missing"),
        ({"colum": "x"}, "unknown field colum"),
        ({"column": "report_yaer"}, "documents has no column report_yaer"),
        ({"where": {"yaer": 1}}, "documents has no column yaer"),
        ({"columns": ["title"]}, "column and columns exclude each other"),
        ({"with": [1]}, "with and where are mappings"),
        ({"with": {"min_value": 5, "max_value": 1}}, "min_value 5 is above max_value 1"),
        ({"with": {"min_value": 5, "max_value": "a"}}, "cannot be compared"),
        ({"with": {"severity": "critical"}}, "severity is not an argument here"),
        ({"with": {"mostly": 0.9}, "severity": "critical"}, "mostly lets failing rows pass"),
        ({"with": {"regex": "(20"}}, "'(20' is no regular expression"),
        ({"name": "Year present"}, "is no name"),
    ],
)
def test_a_wrong_rule_is_refused_by_file_and_name(read, change, says):
    with pytest.raises(WrongSetting) as error:
        read(GOOD | change)
    assert says in str(error.value)
    assert "documents.yaml" in str(error.value)
    assert "name" in change or "rule year_present:" in str(error.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"expectation": "expect_miracles"}, "Great Expectations has no expect_miracles"),
        ({"expectation": "unexpected_rows_expectation"}, "has no unexpected_rows_expectation"),
        ({"with": {"minimum": 1}}, "minimum"),
        ({"expectation": "expect_table_row_count_to_be_between"}, "does not take 1 columns"),
        (
            {"expectation": "expect_column_values_to_match_like_pattern"},
            "does not work on pandas",
        ),
        ({"expectation": "expect_column_values_to_be_in_set", "with": {}}, "value_set"),
    ],
)
def test_what_great_expectations_does_not_know_is_refused_before_any_row(read, change, says):
    rules = read(GOOD | change)
    with pytest.raises(WrongSetting) as error:
        rules.verify()
    assert says in str(error.value)
    assert "rule year_present:" in str(error.value)
    assert "documents.yaml" in str(error.value)


def test_a_pair_in_set_with_a_condition_is_refused(read):
    rule = {key: GOOD[key] for key in ("name", "why", "severity")}
    rule |= {
        "expectation": "expect_column_pair_values_to_be_in_set",
        "columns": ["report_year", "plan_year"],
        "with": {"value_pairs_set": [[2024, 2025]]},
        "where": {"site": "qinglan"},
    }
    with pytest.raises(WrongSetting, match="ignores where"):
        read(rule).verify()


def test_two_rules_of_one_name_are_refused(read):
    with pytest.raises(WrongSetting, match="the name is taken"):
        read(GOOD, GOOD)


def test_a_rule_must_be_a_mapping(read):
    with pytest.raises(WrongSetting, match="number 2: a mapping is expected"):
        read(GOOD, "title")


@pytest.mark.parametrize("text", ["a: b: c", "name: x", "\x00"])
def test_a_file_that_is_no_list_of_rules_is_refused(tmp_path, text):
    (tmp_path / "documents.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongSetting, match=r"documents\.yaml"):
        Rules.read(tmp_path)


def test_a_missing_file_of_rules_is_a_wrong_setting(tmp_path):
    with pytest.raises(WrongSetting, match="no rules for documents"):
        Rules.read(tmp_path)


def test_the_shipped_rules_are_all_known_to_great_expectations():
    Rules.read().verify()
