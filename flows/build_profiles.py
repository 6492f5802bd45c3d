"""Derive the profiles: signals become facts, preferences and frustrations with their evidence, all in SQL."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence

import duckdb

import sql
from flows.config import Settings
from flows.ledger import Run, StageCounts, last_input, note_input, reject
from flows.progress import Progress
from flows.store import Store, fingerprint, transaction
from flows.taxonomy import Rows, load_taxonomy, registry
from nlp.errors import StoreError
from nlp.registry import thresholds

STAGE = "profile"
INPUTS = (
    "crm.customers",
    "crm.consents",
    "crm.orders",
    "conversation.conversations",
    "conversation.turns",
    "signal.sentiment",
    "signal.facts",
    "signal.preferences",
    "signal.frustrations",
    "signal.resolutions",
    "signal.withheld",
)
# In this order: each reads only what stands before it.
RELATIONS = (
    "profile.attributes",
    "profile.attribute_values",
    "profile.implications",
    "profile.successions",
    "profile.value_key",
    "profile.customers",
    "profile.contacts",
    "profile.fact_mentions",
    "profile.preference_mentions",
    "profile.frustration_mentions",
    "profile.facts",
    "profile.preferences",
    "profile.frustrations",
    "profile.evidence",
    "profile.household",
    "profile.lifestyle",
    "profile.customer_360",
    "serve.personalisation",
    "serve.service",
    "serve.contact",
)
# The rules of the profiles: what breaks one is not kept.
CHECKS = (
    "checks.consent_missing",
    "checks.current_values",
    "checks.evidence_missing",
    "checks.evidence_stray",
    "checks.repeated_rows",
    "checks.special_without_consent",
    "checks.value_domains",
)
# Of what earlier stages stored. A broken one is entered in the ledger and stops nothing: what it would hold back is
# the publication of withdrawals too, and readers would keep what is older and no better.
STORED_CHECKS = (
    "checks.cue_outside_text",
    "checks.ledger_gaps",
    "checks.signal_without_consent",
    "checks.special_signals",
    "checks.stray_signals",
    "checks.turn_gaps",
)

log = logging.getLogger(__name__)


def build(store: Store, settings: Settings, run: Run, progress: Progress) -> list[StageCounts]:  # noqa: ARG001 - every stage is called alike
    """Rebuild profile.* and serve.* from the signals, unless nothing they are made of has changed.

    Returns:
        One count over the customers of the CRM: `done` those whose profile changed. Where stored tables break
        STORED_CHECKS, one over those checks: set aside the broken ones.

    Raises:
        SettingsError: the registry or the thresholds are wrong.
        StoreError: what was built breaks one of its CHECKS; nothing of it is kept.
    """
    work = store.work
    parameters = registry(
        load_taxonomy(), chosen=thresholds(settings.extraction.model), min_confidence=settings.profile.min_confidence
    )
    digest = _digest(work, parameters)
    progress.start(STAGE, len(RELATIONS), unit="tables")
    if last_input(work, STAGE, "profiles") == digest:
        counts = StageCounts.of(stage=STAGE, source="profiles", unchanged=_count(work, "crm.customers"))
    else:
        with transaction(work, checkpoint=True):
            _remember_profiles(work)
            rebuild(work, parameters, progress=progress)
            counts = _count_changes(work)
            note_input(work, STAGE, "profiles", digest)
    progress.finish()
    return [counts, *_hold_stored(work)]


def rebuild(
    connection: duckdb.DuckDBPyConnection, parameters: dict[str, Rows], *, progress: Progress | None = None
) -> None:
    """Make every relation of profile and serve anew, then hold the result against its checks.

    Raises:
        StoreError: a check returned rows; the caller rolls back.
    """
    for relation in RELATIONS:
        replace_relation(connection, relation, parameters)
        if progress is not None:
            progress.advance()
    broken = _broken(connection, CHECKS)
    if broken:
        lines = [f"  {check} returned {rows} rows" for check, rows in broken.items()]
        msg = "\n".join(["The profiles just built break their own rules and were not kept:", *lines])
        raise StoreError(f"{msg}\nThis is a fault of Rapport or of a changed taxonomy; the last profiles still stand.")


def replace_relation(connection: duckdb.DuckDBPyConnection, relation: str, parameters: dict[str, Rows]) -> None:
    """Run the statement of one relation; registry tables take their rows as the parameter of their own name."""
    name = relation.partition(".")[2]
    given = {name: parameters[name]} if relation.startswith("profile.") and name in parameters else None
    connection.execute(sql.read(relation), given)


def _hold_stored(work: duckdb.DuckDBPyConnection) -> list[StageCounts]:
    """Hold what earlier stages stored against its rules; gives a count only where one is broken."""
    broken = _broken(work, STORED_CHECKS)
    for check, rows in broken.items():
        log.warning("%s returned %d rows: a fault of Rapport; the profiles are published all the same", check, rows)
    if not broken:
        return []
    rejected = [reject(check, f"the check returned {rows} rows") for check, rows in broken.items()]
    return [StageCounts.of(stage=STAGE, source="checks", unchanged=len(STORED_CHECKS) - len(broken), rejected=rejected)]


def _broken(connection: duckdb.DuckDBPyConnection, checks: Sequence[str]) -> dict[str, int]:
    """How many rows each broken check returns."""
    rows = {check: len(connection.execute(sql.read(check)).fetchall()) for check in checks}
    return {check: count for check, count in rows.items() if count}


def _digest(work: duckdb.DuckDBPyConnection, parameters: dict[str, Rows]) -> str:
    """What the profiles are made of: rows, registry, thresholds and the statements themselves."""
    statements = [sql.read(relation) for relation in RELATIONS]
    made_of = json.dumps([fingerprint(work, INPUTS), parameters, statements], sort_keys=True)
    return hashlib.sha256(made_of.encode()).hexdigest()


PROFILE_DIGESTS = """
select customer_360.customer_id, hash(customer_360) as profile, bit_xor(hash(evidence)) as proof
from profile.customer_360
left join profile.evidence using (customer_id)
group by all
"""


def _remember_profiles(work: duckdb.DuckDBPyConnection) -> None:
    """Keep a digest of every profile in the temporary table `before`, to tell which ones a rebuild changes."""
    work.execute("create or replace temp table before (customer_id varchar, profile ubigint, proof ubigint)")
    if work.execute("from duckdb_tables() where schema_name = 'profile' and table_name = 'customer_360'").fetchall():
        work.execute(f"insert into before {PROFILE_DIGESTS}")


def _count_changes(work: duckdb.DuckDBPyConnection) -> StageCounts:
    ((seen, unchanged),) = work.execute(
        f"select count(*), count(*) filter (where (b.profile, b.proof) is not distinct from (n.profile, n.proof)) "  # noqa: S608
        f"from ({PROFILE_DIGESTS}) n left join before b using (customer_id)"
    ).fetchall()
    work.execute("drop table before")
    return StageCounts.of(stage=STAGE, source="profiles", done=seen - unchanged, unchanged=unchanged)


def _count(work: duckdb.DuckDBPyConnection, relation: str) -> int:
    ((rows,),) = work.execute(f"select count(*) from {relation}").fetchall()  # noqa: S608
    return int(rows)
