"""Score a profile database against gold conversations.

Reads the tables of the public contract and gives precision, recall and F1 of every kind of finding,
micro-averaged over the customers. The customers' consents are those that `render` wrote.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.evaluation.analysis import find_errors
from flows.evaluation.errors import Error
from flows.evaluation.findings import Findings, leaks, read_findings
from flows.evaluation.gold import (
    NAMES,
    REDACTED,
    SPECIAL,
    GoldCustomer,
    consents,
    entities,
    expected_facts,
    expected_frustrations,
)
from flows.evaluation.tally import FREE_TEXT, Figures, Finding, Tally, alike, same_name, same_value
from flows.evaluation.traces import read_traces
from nlp.records import Sentiment

if TYPE_CHECKING:
    import duckdb

KINDS = (
    "facts",
    "facts_any_status",
    "preferences",
    "frustrations",
    "identity",
    "evidence",
    "identifiers",
    "named_entities",
)
LABELS: tuple[Sentiment, ...] = ("negative", "neutral", "positive")


@dataclass
class Channel:
    """What is counted of one channel."""

    moods: Counter[tuple[str, str]] = field(default_factory=Counter)
    facts: int = 0  # gold facts that a turn of the channel proves
    found: int = 0  # of them


@dataclass
class Board:
    """What is being counted, over all customers."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    moods: Counter[tuple[str, str]] = field(default_factory=Counter)  # (gold, found) -> turns
    severity_error: int = 0
    resolved_right: int = 0
    paired: int = 0  # frustrations that gold and database both name
    rows_without_consent: int = 0
    channels: dict[str, Channel] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """The figures of one evaluation, by kind, and everything that is wrong, one by one."""

    figures: dict[str, Figures]
    channels: dict[str, Figures]
    tallies: dict[str, Tally]
    errors: tuple[Error, ...]

    def lines(self) -> Iterator[str]:
        """Give the figures as plain lines, one kind a line, for logs and pipes."""
        for name, figures in self.figures.items():
            yield f"{name:20} " + "  ".join(f"{key} {value}" for key, value in figures.items())

    def json_line(self) -> str:
        """Give the same figures as one line of JSON."""
        return json.dumps(self.figures)


def score_database(people: Sequence[GoldCustomer], database: duckdb.DuckDBPyConnection) -> Score:
    """Score the published tables.

    Args:
        people: the gold customers in the order in which they were rendered.
        database: open on the published file.

    Raises:
        StoreError: a table of the contract is missing.
    """
    found, board = read_findings(database), Board()
    for index, person in enumerate(people):
        _score_profile(person, found, board, consents(index))
        _score_conversations(person, found, board)
    leaked = leaks(people, database)
    return Score(
        figures=_figures(board, len(leaked)),
        channels={name: _channel_figures(channel) for name, channel in sorted(board.channels.items())},
        tallies=board.tallies,
        errors=tuple(find_errors(people, found, read_traces(database), leaked)),
    )


def _score_profile(person: GoldCustomer, found: Findings, board: Board, consent: tuple[bool, bool]) -> None:
    name = person.customer.id
    profiling, special = consent
    facts, preferences = found.facts.get(name, []), found.preferences.get(name, [])
    complaints = found.frustrations.get(name, [])
    if not profiling:
        board.rows_without_consent += len(facts) + len(preferences) + len(complaints)
        return
    if not special:
        board.rows_without_consent += sum((fact[0], fact[1]) in SPECIAL for fact in facts)
    want: list[Finding] = [
        (fact.attribute, fact.value, fact.status) for fact in expected_facts(person, special=special)
    ]
    tallies = board.tallies
    pairs = tallies["facts"].add(want, facts, same_value)
    # Sorted: pairing is greedy, and the order of a set of texts changes from one process to the next.
    tallies["facts_any_status"].add(sorted({w[:2] for w in want}), sorted({f[:2] for f in facts}), same_value)
    wishes = [(wish.attribute, wish.value, wish.polarity) for wish in person.preferences]
    tallies["preferences"].add(wishes, preferences, same_value)
    _score_frustrations(person, complaints, board)
    right = [gold for gold, _ in pairs]
    _score_evidence(person, right, found.proofs.get(name, []), tallies["evidence"])
    _score_channels(person, want, right, board)


def _score_frustrations(person: GoldCustomer, found: list[tuple[str, int, str]], board: Board) -> None:
    want = {label.category: (label.severity, label.resolved) for label in expected_frustrations(person)}
    have = {category: (severity, resolved) for category, severity, resolved in found}
    board.tallies["frustrations"].add([(category,) for category in want], [(category,) for category in have])
    for category in want.keys() & have.keys():
        board.paired += 1
        board.severity_error += abs(want[category][0] - have[category][0])
        board.resolved_right += want[category][1] == have[category][1]


