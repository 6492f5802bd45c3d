"""Judge a reader on held-out turns: what it found, what was there, and how sure it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nlp.extract.labels import FREE_TEXT, SENTIMENTS
from nlp.extract.reader import Reader
from nlp.extract.values import value_stems
from nlp.records import Reading, Utterance
from nlp.train.turns import LabelledTurn

BETA = 0.7  # a false finding costs two missed ones: 1 / BETA squared (van Rijsbergen 1979)
ENOUGH = 15  # labels below which an attribute shares the threshold of its kind
DRAWS, SEED = 1000, 7  # of the bootstrap
STEPS = tuple(round(0.20 + 0.025 * step, 3) for step in range(31))  # 0.2 to 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing the reader found in a turn."""

    kind: str  # fact, preference, frustration
    attribute: str
    value: str  # the category, for a frustration
    customer: str  # whose turn it is
    confidence: float
    held: bool  # the turn's labels hold this value, whatever its status
    right: bool  # and its status (polarity) is the label's


@dataclass(slots=True, kw_only=True)
class Judgement:
    """What came of reading held-out turns."""

    findings: list[Finding] = field(default_factory=list)
    labels: set[tuple[str, str, str, str]] = field(default_factory=set)  # (kind, attribute, value, customer)
    moods: Counter[tuple[str, str]] = field(default_factory=Counter)  # (label, reader)
    severity: list[int] = field(default_factory=list)  # absolute errors of right categories
    turns: int = 0

    def macro_f1(self) -> float:
        """The mean of the three sentiments' F1."""
        scores = []
        for mood in SENTIMENTS:
            hit = self.moods[mood, mood]
            both = sum(n for (a, b), n in self.moods.items() for x in (a, b) if x == mood)
            scores.append(2 * hit / both if both else 0.0)
        return sum(scores) / len(scores)

    def there(self, kind: str, attribute: str | None = None) -> int:
        """How many values the labels hold; one that a customer tells twice counts once."""
        return sum(k == kind and attribute in (None, a) for k, a, _, _ in self.labels)

    def attributes(self, kind: str) -> list[str]:
        """The attributes of a kind that were labelled or found."""
        found = {f.attribute for f in self.findings if f.kind == kind}
        return sorted(found | {a for k, a, _, _ in self.labels if k == kind})


def judge(reader: Reader, turns: Sequence[LabelledTurn]) -> Judgement:
    """Read turns and hold what was found against their labels.

    Args:
        reader: loaded.
        turns: customers' turns; those of one customer's conversations (`e01-a`, `e01-b`) are told by their ids.
    """
    return judge_readings(turns, read_turns(reader, turns))


def read_turns(reader: Reader, turns: Sequence[LabelledTurn]) -> list[Reading]:
    """Read labelled turns as the product would, one reading each."""
    return reader.read(
        [Utterance(speaker="customer", text=t.text, context=t.context, channel=t.channel) for t in turns]
    )


def judge_readings(turns: Sequence[LabelledTurn], readings: Sequence[Reading]) -> Judgement:
    """Hold the readings of turns against their labels."""
    judgement = Judgement(turns=len(turns))
    for number, (turn, reading) in enumerate(zip(turns, readings, strict=True)):
        customer = turn.conversation.split("-")[0] if turn.conversation else str(number)
        judgement.moods[turn.sentiment or "neutral", reading.sentiment or "neutral"] += 1
        _judge_facts(turn, reading, customer, judgement)
        _judge_preferences(turn, reading, customer, judgement)
        _judge_frustrations(turn, reading, customer, judgement)
    return judgement


def _judge_facts(turn: LabelledTurn, reading: Reading, customer: str, judgement: Judgement) -> None:
    judgement.labels |= {("fact", fact.attribute, fact.value, customer) for fact in turn.facts}
    for found in reading.facts:
        same = [
            fact
            for fact in turn.facts
            if fact.attribute == found.attribute and same_value(found.attribute, fact.value, found.value)
        ]
        judgement.findings.append(
            Finding(
                kind="fact",
                attribute=found.attribute,
                value=found.value,
                customer=customer,
                confidence=found.confidence,
                held=bool(same),
                right=any(fact.status == found.status for fact in same),
            )
        )


def _judge_preferences(turn: LabelledTurn, reading: Reading, customer: str, judgement: Judgement) -> None:
    judgement.labels |= {("preference", wish.attribute, wish.value, customer) for wish in turn.preferences}
    for found in reading.preferences:
        same = [
            wish
            for wish in turn.preferences
            if wish.attribute == found.attribute and same_value(found.attribute, wish.value, found.value)
        ]
        judgement.findings.append(
            Finding(
                kind="preference",
                attribute=found.attribute,
                value=found.value,
                customer=customer,
                confidence=found.confidence,
                held=bool(same),
                right=any(wish.polarity == found.polarity for wish in same),
            )
        )


