"""The SQL of the warehouse: one file a table or view, its path its name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read(name: str) -> str:
    """Read one statement file by its relation's name.

    Args:
        name: schema and relation, as in `profile.facts`; a longer path is written with slashes
            (`migrations/0001_initial`).

    Returns:
        The text of the file.

    Raises:
        FileNotFoundError: there is no such file.
    """
    path = name if "/" in name else name.replace(".", "/", 1)
    return files("sql").joinpath(f"{path}.sql").read_text(encoding="utf-8")
