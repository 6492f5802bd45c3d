"""Reading sets from a folder, and saying what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from nlp.errors import PayloadError
from nlp.train.yardsticks.corpus import Corpus
from tests.nlp.train.yardsticks.samples import write_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A record of these tests."""

    text: str
    mood: str | None


def line(text: str) -> dict[str, object]:
    return {"text": text, "mood": None, "id": "a field that nobody asked for"}


@pytest.mark.parametrize("zipped", [False, True])
def test_plain_and_gzipped_sets_read_alike(tmp_path: Path, zipped: bool) -> None:
    corpus = write_set(tmp_path, "tweets", [line("late again"), line("thanks")], zipped=zipped)
    assert list(corpus.dev("tweets", Line)) == [Line(text="late again", mood=None), Line(text="thanks", mood=None)]


def test_lines_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    corpus = write_set(tmp_path, "tweets", [line("late again"), {"text": "no mood"}])
    assert next(iter(corpus.dev("tweets", Line))).text == "late again"  # though the next one cannot be read


def test_a_limit_draws_from_the_whole_file_and_always_the_same(tmp_path: Path) -> None:
    write_set(tmp_path, "tweets", [line(str(number)) for number in range(1000)])
    corpus = Corpus(folder=tmp_path, limit=50)
    drawn = [int(one.text) for one in corpus.dev("tweets", Line)]
    assert len(set(drawn)) == 50
    assert drawn == sorted(drawn)
    assert drawn[-1] > 800  # files are often sorted: their first lines are of one kind
    assert drawn == [int(one.text) for one in corpus.dev("tweets", Line)]


def test_a_limit_above_the_size_takes_all(tmp_path: Path) -> None:
    write_set(tmp_path, "tweets", [line("late again"), line("thanks")])
    assert len(list(Corpus(folder=tmp_path, limit=9).dev("tweets", Line))) == 2


def test_the_training_part_is_whole_whatever_the_limit(tmp_path: Path) -> None:
    write_set(tmp_path, "tweets", [line(str(number)) for number in range(9)], split="train", zipped=True)
    assert len(list(Corpus(folder=tmp_path, limit=2).train("tweets", Line))) == 9


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param('{"text": "Ada"}', "mood: Field required", id="a field is missing"),
        pytest.param('{"text": 3, "mood": "Ada"}', "text: Input should be a valid string", id="a field is no text"),
        pytest.param('{"text": "Ada', "record: Invalid JSON", id="cut off"),
        pytest.param("[]", "record: Input should be", id="no object"),
    ],
)
def test_a_bad_record_is_named_with_its_place_and_without_its_words(tmp_path: Path, text: str, fault: str) -> None:
    corpus = write_set(tmp_path, "tweets", [line("fine")])
    path = tmp_path / "tweets" / "dev.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
    with pytest.raises(PayloadError) as caught:
        list(corpus.dev("tweets", Line))
    message = str(caught.value)
    assert f"{path}:2: {fault}" in message
    assert "--only" in message
    assert "Ada" not in message


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    corpus = write_set(tmp_path, "tweets", [line("fine")], zipped=True)
    path = tmp_path / "tweets" / "dev.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(PayloadError, match=r"dev\.jsonl\.gz cannot be read"):
        list(corpus.dev("tweets", Line))


def test_everything_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    corpus = write_set(tmp_path, "tweets", [line("fine")])
    corpus.check([("tweets", "dev")])
    with pytest.raises(PayloadError) as caught:
        corpus.check([("tweets", "dev"), ("tweets", "values.tsv"), ("mails", "dev")])
    message = str(caught.value)
    assert f"There is no {tmp_path / 'tweets' / 'values.tsv'}." in message
    assert f"There is no {tmp_path / 'mails' / 'dev.jsonl'} or {tmp_path / 'mails' / 'dev.jsonl.gz'}." in message
    assert "--only" in message


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PayloadError, match="There is no folder"):
        Corpus(folder=tmp_path / "nowhere").check([])


def test_a_set_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PayloadError, match=r"There is no .*dev\.jsonl or .*dev\.jsonl\.gz"):
        Corpus(folder=tmp_path).dev("tweets", Line)


def test_a_table_gives_the_columns_asked_for(tmp_path: Path) -> None:
    (tmp_path / "tweets").mkdir()
    (tmp_path / "tweets" / "values.tsv").write_text('a\tb\tc\n1\t"2\t3\n', encoding="utf-8")
    corpus = Corpus(folder=tmp_path)
    assert corpus.table("tweets", "values.tsv", ("c", "b")) == [("3", '"2')]
    with pytest.raises(PayloadError, match=r"values\.tsv has no column d, e"):
        corpus.table("tweets", "values.tsv", ("e", "a", "d"))