def _score_evidence(
    person: GoldCustomer, facts: Sequence[Finding], proofs: list[tuple[str, str, str, str, str]], tally: Tally
) -> None:
    """Count the right facts whose cited turns hold at least one that proves them."""
    for attribute, value, status in facts:
        turns = {
            tuple(proof.rsplit(":", 1))
            for fact in person.facts
            if (fact.attribute, fact.value, fact.status) == (attribute, value, status)
            for proof in fact.turns
        }
        cited = {
            (conversation, turn)
            for kind, about, shown, conversation, turn in proofs
            if kind == "fact" and about == attribute
            if shown == value.lower() or (attribute in FREE_TEXT and alike(value, shown))
        }
        proof: list[Finding] = [("turn of", person.customer.id, attribute, value)]
        tally.add(proof, proof if cited & turns else [])


def _score_channels(person: GoldCustomer, want: Sequence[Finding], right: Sequence[Finding], board: Board) -> None:
    """Count the gold facts by the channels in which they were told; one told in two counts in both."""
    channels = {conversation.id: conversation.channel for conversation in person.conversations}
    for fact in person.facts:
        finding = (fact.attribute, fact.value, fact.status)
        if finding in want:
            for channel in {channels[proof.rsplit(":", 1)[0]] for proof in fact.turns}:
                counts = board.channels.setdefault(channel, Channel())
                counts.facts += 1
                counts.found += finding in right


def _score_conversations(person: GoldCustomer, found: Findings, board: Board) -> None:
    marked: dict[tuple[str, int], list[Finding]] = {}
    for entity in entities(person):
        marked.setdefault((entity.conversation_id, entity.turn), []).append((entity.type, entity.text))
    for conversation in person.conversations:
        key, owner = conversation.id, found.owners.get(conversation.id)
        board.tallies["identity"].add([(key, person.customer.id)], [(key, owner)] if owner else [])
        for number, turn in enumerate(conversation.turns):
            place = (key, number)
            if turn.sentiment is not None and turn.speaker == "customer":
                mood = (turn.sentiment, found.moods.get(place, "none"))
                board.moods[mood] += 1
                board.channels.setdefault(conversation.channel, Channel()).moods[mood] += 1
            _score_entities(marked.get(place, []), found.spans.get(place, []), board.tallies)


def _score_entities(want: list[Finding], have: list[Finding], tallies: dict[str, Tally]) -> None:
    tallies["identifiers"].add([w[:1] for w in want if w[0] in REDACTED], [h[:1] for h in have if h[0] in REDACTED])
    wanted, named = [w for w in want if w[0] in NAMES], [h for h in have if h[0] in NAMES]
    tallies["named_entities"].add(wanted, named, same_name)


def _figures(board: Board, leaked: int) -> dict[str, Figures]:
    figures = {kind: tally.figures() for kind, tally in board.tallies.items()}
    per_label = {label: _label_f1(board.moods, label) for label in LABELS}
    figures["sentiment"] = {
        "macro_f1": round(sum(per_label.values()) / len(LABELS), 3),
        **{f"f1_{label}": round(f1, 3) for label, f1 in per_label.items()},
        "turns": board.moods.total(),
    }
    figures["frustration_detail"] = {
        "severity_mean_error": round(board.severity_error / max(board.paired, 1), 3),
        "resolved_accuracy": round(board.resolved_right / max(board.paired, 1), 3),
    }
    figures["privacy"] = {
        "rows_without_consent": board.rows_without_consent,
        "leaked_identifiers": leaked,
        "identifiers_in_gold": board.tallies["identifiers"].gold,
    }
    return figures


def _channel_figures(channel: Channel) -> Figures:
    per_label = [_label_f1(channel.moods, label) for label in LABELS]
    return {
        "turns": channel.moods.total(),
        "sentiment_macro_f1": round(sum(per_label) / len(LABELS), 3),
        "facts": channel.facts,
        "facts_recall": round(channel.found / max(channel.facts, 1), 3),
    }


def _label_f1(moods: Counter[tuple[str, str]], label: str) -> float:
    said = sum(turns for (_, have), turns in moods.items() if have == label)
    true = sum(turns for (want, _), turns in moods.items() if want == label)
    return 2 * moods[label, label] / (said + true) if said + true else 0.0
