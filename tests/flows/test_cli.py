"""The `rapport` command: help, exit codes, and output that suits where it goes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from nlp.errors import RapportError
from tests.flows.evaluation.people import GOLD
from tests.flows.pipeline import ADA, Inbox, chat

ROOT = Path(__file__).parents[2]
INBOX = ROOT / "tests" / "data" / "inbox"
COMMANDS = ["run", "pull", "prepare", "extract", "profile", "show", "sql", "status", "evaluate", "deploy"]
HEAVY = ["duckdb", "numpy", "pandas", "prefect", "pyarrow", "pydantic", "spacy", "torch", "transformers", "yaml"]


@pytest.fixture
def rapport(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command in an empty folder, without Prefect."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)

    def call(*arguments: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)

    return call


def controls(text: str) -> list[str]:
    return [character for character in text if unicodedata.category(character) == "Cc" and character != "\n"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, rapport: Callable[..., Result]) -> None:
    result = rapport(command, "--help")
    assert result.exit_code == 0
    assert f"rapport {command}" in result.output.split("Examples")[1]
    assert not controls(result.output)


def test_the_help_names_every_command_and_exit_code(rapport: Callable[..., Result]) -> None:
    result = rapport("--help")
    assert all(re.search(rf"^│ {command} ", result.output, re.MULTILINE) for command in COMMANDS)
    told = {int(code) for code in re.findall(r"^ +(\d+)  ", result.output.split("Exit codes")[1], re.MULTILINE)}
    errors = {error.exit_code for error in RapportError.__subclasses__()} - {1}  # PayloadError never ends a command
    assert told == {0, 1, 130} | errors


def test_no_command_shows_the_help(rapport: Callable[..., Result]) -> None:
    assert rapport().output == rapport("--help").output
    assert rapport().exit_code == 0


def test_the_version_is_one_line(rapport: Callable[..., Result]) -> None:
    assert re.fullmatch(r"rapport \S+\n", rapport("--version").output)


def test_the_help_imports_nothing_heavy() -> None:
    code = f"import sys, flows.cli; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


WRONG_SETTINGS = "extraction: {batch_turns: 0, modle: x}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(["run", "--config", "wrong.yaml"], 2, "wrong.yaml has 2 wrong settings:", id="wrong settings"),
        pytest.param(["run", "--config", "none.yaml"], 2, "none.yaml cannot be read", id="no settings file"),
        pytest.param(["run", "--frobnicate"], 2, "No such option", id="unknown option"),
        pytest.param(["sql", "selct 1", "--db", "PUBLISHED"], 2, "DuckDB refuses the query", id="wrong SQL"),
        pytest.param(["run", "--inbox", "nowhere"], 3, "nowhere", id="missing inbox"),
        pytest.param(["show", "1001"], 5, "profiles.duckdb does not exist yet", id="show without a database"),
        pytest.param(["sql", "select 1"], 5, "profiles.duckdb does not exist yet", id="sql without a database"),
        pytest.param(["status"], 5, "profiles.duckdb does not exist yet", id="status without a database"),
        pytest.param(["show", "Brock", "--db", "PUBLISHED"], 6, "1001  Ada Brook", id="unknown customer"),
        pytest.param(["evaluate", "none.yaml"], 6, "There is no gold file none.yaml", id="missing gold"),
    ],
)
def test_errors_are_lines_and_exit_codes(
    arguments: list[str], code: int, told: str, published: Path, rapport: Callable[..., Result]
) -> None:
    Path("wrong.yaml").write_text(WRONG_SETTINGS, encoding="utf-8")
    result = rapport(*(published if argument == "PUBLISHED" else argument for argument in arguments))
    assert result.exit_code == code
    assert told in result.stderr
    assert "Traceback" not in result.output
    assert not controls(result.output)


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        pytest.param(KeyboardInterrupt(), 130, "Interrupted. What was finished is kept", id="Ctrl-C"),
        pytest.param(
            ValueError("ada@example.com"), 1, "An error that nobody foresaw: ValueError in ", id="a fault of ours"
        ),
    ],
)
def test_what_was_not_foreseen_is_told_without_its_words(
    error: BaseException, code: int, told: str, rapport: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("flows.customers.list_customers", fail)
    result = rapport("show")
    assert result.exit_code == code
    assert told in result.stderr
    assert "ada@example.com" not in result.output
    assert "Traceback" not in result.output


def test_debug_lets_the_error_through(rapport: Callable[..., Result]) -> None:
    assert isinstance(rapport("--debug", "show", "1001").exception, RapportError)


def test_show_without_a_customer_lists_them(published: Path, rapport: Callable[..., Result]) -> None:
    result = rapport("show", "--db", published)
    assert "Ada Brook" in result.stdout
    assert not controls(result.stdout)


def test_sql_can_come_from_stdin(published: Path, rapport: Callable[..., Result]) -> None:
    result = rapport(
        "sql", "-", "--db", published, "--format", "json", stdin="select count(*) as n from profile.customers"
    )
    assert json.loads(result.stdout) == [{"n": 3}]


def test_a_closed_pipe_is_no_error(published: Path) -> None:
    command = f"{sys.executable} -m flows.cli sql 'from range(1000000)' --format csv --db {published} | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "range\n"
    assert done.stderr == ""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with a customer, a chat and a file that cannot be read."""
    inbox = Inbox(tmp_path / "inbox")
    inbox.customers(ADA)
    inbox.consents(k1=True)
    inbox.chats("chats/web.jsonl", chat("c1", "we have a dog", "how nice", "it is late"))
    inbox.write("calls/broken.json", '{"Transcript": [')
    return inbox.root


