"""Which e-mails belong together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flows.threads import connect

EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 7)), max_size=30)


def slowly(pairs: list[tuple[int, int]], nodes: int) -> list[int]:
    """The smallest node of each one's group, by going round until nothing moves."""
    groups = list(range(nodes))
    moved = True
    while moved:
        moved = False
        for node, label in pairs:
            for other, its in pairs:
                if label == its and groups[other] < groups[node]:
                    groups[node] = groups[other]
                    moved = True
    return groups


@given(EDGES)
def test_groups_are_those_that_labels_connect(edges: list[tuple[int, int]]) -> None:
    numbers = {node: number for number, node in enumerate(sorted({node for node, _ in edges}))}
    pairs = sorted({(label, numbers[node]) for node, label in edges})
    nodes = np.array([node for _, node in pairs], dtype=np.int64)
    labels = np.array([label for label, _ in pairs], dtype=np.int64)
    assert connect(nodes, labels).tolist() == slowly([(node, label) for label, node in pairs], len(numbers))


def test_long_chain() -> None:
    links = np.repeat(np.arange(100_000, dtype=np.int64), 2)
    assert set(connect(links[1:-1], links[:-2]).tolist()) == {0}
