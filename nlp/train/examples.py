"""Labelled turns to training examples: windows with their targets in code points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nlp.extract.labels import FREE_TEXT, INDEX, MAX_COUNT, POLARITIES, SEVERITIES, STATUSES
from nlp.extract.values import stem
from nlp.extract.windows import cut_windows
from nlp.train.turns import MARK, FactLabel, FrustrationLabel, LabelledTurn, Line, MarkedTurn, PreferenceLabel

MASKED = {"EMAIL", "PHONE", "ADDRESS", "ACCOUNT_ID", "CARD", "SSN", "DOB", "IP", "USERNAME"}

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One label that holds in an example."""

    label: int
    start: int  # the cue, code points into the example's text
    end: int
    status: int | None = None
    severity: int | None = None
    polarity: int | None = None
    name: str | None = None  # the normal form of a free text value
    value: tuple[int, int] | None = None  # where that value stands in the text, if it does


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What the network reads at once, and what it should say of it."""

    file: str
    line: int
    channel: str
    text: str
    context: str | None
    sentiment: int | None = None  # None: not a target
    targets: tuple[Target, ...] = ()
    labelled: bool = True  # whether absent labels are known to be absent
    entities: tuple[tuple[int, int, str], ...] | None = field(default=None)  # None: entities are not marked here


def examples_of(lines: Iterable[Line]) -> Iterator[Example]:
    """Turn lines into examples.

    Agents' turns of labelled conversations teach nothing and are left out; marked turns teach entities alone, their
    identifiers masked as redaction would have masked them.
    """
    for line in lines:
        if isinstance(line.turn, MarkedTurn):
            yield from _marked(line, line.turn)
        elif line.turn.speaker == "customer":
            yield from _labelled(line, line.turn)


def _labelled(line: Line, turn: LabelledTurn) -> Iterator[Example]:
    targets = [target for label in _labels(turn) if (target := _target(label, turn.text))]
    for window in cut_windows(turn.text, context=turn.context):
        mine = [t for t in targets if window.start <= t.start < window.end]
        yield Example(
            file=line.file,
            line=line.number,
            channel=turn.channel,
            text=turn.text[window.start : window.end],
            context=window.context,
            sentiment=("negative", "neutral", "positive").index(turn.sentiment or "neutral"),
            targets=tuple(_shifted(t, window.start, window.end) for t in mine),
        )


def _labels(turn: LabelledTurn) -> list[FactLabel | PreferenceLabel | FrustrationLabel]:
    return [*turn.facts, *turn.preferences, *turn.frustrations]


def _target(label: FactLabel | PreferenceLabel | FrustrationLabel, text: str) -> Target | None:
    """The target of one label; None for a count beyond the labels."""
    start = text.index(label.cue)
    end = start + len(label.cue)
    if isinstance(label, FrustrationLabel):
        return Target(
            label=INDEX[label.category, None], start=start, end=end, severity=SEVERITIES.index(label.severity)
        )
    free = label.attribute in FREE_TEXT
    if label.attribute == "child_count" and not 1 <= int(label.value) <= MAX_COUNT:
        return None
    common = {
        "label": INDEX[label.attribute, None if free else label.value],
        "start": start,
        "end": end,
        "name": label.value.lower() if free else None,
        "value": find_value(label.value, label.cue, start) if free else None,
    }
    if isinstance(label, FactLabel):
        return Target(**common, status=STATUSES.index(label.status))  # type: ignore[arg-type]
    return Target(**common, polarity=POLARITIES.index(label.polarity))  # type: ignore[arg-type]


def find_value(value: str, cue: str, offset: int) -> tuple[int, int] | None:
    """Find where a free text value is said inside its cue.

    Args:
        value: the normal form, as in `window seat`.
        cue: the words that prove it, as in `two seats by the window`.
        offset: where the cue begins in the text.

    Returns:
        The span from the first to the last word that the value and the cue share, if that is at least half of the
        value's words and is not stretched over more than three words besides; otherwise None.
    """
    stems = {stem(word) for word in _WORD.findall(value.lower())}
    shared = [m.span() for m in _WORD.finditer(cue.lower()) if stem(m[0]) in stems]
    if not shared or 2 * len(shared) < len(stems):
        return None
    start, end = shared[0][0], shared[-1][1]
    if len(_WORD.findall(cue[start:end].lower())) > len(stems) + 3:
        return None
    return offset + start, offset + end


def _shifted(target: Target, start: int, end: int) -> Target:
    value = target.value
    return Target(
        label=target.label,
        start=target.start - start,
        end=min(target.end, end) - start,
        status=target.status,
        severity=target.severity,
        polarity=target.polarity,
        name=target.name,
        value=(value[0] - start, value[1] - start) if value and value[1] <= end else None,
    )


def _marked(line: Line, turn: MarkedTurn) -> Iterator[Example]:
    text, spans = unmark(turn.text)
    for window in cut_windows(text, context=None):
        inside = [(a - window.start, b - window.start, k) for a, b, k in spans if window.start <= a and b <= window.end]
        yield Example(
            file=line.file,
            line=line.number,
            channel=turn.channel,
            text=text[window.start : window.end],
            context=window.context,
            labelled=False,
            entities=tuple(inside),
        )


def unmark(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Take the marks out of a marked text and mask its identifiers.

    Returns:
        The text, and (start, end, type) of the entities that are no identifiers.
    """
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    at = length = 0
    for match in MARK.finditer(marked):
        kind, words = match[1], match[2]
        said = f"[{kind}]" if kind in MASKED else words
        parts += [marked[at : match.start()], said]
        length += match.start() - at + len(said)
        if kind not in MASKED:
            spans.append((length - len(said), length, kind))
        at = match.end()
    return "".join([*parts, marked[at:]]), spans
