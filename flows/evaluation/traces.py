"""What a run leaves of how it came to its results: what was read in each turn, how surely, by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from flows.evaluation.errors import Cue, Quote, spell
from flows.evaluation.findings import Place, conversation_name, grouped, read_rows
from flows.evaluation.tally import Finding, same_value

if TYPE_CHECKING:
    import duckdb

Kind = Literal["fact", "preference", "frustration"]  # as profile.evidence calls them
IMPLIED = "implied by "  # how sql/profile/fact_mentions.sql begins the rule of what another fact implies
NOWHERE = "(the database does not hold this turn)"
# Each turn's readings before any threshold, with values and statuses turned as profile.*_mentions turns them.
READ = """
with thresholds as (select attribute, when_negated, coalesce(min_confidence, 0) as least from profile.attributes)
select
    'fact' as kind, conversation_id, turn, attribute,
    if(status = 'negated' and value = 'yes', coalesce(when_negated, value), value) as value,
    if(status = 'negated' and value = 'yes' and when_negated is not null, 'current', status) as status,
    confidence, least, rule, start_char, end_char
from signal.facts left join thresholds using (attribute)
union all
select
    'preference', conversation_id, turn, attribute, value,
    case attribute when 'likes' then 'positive' when 'dislikes' then 'negative' else polarity end,
    confidence, least, null, start_char, end_char
from signal.preferences left join thresholds using (attribute)
union all
select
    'frustration', conversation_id, turn, lower(trim(category)), '', 'severity ' || severity,
    confidence, least, null, start_char, end_char
from signal.frustrations left join thresholds on thresholds.attribute = 'frustration'
order by kind, conversation_id, turn, confidence desc, attribute, value, status
"""
CITED = """
select
    customer_id, kind, conversation_id, turn, attribute, if(kind = 'frustration', '', value), coalesce(status, ''),
    confidence, 0, rule, start_char, end_char
from profile.evidence
order by customer_id, kind, confidence desc, conversation_id, turn, start_char
"""
HELD = """
select 'fact', customer_id, attribute, value::varchar, confidence from profile.facts
union all
select 'preference', customer_id, attribute, value::varchar, confidence from profile.preferences
union all
select 'frustration', customer_id, category, '', confidence from profile.frustrations
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in one turn."""

    place: Place
    finding: Finding  # (attribute, value, status or polarity); a frustration's is (category, "", severity)
    confidence: float  # 0 to 1
    threshold: float  # below it, it does not count
    rule: str  # that decided; empty where none did
    cue: Cue | None

    @property
    def counts(self) -> bool:
        """Whether it is sure enough to count."""
        return self.confidence >= self.threshold

    def told(self) -> str:
        """Write what was read, how surely, and by which rule."""
        below = "" if self.counts else f" below {self.threshold:.3f}"
        rule = f"; rule {self.rule}" if self.rule else ""
        return f"{spell(self.finding)} {self.confidence:.3f}{below}{rule}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Everything that explains a result; conversations by their gold names."""

    texts: dict[Place, str]  # redacted
    read: dict[tuple[str, Place], list[Reading]]  # by kind and turn: what the models said, however unsure
    cited: dict[tuple[str, str], list[Reading]]  # by kind and customer: what the profile stands on, the surest first
    held: dict[tuple[str, str, str, str], float]  # (kind, customer, attribute, value) -> confidence
    exclusive: frozenset[str]  # attributes that hold one value at a time
    moods: dict[Place, float]  # -1 to 1
    endings: dict[Place, list[Reading]]  # words that a trouble is over, or is not
    spans: dict[Place, list[Reading]]  # entities: (type, text, "")

    def quote(self, place: Place, reading: Reading | None = None, *, whole: bool = False) -> Quote:
        """Quote a turn, the cue of what was read in it marked."""
        text = self.texts.get(place, NOWHERE)
        if reading is None:
            return Quote(place=place, text=text, whole=whole)
        return Quote(place=place, text=text, cue=reading.cue, read=reading.told(), whole=whole)

    def nearest(self, kind: Kind, place: Place, want: Finding) -> Reading | None:
        """Give what was read in a turn that comes nearest to what the gold has there.

        That is the same value, best with the same status, or else the surest of its attribute; frustrations
        of any category come near each other.
        """
        readings = self.read.get((kind, place), [])
        near = [reading for reading in readings if kind == "frustration" or reading.finding[0] == want[0]]
        return max(
            near,
            key=lambda reading: (reads(reading, want), reading.finding[2] == want[2], reading.confidence),
            default=None,
        )

    def proof(self, kind: Kind, place: Place, want: Finding) -> Quote:
        """Quote a turn that proves what the gold has, with what was read there; whole where that is something else."""
        reading = self.nearest(kind, place, want)
        return self.quote(place, reading, whole=reading is None or not reads(reading, want))

    def proving(self, kind: str, customer_id: str, finding: Finding) -> list[Reading]:
        """List what a found value stands on: mentions that show its status first, then the surest."""
        cited = self.cited.get((kind, customer_id), [])
        mine = [reading for reading in cited if reading.finding[:2] == finding[:2]]
        return sorted(mine, key=lambda reading: reading.finding[2] != finding[2])


def reads(reading: Reading, want: Finding) -> bool:
    """Say whether a reading has the attribute and value of a finding, whatever its status."""
    return same_value(want[:2], reading.finding[:2])


def read_traces(database: duckdb.DuckDBPyConnection) -> Traces:
    """Read what explains the results.

    Raises:
        StoreError: a table of the contract is missing or lacks a column.
    """
    turns = read_rows(database, "select conversation_id, turn, text from conversation.turns")
    spans = read_rows(
        database,
        "select conversation_id, turn, type, text, '', score, 0, null, start_char, end_char from signal.entities",
    )
    endings = read_rows(
        database,
        "select conversation_id, turn, if(resolved, 'over', 'not over'), '', '', confidence, 0, null, "
        "start_char, end_char from signal.resolutions order by conversation_id, turn, confidence desc",
    )
    moods = read_rows(database, "select conversation_id, turn, score from signal.sentiment")
    single = read_rows(database, "select attribute from profile.attributes where not several")
    read = ((kind, _reading(*row)) for kind, *row in read_rows(database, READ))
    cited = read_rows(database, CITED)
    return Traces(
        texts={(conversation_name(conversation), turn): text for conversation, turn, text in turns},
        read=grouped(((kind, reading.place), reading) for kind, reading in read),
        cited=grouped(((kind, customer_id), _reading(*row)) for customer_id, kind, *row in cited),
        held={tuple(key): confidence for *key, confidence in read_rows(database, HELD)},
        exclusive=frozenset(attribute for (attribute,) in single),
        moods={(conversation_name(conversation), turn): score for conversation, turn, score in moods},
        endings=grouped((reading.place, reading) for reading in (_reading(*row) for row in endings)),
        spans=grouped((reading.place, reading) for reading in (_reading(*row) for row in spans)),
    )


def _reading(conversation_id: str, turn: int, *row: Any) -> Reading:  # noqa: ANN401  # a row of a query
    attribute, value, status, confidence, threshold, rule, start, end = row
    return Reading(
        place=(conversation_name(conversation_id), turn),
        finding=(attribute, value or "", status or ""),
        confidence=confidence,
        threshold=threshold or 0.0,
        rule=rule or "",
        cue=None if start is None or end is None else (start, end),
    )
