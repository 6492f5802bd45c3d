"""The documents say what the code does: commands, verbs, tables, labels, versions and the tree."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from packaging.requirements import Requirement

from flows.cli import app
from nlp.extract import labels

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", "CONTRIBUTING.md", "CONTRACT.md", "TAXONOMY.md", "CHANGELOG.md", "SECURITY.md"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LONGEST_README = 200  # lines
BOX = "│├└─ \N{NO-BREAK SPACE}"


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_in(text: str) -> Iterator[str]:
    """Yield every line of a code block and every stretch of inline code."""
    for block in re.findall(r"^```.*?$(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def commands() -> dict[str, set[str]]:
    """Give the options of each verb of `rapport`, those of the command itself under the empty name."""
    root: Any = typer.main.get_command(app)
    found = {"": {option for parameter in root.params for option in parameter.opts}}
    for name, command in root.commands.items():
        found[name] = {option for parameter in command.params for option in parameter.opts}
    return found


def rapport_lines() -> Iterator[tuple[str, list[str]]]:
    """Yield each `rapport …` call that a page or the Makefile shows, with its words."""
    for name in [*PAGES, "Makefile"]:
        text = page(name)
        lines = text.splitlines() if name == "Makefile" else code_in(text)
        for line in lines:
            call = re.match(r"\s*(?:\$ )?(?:\$\(BIN\)/)?rapport(?: (.*))?$", line)
            if call:
                try:
                    words = shlex.split(call[1] or "", comments=True)
                except ValueError:  # a quotation that goes on in the next line
                    words = (call[1] or "").split()
                yield f"{name}: {line.strip()}", words


def verbs() -> set[str]:
    return set(re.findall(r"^([a-z-]+):(?!=)", page("Makefile"), flags=re.MULTILINE))


def tables_of(section: str) -> Iterator[list[str]]:
    """Yield the rows of the Markdown tables of one section, header and rule left out."""
    for line in section.splitlines():
        if line.startswith("|") and not line.startswith(("| ---", "|---")):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def section(name: str, heading: str) -> str:
    found = re.search(rf"^{re.escape(heading)}.*?$(.*?)(?=^#{{2,3}} |\Z)", page(name), flags=re.MULTILINE | re.DOTALL)
    assert found, f"{name} has no section {heading}"
    return found[1]


def tree_lines() -> list[str]:
    """Give the code block that ends the README, without its fences."""
    blocks = re.findall(r"^```.*?$\n(.*?)^```", page("README.md"), flags=re.MULTILINE | re.DOTALL)
    lines: list[str] = blocks[-1].splitlines()
    return lines


def test_every_rapport_call_names_a_command_and_its_options() -> None:
    known = commands()
    wrong = []
    for place, words in rapport_lines():
        verb = words[0] if words and not words[0].startswith("-") else ""
        if verb not in known:
            wrong.append(place)
            continue
        options = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        wrong += [f"{place} ({option})" for option in options - known[verb] - {"--help", "-h"}]
    assert wrong == []


def test_the_pages_show_each_command() -> None:
    shown = {words[0] for _, words in rapport_lines() if words}
    assert set(commands()) - {""} <= shown


@pytest.mark.parametrize("name", [*PAGES, ".ci/run"])
def test_every_make_verb_exists(name: str) -> None:
    text = page(name)
    shown = " ".join(text.splitlines() if name == ".ci/run" else code_in(text))
    named = {verb for call in re.findall(r"\bmake((?: [a-z-]+)+)", shown) for verb in call.split()[:1]}
    assert named <= verbs()


def test_make_help_names_every_verb() -> None:
    told = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(re.findall(r"make ([a-z-]+)", told.stdout)) == verbs()


def test_readme_is_short_and_ends_with_the_tree() -> None:
    text = page("README.md")
    assert len(text.splitlines()) < LONGEST_README
    assert text.rstrip().endswith("```")


def test_readme_tree_is_the_tree() -> None:
    parents: list[tuple[int, str]] = []
    missing = []
    for line in tree_lines():
        entry = re.match(rf"^([{BOX}]*)(\S.*?)(?:\s{{2,}}.*)?$", line)
        if not entry:
            continue
        depth = len(entry[1])
        while parents and parents[-1][0] >= depth:
            parents.pop()
        above = parents[-1][1] if parents else ""
        missing += [above + name for name in entry[2].split() if not (ROOT / above / name).exists()]
        if entry[2].endswith("/"):
            parents.append((depth, above + entry[2]))
    assert missing == []


@pytest.mark.parametrize("top", ["flows", "nlp", "sql", "models", "configs", "tests", ".ci"])
def test_readme_tree_names_the_top_folders(top: str) -> None:
    assert any(line.lstrip(BOX).startswith(f"{top}/") for line in tree_lines())


@pytest.mark.parametrize("folder", ["flows", "nlp", "sql"])
def test_readme_tree_names_the_rooms(folder: str) -> None:
    rooms = {path.name for path in (ROOT / folder).iterdir() if path.is_dir() and any(path.glob("*.[ps][yq]*"))}
    named = set(re.findall(r"(\w+)/", "\n".join(tree_lines())))
    assert rooms <= named


def test_tables_of_the_contract_are_made_by_sql() -> None:
    rows = [cells for cells in tables_of(section("CONTRACT.md", "## Out")) if cells[0] != "relation"]
    names = [name for cells in rows for name in re.findall(r"`(\w+\.\w+)`", cells[0])]
    assert len(names) >= 10
    assert [name for name in names if not (ROOT / "sql" / f"{name.replace('.', '/')}.sql").is_file()] == []


def test_columns_of_the_contract_are_named_in_the_sql() -> None:
    missing = []
    for cells in tables_of(section("CONTRACT.md", "## Out")):
        for name in re.findall(r"`(\w+\.\w+)`", cells[0]):
            statement = page(f"sql/{name.replace('.', '/')}.sql")
            told = re.sub(r"\([^)]*\)", "", cells[1])
            columns = (
                [column.strip() for column in told.split(",")] if "customer_id, " in told or "_id," in told else []
            )
            missing += [
                f"{name}.{c}" for c in columns if re.fullmatch(r"\w+", c) and not re.search(rf"\b{c}\b", statement)
            ]
    assert missing == []


def taxonomy_page() -> dict[str, set[str]]:
    """Read the values of the closed attributes from the page's tables."""
    found = {}
    for heading in ("### household", "### lifestyle", "### preference"):
        for attribute, values, *_ in tables_of(section("TAXONOMY.md", heading)):
            if attribute != "attribute" and not values.startswith(("free text", "whole number")):
                listed = re.sub(r"\([^)]*\)|;.*", "", values)
                found[attribute] = {value.strip() for value in listed.split(",")}
    found["pet"].add("any")  # the value of "no pets", told in a clause of its own
    found["life_event"] = set(re.findall(r"`(\w+)`", section("TAXONOMY.md", "### life_event"))) - {"life_event"}
    troubles = tables_of(section("TAXONOMY.md", "### frustration"))
    found["frustration"] = {category for category, *_ in troubles if category != "category"}
    return found


