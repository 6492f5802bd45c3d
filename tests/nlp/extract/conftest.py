"""The rule pipeline as it is shipped, built once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.extract.context import build_pipeline
from nlp.registry import load_rules

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="session")
def pipeline() -> Language:
    return build_pipeline(load_rules("context-en-1"))
