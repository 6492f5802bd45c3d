"""How a turn feels, from its windows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.extract.labels import SENTIMENTS
from nlp.extract.readings import Floats
from nlp.records import Sentiment


def join_sentiment(windows: Sequence[Floats], weights: Sequence[int]) -> tuple[Sentiment, float]:
    """Join the sentiments of a turn's windows to the turn's.

    Args:
        windows: (3,) probabilities each, in the order of SENTIMENTS.
        weights: the windows' lengths.

    Returns:
        The likeliest sentiment of their weighted mean, and the score P(positive) - P(negative), -1 to 1. A turn
        without windows is neutral.
    """
    if not windows:
        return "neutral", 0.0
    mean = np.average(np.stack(windows), axis=0, weights=weights)
    named = dict(zip(SENTIMENTS, mean.tolist(), strict=True))
    return SENTIMENTS[int(mean.argmax())], round(named["positive"] - named["negative"], 4)
