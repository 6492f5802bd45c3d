"""Settings: what YAML may say, and how it is told what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from flows.config import load_settings
from nlp.errors import SettingsError

CONFIGS = Path(__file__).parents[2] / "configs"


def told(tmp_path: Path, text: str | bytes) -> str:
    """The message about a file, its folder left out."""
    path = tmp_path / "acme.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    return str(caught.value).replace(str(tmp_path), "configs")


def test_defaults_are_those_of_the_default_file() -> None:
    assert load_settings(CONFIGS / "default.yaml") == load_settings(None)


def test_default_file_names_every_key() -> None:
    written = yaml.safe_load((CONFIGS / "default.yaml").read_text(encoding="utf-8"))
    known = load_settings(None).model_dump(mode="json")
    assert written.keys() == known.keys()
    for key, section in known.items():
        if isinstance(section, dict):
            assert (written[key] or {}).keys() == section.keys(), key
    assert written["sources"][0].keys() == known["sources"][0].keys()


def test_demo_file_is_right() -> None:
    assert load_settings(CONFIGS / "demo.yaml").sources[0].url == "tests/data/inbox"


def test_options_replace_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("sources: [{name: crm, url: s3://bucket}, {name: mail, url: mail}]\ndatabase: a.duckdb\n")
    settings = load_settings(path, inbox="here", database=Path("b.duckdb"))
    assert [(source.name, source.url) for source in settings.sources] == [("inbox", "here")]
    assert settings.database == Path("b.duckdb")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = "extraction:\n  batch_turns: 0\n  modle: x\nsources:\n  - {name: A, url: ''}\n"
    assert told(tmp_path, text) == (
        "configs/acme.yaml has 4 wrong settings:\n"
        "  sources.0.name: String should match pattern '^[a-z][a-z0-9_-]{0,39}$'\n"
        "  sources.0.url: String should have at least 1 character\n"
        "  extraction.batch_turns: Input should be greater than or equal to 1\n"
        "  extraction.modle: Extra inputs are not permitted\n"
        "Compare it with configs/default.yaml, which explains every key."
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("a: [1", "line 1, column 6: expected ',' or ']', but got '<stream end>'", id="bracket left open"),
        pytest.param("a: b: c", "line 1, column 5: mapping values are not allowed here", id="two colons"),
        pytest.param("\tdatabase: x", "line 1, column 1: found character '\\t' that cannot start any token", id="tab"),
        pytest.param(
            "database: a\nlimits: {}\ndatabase: b", "line 3, column 1: the key database stands here twice", id="twice"
        ),
        pytest.param("&a [*a", "line 1, column 7: expected ',' or ']', but got '<stream end>'", id="anchors"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    assert told(tmp_path, text) == (
        f"configs/acme.yaml is no YAML:\n  {fault}\nCompare it with configs/default.yaml, which explains every key."
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("- a\n- b\n", "line 1, column 1: Input should be a list of keys and values", id="a list"),
        pytest.param("schedule: {timezone: Mars/Base}", "schedule.timezone: Mars/Base is no time zone", id="zone"),
        pytest.param("schedule: {cron: often}", "schedule.cron: String should match pattern", id="cron"),
        pytest.param("sources: []", "sources: Input should name at least one source", id="no source"),
        pytest.param(
            "sources: [{name: a, url: x}, {name: a, url: y}]", "sources: a names more than one source", id="same name"
        ),
        pytest.param(
            "profile: {min_confidence: {pet: 2}}", "profile.min_confidence: pet should be between 0 and 1", id="share"
        ),
        pytest.param("{[a]: 1}", "line 1, column 2: found unhashable key", id="a list as a key"),
        pytest.param("1: 2", "1: Keys should be strings", id="a number as a key"),
    ],
)
def test_one_fault(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in told(tmp_path, text)


def test_file_that_is_not_text(tmp_path: Path) -> None:
    assert "it is not UTF-8 text" in told(tmp_path, b"\xff\xfe\x00")


def test_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file or directory"):
        load_settings(tmp_path / "none.yaml")


def test_option_that_is_wrong() -> None:
    with pytest.raises(SettingsError, match=r"The command line has 1 wrong setting:\n  sources\.0\.url"):
        load_settings(None, inbox="")


def test_empty_file_means_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("# nothing yet\n")
    assert load_settings(path) == load_settings(None)
