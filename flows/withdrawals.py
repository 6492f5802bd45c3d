"""A consent taken back reaches readers at once, also where the rest of a publication must wait for a whole run."""

from __future__ import annotations

import duckdb

FROM_WORK = ("run.runs", "run.rejected", "crm.consents")
CUSTOMERS = """
select built.* replace (
    built.profiling and coalesce(now.profiling, false)                   as profiling,
    built.special_categories and coalesce(now.special_categories, false) as special_categories
)
from old.profile.customers as built
left join work.crm.granted as now using (customer_id)
"""


def carry_over(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty database `fresh` from the published one, `old`, with the ledger and the consents of `work`.

    Of customers who took a consent back since `old` was published, nothing derived goes along; what they still agree
    to comes again with the next whole run. The caller attaches all three and holds the transaction.
    """
    connection.execute("copy from database old to fresh (schema)")
    connection.execute("""
        create or replace temp table withdrawn as
        select before.customer_id
        from old.crm.granted as before
        left join work.crm.granted as now using (customer_id)
        where (before.profiling and not coalesce(now.profiling, false))
            or (before.special_categories and not coalesce(now.special_categories, false))
    """)
    for relation, columns in _tables(connection).items():
        connection.execute(f"insert into fresh.{relation} {_rows(relation, columns)}")


def _rows(relation: str, columns: list[str]) -> str:
    schema = relation.partition(".")[0]
    if relation in FROM_WORK:
        return f"select * from work.{relation}"  # noqa: S608
    if relation == "profile.customers":
        return CUSTOMERS
    condition = "true"
    if schema == "profile" and "customer_id" in columns:
        condition = "customer_id not in (select customer_id from withdrawn)"
    elif schema == "signal":
        theirs = "select conversation_id from old.conversation.conversations join withdrawn using (customer_id)"
        condition = f"conversation_id not in ({theirs})"
    return f"select * from old.{relation} where {condition}"  # noqa: S608


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The tables of `old` with their columns."""
    rows = connection.execute("""
        select columns.schema_name || '.' || columns.table_name, list(columns.column_name)
        from duckdb_columns() as columns
        join duckdb_tables() as tables using (database_name, schema_name, table_name)
        where database_name = 'old'
        group by all
        order by all
    """).fetchall()
    return dict(rows)
