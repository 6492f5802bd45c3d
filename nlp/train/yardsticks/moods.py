"""Moods: how a turn feels, whether it complains and of what (airline_tweets, complaints, meld)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nlp.extract.labels import SENTIMENTS
from nlp.records import Reading, Sentiment, Utterance
from nlp.train.yardsticks.corpus import Corpus
from nlp.train.yardsticks.subject import Subject, customer
from nlp.train.yardsticks.tally import Confusion, Score, Tally

AIRLINE, COMPLAINTS, MELD = "airline_tweets", "complaints", "meld"
SURE_REASON = 0.6  # below, the annotators of a tweet did not agree what it complains of

# The reasons of a complaint and our categories. Reasons that share a category cannot be told apart by it and are one
# class: staff_attitude, for one, stands for "Customer Service Issue" and "Flight Attendant Complaints".
REASONS: dict[str, str] = {
    "Customer Service Issue": "service",
    "Flight Attendant Complaints": "service",
    "longlines": "service",
    "Late Flight": "late or cancelled",
    "Cancelled Flight": "late or cancelled",
    "Lost Luggage": "luggage",
    "Damaged Luggage": "luggage",
    "Flight Booking Problems": "booking",
    "Bad Flight": "bad flight",
}
CATEGORIES: dict[str, str] = {
    "staff_attitude": "service",
    "wait_time": "service",
    "repeat_contact": "service",
    "communication": "service",
    "outage": "late or cancelled",
    "delivery": "luggage",
    "digital_experience": "booking",
    "product_quality": "bad flight",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tweet:
    """A tweet to an airline."""

    text: str
    sentiment: Sentiment
    negative_reason: str | None
    negative_reason_confidence: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A tweet that complains, or not."""

    text: str
    complaint: Literal[0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltTurn:
    """A turn of a dialogue and how it feels."""

    speaker: str
    text: str
    sentiment: Sentiment


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltDialogue:
    """A dialogue of several people."""

    turns: tuple[FeltTurn, ...]


def measure_airline(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure sentiment, and the reason of those complaints whose reason is sure."""
    moods = Confusion(classes=SENTIMENTS)
    reasons = Confusion(classes=tuple(dict.fromkeys(REASONS.values())))
    asked = ((tweet, customer(tweet.text)) for tweet in corpus.dev(AIRLINE, Tweet))
    for tweet, reading in subject.read(AIRLINE, asked):
        moods.add(tweet.sentiment, reading.sentiment)
        if (reason := sure_reason(tweet)) is not None:
            reasons.add(reason, said_reason(reading))
    return [
        Score(
            yardstick=AIRLINE,
            what="sentiment",
            figures=moods.figures(),
            floors={"accuracy": 0.82, "macro_f1": 0.77},
        ),
        Score(
            yardstick=AIRLINE,
            what="reason of a complaint",
            figures=reasons.figures(),
            floors={"accuracy": 0.81, "macro_f1": 0.72},
        ),
    ]


def sure_reason(tweet: Tweet) -> str | None:
    """The class of a tweet's reason; None where there is none, it is unsure or "Can't Tell"."""
    if (tweet.negative_reason_confidence or 0.0) < SURE_REASON:
        return None
    return REASONS.get(tweet.negative_reason or "")


def said_reason(reading: Reading) -> str | None:
    """The class of the surest frustration; None where nothing is found or no reason stands for its category."""
    surest = max(reading.frustrations, key=lambda one: one.confidence, default=None)
    return CATEGORIES.get(surest.category) if surest else None


def measure_complaints(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure whether a tweet complains: a frustration is believed in it.

    A bad mood is not asked for. A complaint is, to the authors, an expectation that a company let down, and so is a
    frustration; a fault that is told plainly has a neutral mood, and many bad moods have nothing to do with a company.
    """
    found, told = Tally(), Confusion(classes=("yes", "no"))
    asked = ((one.complaint == 1, customer(one.text)) for one in corpus.dev(COMPLAINTS, Complaint))
    for label, reading in subject.read(COMPLAINTS, asked):
        said = bool(reading.frustrations)
        found.add_turn(label=label, said=said)
        told.add("yes" if label else "no", "yes" if said else "no")
    return [
        Score(yardstick=COMPLAINTS, what="complaints", figures=found.figures(), floors={"f1": 0.79}),
        Score(yardstick=COMPLAINTS, what="complaint or not", figures=told.figures(), floors={"accuracy": 0.86}),
    ]


def measure_meld(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure sentiment in talk among friends, each turn with what was said to it before."""
    moods = Confusion(classes=SENTIMENTS)
    asked = (pair for dialogue in corpus.dev(MELD, FeltDialogue) for pair in utterances_of(dialogue))
    for label, reading in subject.read(MELD, asked):
        moods.add(label, reading.sentiment)
    floors = {"accuracy": 0.63, "macro_f1": 0.60}
    return [Score(yardstick=MELD, what="sentiment", figures=moods.figures(), floors=floors)]


def utterances_of(dialogue: FeltDialogue) -> Iterator[tuple[Sentiment, Utterance]]:
    """The turns and how they feel; context is the turn directly before, if somebody else said it."""
    before: FeltTurn | None = None
    for turn in dialogue.turns:
        answered = before if before and before.speaker != turn.speaker else None
        yield turn.sentiment, customer(turn.text, context=answered.text if answered else None)
        before = turn
