"""`rapport show`: a customer's profile drawn for people, each value with the words that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from flows.customers import Record, find_customer, records
from flows.store import read_published
from flows.terminal import counted, draw, printable

SECTIONS = {"household": "Household", "lifestyle": "Lifestyle", "life_event": "Life events"}
STYLES = {"current": "bold", "planned": "cyan", "past": "dim", "negated": "dim"}
SEVERITY = {1: "●○○", 2: "●●○", 3: "●●●"}
SETTLED = {"yes": ("settled", "green"), "no": ("open", "red"), "unknown": ("not known to be settled", "yellow")}
FEELING = 0.15  # a mean score of a conversation nearer to 0 is neutral


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that is shown of one customer."""

    customer: Record
    contact: Record | None  # None: no consent, or never in touch
    facts: list[Record]
    preferences: list[Record]
    frustrations: list[Record]
    evidence: list[Record]


def show_customer(customer: str, database: Path, console: Console, *, quotes: int = 1) -> None:
    """Draw a profile.

    Args:
        customer: an id or its end, a name or part of one, that only one customer bears.
        database: the published file.
        console: where to draw.
        quotes: how many quotes at most stand under each value, the surest first.

    Raises:
        NotFoundError: nobody, or more than one customer, is called so; near matches are named.
        StoreError: there is no such database.
    """
    with read_published(database) as connection:
        profile = read_profile(connection, find_customer(connection, customer))
    draw(console, draw_profile(profile, quotes=quotes))


def read_profile(connection: duckdb.DuckDBPyConnection, customer_id: str) -> Profile:
    """Read what is shown of one customer."""

    def ask(query: str) -> list[Record]:
        return records(connection, query, [customer_id])

    contacts = ask("from profile.contacts where customer_id = ?")
    return Profile(
        customer=ask("from profile.customers where customer_id = ?")[0],
        contact=contacts[0] if contacts else None,
        facts=ask(
            "from profile.facts where customer_id = ? order by family, attribute, "
            "list_position(['current', 'planned', 'past', 'negated'], status), last_seen desc, value"
        ),
        preferences=ask("from profile.preferences where customer_id = ? order by attribute, polarity desc, value"),
        frustrations=ask(
            "from profile.frustrations where customer_id = ? order by resolved = 'yes', severity desc, last_seen desc"
        ),
        evidence=ask(
            "select evidence.*, conversations.channel from profile.evidence "
            "join conversation.conversations using (conversation_id) where evidence.customer_id = ? "
            "order by evidence.confidence desc, said_at desc, conversation_id, turn"
        ),
    )


def draw_profile(profile: Profile, *, quotes: int = 1) -> RenderableType:
    """Lay a profile out for a terminal."""
    parts: list[RenderableType] = [_head(profile)]
    if not profile.customer["profiling"]:
        parts.append(Text("Has not consented to profiling: nothing is derived from what they said.", "yellow"))
        return Group(*parts)
    for family, title in SECTIONS.items():
        facts = [fact for fact in profile.facts if fact["family"] == family]
        parts += _section(title, [_fact(fact, profile, quotes) for fact in facts])
    parts += _section("Preferences", [_preference(wish, profile, quotes) for wish in profile.preferences])
    parts += _section("Frustrations", [_frustration(trouble, profile, quotes) for trouble in profile.frustrations])
    if len(parts) == 1:
        parts.append(Text("Nothing is known beyond the CRM: they told nothing that lasts.", "yellow"))
    return Group(*parts)


def _head(profile: Profile) -> Panel:
    customer, contact = profile.customer, profile.contact
    known = [
        customer["city"],
        customer["tier"],
        customer["member_since"] and f"member since {customer['member_since']}",
    ]
    lines = [Text(" · ".join(printable(str(item)) for item in known if item) or "the CRM knows the id alone")]
    if contact:
        channels = ", ".join(f"{count} {name}" for name, count in contact["conversations_by_channel"].items())
        first, last = _day(contact["first_contact_at"]), _day(contact["last_contact_at"])
        lines.append(
            Text(printable(f"{counted(contact['conversations'], 'conversation')} ({channels}), {first} to {last}"))
        )
        lines.append(
            Text.assemble("mood ", _mood(contact["mean_sentiment"]), ", last time ", _mood(contact["last_sentiment"]))
        )
    if customer["profiling"] and not customer["special_categories"]:
        lines.append(Text("health, religion and the like are left out: not consented to", "dim"))
    title = Text(printable(f"{customer['name'] or 'unnamed'} · {customer['customer_id']}"), "bold")
    return Panel(Group(*lines), title=title, title_align="left", border_style="blue", expand=False)


