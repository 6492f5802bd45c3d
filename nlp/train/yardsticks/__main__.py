"""Measure a trained model on public corpora, each figure beside the floor it has to beat."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from nlp.errors import RapportError, SettingsError
from nlp.registry import DEFAULT_ENCODER, load_reader, open_folder, thresholds
from nlp.train.yardsticks.card import draw_tables, find_readme, rows_of, write_card
from nlp.train.yardsticks.catalogue import YARDSTICKS, Yardstick, select
from nlp.train.yardsticks.corpus import Corpus
from nlp.train.yardsticks.subject import Subject
from nlp.train.yardsticks.tally import Score

LOG = logging.getLogger(__name__)
DEFAULT_MODEL = "signals-en-2"
EPILOG = """
sets:
{sets}

DATA has a folder for each set with dev.jsonl or dev.jsonl.gz in it, as the README.md there describes. It stays where
it is: nothing of it is copied, and no text of it is printed. The table goes to stdout, progress to stderr.

examples:
  python -m nlp.train.yardsticks ../data                                   measure the shipped model on everything
  python -m nlp.train.yardsticks ../data --only complaints meld            on two sets
  python -m nlp.train.yardsticks ../data --limit 100                       a first look, in a minute
  python -m nlp.train.yardsticks ../data --card models/signals-en-2        and write the table into that model's card
"""

Load = Callable[[str, int | None], Subject]


def main(arguments: Sequence[str] | None = None, *, load: Load | None = None) -> int:
    """Run the command.

    Args:
        arguments: of the command line; None for those of the process.
        load: gives the model to be measured, by its name or path and the cores it may use; None for the real one.

    Returns:
        0, or the exit code of a RapportError.
    """
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    try:
        _run(options, load or load_subject)
    except RapportError as error:
        LOG.error("%s", error)  # noqa: TRY400 - the message is for people, not for debugging
        return error.exit_code
    return 0


def _run(options: argparse.Namespace, load: Load) -> None:
    if options.card and options.limit:
        raise SettingsError("A card holds figures of whole sets: leave out --limit, or --card.")
    if options.card:
        find_readme(options.card)  # measuring takes minutes: say it now
    model = str(options.card.resolve()) if options.card else options.model
    scores = measure(
        Corpus(folder=options.data, limit=options.limit),
        select(options.only),
        load=lambda: load(model, options.threads),
    )
    sys.stdout.write("\n".join(draw_tables(rows_of(scores))) + "\n")
    if options.card:
        write_card(options.card, scores)
        LOG.info("%s: README.md and model.json have the figures", options.card)


def _parser() -> argparse.ArgumentParser:
    width = max(len(one.name) for one in YARDSTICKS)
    sets = "\n".join(f"  {one.name:{width}}  {one.measures}" for one in YARDSTICKS)
    parser = argparse.ArgumentParser(
        prog="python -m nlp.train.yardsticks",
        description=__doc__,
        epilog=EPILOG.format(sets=sets),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", metavar="DATA", type=Path, help="folder that holds a folder for each set")
    model = parser.add_mutually_exclusive_group()
    model.add_argument(
        "--card", metavar="FOLDER", type=Path, help="measure the model in this folder and write its card"
    )
    model.add_argument(
        "--model", default=DEFAULT_MODEL, help="measure another model: a name under models/, or a full path"
    )
    parser.add_argument(
        "--only", metavar="NAME", nargs="+", choices=[one.name for one in YARDSTICKS], help="measure on these sets"
    )
    parser.add_argument(
        "--limit", metavar="N", type=_positive, help="measure on N records of each set, always the same ones"
    )
    parser.add_argument("--threads", type=_positive, help="cores to use; one is faster than two on a busy machine")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def measure(corpus: Corpus, yardsticks: Sequence[Yardstick], *, load: Callable[[], Subject]) -> list[Score]:
    """Measure a model.

    Args:
        corpus: the folder of all sets.
        yardsticks: those to use.
        load: gives the model; called once all files are known to be there, since it takes seconds.

    Raises:
        PayloadError: a file is missing or a record cannot be read.
        ModelError: the model cannot be loaded.
    """
    corpus.check((one.name, part) for one in yardsticks for part in one.parts)
    subject = load()
    scores: list[Score] = []
    for number, one in enumerate(yardsticks, 1):
        LOG.info("%d of %d, %s: %s", number, len(yardsticks), one.name, one.measures)
        scores += one.measure(corpus, subject)
    return scores


def load_subject(model: str, threads: int | None) -> Subject:
    """Load a model as profiles use it.

    Raises:
        ModelError: it is missing or damaged.
    """
    encoder = open_folder(model).manifest.get("encoder", DEFAULT_ENCODER)
    return Subject(reader=load_reader(model, encoder=encoder, threads=threads), thresholds=thresholds(model))


if __name__ == "__main__":
    sys.exit(main())
