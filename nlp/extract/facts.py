"""Facts from what the network saw: attribute, value, status and cue, with the rules' word on the status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.extract.context import Decision, Modifier, status_of
from nlp.extract.labels import FAMILY_OF, LABELS, STATUSES
from nlp.extract.readings import Hit
from nlp.extract.values import free_value
from nlp.records import Fact, Status

NO_FACT = frozenset({"hypothetical", "other_person", "question"})
DOUBT = 0.5  # what is left of a fact's confidence where a rule says that it is none
AGREED = 0.9  # the least confidence in a status on which network and rule agree
# About how often a rule is right where it finds a past or a plan and the network `current`, on few held-out cases.
# Denials had none there and are taken on their rules' own precision.
RULED = 0.7
CLOSED_BY_VALUE = frozenset({("children", "no"), ("pet", "any")})  # their value or label says the negation already


def read_fact(
    hit: Hit, text: str, *, offset: int, known: Mapping[str, Sequence[str]], modifiers: Sequence[Modifier]
) -> Fact | None:
    """Read one fact.

    Args:
        hit: a label of kind fact.
        text: the whole turn.
        offset: where the hit's window begins in it.
        known: the known values of the named attributes.
        modifiers: what the rules found around the turn's statements.

    Returns:
        The fact, its confidence the product of the label's and the status's; None if its value cannot be named.
    """
    label = LABELS[hit.label]
    start, end = hit.cue[0] + offset, hit.cue[1] + offset
    value = label.value
    if value is None:
        said = text[hit.said[0] + offset : hit.said[1] + offset] if hit.said else None
        named = known.get(label.attribute, ())
        value = free_value(label.attribute, cue=text[start:end], said=said, named=hit.named, known=named)
    if value is None:
        return None
    status, chance = _status(hit)
    decision = status_of(modifiers, start, end, attribute=label.attribute, value=label.value)
    status, factor, rule = _ruled(status, chance, decision, (label.attribute, value))
    return Fact(
        family=FAMILY_OF[label.attribute],
        attribute=label.attribute,
        value=value,
        status=status,
        confidence=round(hit.probability * factor, 4),
        start=start,
        end=end,
        rule=rule,
    )


def _status(hit: Hit) -> tuple[Status, float]:
    best = int(hit.status.argmax())
    return STATUSES[best], float(hit.status[best])


def _ruled(
    status: Status, chance: float, decision: Decision | None, pair: tuple[str, str]
) -> tuple[Status, float, str | None]:
    """The status after the rules.

    The network misses more pasts and plans than it invents, so a rule that finds one wins over `current`; a rule
    that says that there is no fact lowers the confidence.
    """
    if decision is None or pair in CLOSED_BY_VALUE:
        return status, chance, None
    rule = f"{decision.kind}: {decision.rule}"
    if decision.kind in NO_FACT:
        return status, chance * DOUBT, rule
    if decision.status == status:
        return status, max(chance, AGREED), rule
    if status == "current" and decision.status is not None:
        return decision.status, RULED, rule
    return status, chance, None
