"""Everything that an evaluation found wrong, one by one, for those who mend the models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from flows.evaluation.claims import Claims, explain
from flows.evaluation.errors import Error, spell
from flows.evaluation.findings import Findings, Leak, Place, grouped, identifiers
from flows.evaluation.gold import (
    NAMES,
    REDACTED,
    SPECIAL,
    GoldCustomer,
    GoldFact,
    GoldFrustration,
    GoldPreference,
    GoldTurn,
    consents,
    entities,
    expected_facts,
    expected_frustrations,
    proofs,
)
from flows.evaluation.spans import Spans, explain_spans
from flows.evaluation.tally import Finding, pair, same_value
from flows.evaluation.traces import Kind, Traces, reads
from flows.evaluation.troubles import explain_details

Label = GoldFact | GoldPreference | GoldFrustration
BLOT = "#"


def find_errors(
    people: Sequence[GoldCustomer], found: Findings, traces: Traces, leaked: Sequence[Leak]
) -> Iterator[Error]:
    """List what is missed, false or otherwise than the gold has it, identifiers blotted out.

    Args:
        people: the gold customers in the order in which they were rendered. Where none of them has a marked entity
            (training turns have none), entities are not compared.
        found: what the tables say.
        traces: how they came to it.
        leaked: the identifiers that can still be read.
    """
    marked = any(True for person in people for _ in entities(person))
    for index, person in enumerate(people):
        profiling, special = consents(index)
        errors = [*_profile_errors(person, found, traces, profiling=profiling, special=special)]
        errors += _identity_errors(person, found, traces)
        errors += _mood_errors(person, found, traces, profiling=profiling)
        if marked:
            errors += _entity_errors(person, found, traces, profiling=profiling)
        errors += _leak_errors(person, leaked, traces)
        yield from (_blotted(error, person) for error in errors)


def _profile_errors(
    person: GoldCustomer, found: Findings, traces: Traces, *, profiling: bool, special: bool
) -> Iterator[Error]:
    name = person.customer.id
    labels: dict[Kind, list[tuple[Finding, Label]]] = {
        "fact": [((f.attribute, f.value, f.status), f) for f in expected_facts(person, special=special)],
        "preference": [((wish.attribute, wish.value, wish.polarity), wish) for wish in person.preferences],
        "frustration": [((trouble.category, "", ""), trouble) for trouble in expected_frustrations(person)],
    }
    have: dict[Kind, list[Finding]] = {
        "fact": found.facts.get(name, []),
        "preference": found.preferences.get(name, []),
        "frustration": [(category, "", "") for category, *_ in found.frustrations.get(name, [])],
    }
    for kind, items in labels.items():
        wanted = items if profiling else []
        claims = Claims(
            kind=kind,
            customer_id=name,
            gold=[finding for finding, _ in wanted],
            proofs=_proofs(wanted),
            found=have[kind],
            withheld=frozenset() if special else SPECIAL,
            refused=not profiling,
        )
        yield from explain(claims, traces)
        if kind == "fact":
            yield from _evidence_errors(claims, traces)
    if profiling:
        yield from explain_details(person, found, traces)


def _proofs(labels: Iterable[tuple[Finding, Label]]) -> dict[Finding, list[Place]]:
    places: dict[Finding, list[Place]] = {}
    for finding, label in labels:
        mine = places.setdefault(finding, [])
        mine += [place for place in proofs(label) if place not in mine]
    return places


def _evidence_errors(claims: Claims, traces: Traces) -> Iterator[Error]:
    """Right facts of which no cited turn proves them."""
    for want, have in pair(claims.gold, claims.found, same_value).pairs:
        cited = [reading for reading in traces.cited.get(("fact", claims.customer_id), []) if reads(reading, want)]
        places = claims.proofs[want]
        if not {reading.place for reading in cited}.isdisjoint(places):
            continue
        quotes = [*map(traces.quote, places), *(traces.quote(reading.place, reading) for reading in cited)]
        yield Error(
            finding="evidence",
            attribute=want[0],
            kind="cites other turns",
            customer_id=claims.customer_id,
            told=f"{spell(want)}; found {spell(have)}",
            quotes=tuple(quotes),
        )


def _identity_errors(person: GoldCustomer, found: Findings, traces: Traces) -> Iterator[Error]:
    """Conversations that are nobody's or another customer's."""
    for conversation in person.conversations:
        owner = found.owners.get(conversation.id)
        if owner != person.customer.id:
            yield Error(
                finding="identity",
                attribute="customer",
                kind="linked to another" if owner else "not linked",
                customer_id=person.customer.id,
                told=f"{conversation.id}; found {owner or 'nobody'}",
                quotes=(traces.quote((conversation.id, 0)),),
            )


def _mood_errors(person: GoldCustomer, found: Findings, traces: Traces, *, profiling: bool) -> Iterator[Error]:
    """Turns of another sentiment; those of customers who refused profiling are rightly not read."""
    for place, turn in _turns(person):
        mood = found.moods.get(place, "none" if profiling else turn.sentiment)
        if turn.speaker != "customer" or turn.sentiment in {None, mood}:
            continue
        score = f", score {traces.moods[place]:.3f}" if place in traces.moods else ""
        yield Error(
            finding="sentiment",
            attribute="sentiment",
            kind=f"{turn.sentiment} -> {mood}",
            customer_id=person.customer.id,
            told=f"{turn.sentiment}; found {mood}{score}",
            quotes=(traces.quote(place, whole=True),),
        )


def _entity_errors(person: GoldCustomer, found: Findings, traces: Traces, *, profiling: bool) -> Iterator[Error]:
    """Names and identifiers; names are not looked for where the customer refused profiling."""
    wanted = REDACTED | NAMES if profiling else REDACTED
    marks = grouped(
        ((mark.conversation_id, mark.turn), (mark.type, mark.text)) for mark in entities(person) if mark.type in wanted
    )
    for place, _ in _turns(person):
        spans = Spans(
            customer_id=person.customer.id, place=place, gold=marks.get(place, []), found=found.spans.get(place, [])
        )
        yield from explain_spans(spans, traces)


def _turns(person: GoldCustomer) -> Iterator[tuple[Place, GoldTurn]]:
    for conversation in person.conversations:
        for number, turn in enumerate(conversation.turns):
            yield (conversation.id, number), turn


def _leak_errors(person: GoldCustomer, leaked: Sequence[Leak], traces: Traces) -> Iterator[Error]:
    ids = {conversation.id for conversation in person.conversations}
    for entity, column in leaked:
        if entity.conversation_id in ids:
            yield Error(
                finding="privacy",
                attribute=entity.type,
                kind=f"can be read in {column}",
                customer_id=person.customer.id,
                told=entity.type,
                quotes=(traces.quote((entity.conversation_id, entity.turn), whole=True),),
            )


def _blotted(error: Error, person: GoldCustomer) -> Error:
    """Blot out identifiers that redaction left, so that the list can be passed on; cues keep their places."""
    places = {quote.place for quote in error.quotes}
    long = {entity.text for entity in identifiers(person)}
    here = {
        mark.text for mark in entities(person) if mark.type in REDACTED and (mark.conversation_id, mark.turn) in places
    }
    secrets = sorted(long | here, key=len, reverse=True)
    if not secrets:
        return error
    pattern = re.compile("|".join(map(re.escape, secrets)), re.IGNORECASE)

    def blot(text: str) -> str:
        return pattern.sub(lambda secret: BLOT * len(secret[0]), text)

    quotes = (replace(quote, text=blot(quote.text), read=blot(quote.read)) for quote in error.quotes)
    return replace(error, told=blot(error.told), quotes=tuple(quotes))
