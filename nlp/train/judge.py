"""Judge a reader on held-out turns: what it found, what was there, and how sure it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nlp.extract.labels import FREE_TEXT, SENTIMENTS
from nlp.extract.reader import Reader
from nlp.extract.values import value_stems
from nlp.records import Reading, Utterance
from nlp.train.turns import LabelledTurn

BETA = 0.7  # a wrong fact costs about twice what a missing one does
ENOUGH = 15  # labels below which an attribute shares the threshold of its kind
STEPS = tuple(round(0.20 + 0.025 * step, 3) for step in range(31))  # 0.2 to 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing the reader found in a turn."""

    kind: str  # fact, preference, frustration
    attribute: str
    name: str  # attribute=value, or the category
    confidence: float
    right: bool  # attribute, value and status (polarity) are those of the label


@dataclass(slots=True, kw_only=True)
class Judgement:
    """What came of reading held-out turns."""

    findings: list[Finding] = field(default_factory=list)
    there: Counter[tuple[str, str]] = field(default_factory=Counter)  # (kind, attribute) -> labels
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


def judge(reader: Reader, turns: Sequence[LabelledTurn]) -> Judgement:
    """Read turns and hold what was found against their labels.

    Args:
        reader: loaded.
        turns: customers' turns.
    """
    utterances = [Utterance(speaker="customer", text=t.text, context=t.context, channel=t.channel) for t in turns]
    judgement = Judgement(turns=len(turns))
    for turn, reading in zip(turns, reader.read(utterances), strict=True):
        judgement.moods[turn.sentiment or "neutral", reading.sentiment or "neutral"] += 1
        _judge_facts(turn, reading, judgement)
        _judge_preferences(turn, reading, judgement)
        _judge_frustrations(turn, reading, judgement)
    return judgement


def _judge_facts(turn: LabelledTurn, reading: Reading, judgement: Judgement) -> None:
    judgement.there.update(("fact", fact.attribute) for fact in turn.facts)
    for found in reading.facts:
        right = any(
            (fact.attribute, fact.status) == (found.attribute, found.status)
            and same_value(found.attribute, fact.value, found.value)
            for fact in turn.facts
        )
        name = f"{found.attribute}={found.value}"
        judgement.findings.append(
            Finding(kind="fact", attribute=found.attribute, name=name, confidence=found.confidence, right=right)
        )


def _judge_preferences(turn: LabelledTurn, reading: Reading, judgement: Judgement) -> None:
    judgement.there.update(("preference", preference.attribute) for preference in turn.preferences)
    for found in reading.preferences:
        right = any(
            (wish.attribute, wish.polarity) == (found.attribute, found.polarity)
            and same_value(found.attribute, wish.value, found.value)
            for wish in turn.preferences
        )
        name = f"{found.attribute}={found.value}"
        judgement.findings.append(
            Finding(kind="preference", attribute=found.attribute, name=name, confidence=found.confidence, right=right)
        )


def _judge_frustrations(turn: LabelledTurn, reading: Reading, judgement: Judgement) -> None:
    judgement.there.update(("frustration", frustration.category) for frustration in turn.frustrations)
    severities = {f.category: f.severity for f in turn.frustrations}
    for found in reading.frustrations:
        right = found.category in severities
        if right:
            judgement.severity.append(abs(found.severity - severities[found.category]))
        judgement.findings.append(
            Finding(
                kind="frustration",
                attribute=found.category,
                name=found.category,
                confidence=found.confidence,
                right=right,
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


def threshold_of(kind: str, attribute: str, thresholds: Mapping[str, float]) -> float:
    """The threshold of an attribute; frustrations of all categories share one."""
    return thresholds["frustration" if kind == "frustration" else attribute]


def figures(name: str, findings: Iterable[Finding], there: int, threshold: float) -> Figures:
    """Count what lies above a threshold."""
    kept = [finding for finding in findings if finding.confidence >= threshold]
    right = min(sum(finding.right for finding in kept), there)
    precision = right / len(kept) if kept else 0.0
    recall = right / there if there else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Figures(
        name=name, threshold=threshold, precision=precision, recall=recall, f1=f1, there=there, found=len(kept)
    )


def choose_thresholds(judgement: Judgement) -> dict[str, float]:
    """Choose each attribute's threshold: the one of the best F-BETA on the held-out turns.

    An attribute of few labels takes that of its kind, and none goes far below it: a threshold fitted to a dozen
    labels is luck. Frustrations of all categories share one.

    Returns:
        Thresholds by attribute; that of the frustrations under `frustration`.
    """
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in judgement.findings:
        groups[finding.kind, finding.attribute].append(finding)
    chosen: dict[str, float] = {}
    for kind in ("fact", "preference", "frustration"):
        mine = [f for (k, _), found in groups.items() if k == kind for f in found]
        shared = _best(mine, sum(n for (k, _), n in judgement.there.items() if k == kind))
        if kind == "frustration":
            chosen[kind] = shared
            continue
        for attribute in sorted({name for k, name in (*groups, *judgement.there) if k == kind}):
            there = judgement.there[kind, attribute]
            own = _best(groups[kind, attribute], there) if there >= ENOUGH else shared
            chosen[attribute] = round(max(shared - 0.1, min(0.95, (own + shared) / 2)), 3)
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
