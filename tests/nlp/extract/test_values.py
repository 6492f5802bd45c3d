"""Free text values in the taxonomy's form."""

from __future__ import annotations

import pytest

from nlp.extract.values import free_value, tidy

KNOWN = ["baker", "bus driver", "driver", "school bus driver", "teacher"]


@pytest.mark.parametrize(
    ("attribute", "cue", "said", "named", "expected"),
    [
        pytest.param(
            "occupation", "i teach year four", "teach", (4, 0.2), "teacher", id="a known value's stem is said"
        ),
        pytest.param(
            "occupation", "drive the school bus", "bus", (1, 0.9), "bus driver", id="the nearest of those said"
        ),
        pytest.param("occupation", "i do the loaves at two am", None, (0, 0.8), "baker", id="not said, but sure"),
        pytest.param(
            "occupation",
            "i'm a lighthouse keeper",
            "a lighthouse keeper",
            (0, 0.1),
            None,
            id="an unknown job is not guessed",
        ),
        pytest.param("vehicle", "our two old vans", "old vans", None, "van", id="singular, no adjective of age"),
        pytest.param("likes", "always the window seat", "the window seat", None, "window seat", id="no article"),
        pytest.param("likes", "x " * 30, "x " * 30, None, None, id="too long to be a value"),
        pytest.param("hobby", "the", "the", None, None, id="nothing left"),
    ],
)
def test_free_value(attribute: str, cue: str, said: str | None, named: tuple[int, float] | None, expected: str) -> None:
    assert free_value(attribute, cue=cue, said=said, named=named, known=KNOWN) == expected


def test_tidy_is_idempotent() -> None:
    once = tidy("The Old Tandem Bikes", singular=True)
    assert once == "tandem bike"
    assert tidy(once, singular=True) == once
