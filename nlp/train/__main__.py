"""`python -m nlp.train`: train the signals model from labelled turns and write its folder."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.errors import RapportError
from nlp.extract.network import build_heads
from nlp.extract.weights import load_weights, save_weights
from nlp.records import Reading
from nlp.registry import DEFAULT_ENCODER, MODELS, load_encoder, load_reader, open_folder
from nlp.train.calibrate import calibrate, label_scores
from nlp.train.card import draw_card, write_manifest, write_model
from nlp.train.examples import Example, examples_of
from nlp.train.fit import Recipe, fit
from nlp.train.judge import Judgement, choose_thresholds, judge_readings, read_turns
from nlp.train.turns import LabelledTurn, Line, read_lines

if TYPE_CHECKING:
    from torch import nn

LOG = logging.getLogger(__name__)

# Whole files, each by one author: validation on lines at random would meet twins of what was learnt.
HELD_OUT = ("conversations_e", "conversations_f", "emails_plain")
MARKED_STEP = 12  # every twelfth marked turn is held out; there are too few authors to hold out a file
KNOWN_FAILURES = """
## Known failures

- A value that no training turn names and that is not said in a short phrase is missed or named clumsily.
- Statements spread over several customer turns are read turn by turn.
- Other people's lives told at length, without a word of kinship in the turn, may be taken for the customer's.
- Statuses other than current are rarer in the training turns and less sure.
- A diet told as an allergy ("I'm allergic to nuts") may be taken for its denial.
- "Great" and "brilliant" said in bitterness, inside a longer turn, may pass for pleasure.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0, or the exit code of a RapportError.
    """
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        if options.judge:
            rejudge(options.data, MODELS / options.name, encoder=options.encoder)
            return 0
        train(
            options.data,
            MODELS / options.name,
            encoder=options.encoder,
            epochs=options.epochs,
            threads=options.threads,
            keep=options.keep,
        )
    except RapportError as error:
        LOG.error("%s", error)  # noqa: TRY400 - the message is for people, not for debugging
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlp.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=MODELS / "training", help="folder of labelled turns (*.jsonl)")
    parser.add_argument("--name", default="signals-en-2", help="folder under models/ to write")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER, help="hub name or path of the encoder to fine-tune")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument(
        "--threads", type=int, default=None, help="cores to use; one is faster than two on a busy machine"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        default=None,
        help="file for the bare weights after each epoch, to look into; no model by itself",
    )
    parser.add_argument(
        "--judge",
        action="store_true",
        help="do not train: calibrate the model that is there anew, choose its thresholds, write its card; "
        "--epochs, --threads and --keep do nothing then, and measured scores have to be written again",
    )
    return parser


def train(
    data: Path, folder: Path, *, encoder: str, epochs: int, threads: int | None, keep: Path | None = None
) -> None:
    """Train, calibrate, judge and write a model.

    Args:
        data: folder of labelled turns.
        folder: of the model; replaced.
        encoder: to fine-tune.
        epochs: passes over the data.
        threads: cores to use; None leaves the choice to torch.
        keep: a file that takes the bare weights after every epoch, to look into; no model by itself.

    Raises:
        PayloadError: a training line is no valid turn.
        ModelError: the encoder cannot be loaded.
    """
    import torch

    if threads:
        torch.set_num_threads(threads)
    if keep:
        keep.parent.mkdir(parents=True, exist_ok=True)  # now, not after the first epoch
    learnt, validation, turns = split(data)
    LOG.info("%d examples to learn from, %d held out", len(learnt), len(validation))
    loaded = load_encoder(encoder)
    recipe = replace(Recipe(), epochs=epochs)

    def tell(epoch: int, heads: nn.Module) -> None:
        scores = label_scores(loaded, heads, validation)
        LOG.info("epoch %d, held out: %s", epoch, ", ".join(f"{kind} F1 {f1:.3f}" for kind, f1 in scores.items()))
        if keep:
            save_weights(keep, network=loaded.network, heads=heads, vectors={})

    trained = fit(loaded, learnt, recipe=recipe, after_epoch=tell)
    write_model(
        folder,
        encoder=loaded,
        trained=trained,
        recipe=recipe,
        calibration=calibrate(loaded, trained.heads, validation),
    )
    finish(folder, learnt=learnt, turns=turns, encoder=encoder, seconds=trained.seconds)


def rejudge(data: Path, folder: Path, *, encoder: str) -> None:
    """Calibrate and judge a model that is there, when rules, held-out turns or the way of choosing have changed.

    Raises:
        ModelError: it is no model's folder, or one for other labels.
    """
    learnt, validation, turns = split(data)
    model = open_folder(str(folder.resolve()))
    manifest = dict(model.manifest)
    loaded = load_encoder(encoder)
    heads = build_heads(loaded.width, loaded.width)
    load_weights(model.file("weights.safetensors"), network=loaded.network, heads=heads)
    manifest["calibration"] = calibrate(loaded, heads.eval(), validation)
    write_manifest(folder, manifest)
    finish(folder, learnt=learnt, turns=turns, encoder=encoder, seconds=manifest["seconds"])


def finish(
    folder: Path, *, learnt: Sequence[Example], turns: Sequence[LabelledTurn], encoder: str, seconds: float
) -> Judgement:
    """Judge a written model on held-out turns; choose its thresholds; write its card."""
    readings = read_turns(load_reader(str(folder.resolve()), encoder=encoder), turns)
    judgement = judge_readings(turns, readings)
    manifest = dict(open_folder(str(folder.resolve())).manifest)
    manifest["thresholds"] = choose_thresholds(judgement)
    manifest["seconds"] = round(seconds)
    manifest.pop("scores", None)  # of the model or the thresholds before
    write_manifest(folder, manifest)
    card = draw_card(
        folder.name,
        manifest=manifest,
        examples=learnt,
        held_out=HELD_OUT,
        judgement=judgement,
        channels=_by_channel(turns, readings),
        seconds=seconds,
    )
    (folder / "README.md").write_text(card + KNOWN_FAILURES, encoding="utf-8")
    LOG.info("%s: sentiment macro-F1 %.3f; the card has the rest", folder, judgement.macro_f1())
    return judgement


def _by_channel(turns: Sequence[LabelledTurn], readings: Sequence[Reading]) -> dict[str, Judgement]:
    pairs = list(zip(turns, readings, strict=True))
    channels = sorted({turn.channel for turn in turns})
    return {
        channel: judge_readings(*zip(*[pair for pair in pairs if pair[0].channel == channel], strict=True))
        for channel in channels
    }


def split(data: Path) -> tuple[list[Example], list[Example], list[LabelledTurn]]:
    """Split labelled turns into examples to learn from and held-out ones.

    Returns:
        Examples to learn from; held-out examples; the held-out customers' turns whole.
    """
    lines = [line for path in sorted(data.glob("*.jsonl")) for line in read_lines(path)]
    held = [line for line in lines if _is_held_out(line)]
    learnt = [line for line in lines if not _is_held_out(line)]
    turns = [line.turn for line in held if isinstance(line.turn, LabelledTurn) and line.turn.speaker == "customer"]
    return list(examples_of(learnt)), list(examples_of(held)), turns


def _is_held_out(line: Line) -> bool:
    if isinstance(line.turn, LabelledTurn):
        return line.file in HELD_OUT
    return line.number % MARKED_STEP == 0


if __name__ == "__main__":
    sys.exit(main())
