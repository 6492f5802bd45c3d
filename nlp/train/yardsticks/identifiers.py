"""Identifiers: what redaction masks and the reader names in support chats and in formats (multidogo, presidio_pii)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nlp.records import Reading, Utterance
from nlp.redact.find import Setting, find_identifiers
from nlp.redact.mask import apply, unmasked
from nlp.redact.tokens import Span
from nlp.train.yardsticks.corpus import Corpus
from nlp.train.yardsticks.names import Marked, spans_of
from nlp.train.yardsticks.subject import Subject, customer
from nlp.train.yardsticks.tally import Score, Tally, overlap

MULTIDOGO, PRESIDIO = "multidogo", "presidio_pii"
MASKED = "anything to be masked"
SECRET = "PASSWORD"  # noqa: S105 - a label; redaction has no type for it, any mask will do
MASKED_TYPES = frozenset({"SSN", "PHONE", "EMAIL", "ADDRESS", "CARD", "ACCOUNT_ID", "USERNAME", "DOB", "IP", SECRET})

SLOT_TYPES = {
    "name": "PERSON",
    "ssn": "SSN",
    **dict.fromkeys("phonenumber phone_number".split(), "PHONE"),
    "email_address": "EMAIL",
    **dict.fromkeys("address current_zipcode new_zipcode".split(), "ADDRESS"),
    "card_number": "CARD",
    **dict.fromkeys("account_number target_account_number account_id policyid claimid".split(), "ACCOUNT_ID"),
    **dict.fromkeys("booking_confirmation_number order_number item_code".split(), "ORDER_ID"),
    "username": "USERNAME",
    "password": SECRET,
    "company_name": "ORG",
    **dict.fromkeys("current_city new_city arrival_city departure_city".split(), "LOCATION"),
    **dict.fromkeys("date start_date end_date charge_date lastuseddate".split(), "DATE"),
    **dict.fromkeys("charge_time lastusedtime".split(), "TIME"),
    **dict.fromkeys("cost price charge_amount transferamount".split(), "MONEY"),
}
PII_TYPES = {  # DATE_TIME is any of date, time and duration, and titles, ages and nationalities are none of ours
    "PERSON": "PERSON",
    "GPE": "LOCATION",
    "ORGANIZATION": "ORG",
    **dict.fromkeys("STREET_ADDRESS ZIP_CODE".split(), "ADDRESS"),
    "CREDIT_CARD": "CARD",
    "IBAN_CODE": "ACCOUNT_ID",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "US_SSN": "SSN",
    "IP_ADDRESS": "IP",
}
INSIDE_ADDRESS = frozenset({"PERSON", "LOCATION"})  # addresses are labelled with the name or the town beside them
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotTurn:
    """A customer's turn and the values in it."""

    text: str
    slots: tuple[Marked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotChat:
    """The customer's turns of a support chat; the agent's are not in the corpus."""

    turns: tuple[SlotTurn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PiiSentence:
    """A sentence made from a template and the identifiers in it."""

    text: str
    entities: tuple[Marked, ...]


class MaskedTurn(NamedTuple):
    """A turn before it is read: what people labelled and redaction found, both as places in the text as written."""

    labelled: Sequence[Span]
    masks: Sequence[Span]


def measure_multidogo(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure on turns that occur nowhere in the corpus's training part, word for word: many are formulas."""
    known = {words_of(turn.text) for chat in corpus.train(MULTIDOGO, SlotChat) for turn in chat.turns}
    setting = Setting(spoken=True, email=False, year=None)  # lower case, no punctuation: as a recogniser writes
    asked = (
        pair
        for chat in corpus.dev(MULTIDOGO, SlotChat)
        for turn, pair in zip(
            chat.turns,
            mask_turns([(turn.text, spans_of(turn.slots, SLOT_TYPES)) for turn in chat.turns], setting),
            strict=True,
        )
        if words_of(turn.text) not in known
    )
    return _measure(MULTIDOGO, SLOT_TYPES, subject, asked)


def measure_presidio(corpus: Corpus, subject: Subject) -> list[Score]:
    """Measure on single sentences with identifiers as they are written."""
    setting = Setting(spoken=False, email=False, year=None)
    asked = (
        pair
        for one in corpus.dev(PRESIDIO, PiiSentence)
        for pair in mask_turns([(one.text, spans_of(one.entities, PII_TYPES))], setting)
    )
    return _measure(PRESIDIO, PII_TYPES, subject, asked)


def words_of(text: str) -> str:
    """A text by its words alone, to tell whether two are the same."""
    return " ".join(WORD.findall(text.lower()))


def mask_turns(turns: Sequence[tuple[str, Sequence[Span]]], setting: Setting) -> Iterator[tuple[MaskedTurn, Utterance]]:
    """Mask the customer's turns of one conversation, and make what the reader gets.

    Args:
        turns: texts and what is labelled in them.
        setting: what redaction knows of the conversation.
    """
    found = find_identifiers([("customer", text) for text, _ in turns], setting)
    for (text, labelled), masks in zip(turns, found, strict=True):
        redacted, _ = apply(text, masks)
        yield MaskedTurn(labelled, masks), customer(redacted)


def found_in(turn: MaskedTurn, reading: Reading) -> list[Span]:
    """What redaction masked and the reader named, at its place in the text as it was written."""
    named = [Span(entity.start, entity.end, entity.type) for entity in reading.entities]
    return [*turn.masks, *unmasked(named, turn.masks)]


def _measure(
    name: str, types: Mapping[str, str], subject: Subject, asked: Iterable[tuple[MaskedTurn, Utterance]]
) -> list[Score]:
    tallies = {kind: Tally() for kind in (MASKED, *types.values())}
    for turn, reading in subject.read(name, asked):
        count_turn(tallies, turn, reading)
    return [
        Score(
            yardstick=name,
            what=kind,
            figures=tally.recall_figures() if kind == SECRET else tally.figures(),
        )
        for kind, tally in tallies.items()
        if tally.labelled
    ]


def count_turn(tallies: Mapping[str, Tally], turn: MaskedTurn, reading: Reading) -> None:
    """Count one turn: each type by itself, then all that should be masked against all masks, whatever their type.

    Args:
        tallies: one for MASKED and for each type that the corpus labels; what is found of others is passed over.
        turn: with labels and masks.
        reading: of the masked text.
    """
    labelled, found = _by_type(turn.labelled), _by_type(found_in(turn, reading))
    masks = [Span(mask.start, mask.end, MASKED) for mask in turn.masks]
    secret = [Span(span.start, span.end, MASKED) for span in turn.labelled if span.type in MASKED_TYPES]
    for kind, tally in tallies.items():
        if kind == MASKED:
            tally.add_spans(secret, masks)
        elif kind == SECRET:
            tally.add_spans([Span(span.start, span.end, MASKED) for span in labelled[kind]], masks)
        else:
            tally.add_spans(labelled[kind], _scored(kind, labelled, found[kind]))


def _scored(kind: str, labelled: Mapping[str, Sequence[Span]], found: Sequence[Span]) -> list[Span]:
    """What is found of a type, without names and towns that are no label of their own but part of an address."""
    if kind not in INSIDE_ADDRESS:
        return list(found)
    addresses = [Span(span.start, span.end, kind) for span in labelled["ADDRESS"]]
    return [
        span
        for span in found
        if any(overlap(span, label) for label in labelled[kind]) or not any(overlap(span, one) for one in addresses)
    ]


def _by_type(spans: Iterable[Span]) -> defaultdict[str, list[Span]]:
    groups: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        groups[span.type].append(span)
    return groups
