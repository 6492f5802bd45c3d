"""The session that the README shows, made by running it: `python -m tests.session` writes it there.

The blocks stand between `<!-- session -->` marks. Times and rates differ from run to run and are left out; everything
else is what the commands print, cut where it is long.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from flows.show import show_customer

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
WIDTH = 112  # columns; wider lines have to be scrolled on most pages
SHOWN = 25  # lines of the profile
LISTED = 10  # lines of the table after it
PROOF = (
    "select said_at::date as said, channel, status, value, quote from profile.evidence\n"
    "    join conversation.conversations using (conversation_id)\n"
    "    where evidence.customer_id = 'W-1009' and attribute = 'marital_status' order by said_at"
)
BLOCK = r"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)"


def run(*words: str) -> str:
    """Run a `rapport` command and give what it prints, without times."""
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    command = [sys.executable, "-m", "flows.cli", *words]
    told = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return "\n".join(line.rstrip() for line in told.stdout.splitlines() if " took " not in line)


def make_variable(name: str) -> str:
    """Read a variable of the Makefile."""
    found = re.search(rf"^{name} := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    if found is None:
        raise LookupError(f"the Makefile has no {name}")
    return found[1]


def cut(text: str, most: int) -> str:
    """Keep the first lines, without blanks at their ends; a last one says that there were more."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join([*lines[:most], "…"] if len(lines) > most else lines)


def blocks(database: Path) -> dict[str, str]:
    """Run the demo into a database and give the README's blocks by name.

    Args:
        database: does not exist yet; where the README shows it, it is called as the demo calls it.
    """
    shown = "demo/profiles.duckdb"
    ledger = run("run", "--config", "configs/demo.yaml", "--db", str(database)).replace(str(database), shown)
    customer, query = make_variable("DEMO_CUSTOMER"), make_variable("DEMO_QUERY")
    page = io.StringIO()
    show_customer(customer, database, Console(file=page, width=WIDTH, force_terminal=False))
    drawn = cut(page.getvalue(), SHOWN)
    answer = cut(run("sql", query, "--db", str(database)), LISTED)
    session = f"$ make demo\n{ledger.split('  rapport show')[0].rstrip()}\n\n{drawn}\n\n{answer}"
    proof = f'$ rapport sql --db {shown} "{PROOF}"\n{run("sql", PROOF, "--db", str(database))}'
    return {"session": f"```\n{session}\n```", "proof": f"```\n{proof}\n```"}


def written(page: str, name: str) -> str:
    """Give the block that a page holds under a name."""
    found = re.search(BLOCK.format(name=name), page, flags=re.DOTALL)
    if found is None:
        raise LookupError(f"there are no <!-- {name} --> marks")
    return found[0]


def fill(page: str, made: dict[str, str]) -> str:
    """Put the blocks between their marks."""
    for name, block in made.items():
        pattern = re.compile(BLOCK.format(name=name), flags=re.DOTALL)
        page = pattern.sub(lambda marks, block=block: f"{marks[1]}{block}{marks[2]}", page)  # type: ignore[misc]
    return page


def main() -> None:
    """Run the demo and write what it showed into the README."""
    with tempfile.TemporaryDirectory() as folder:
        made = blocks(Path(folder) / "profiles.duckdb")
    README.write_text(fill(README.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
