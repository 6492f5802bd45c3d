"""`python -m flows.evaluation.ablate`: what each part of the extraction is worth, measured by leaving it out."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from rich.console import Console

from flows.build_profiles import rebuild
from flows.config import ExtractionSettings, Settings, SourceSettings, load_settings
from flows.evaluation.gold import GoldCustomer, read_gold
from flows.evaluation.render import render_inbox
from flows.evaluation.score import score_database
from flows.evaluation.tally import Figures
from flows.extract_signals import Reader, extract, load_reader
from flows.launch import show_progress
from flows.ledger import Run, begin_run
from flows.prepare_conversations import prepare
from flows.progress import Progress, QuietProgress
from flows.pull_transcripts import pull
from flows.store import Store, open_store, transaction
from flows.taxonomy import Rows, load_taxonomy, registry
from flows.terminal import cell, draw, notices, output, table
from nlp.errors import RapportError
from nlp.extract.context import build_pipeline
from nlp.records import Reading, Utterance
from nlp.registry import load_rules, open_folder, thresholds
from nlp.train.card import write_manifest
from nlp.train.yardsticks.card import find_readme

BEGIN = "<!-- ablation: written by `python -m flows.evaluation.ablate`, not by hand -->"
END = "<!-- /ablation -->"
BLOCK = re.compile(r"<!-- ablation\b.*?-->.*?<!-- /ablation -->", re.DOTALL)
HEADING = "## What each part is worth"
COLUMNS = {  # what model.json calls a figure: its title, and where a score has it
    "facts_precision": ("facts P", "facts", "precision"),
    "facts_recall": ("facts R", "facts", "recall"),
    "facts_f1": ("facts F1", "facts", "f1"),
    "facts_any_status_f1": ("any status F1", "facts_any_status", "f1"),
    "preferences_f1": ("preferences F1", "preferences", "f1"),
    "frustrations_f1": ("frustrations F1", "frustrations", "f1"),
    "resolved_accuracy": ("resolved", "frustration_detail", "resolved_accuracy"),
    "sentiment_macro_f1": ("sentiment F1", "sentiment", "macro_f1"),
}
TITLES = tuple(title for title, *_ in COLUMNS.values())
ONE_FOR_ALL = 0.5

Load = Callable[[ExtractionSettings], Reader]
Read = Callable[[Sequence[Utterance]], list[Reading]]
Registry = dict[str, Rows]
Scores = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the product, and how to do without it: in what is read of turns, or in what profiles make of it."""

    key: str
    name: str
    read: Callable[[Reader, ExtractionSettings], Read] | None = None
    derive: Callable[[Registry], Registry] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialReader:
    """A reader without one part; its version is its own, so that all turns are read with it."""

    version: str
    read_turns: Read

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read turns, one reading each."""
        return self.read_turns(utterances)


def _without_context(reader: Reader, settings: ExtractionSettings) -> Read:  # noqa: ARG001 - all are called alike
    return lambda utterances: reader.read([replace(utterance, context=None) for utterance in utterances])


def _without_rules(reader: Reader, settings: ExtractionSettings) -> Read:
    """Leave the network alone with status and whose life it is; what ends a trouble is read as before."""
    rules = load_rules(open_folder(settings.model).manifest["rules"])
    pipeline = build_pipeline({**rules, "context": {**rules["context"], "cues": []}})
    return _with(reader, pipeline=pipeline).read


def _without_nearest(reader: Reader, settings: ExtractionSettings) -> Read:  # noqa: ARG001 - as above
    """Leave the known values that are said; without vectors none can be the nearest."""
    return _with(reader, values={}).read


def _with(reader: Reader, **parts: object) -> Reader:
    changed: Reader = replace(cast("Any", reader), **parts)
    return changed


def _one_threshold(least: float) -> Callable[[Registry], Registry]:
    return lambda given: {**given, "attributes": [{**row, "min_confidence": least} for row in given["attributes"]]}


def _without_rows(*names: str) -> Callable[[Registry], Registry]:
    return lambda given: {**given, **{name: [] for name in names}}


# Those that change what is read come last: between two of them every turn is read again.
PARTS = (
    Part(key="whole", name="the whole product"),
    Part(key="own_thresholds", name=f"one threshold, {ONE_FOR_ALL}, for all", derive=_one_threshold(ONE_FOR_ALL)),
    Part(key="thresholds", name="without any threshold", derive=_one_threshold(0)),
    Part(key="implications", name="without implications", derive=_without_rows("implications")),
    Part(key="successions", name="without successions", derive=_without_rows("successions")),
    Part(key="both", name="without both: the newest alone wins", derive=_without_rows("implications", "successions")),
    Part(key="context", name="without the agent's turn as context", read=_without_context),
    Part(key="rules", name="without the context rules", read=_without_rules),
    Part(key="nearest", name="without nearest known values: only words said", read=_without_nearest),
)
NAMES = {part.key: part.name for part in PARTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """What was measured."""

    model: str  # the version of the whole reader
    figures: dict[str, Figures]  # by the keys of PARTS, in their order: one for each of COLUMNS, 0 to 1


def measure(
    people: Sequence[GoldCustomer],
    settings: Settings,
    *,
    progress: Progress,
    say: Callable[[str], None],
    load: Load = load_reader,
) -> Ablation:
    """Run the product on gold customers and score it, whole and then without each of PARTS.

    Args:
        people: the gold customers; their order decides their consents.
        settings: those of the product; sources and database are replaced.
        progress: told by the stages.
        say: told before each part.
        load: gives the reader, once.
    """
    with TemporaryDirectory(prefix="rapport-ablation-") as name:
        render_inbox(people, Path(name, "inbox"))
        source = SourceSettings(name="gold", url=str(Path(name, "inbox")))
        here = settings.model_copy(update={"sources": (source,), "database": Path(name, "gold.duckdb")})
        with open_store(here.database, timeout_seconds=here.lock_timeout_seconds) as store:
            run = begin_run(store.work, flow="ablate")
            pull(store, here, run, progress)
            prepare(store, here, run, progress)
            reader = load(here.extraction)
            figures: dict[str, Figures] = {}
            for number, part in enumerate(PARTS, 1):
                say(f"{number} of {len(PARTS)}: {part.name}")
                _derive(store, here, run, progress, part=part, reader=reader)
                figures[part.key] = _score(people, store)
    return Ablation(model=reader.version, figures=figures)


def _derive(store: Store, settings: Settings, run: Run, progress: Progress, *, part: Part, reader: Reader) -> None:
    """Read what has not been read with the same reader and make the profiles, without one part."""
    if part.read is not None:
        read = part.read(reader, settings.extraction)
        reader = PartialReader(version=f"{reader.version}-without-{part.key}", read_turns=read)
    told = progress if part.derive is None else QuietProgress()  # there is nothing to read for those
    extract(store, settings, run, told, load=lambda _: reader, version=lambda _: reader.version)
    chosen, least = thresholds(settings.extraction.model), settings.profile.min_confidence
    parameters = registry(load_taxonomy(), chosen=chosen, min_confidence=least)
    with transaction(store.work, checkpoint=True):
        rebuild(store.work, parameters if part.derive is None else part.derive(parameters))


def _score(people: Sequence[GoldCustomer], store: Store) -> Figures:
    score = score_database(people, store.work).figures
    return {column: score[kind][figure] for column, (_, kind, figure) in COLUMNS.items()}


def collect(ablation: Ablation, *, people: Sequence[GoldCustomer], gold: Sequence[Path]) -> Scores:
    """Gather what model.json keeps: the figures, what they were measured with and on what."""
    return {
        "model": ablation.model,
        "gold": sorted(path.name for path in gold),
        "customers": len(people),
        "conversations": sum(len(person.conversations) for person in people),
        "rows": [{"part": key, "figures": figures} for key, figures in ablation.figures.items()],
    }


def write_card(folder: Path, scores: Scores) -> None:
    """Write the scores that `collect` gives into a model's folder.

    Args:
        folder: holds README.md and model.json; the README gets a section for them where it has none.
        scores: of all parts.

    Raises:
        NotFoundError: the folder has no README.md.
        ModelError: it is no model's folder.
    """
    readme = find_readme(folder)
    manifest = dict(open_folder(str(folder.resolve())).manifest)
    manifest["scores"] = {**manifest.get("scores", {}), "ablation": scores}
    write_manifest(folder, manifest)
    text, block = readme.read_text(encoding="utf-8"), draw_block(scores)
    if BLOCK.search(text):
        text = BLOCK.sub(lambda _: block, text, count=1)
    else:
        text = f"{text.rstrip()}\n\n{HEADING}\n\n{block}\n"
    readme.write_text(text, encoding="utf-8")


def draw_block(scores: Scores) -> str:
    """Draw the scores of model.json as the README shows them, markers included."""
    lines = [
        BEGIN,
        f"Measured by `python -m flows.evaluation.ablate` with the reader `{scores['model']}`",
        f"on {scores['customers']} customers and {scores['conversations']} conversations of",
        ", ".join(f"`{name}`" for name in scores["gold"]) + ".",
        "The first row is the whole product, the others say by how much a figure changes when one part is left out.",
        "Thresholds are chosen on turns that training holds out; on those same turns their rows flatter them.",
        "P and R are precision and recall, `resolved` is how often the ending of a trouble that was found is right.",
        "",
        f"| what is measured | {' | '.join(TITLES)} |",
        "| --- |" + " ---: |" * len(TITLES),
        *(f"| {' | '.join(row)} |" for row in _rows(scores)),
        END,
    ]
    return "\n".join(lines)


def _rows(scores: Scores) -> Iterator[list[str]]:
    """The rows of a table: the figures of the first part, and by how much those of the others differ."""
    whole = scores["rows"][0]["figures"]
    for row in scores["rows"]:
        mine = row["figures"]
        if mine is whole:
            figures = [f"{mine[column]:.3f}" for column in COLUMNS]
        else:
            changes = (round(mine[column] - whole[column], 3) for column in COLUMNS)
            figures = [f"{change:+.3f}" if change else "0" for change in changes]
        yield [NAMES[row["part"]], *figures]


def main(arguments: Sequence[str] | None = None, *, load: Load = load_reader) -> int:
    """Run the command with its arguments, or those of the process; gives 0 or the exit code of a RapportError."""
    options = _parser().parse_args(arguments)
    console = notices()
    try:
        _run(options, console, load)
    except RapportError as error:
        console.print(str(error), style="red", soft_wrap=True)
        return error.exit_code
    return 0


def _run(options: argparse.Namespace, console: Console, load: Load) -> None:
    settings = load_settings(options.config)
    if options.card:
        find_readme(options.card)  # measuring takes minutes: say it now
        extraction = settings.extraction.model_copy(update={"model": str(options.card.resolve())})
        settings = settings.model_copy(update={"extraction": extraction})
    people = read_gold(options.gold)
    with show_progress(console) as progress:
        ablation = measure(people, settings, progress=progress, say=console.print, load=load)
    scores = collect(ablation, people=people, gold=options.gold)
    drawn = table("what is measured", *TITLES, right=TITLES)
    for row in _rows(scores):
        drawn.add_row(*map(cell, row))
    draw(output(), drawn)
    sys.stdout.write(json.dumps(ablation.figures) + "\n")
    if options.card:
        write_card(options.card, scores)
        console.print(f"Wrote the scores into {options.card}", soft_wrap=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows.evaluation.ablate", description=__doc__)
    parser.add_argument("gold", metavar="GOLD", type=Path, nargs="+", help="as `rapport evaluate` takes them")
    parser.add_argument("--card", metavar="FOLDER", type=Path, help="measure the model there and write its card")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings in YAML")
    return parser


if __name__ == "__main__":
    sys.exit(main())
