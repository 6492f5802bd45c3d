"""The folder of public corpora: one folder a set, in it JSON Lines, plain or gzipped, one record a line."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from pydantic import TypeAdapter, ValidationError

from nlp.errors import PayloadError

SUFFIXES = (".jsonl", ".jsonl.gz")
SEED = 7  # of the draw under a limit: two models meet the same records
REMEDY = "Fetch the set anew in the layout that the README.md of the data describes, or leave it out with --only."

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The folder of all sets, and how much of each is measured on."""

    folder: Path
    limit: int | None = None  # records a set; None for all

    def dev(self, name: str, kind: type[Record]) -> Iterator[Record]:
        """Read what a set measures with; under a limit, a draw that is always the same, in the file's order.

        Args:
            name: of the set.
            kind: a dataclass of the fields that are needed; others are passed over.

        Raises:
            PayloadError: the file is missing or a record lacks a field; the message names place and remedy.
        """
        path = self.file(name, "dev")
        lines: Iterable[tuple[int, str]] = _lines(path)
        return _records(path, lines if self.limit is None else _draw(lines, self.limit), kind)

    def train(self, name: str, kind: type[Record]) -> Iterator[Record]:
        """Read all of what a set trains with, whatever the limit.

        Raises:
            PayloadError: as `dev`.
        """
        path = self.file(name, "train")
        return _records(path, _lines(path), kind)

    def table(self, name: str, file: str, columns: Sequence[str]) -> list[tuple[str, ...]]:
        """Read columns of a tab separated table that lies beside the records, its head left out.

        Raises:
            PayloadError: it is missing or lacks a column.
        """
        path = self.file(name, file)
        with path.open(encoding="utf-8", newline="") as source:
            rows = csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = sorted(set(columns) - set(rows.fieldnames or ()))
            if missing:
                raise PayloadError(f"{path} has no column {', '.join(missing)}.\n{REMEDY}")
            return [tuple(row[column] or "" for column in columns) for row in rows]

    def file(self, name: str, part: str) -> Path:
        """The path of a part of a set: a split by its name, another file by name and suffix.

        Raises:
            PayloadError: there is none.
        """
        if not (paths := [path for path in self._places(name, part) if path.is_file()]):
            raise PayloadError(f"{_absence(self._places(name, part))}\n{REMEDY}")
        return paths[0]

    def check(self, parts: Iterable[tuple[str, str]]) -> None:
        """Check that parts of sets are there, before anything is measured.

        Args:
            parts: name of the set, and split or file.

        Raises:
            PayloadError: the folder or some parts are missing; all of them are named.
        """
        if not self.folder.is_dir():
            raise PayloadError(f"There is no folder {self.folder}.\nName the one that holds a folder for each set.")
        places = [self._places(name, part) for name, part in parts]
        missing = [_absence(paths) for paths in places if not any(path.is_file() for path in paths)]
        if missing:
            raise PayloadError("\n".join([*missing, REMEDY]))

    def _places(self, name: str, part: str) -> list[Path]:
        return [self.folder / name / f"{part}{suffix}" for suffix in ([""] if "." in part else SUFFIXES)]


def _absence(paths: Sequence[Path]) -> str:
    return f"There is no {' or '.join(map(str, paths))}."


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a file, one at a time: some files are large."""
    file: IO[str]
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        try:
            yield from enumerate(file, 1)
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise PayloadError(f"{path} cannot be read: {error}\n{REMEDY}") from error


def _draw(lines: Iterable[tuple[int, str]], limit: int) -> list[tuple[int, str]]:
    """Draw lines evenly from a file of unknown length (Vitter's algorithm R): the first ones are often of one kind."""
    rng = random.Random(SEED)  # noqa: S311 - a sample, no secret
    kept: list[tuple[int, str]] = []
    for count, line in enumerate(lines):
        if count < limit:
            kept.append(line)
        elif (place := rng.randrange(count + 1)) < limit:
            kept[place] = line
    return sorted(kept)


def _records(path: Path, lines: Iterable[tuple[int, str]], kind: type[Record]) -> Iterator[Record]:
    adapter = TypeAdapter(kind)
    for number, text in lines:
        try:
            record = adapter.validate_json(text)
        except ValidationError as error:
            raise PayloadError(f"{path}:{number}: {_faults(error)}\n{REMEDY}") from None  # it quotes the record
        yield record


def _faults(error: ValidationError) -> str:
    """What is wrong with a record, without its words: the sets hold those of real people."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'record'}: {fault['msg']}" for fault in faults)
