"""Questions to the published database."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from flows.query import Format, run_query
from nlp.errors import SettingsError, StoreError


def asked(query: str, database: Path, *, form: Format = "csv") -> str:
    stream = io.StringIO()
    run_query(query, database, format=form, stream=stream)
    return stream.getvalue()


def test_csv_is_complete(published: Path) -> None:
    query = "select customer_id, attribute from profile.facts order by all"
    assert asked(query, published).splitlines()[:2] == ["customer_id,attribute", "1001,life_event"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("'=1+1'", "'=1+1", id="a formula"),
        pytest.param("'@SUM(A1)'", "'@SUM(A1)", id="an old formula"),
        pytest.param("'fine'", "fine", id="a word"),
        pytest.param("-5", "-5", id="a number stays one"),
        pytest.param("[1, 2]", '"[1, 2]"', id="a list"),
    ],
)
def test_csv_holds_nothing_that_a_spreadsheet_would_run(text: str, cell: str, published: Path) -> None:
    assert asked(f"select {text} as x", published).splitlines()[1] == cell


def test_json_is_exact(published: Path) -> None:
    query = "select '=1' as a, null as b, [1, 2] as c, {'x': 1.5} as d, date '2026-01-05' as e from range(2)"
    row = {"a": "=1", "b": None, "c": [1, 2], "d": {"x": 1.5}, "e": "2026-01-05"}
    assert json.loads(asked(query, published, form="json")) == [row, row]


def test_json_of_no_rows_is_an_empty_list(published: Path) -> None:
    assert json.loads(asked("select 1 where false", published, form="json")) == []


def test_tables_are_drawn_and_cut_after_200_rows(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_query("select i as n, 'word' as w from range(250) t(i)", published) == 250
    out = capsys.readouterr().out
    assert "199   word" in out
    assert "… and 50 more rows" in out


def test_wide_rows_are_drawn_as_records(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_query("from profile.customer_360 where customer_id = '1001'", published)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.split() == ["name", "Ada", "Brook"]]
    assert not [line for line in lines if line != line.rstrip()]


def test_texts_in_tables_are_safe_to_print(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_query("select quote from profile.evidence where kind = 'frustration'", published)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[bold]kettle[/bold]" in out


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("delete from profile.facts", id="change rows"),
        pytest.param("create table x as select 1", id="make a table"),
        pytest.param("copy profile.facts to 'out.csv'", id="write a file"),
        pytest.param("attach 'other.duckdb'", id="attach another database"),
        pytest.param("from read_text('/etc/hostname')", id="read a file"),
        pytest.param("from 'data.csv'", id="read a file by name"),
        pytest.param("set enable_external_access = true", id="take the guard back"),
        pytest.param("reset enable_external_access", id="reset the guard"),
        pytest.param("export database 'folder'", id="export"),
        pytest.param("load httpfs", id="load an extension"),
    ],
)
def test_nothing_but_reading_is_possible(
    query: str, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data.csv").write_text("a\n1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="DuckDB refuses the query"):
        asked(query, published)
    assert [path.name for path in tmp_path.iterdir()] == ["data.csv"]


def test_a_wrong_query_is_told_with_the_place(published: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        asked("select nme from profile.customers", published)
    assert "LINE 1" in str(caught.value)
    assert '"name"' in str(caught.value)


def test_an_error_in_the_middle_of_the_rows_is_told_too(published: Path) -> None:
    with pytest.raises(SettingsError, match="DuckDB refuses"):
        asked("select error('late') from range(3)", published)


def test_a_missing_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist yet"):
        asked("select 1", tmp_path / "none.duckdb")
