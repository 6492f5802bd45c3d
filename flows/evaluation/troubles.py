"""What is wrong with the severity and the ending of frustrations whose category is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.evaluation.errors import Error, Quote
from flows.evaluation.findings import Findings, Place
from flows.evaluation.gold import GoldCustomer, GoldFrustration, expected_frustrations, proofs
from flows.evaluation.tally import Finding
from flows.evaluation.traces import Traces


def explain_details(person: GoldCustomer, found: Findings, traces: Traces) -> Iterator[Error]:
    """List the frustrations that are found, but more or less severe, or settled otherwise, than the gold has them."""
    name = person.customer.id
    have = {category: (severity, resolved) for category, severity, resolved in found.frustrations.get(name, [])}
    for want in expected_frustrations(person):
        if want.category not in have:
            continue
        severity, resolved = have[want.category]
        if severity != want.severity:
            told = f"{want.category}, severity {want.severity}; found {severity}"
            kind, quotes = f"{want.severity} -> {severity}", _mentions(want, name, traces)
            yield Error(
                finding="frustration", attribute="severity", kind=kind, customer_id=name, told=told, quotes=quotes
            )
        if resolved != want.resolved:
            told = f"{want.category}, resolved {want.resolved}; found {resolved}"
            kind, quotes = f"{want.resolved} -> {resolved}", _ending(person, want, found, traces)
            yield Error(
                finding="frustration", attribute="resolved", kind=kind, customer_id=name, told=told, quotes=quotes
            )


def _mentions(want: GoldFrustration, name: str, traces: Traces) -> tuple[Quote, ...]:
    """The turns that the gold or the profile cites, with the severity read in each."""
    category: Finding = (want.category, "", "")
    cited = [reading.place for reading in traces.proving("frustration", name, category)]
    places = dict.fromkeys((*proofs(want), *cited))
    return tuple(traces.proof("frustration", place, category) for place in places)


def _ending(person: GoldCustomer, want: GoldFrustration, found: Findings, traces: Traces) -> tuple[Quote, ...]:
    """The last mention that was read, and what profile.frustrations took for its ending.

    That is the words that it is over or not, from there on and in the next conversation; where the conversation
    itself has none, the last thing the customer said in it.
    """
    begun = sorted(person.conversations, key=lambda conversation: (conversation.begun, conversation.id))
    order = {conversation.id: number for number, conversation in enumerate(begun)}
    mentions = traces.proving("frustration", person.customer.id, (want.category, "", ""))
    last = max(mentions, key=lambda reading: (order.get(reading.place[0], -1), reading.place[1]), default=None)
    if last is None or last.place[0] not in order:
        return tuple(traces.quote(place) for place in proofs(want))
    here = begun[order[last.place[0]]]
    later = begun[order[here.id] + 1 : order[here.id] + 2]
    said = [(here.id, number) for number, turn in enumerate(here.turns) if turn.speaker == "customer"]
    after: list[Place] = [(chat.id, number) for chat in later for number in range(len(chat.turns))]
    words = [
        traces.quote(place, reading)
        for place in (*(place for place in said if place[1] >= last.place[1]), *after)
        for reading in traces.endings.get(place, [])
    ]
    quotes = [traces.quote(last.place, last), *words]
    if all(quote.place[0] != here.id for quote in words):
        mood = f"last said, {found.moods.get(said[-1], 'no sentiment')}"
        quotes.insert(1, replace(traces.quote(said[-1]), read=mood))
    return tuple(quotes)
