"""What is wrong with the names and identifiers of one turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.evaluation.errors import Error, Quote
from flows.evaluation.findings import Place
from flows.evaluation.gold import NAMES, REDACTED
from flows.evaluation.tally import Finding, alike, pair, same_name, words
from flows.evaluation.traces import NOWHERE, Traces

SHORTEST_PART = 3  # of a name; shorter pieces stand in others by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """The entities of one turn: (type, text)."""

    customer_id: str
    place: Place
    gold: Sequence[Finding]
    found: Sequence[Finding]


def explain_spans(spans: Spans, traces: Traces) -> Iterator[Error]:
    """List the names and identifiers that are missed, false, of a wrong type or cut wrongly."""
    yield from _names(spans, traces)
    yield from _identifiers(spans, traces)


def _names(spans: Spans, traces: Traces) -> Iterator[Error]:
    first = pair(
        [want for want in spans.gold if want[0] in NAMES], [have for have in spans.found if have[0] in NAMES], same_name
    )
    types = pair(first.missed, first.false, lambda want, have: alike(want[1], have[1]))
    cuts = pair(types.missed, types.false, lambda want, have: want[0] == have[0] and _touch(want[1], have[1]))
    for want, have in types.pairs:
        told = f"{want[0]} “{want[1]}”, found {have[0]} “{have[1]}”"
        yield _error(spans, want[0], f"type {want[0]} -> {have[0]}", told, _found_quote(spans, have, traces))
    for want, have in cuts.pairs:
        told = f"{want[0]} “{want[1]}”, found “{have[1]}”"
        yield _error(spans, want[0], "wrong span", told, _found_quote(spans, have, traces))
    for want in cuts.missed:
        told = f"{want[0]} “{want[1]}”"
        yield _error(spans, want[0], "missed", told, _gold_quote(spans, want, traces))
    for have in cuts.false:
        told = f"found {have[0]} “{have[1]}”"
        yield _error(spans, have[0], "false", told, _found_quote(spans, have, traces))


def _identifiers(spans: Spans, traces: Traces) -> Iterator[Error]:
    """Identifiers are compared by type alone: what is found is a mask."""
    first = pair(
        [want for want in spans.gold if want[0] in REDACTED],
        [have for have in spans.found if have[0] in REDACTED],
        lambda want, have: want[0] == have[0],
    )
    types = pair(first.missed, first.false, lambda _want, _have: True)
    for want, have in types.pairs:
        told = f"{want[0]}, found {have[0]}"
        yield _error(spans, want[0], f"type {want[0]} -> {have[0]}", told, _found_quote(spans, have, traces))
    for want in types.missed:
        yield _error(spans, want[0], "missed", want[0], _gold_quote(spans, want, traces))
    for have in types.false:
        yield _error(spans, have[0], "false", f"found {have[0]}", _found_quote(spans, have, traces))


def _touch(gold: str, found: str) -> bool:
    short, long = sorted((gold.lower(), found.lower()), key=len)
    return not words(gold).isdisjoint(words(found)) or (len(short) >= SHORTEST_PART and short in long)


def _found_quote(spans: Spans, have: Finding, traces: Traces) -> Quote:
    readings = traces.spans.get(spans.place, [])
    reading = next((reading for reading in readings if reading.finding[:2] == have), None)
    return traces.quote(spans.place, reading)


def _gold_quote(spans: Spans, want: Finding, traces: Traces) -> Quote:
    text = traces.texts.get(spans.place, NOWHERE)
    start = text.lower().find(want[1].lower())  # masked, or in an odd spelling, it cannot be found
    cue = (start, start + len(want[1])) if start >= 0 else None
    return Quote(place=spans.place, text=text, cue=cue, whole=cue is None)


def _error(spans: Spans, attribute: str, kind: str, told: str, quote: Quote) -> Error:
    return Error(
        finding="entity", attribute=attribute, kind=kind, customer_id=spans.customer_id, told=told, quotes=(quote,)
    )
