"""Look into a built wheel: `python -m tests.wheel FOLDER` fails unless everything that runs is in it."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).parent.parent
SHIPPED = ("flows", "nlp", "sql", "configs", "models")
LEFT_OUT = ("models/training/", "tests/")
NOT_DATA = ("__pycache__", ".pyc")


def faults(wheel: Path, *, root: Path = ROOT) -> list[str]:
    """List what is missing from a wheel and what should not be in it."""
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    expected = {
        path.relative_to(root).as_posix()
        for folder in SHIPPED
        for path in (root / folder).rglob("*")
        if path.is_file() and not any(part in path.as_posix() for part in NOT_DATA)
    }
    expected = {name for name in expected if not name.startswith(LEFT_OUT)}
    strangers = {name for name in held if name.startswith(LEFT_OUT)}
    return [f"missing: {name}" for name in sorted(expected - held)] + [
        f"unwanted: {name}" for name in sorted(strangers)
    ]


def main(folder: str) -> int:
    """Print the faults of the wheels in a folder; the number of them is the exit code's reason."""
    console = Console(soft_wrap=True)
    wheels = sorted(Path(folder).glob("*.whl"))
    found = [f"{wheel.name}: {fault}" for wheel in wheels for fault in faults(wheel)]
    for wheel in wheels:
        console.print(f"{wheel} ({wheel.stat().st_size / 1e6:.1f} MB)", highlight=False)
    for fault in found or ([] if wheels else [f"no wheel in {folder}"]):
        console.print(fault, style="red", highlight=False)
    return 1 if found or not wheels else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
