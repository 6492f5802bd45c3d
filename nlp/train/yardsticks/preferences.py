"""Preferences: which turns of spoken interviews state one (uss, domain CCPE)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nlp.records import Reading, Utterance
from nlp.train.yardsticks.corpus import Corpus
from nlp.train.yardsticks.subject import Subject, customer
from nlp.train.yardsticks.tally import Score, Tally

USS = "uss"
INTERVIEWS = "CCPE"  # the other domains do not mark preferences
STATED = "ENTITY_PREFERENCE"
TASTES = frozenset({"likes", "dislikes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActedTurn:
    """A turn and what it does."""

    speaker: Literal["user", "system"]
    text: str
    actions: tuple[str, ...]  # as ENTITY_PREFERENCE+MOVIE_OR_SERIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """A dialogue of uss."""

    domain: str
    turns: tuple[ActedTurn, ...]


def measure_interviews(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure which turns of the asked state a preference: one where a like or dislike is believed."""
    tally = Tally()
    asked = (pair for one in corpus.dev(USS, Interview) if one.domain == INTERVIEWS for pair in utterances_of(one))
    for label, reading in subject.read(USS, asked):
        tally.add_turn(label=label, said=is_taste(reading))
    return [Score(yardstick=USS, what="turns that state a taste", figures=tally.figures(), floors={"f1": 0.84})]


def utterances_of(interview: Interview) -> Iterator[tuple[bool, Utterance]]:
    """The user's turns and whether they state a preference; context is the question directly before."""
    before: ActedTurn | None = None
    for turn in interview.turns:
        if turn.speaker == "user":
            question = before.text if before and before.speaker == "system" else None
            yield any(act.split("+")[0] == STATED for act in turn.actions), customer(turn.text, context=question)
        before = turn


def is_taste(reading: Reading) -> bool:
    """Whether a reading holds something liked or disliked."""
    return any(wish.attribute in TASTES for wish in reading.preferences)
