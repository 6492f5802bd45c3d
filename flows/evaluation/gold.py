"""Gold conversations: YAML files of customers, their conversations and what a careful reader learns from them.

A text marks its entities as `[[TYPE|words]]`. The files are written by people, so every fault of a
file is named at once, with the place where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from flows.evaluation.followed import SUFFIX, read_followed
from nlp.errors import NotFoundError, SettingsError
from nlp.records import Polarity, Sentiment, Speaker, Status

MARK = re.compile(r"\[\[([A-Z_]+)\|([^\[\]|]+)\]\]")
REDACTED = frozenset({"EMAIL", "PHONE", "ADDRESS", "ACCOUNT_ID", "CARD", "SSN", "DOB", "IP", "USERNAME"})
NAMES = frozenset({"PERSON", "ORG", "PRODUCT", "LOCATION", "MONEY"})  # of the other types, those that are scored
SPECIAL = frozenset({("diet", "halal"), ("diet", "kosher"), ("life_event", "illness_or_injury"), ("expecting", "yes")})
QUOTE_HEADER = re.compile(r"On .+ wrote:$")
SHOWN_FAULTS = 20


class GoldTurn(NamedTuple):
    """What one party said, entities marked; a customer's turn bears its sentiment."""

    speaker: Speaker
    text: str
    sentiment: Sentiment | None = None


class GoldFact(NamedTuple):
    """A fact and the turns that prove it, each as `conversation:turn`."""

    family: str
    attribute: str
    value: str
    status: Status
    turns: tuple[str, ...]


class GoldPreference(NamedTuple):
    """A lasting wish and the turns that prove it."""

    attribute: str
    value: str
    polarity: Polarity
    turns: tuple[str, ...]


class GoldFrustration(NamedTuple):
    """A complaint as it stood at the end, and the turns that prove it."""

    category: str
    object: str
    severity: int
    resolved: Literal["yes", "no", "unknown"]
    turns: tuple[str, ...]


class GoldRecord(BaseModel):
    """What the company's CRM knows of the customer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    name: str
    email: str = ""
    phone: str = ""
    handle: str = ""
    city: str = ""


class GoldConversation(BaseModel):
    """One conversation, with the contact keys that its source would name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    channel: Literal["call", "chat", "email"]
    started_at: str  # kept as written: the source files repeat it
    contact: dict[str, str] = Field(default_factory=dict)
    turns: tuple[GoldTurn, ...] = Field(min_length=1)

    @property
    def begun(self) -> datetime:
        """When it began, with its zone."""
        return datetime.fromisoformat(self.started_at)

    @model_validator(mode="after")
    def _check_turns(self) -> Self:
        if datetime.fromisoformat(self.started_at).tzinfo is None:
            raise ValueError(f"started_at {self.started_at!r} has no zone")
        bare = [str(n) for n, turn in enumerate(self.turns) if turn.speaker == "customer" and turn.sentiment is None]
        if bare:
            raise ValueError(f"customer turns without a sentiment: {', '.join(bare)}")
        return self


class GoldCustomer(BaseModel):
    """A customer, their conversations and everything that a careful reader learns from them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    customer: GoldRecord
    conversations: tuple[GoldConversation, ...]
    facts: tuple[GoldFact, ...] = ()
    preferences: tuple[GoldPreference, ...] = ()
    frustrations: tuple[GoldFrustration, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: object) -> object:
        # `facts:` with nothing below it is null in YAML, and means none.
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _check_proofs(self) -> Self:
        known = {f"{chat.id}:{number}" for chat in self.conversations for number in range(len(chat.turns))}
        labels: Iterable[GoldFact | GoldPreference | GoldFrustration] = (
            *self.facts,
            *self.preferences,
            *self.frustrations,
        )
        lost = sorted({proof for label in labels for proof in label.turns} - known)
        if lost:
            raise ValueError(f"proofs that name no turn of this customer: {', '.join(lost)}")
        return self


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """One marked name or identifier."""

    conversation_id: str
    turn: int
    type: str
    text: str


def plain(text: str) -> str:
    """Give the text as it was said, entity marks removed."""
    return MARK.sub(lambda mark: mark[2], text)


def unquoted(message: str) -> str:
    """Give an e-mail's own words: quoted lines and the line that introduces them left out."""
    lines = message.splitlines()
    return "\n".join(line for line in lines if not line.startswith(">") and not QUOTE_HEADER.match(line))


def consents(index: int) -> tuple[bool, bool]:
    """Say what the index-th customer granted: (profiling, special categories).

    One in nine refuses profiling and two in three the special categories, so that every gold set
    measures both what is derived and what must not be.
    """
    return index % 9 != 8, index % 3 == 0  # noqa: PLR2004  # the ninth of nine


def expected_facts(customer: GoldCustomer, *, special: bool) -> list[GoldFact]:
    """List the facts that a profile should hold, given whether the customer opted in to special categories."""
    return [fact for fact in customer.facts if special or (fact.attribute, fact.value) not in SPECIAL]


def expected_frustrations(customer: GoldCustomer) -> list[GoldFrustration]:
    """List one frustration a category, as profiles hold them: the worst severity, the last ending, the turns of all."""
    merged: dict[str, GoldFrustration] = {}
    for label in customer.frustrations:
        before = merged.get(label.category, label)
        merged[label.category] = label._replace(
            severity=max(before.severity, label.severity), turns=tuple(dict.fromkeys((*before.turns, *label.turns)))
        )
    return list(merged.values())


def proofs(label: GoldFact | GoldPreference | GoldFrustration) -> list[tuple[str, int]]:
    """List the turns that prove a label: (conversation, turn)."""
    places = (proof.rsplit(":", 1) for proof in label.turns)
    return [(conversation, int(turn)) for conversation, turn in places]


def entities(customer: GoldCustomer) -> Iterator[GoldEntity]:
    """List the marked entities of a customer's conversations, in order; quoted e-mail text counts once."""
    for conversation in customer.conversations:
        for number, turn in enumerate(conversation.turns):
            text = unquoted(turn.text) if conversation.channel == "email" else turn.text
            for mark in MARK.finditer(text):
                yield GoldEntity(conversation.id, number, mark[1], mark[2])


def read_gold(paths: Sequence[Path]) -> list[GoldCustomer]:
    """Read gold files in the order given; a customer's place in it decides their consents.

    Raises:
        NotFoundError: a file does not exist.
        SettingsError: a file is no YAML, or not of this shape; all its faults are named.
    """
    people = [person for path in paths for person in _read_file(path)]
    ids = [person.customer.id for person in people]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise SettingsError(f"The gold files name these customers twice: {', '.join(twice)}. Name each file once.")
    return people


def _read_file(path: Path) -> list[GoldCustomer]:
    if not path.is_file():
        raise NotFoundError(f"There is no gold file {path}. Name a YAML file like tests/gold/*.yaml.")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.name.endswith(SUFFIX):
            content = list(read_followed(path, content))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is no YAML file: {error}") from error
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise SettingsError(f"{path} and the conversations beside it are no training files: {error!r}") from error
    try:
        return TypeAdapter(list[GoldCustomer]).validate_python(content)
    except ValidationError as error:
        raise SettingsError(_faults(path, error)) from error


def _faults(path: Path, error: ValidationError) -> str:
    faults = [f"  {'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors()]
    more = [f"  … and {len(faults) - SHOWN_FAULTS} more"] if len(faults) > SHOWN_FAULTS else []
    noun = "fault" if len(faults) == 1 else "faults"
    return "\n".join([f"{path} has {len(faults)} {noun}:", *faults[:SHOWN_FAULTS], *more])
