"""Models are found by name, checked by hash, and refused with a remedy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from nlp import registry
from nlp.errors import ModelError
from nlp.registry import MODELS, load_encoder, load_reader, load_rules, open_folder, sha256_of


def test_an_unknown_model_is_refused_with_those_there_are() -> None:
    with pytest.raises(ModelError, match=r"there are: .*context-en-1"):
        open_folder("signals-xx-9")


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "context-en-1"
    shutil.copytree(MODELS / "context-en-1", folder)
    (folder / "rules.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="sha256 differs"):
        load_rules(str(folder))


def test_a_damaged_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"model\.json cannot be read"):
        open_folder(str(tmp_path))


def test_a_model_of_another_encoder_is_refused_before_anything_is_loaded() -> None:
    with pytest.raises(ModelError, match="was trained on the encoder"):
        load_reader("signals-en-2", encoder="some/other-encoder")


def test_a_missing_encoder_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(str(tmp_path))


def test_default_weights_that_are_not_the_published_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "DEFAULT_ENCODER_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the published all-MiniLM-L6-v2"):
        load_encoder()


@pytest.mark.parametrize("folder", sorted(path.parent for path in MODELS.glob("*/model.json")), ids=lambda p: p.name)
def test_shipped_models_are_whole(folder: Path) -> None:
    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    assert manifest["sha256"]
    for name, expected in manifest["sha256"].items():
        assert sha256_of(folder / name) == expected
    assert (folder / "README.md").is_file()


def test_shipped_weights_stay_below_30_mb() -> None:
    shipped = [path for folder in MODELS.glob("*/model.json") for path in folder.parent.iterdir()]
    assert sum(path.stat().st_size for path in shipped) < 30_000_000