def _section(title: str, rows: Iterable[tuple[str, Text, list[Text]]]) -> Iterator[RenderableType]:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(min_width=18, no_wrap=True)
    grid.add_column(overflow="fold")
    before = None
    for label, value, proofs in rows:
        grid.add_row("" if label == before else Text(label), value)
        for proof in proofs:
            grid.add_row("", proof)
        before = label
    if before is not None:
        yield Text(f"\n{title}", "bold blue")
        yield Padding(grid, (0, 0, 0, 2))


def _fact(fact: Record, profile: Profile, quotes: int) -> tuple[str, Text, list[Text]]:
    status = fact["status"]
    value = [(_words(fact["value"]), STYLES.get(status, ""))]
    if status != "current":
        value.append((f" ({'not so' if status == 'negated' else status})", ""))
    proofs = [row for row in profile.evidence if _proves(row, "fact", fact["attribute"], fact["value"])]
    # A turn that shows the status itself convinces more than one that shows an earlier one.
    proofs.sort(key=lambda row: row["status"] != status)
    label = "" if fact["attribute"] == "life_event" else _words(fact["attribute"])
    return label, Text.assemble(*value, _sureness(fact)), _quotes(proofs[:quotes])


def _preference(wish: Record, profile: Profile, quotes: int) -> tuple[str, Text, list[Text]]:
    about, value = wish["attribute"], _words(wish["value"])
    plain = wish["polarity"] == "positive" or about == "dislikes"
    proofs = [row for row in profile.evidence if _proves(row, "preference", about, wish["value"])]
    told = Text.assemble((value if plain else f"not {value}", "bold"), _sureness(wish))
    return _words(about), told, _quotes(proofs[:quotes])


def _frustration(trouble: Record, profile: Profile, quotes: int) -> tuple[str, Text, list[Text]]:
    about = printable(trouble["object"] or "")
    value = Text.assemble(
        (SEVERITY.get(trouble["severity"], ""), "red"),
        (f" {about}" if about else "", "bold"),
        " ",
        SETTLED[trouble["resolved"]],
        _sureness(trouble),
    )
    proofs = [row for row in profile.evidence if _proves(row, "frustration", trouble["category"], None)]
    return _words(trouble["category"]), value, _quotes(proofs[:quotes])


def _sureness(row: Record) -> tuple[str, str]:
    """Say how sure a value is, and when it was told."""
    first, last = _day(row["first_seen"]), _day(row["last_seen"])
    return f"  {row['confidence']:.2f}, {first if first == last else f'{first} to {last}'}", "dim"


def _proves(row: Record, kind: str, attribute: str, value: str | None) -> bool:
    return bool(row["kind"] == kind and row["attribute"] == attribute and value in (None, row["value"]))


def _quotes(proofs: Sequence[Record]) -> list[Text]:
    drawn = []
    for proof in proofs:
        place = f"  {proof['channel']} {_day(proof['said_at'])}, {proof['conversation_id']} turn {proof['turn']}"
        drawn.append(Text.assemble((f"“{printable(proof['quote'])}”", "italic"), (printable(place), "dim")))
    return drawn


def _mood(score: float | None) -> Text:
    if score is None:
        return Text("unknown")
    word, style = ("good", "green") if score > FEELING else ("bad", "red") if score < -FEELING else ("neutral", "")
    return Text(f"{word} ({round(score, 2) + 0.0:+.2f})", style)  # + 0.0: no "-0.00"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _words(name: str) -> str:
    return printable(name).replace("_", " ")