def _judge_frustrations(turn: LabelledTurn, reading: Reading, customer: str, judgement: Judgement) -> None:
    severities = {f.category: f.severity for f in turn.frustrations}
    judgement.labels |= {("frustration", category, category, customer) for category in severities}
    for found in reading.frustrations:
        held = found.category in severities
        if held:
            judgement.severity.append(abs(found.severity - severities[found.category]))
        judgement.findings.append(
            Finding(
                kind="frustration",
                attribute=found.category,
                value=found.category,
                customer=customer,
                confidence=found.confidence,
                held=held,
                right=held,
            )
        )


def same_value(attribute: str, wanted: str, found: str) -> bool:
    """Whether two values are one: closed values exactly, free text if the words of one are all in the other."""
    if attribute not in FREE_TEXT:
        return wanted == found
    mine, theirs = value_stems(wanted), value_stems(found)
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Precision, recall and F1 of one kind or attribute at its threshold."""

    name: str
    threshold: float
    precision: float
    recall: float
    f1: float
    there: int
    found: int
    low: float = 0.0  # of the F1, with a confidence of 95 %
    high: float = 0.0


def threshold_of(kind: str, attribute: str, thresholds: Mapping[str, float]) -> float:
    """The threshold of an attribute; frustrations of all categories share one."""
    return thresholds["frustration" if kind == "frustration" else attribute]


def figures(name: str, findings: Iterable[Finding], there: int, threshold: float) -> Figures:
    """Count the values above a threshold, each once a customer, as a profile holds them."""
    best = _best_of_each(findings, threshold)
    right = min(sum(finding.held for finding in best), there)
    precision = right / len(best) if best else 0.0
    recall = right / there if there else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Figures(
        name=name, threshold=threshold, precision=precision, recall=recall, f1=f1, there=there, found=len(best)
    )


def _best_of_each(findings: Iterable[Finding], threshold: float) -> list[Finding]:
    """One finding for each value of a customer above a threshold, one that holds if there is any."""
    best: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.customer, finding.attribute, finding.value)
        if finding.confidence >= threshold and (key not in best or not best[key].held):
            best[key] = finding
    return list(best.values())


def interval(
    findings: Iterable[Finding], labels: Iterable[tuple[str, str, str, str]], threshold: float
) -> tuple[float, float]:
    """How far F1 would go on other customers: 95 % of DRAWS bootstrap samples of these (Efron 1979).

    Args:
        findings: of a kind or attribute.
        labels: (kind, attribute, value, customer) of the same.
        threshold: from which findings count.

    Returns:
        Low and high end, 0 to 1.
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])  # right, found, there
    for *_, customer in labels:
        counts[customer][2] += 1
    for finding in _best_of_each(findings, threshold):
        counts[finding.customer][0] += finding.held
        counts[finding.customer][1] += 1
    if not counts:
        return 0.0, 0.0
    table = np.array(list(counts.values()))
    drawn = np.random.default_rng(SEED).integers(0, len(table), size=(DRAWS, len(table)))
    right, found, there = table[drawn].sum(1).T
    right = np.minimum(right, there)  # as in `figures`: two spellings of one free text both hold
    low, high = np.percentile(2 * right / np.maximum(1, found + there), [2.5, 97.5])
    return float(low), float(high)


def choose_thresholds(judgement: Judgement) -> dict[str, float]:
    """Choose each attribute's threshold: the one of the best F-BETA of what held-out customers' profiles would hold.

    An attribute of few labels takes that of its kind, and none goes far from it: a threshold fitted to a dozen
    labels is luck. Frustrations of all categories share one. Values count whatever their status: that is settled
    over a customer's turns, not by a threshold.

    Returns:
        Thresholds by attribute; that of the frustrations under `frustration`.
    """
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in judgement.findings:
        groups[finding.kind, finding.attribute].append(finding)
    chosen: dict[str, float] = {}
    for kind in ("fact", "preference", "frustration"):
        mine = [finding for finding in judgement.findings if finding.kind == kind]
        shared = _best(mine, judgement.there(kind))
        if kind == "frustration":
            chosen[kind] = shared
            continue
        for attribute in judgement.attributes(kind):
            there = judgement.there(kind, attribute)
            own = _best(groups[kind, attribute], there) if there >= ENOUGH else shared
            chosen[attribute] = round((own + shared) / 2, 3)
    return chosen


def _best(findings: Sequence[Finding], there: int) -> float:
    def score(threshold: float) -> float:
        at = figures("", findings, there, threshold)
        below = BETA**2 * at.precision + at.recall
        return (1 + BETA**2) * at.precision * at.recall / below if below else 0.0

    return max(STEPS, key=lambda threshold: (round(score(threshold), 3), threshold))


def reliability(findings: Sequence[Finding], *, bins: int = 10) -> list[tuple[float, float, float, int]]:
    """Hold confidence against truth.

    Returns:
        For each tenth of confidence that holds findings: its lower end, the mean confidence, the share that is
        right, how many there are.
    """
    rows = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        mine = [f for f in findings if low <= f.confidence < high or (number == bins - 1 and f.confidence == high)]
        if mine:
            mean = sum(f.confidence for f in mine) / len(mine)
            rows.append((low, mean, sum(f.right for f in mine) / len(mine), len(mine)))
    return rows
