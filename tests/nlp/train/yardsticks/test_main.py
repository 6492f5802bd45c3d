"""The command, from arguments to the table."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from nlp.records import Reading
from nlp.train.yardsticks.__main__ import main
from nlp.train.yardsticks.catalogue import YARDSTICKS
from nlp.train.yardsticks.subject import Subject
from tests.nlp.train.yardsticks.samples import frustration, subject, write_set

RECORDS = [{"text": "it is broken", "complaint": 1}, {"text": "where is it", "complaint": 1}]


def load(model: str, threads: int | None) -> Subject:  # noqa: ARG001 - as the real one is called
    return subject({"it is broken": Reading(frustrations=(frustration("product_quality"),))})


def refuse(model: str, threads: int | None) -> Subject:
    raise AssertionError(f"{model} was loaded before the files were checked ({threads})")


def test_the_table_goes_to_stdout_and_the_progress_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    write_set(tmp_path, "complaints", RECORDS)
    with caplog.at_level(logging.INFO):
        assert main([str(tmp_path), "--only", "complaints"], load=load) == 0
    out = capsys.readouterr().out
    assert "| complaints | complaints | 1.00 | 0.50 | 0.67 | F1 0.79 | 2 | 1 |" in out
    assert "complaints: 2 turns read" in caplog.text
    assert "broken" not in out + caplog.text


def test_the_card_of_the_measured_model_is_written(tmp_path: Path) -> None:
    write_set(tmp_path, "complaints", RECORDS)
    folder = tmp_path / "tiny-en-1"
    folder.mkdir()
    (folder / "model.json").write_text(json.dumps({"rules": "context-en-1"}), encoding="utf-8")
    (folder / "README.md").write_text("# tiny-en-1\n", encoding="utf-8")
    seen: list[str] = []

    def remember(model: str, threads: int | None) -> Subject:
        seen.append(model)
        return load(model, threads)

    assert main([str(tmp_path), "--only", "complaints", "--card", str(folder)], load=remember) == 0
    assert seen == [str(folder.resolve())]
    assert "| complaints | complaints | 1.00 |" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["--limit", "5", "--card", "models/x"], 2, "whole sets", id="a sample is no score"),
        pytest.param(["--card", "models/nowhere"], 6, "no model's folder", id="there is no card to write"),
        pytest.param([], 1, "There is no", id="sets are missing"),
    ],
)
def test_what_cannot_be_measured_is_said_before_a_model_is_loaded(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, arguments: list[str], code: int, said: str
) -> None:
    assert main([str(tmp_path), *arguments], load=refuse) == code
    assert said in caplog.text


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--limit", "0"], id="nothing to measure on"),
        pytest.param(["--only", "nosuchset"], id="a set that is not known"),
        pytest.param(["--model", "a", "--card", "b"], id="two models"),
    ],
)
def test_wrong_arguments(tmp_path: Path, arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), *arguments], load=refuse)


def test_help_names_every_set_and_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(one.name in said for one in YARDSTICKS)
    assert "examples:" in said
