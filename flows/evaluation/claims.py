"""Why facts, preferences and categories of frustrations are missed or falsely found, as far as a program can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.evaluation.errors import Error, Quote, spell
from flows.evaluation.findings import Place
from flows.evaluation.tally import FREE_TEXT, Finding, pair, same_value
from flows.evaluation.traces import IMPLIED, Kind, Reading, Traces, reads

SHOWN_PROOFS = 3  # of what a profile cites for a false finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the gold and a profile say of one customer: (attribute, value, status); a frustration's category alone."""

    kind: Kind
    customer_id: str
    gold: Sequence[Finding]
    proofs: Mapping[Finding, Sequence[Place]]  # of the gold's
    found: Sequence[Finding]
    withheld: frozenset[tuple[str, str]] = frozenset()  # (attribute, value) that needs a consent not given
    refused: bool = False  # the customer refused profiling, so that nothing may be found


def explain(claims: Claims, traces: Traces) -> Iterator[Error]:
    """List what is missed, what is false and what is wrong (both at once), each with the likeliest cause and the turns.

    Missed and false findings that are one mistake are told once: a value found with another status, then another
    value found where the gold's should stand.
    """
    first = pair(claims.gold, claims.found, same_value)
    twins = pair(first.missed, first.false, _same_but_status)
    others = pair(twins.missed, twins.false, lambda want, have: _replaces(want, have, claims, traces))
    for want, have in twins.pairs:
        yield _wrong(want, have, _change(want, have, claims, traces), claims, traces)
    for want, have in others.pairs:
        yield _wrong(want, have, "another value", claims, traces)
    for want in others.missed:
        told, quotes = spell(want), _proofs(want, claims, traces)
        yield _error(claims, want, f"missed: {_cause(want, claims, traces)}", told, quotes)
    for have in others.false:
        gold = " / ".join(spell(want) for want in claims.gold if want[0] == have[0])
        told = f"found {_held(have, claims, traces)}" + (f"; gold has {gold}" if gold else "")
        yield _error(claims, have, f"false: {_ground(have, claims, traces)}", told, _cited(have, claims, traces))


def _same_but_status(want: Finding, have: Finding) -> bool:
    # What a customer dislikes was found as liked: the attribute tells the polarity there.
    tastes = {"likes", "dislikes"}
    alike = want[0] == have[0] or {want[0], have[0]} == tastes
    return alike and same_value(want[:2], (want[0], have[1]))


def _replaces(want: Finding, have: Finding, claims: Claims, traces: Traces) -> bool:
    """Whether another value of the attribute stands where the gold's should."""
    exclusive = want[0] in traces.exclusive
    if want[0] != have[0] or not (exclusive or want[0] in FREE_TEXT):
        return False
    if exclusive and want[2] == have[2]:
        return True
    cited = {reading.place for reading in traces.proving(claims.kind, claims.customer_id, have)}
    return not cited.isdisjoint(claims.proofs[want])


def _change(want: Finding, have: Finding, claims: Claims, traces: Traces) -> str:
    """How the status came to be another: the turn was read wrongly, or read rightly and nothing says what was found."""
    right = any(reading.counts and reading.finding[2] == want[2] for reading in _readings(want, claims, traces))
    cited = traces.proving(claims.kind, claims.customer_id, have)
    made = right and claims.kind == "fact" and all(reading.finding[2] != have[2] for reading in cited)
    what = "changed in consolidation" if made else _status(claims)
    return f"{what} {want[2]} -> {have[2]}"


def _status(claims: Claims) -> str:
    return "polarity" if claims.kind == "preference" else "status"


def _cause(want: Finding, claims: Claims, traces: Traces) -> str:
    readings = _readings(want, claims, traces)
    if any(reading.counts for reading in readings):
        return "lost in consolidation"
    return "read below the threshold" if readings else "not read"


def _ground(have: Finding, claims: Claims, traces: Traces) -> str:
    cited = traces.proving(claims.kind, claims.customer_id, have)
    if claims.refused or have[:2] in claims.withheld:
        return "without consent"
    if cited and all(reading.rule.startswith(IMPLIED) for reading in cited):
        return "implied only"
    twin = next((want for want in claims.gold if _same_but_status(want, have)), None)
    if twin is not None:
        return "gold has it once" if twin[2] == have[2] else f"{_status(claims)} {twin[2]} -> {have[2]}"
    if any(want[0] == have[0] for want in claims.gold):
        return "another value"
    places = {reading.place for reading in cited}
    if claims.kind == "frustration" and any(not places.isdisjoint(claims.proofs[want]) for want in claims.gold):
        return "gold has another there"
    return "gold has nothing of it"


def _readings(want: Finding, claims: Claims, traces: Traces) -> list[Reading]:
    """What was read of a value in the turns that prove it."""
    at_proofs = (traces.read.get((claims.kind, place), []) for place in claims.proofs[want])
    return [reading for readings in at_proofs for reading in readings if reads(reading, want)]


def _wrong(want: Finding, have: Finding, kind: str, claims: Claims, traces: Traces) -> Error:
    told = f"{spell(want)}; found {_held(have, claims, traces)}"
    beside = [quote for quote in _cited(have, claims, traces) if quote.place not in claims.proofs[want]]
    return _error(claims, want, f"wrong: {kind}", told, [*_proofs(want, claims, traces), *beside])


def _error(claims: Claims, finding: Finding, kind: str, told: str, quotes: Sequence[Quote]) -> Error:
    return Error(
        finding=claims.kind,
        attribute=finding[0],
        kind=kind,
        customer_id=claims.customer_id,
        told=told,
        quotes=tuple(quotes),
    )


def _proofs(want: Finding, claims: Claims, traces: Traces) -> list[Quote]:
    return [traces.proof(claims.kind, place, want) for place in claims.proofs[want]]


def _cited(have: Finding, claims: Claims, traces: Traces) -> list[Quote]:
    cited = traces.proving(claims.kind, claims.customer_id, have)
    return [traces.quote(reading.place, reading) for reading in cited[:SHOWN_PROOFS]]


def _held(have: Finding, claims: Claims, traces: Traces) -> str:
    confidence = traces.held.get((claims.kind, claims.customer_id, have[0], have[1]))
    return spell(have) if confidence is None else f"{spell(have)} {confidence:.3f}"