@pytest.mark.usefixtures("fake_reader")
def test_run_goes_all_the_way_and_tells_what_came_of_it(inbox: Path, rapport: Callable[..., Result]) -> None:
    result = rapport("run", "--inbox", inbox)
    assert result.exit_code == 0
    assert result.stderr.startswith("Running run_daily in this process; set PREFECT_API_URL to run it under Prefect\n")
    assert re.search(r"^prepare +inbox +2 +1 +0 +1$", result.stdout, re.MULTILINE)
    assert re.search(r"^  prepare: .*calls/broken\.json: .+", result.stdout, re.MULTILINE)
    assert result.stdout.endswith("  rapport show k1\n")
    assert not controls(result.output)


@pytest.mark.usefixtures("fake_reader")
def test_stages_run_alone_one_after_the_other(inbox: Path, rapport: Callable[..., Result]) -> None:
    assert rapport("pull", "--inbox", inbox).exit_code == 0
    for command in ("prepare", "extract", "profile"):
        result = rapport(command)
        assert result.exit_code == 0
        assert result.stdout.startswith("stage")
    assert "“we have a dog”" in rapport("show", "k1").stdout
    assert rapport("status").stdout.count("done") >= 4


@pytest.mark.usefixtures("fake_reader")
def test_a_second_run_finds_all_unchanged(inbox: Path, rapport: Callable[..., Result]) -> None:
    rapport("run", "--inbox", inbox)
    result = rapport("run", "--inbox", inbox)
    assert re.search(r"^pull +inbox +4 +0 +4 +0$", result.stdout, re.MULTILINE)
    assert re.search(r"^extract +all +3 +0 +3 +0$", result.stdout, re.MULTILINE)


def test_a_missing_model_is_an_exit_code(inbox: Path, tmp_path: Path, rapport: Callable[..., Result]) -> None:
    config = tmp_path / "settings.yaml"
    config.write_text("extraction: {model: nothing-en-1}\n", encoding="utf-8")
    result = rapport("run", "--inbox", inbox, "--config", config)
    assert result.exit_code == 4
    assert "There is no model 'nothing-en-1'" in result.stderr
    assert "failed" in rapport("status").stdout


@pytest.mark.usefixtures("fake_reader")
def test_evaluate_prints_scores_and_writes_the_card(tmp_path: Path, rapport: Callable[..., Result]) -> None:
    gold, model = tmp_path / "gold.yaml", tmp_path / "model"
    gold.write_text(GOLD, encoding="utf-8")
    model.mkdir()
    (model / "README.md").write_text("# A model\n", encoding="utf-8")
    (model / "model.json").write_text("{}", encoding="utf-8")
    result = rapport("evaluate", gold, "--card", model)
    assert result.exit_code == 0
    figures = json.loads(result.stdout.splitlines()[-1])
    assert json.loads((model / "model.json").read_text(encoding="utf-8"))["scores"]["product"]["figures"] == figures
    assert "| identity | 1.0 | 1.0 | 1.0 | 5 | 5 |" in (model / "README.md").read_text(encoding="utf-8")
    assert not list(tmp_path.glob("*.duckdb"))
