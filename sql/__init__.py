"""The SQL of the warehouse: one file a table or view, its path its name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read(name: str) -> str:
    """Read one statement file by its relation's name.

    Args:
        name: schema and relation, as in `profile.facts`.

    Returns:
        The text of the file.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return files("sql").joinpath(f"{name.replace('.', '/', 1)}.sql").read_text(encoding="utf-8")
