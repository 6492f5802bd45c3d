"""EXTRACT: what models find in the turns of consenting customers becomes signals, batch by batch."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import duckdb

from flows.config import ExtractionSettings, Settings
from flows.ledger import Run, StageCounts
from flows.progress import Progress
from flows.store import Store, insert_rows, transaction, value
from flows.taxonomy import Taxonomy, load_taxonomy
from nlp import registry
from nlp.errors import ModelError
from nlp.records import Reading, Utterance

STAGE = "extract"
SIGNALS = ("sentiment", "facts", "preferences", "frustrations", "resolutions", "names", "withheld")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input:
    conversation_id: str
    turn: int
    input_hash: str
    opted_in: bool  # to special categories
    utterance: Utterance


class Reader(Protocol):
    """Everything that reads turns, loaded."""

    @property
    def version(self) -> str:
        """The name of the models and rules, as signal rows give it."""

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """Read turns, one reading each, in their order."""


def load_reader(settings: ExtractionSettings) -> Reader:
    """Load the reader that the settings name: takes seconds and memory."""
    return registry.load_reader(settings.model, encoder=settings.encoder, threads=settings.threads)


def reader_version(settings: ExtractionSettings) -> str:
    """The version of that reader, without loading it."""
    return registry.reader_version(settings.model)


def extract(
    store: Store,
    settings: Settings,
    run: Run,  # noqa: ARG001 - every stage is called alike
    progress: Progress,
    *,
    load: Callable[[ExtractionSettings], Reader] = load_reader,
    version: Callable[[ExtractionSettings], str] = reader_version,
) -> list[StageCounts]:
    """Read the turns of customers who consent to profiling, as far as this has not been done.

    Equal inputs are read once; signals of turns that are gone or may not be read any more go. Special facts are kept
    only of customers who opted in to them: a change of that, or of what is special, has the turns read again.

    Returns:
        Counts of turns.

    Raises:
        ModelError: the model is missing, damaged or not the one it says.
        SettingsError: the registry is wrong.
    """
    work = store.work
    model = version(settings.extraction)
    taxonomy = load_taxonomy()
    seen = _list_readable(work, taxonomy)
    _drop_unreadable(work, model)
    pending = _list_pending(work, model)
    progress.start(STAGE, pending, unit="turns")
    if inputs := _list_inputs(work):
        reader = load(settings.extraction)
        if reader.version != model:
            raise ModelError(f"The model {settings.extraction.model} calls itself {reader.version}, not {model}.")
        for first in range(0, inputs, settings.extraction.batch_turns):
            batch = _next_inputs(work, first, settings.extraction.batch_turns)
            readings = reader.read([one.utterance for one in batch])
            if len(readings) != len(batch):
                raise ModelError(f"The model {model} gave {len(readings)} readings for {len(batch)} turns.")
            _write(work, batch, readings, model, taxonomy)
            progress.advance(len(batch))
    progress.advance(_copy(work, model))
    progress.finish()
    log.info("extracted: %d of %d turns, %d distinct", pending, seen, inputs)
    return [StageCounts.of(stage=STAGE, source="all", done=pending, unchanged=seen - pending)]


def _list_readable(work: duckdb.DuckDBPyConnection, taxonomy: Taxonomy) -> int:
    """Make the temporary table `readable`: the turns that may be read, each with what it is read with.

    The context of a customer's turn is the agent's turn directly before it. An e-mail is a text of its own.
    """
    work.execute(
        """
        create or replace temp table readable as
        with ordered as (
            select
                turns.conversation_id,
                turns.turn,
                turns.speaker,
                turns.text,
                conversations.channel,
                turns.speaker = 'customer' and granted.special_categories as opted_in,
                lag(turns.speaker) over earlier as speaker_before,
                lag(turns.text) over earlier as text_before
            from conversation.turns
            join conversation.conversations using (conversation_id)
            join crm.granted using (customer_id)
            where granted.profiling
            window earlier as (partition by turns.conversation_id order by turns.turn)
        ),
        spoken as (
            select
                conversation_id, turn, speaker, channel, text, opted_in,
                case
                    when speaker = 'customer' and speaker_before = 'agent' and channel <> 'email' then text_before
                end as context
            from ordered
            where speaker in ('customer', 'agent')
        )
        select
            *,
            if(speaker = 'customer' and not opted_in, $special, null)                  as barred,
            sha256(to_json([channel, speaker, context, text, barred])::varchar)        as input_hash
        from spoken
        """,
        {"special": " ".join(taxonomy.list_special())},
    )
    count: int = value(work, "select count(*) from readable")
    return count


def _drop_unreadable(work: duckdb.DuckDBPyConnection, model: str) -> None:
    """Drop the signals of turns that are gone, changed, read by another model or may not be read any more."""
    work.execute(
        "delete from signal.withheld "
        "where (conversation_id, turn) not in (select (conversation_id, turn) from signal.turns)"
    )
    work.execute(
        """
        create or replace temp table unreadable as
        select turns.conversation_id, turns.turn
        from signal.turns
        left join readable using (conversation_id, turn)
        where readable.input_hash is distinct from turns.input_hash or turns.model <> $model
        """,
        {"model": model},
    )
    if not value(work, "select count(*) from unreadable"):
        return
    with transaction(work):
        for name in (*SIGNALS, "turns"):
            work.execute(
                f"delete from signal.{name} "  # noqa: S608
                "where (conversation_id, turn) in (select conversation_id, turn from unreadable)"
            )


def _list_pending(work: duckdb.DuckDBPyConnection, model: str) -> int:
    """Make the temporary table `pending`: the turns whose signals are missing.

    Each has the turn whose signals it can share: one that was read already, or the first with the same input.
    """
    work.execute(
        """
        create or replace temp table pending as
        with missing as (
            select * from readable anti join signal.turns using (conversation_id, turn)
        ),
        read_before as (
            select input_hash, min((conversation_id, turn)) as place
            from signal.turns
            where model = $model
            group by input_hash
        )
        select
            missing.*,
            read_before.place is not null as known,
            coalesce(read_before.place, first_value((missing.conversation_id, missing.turn)) over (
                partition by missing.input_hash order by missing.conversation_id, missing.turn
            )) as place
        from missing
        left join read_before using (input_hash)
        """,
        {"model": model},
    )
    count: int = value(work, "select count(*) from pending")
    return count


def _list_inputs(work: duckdb.DuckDBPyConnection) -> int:
    """Make the temporary table `inputs`: each distinct input that nobody has read, in the order of turns."""
    work.execute("""
        create or replace temp table inputs as
        select row_number() over (order by conversation_id, turn) - 1 as number, *
        from pending
        where not known and (conversation_id, turn) = place
    """)
    count: int = value(work, "select count(*) from inputs")
    return count


def _next_inputs(work: duckdb.DuckDBPyConnection, first: int, most: int) -> list[_Input]:
    rows = work.execute(
        """
        select conversation_id, turn, input_hash, opted_in, speaker, text, context, channel
        from inputs
        where number >= $first and number < $first + $most
        order by number
        """,
        {"first": first, "most": most},
    ).fetchall()
    return [
        _Input(
            conversation_id=conversation_id,
            turn=turn,
            input_hash=input_hash,
            opted_in=opted_in,
            utterance=Utterance(speaker=speaker, text=text, context=context, channel=channel),
        )
        for conversation_id, turn, input_hash, opted_in, speaker, text, context, channel in rows
    ]


def _write(
    work: duckdb.DuckDBPyConnection,
    batch: Sequence[_Input],
    readings: Sequence[Reading],
    model: str,
    taxonomy: Taxonomy,
) -> None:
    """Write the signals of a batch and the ledger of its turns in one transaction."""
    ledger = []
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in SIGNALS}
    for one, reading in zip(batch, readings, strict=True):
        place = {"conversation_id": one.conversation_id, "turn": one.turn, "model": model}
        ledger.append({**place, "input_hash": one.input_hash, "opted_in": one.opted_in})
        for name, row in _signal_rows(reading, customer=one.utterance.speaker == "customer"):
            if name == "facts" and not one.opted_in and taxonomy.is_special(str(row["attribute"]), str(row["value"])):
                span = {"start_char": row["start_char"], "end_char": row["end_char"]}
                rows["withheld"].append({**place, **span})
            else:
                rows[name].append({**place, **row})
    with transaction(work):
        insert_rows(work, "signal.turns", ledger)
        for name in SIGNALS:
            insert_rows(work, f"signal.{name}", rows[name])


def _signal_rows(reading: Reading, *, customer: bool) -> Iterator[tuple[str, dict[str, object]]]:
    """The rows of one reading; what an agent says is never a fact about the customer."""
    for entity in reading.entities:
        span = {"start_char": entity.start, "end_char": entity.end}
        yield "names", {"type": entity.type, "text": entity.text, "score": entity.score, **span}
    if not customer:
        return
    if reading.sentiment is not None and reading.score is not None:
        yield "sentiment", {"sentiment": reading.sentiment, "score": reading.score}
    for name, signals in (
        ("facts", reading.facts),
        ("preferences", reading.preferences),
        ("frustrations", reading.frustrations),
        ("resolutions", reading.resolutions),
    ):
        for signal in signals:
            row = {field: getattr(signal, field) for field in signal.__slots__}
            yield name, {**row, "start_char": row.pop("start"), "end_char": row.pop("end")}


def _copy(work: duckdb.DuckDBPyConnection, model: str) -> int:
    """Give the turns with an input that has been read the signals of the one that was.

    Returns:
        How many turns those are.
    """
    work.execute("""
        create or replace temp table copies as
        select conversation_id, turn, input_hash, opted_in, place from pending where (conversation_id, turn) <> place
    """)
    count: int = value(work, "select count(*) from copies")
    if count:
        with transaction(work):
            for name in SIGNALS:
                work.execute(f"""
                    insert into signal.{name} by name
                    select signals.* replace (copies.conversation_id as conversation_id, copies.turn as turn)
                    from signal.{name} as signals
                    join copies on (signals.conversation_id, signals.turn) = copies.place
                """)  # noqa: S608
            work.execute(
                "insert into signal.turns by name "
                "select conversation_id, turn, input_hash, opted_in, $model as model from copies",
                {"model": model},
            )
    return count