def test_taxonomy_page_and_registry_agree() -> None:
    registry = yaml.safe_load(page("configs/taxonomy.yaml"))["attributes"]
    closed = {name: set(entry["values"]) for name, entry in registry.items() if "values" in entry}
    closed["expecting"].discard("no")  # the registry's own: what a denial is kept as
    assert closed == taxonomy_page()


def test_taxonomy_page_and_extractors_agree() -> None:
    known = {name: set(values.split()) for family in labels.FAMILIES.values() for name, values in family.items()}
    known |= {name: set(values.split()) for name, values in labels.PREFERENCES.items()}
    closed = {name: values for name, values in known.items() if values and name != "child_count"}
    assert closed | {"frustration": set(labels.CATEGORIES)} == taxonomy_page()


@pytest.mark.parametrize("name", [*PAGES, "models/training/README.md"])
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page(name))
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", [*PAGES, "models/training/README.md"])
def test_files_that_a_page_names_exist(name: str) -> None:
    """Only names that look like a path of this tree; patterns and what a run writes are not looked for."""
    tops = ("flows/", "nlp/", "sql/", "configs/", "models/", "tests/", ".ci/")
    named = {
        code.split("::")[0] for code in code_in(page(name)) if code.startswith(tops) and not re.search(r"[\s<*…]", code)
    }
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_changelog_tells_of_this_version() -> None:
    assert re.search(rf"^## \[(Unreleased|{re.escape(PROJECT['version'])})\]", page("CHANGELOG.md"), flags=re.MULTILINE)


def test_constraints_pin_every_requirement() -> None:
    lines = [line for line in page("constraints.txt").splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == [], "exact versions, nothing else"
    pinned = {name.lower().replace("_", "-"): version for name, version in (line.split("==") for line in lines)}
    wanted = [Requirement(text) for text in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]]
    unmet = [str(r) for r in wanted if pinned.get(r.name.lower().replace("_", "-"), "0") not in r.specifier]
    assert unmet == []


def test_ci_runs_what_the_readme_promises() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make .*", script.read_text(encoding="utf-8"), flags=re.MULTILINE) == [
        "make test",
        "make check",
    ]
