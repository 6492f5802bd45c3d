"""Which dates are dates of birth."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.redact import rules
from nlp.redact.context import same_sentence
from nlp.redact.dates import FIRST_YEAR, Date
from nlp.redact.tokens import Span, Token, Topic, latest

GROWN = 14  # years; an exact date longer ago than this is a birth date unless a word says what it dates
REACH = 10  # tokens from a phrase to its date
LIST_REACH = 9  # tokens from one birth date to the next
BACK_REACH = 5  # tokens from a date to the phrase behind it
ANSWER_REACH = 6  # tokens before an answer that is no full date
DATED_REACH = 3  # tokens before a date that say what it dates


def find_births(
    tokens: Sequence[Token], dates: Sequence[Date], topics: Sequence[Topic], *, asked: bool, year: int | None
) -> tuple[list[Span], set[int]]:
    """Find the dates of birth among the dates of a turn.

    Args:
        tokens: of the turn.
        dates: of the turn.
        topics: of the turn.
        asked: whether a date of birth was asked for.
        year: of the conversation; None where it is not known.

    Returns:
        The spans, and the topics, by index, that they follow.
    """
    spans: list[Span] = []
    used: set[int] = set()
    last: int | None = None  # token after the last one
    for date in dates:
        listed = last is not None and _is_listed(tokens, date, last)
        index = _topic(tokens, date, topics)
        if index in used and not listed:
            index = None
        if index is not None:
            used.add(index)
        if index is not None or listed or (asked and _answers(tokens, date)) or _is_old(tokens, date, year):
            last = date.last
            spans.append(Span(tokens[date.first].start, tokens[date.last - 1].end, "DOB"))
    return spans, used


def _is_listed(tokens: Sequence[Token], date: Date, last: int) -> bool:
    """Whether a date follows a date of birth as the next one of a list, or as its correction."""
    near = 0 <= date.first - last <= LIST_REACH
    return near and _is_undated(tokens, date) and same_sentence(tokens, last, date.first)


def _topic(tokens: Sequence[Token], date: Date, topics: Sequence[Topic]) -> int | None:
    """The phrase that says a date is one of birth, by index: the nearest before it, else the one right behind."""
    nearest = latest(topics, date.first)
    for index in range(nearest, -1, -1):
        topic = topics[index]
        if date.first - topic.last > REACH:
            break
        masked = any(token.kind == "mask" for token in tokens[topic.last : date.first])
        if masked or topic.type in ("LABEL", "ORDER_ID"):
            break
        if topic.type == "DOB" and same_sentence(tokens, topic.last, date.first):
            return index
    for index in range(nearest + 1, min(nearest + 1 + BACK_REACH, len(topics))):
        between = tokens[date.last : topics[index].first]
        if topics[index].type == "DOB" and 0 < len(between) < BACK_REACH:
            return index if all(token.key in {*rules.RIGHT_LINKS, ","} for token in between) else None
    return None


def _answers(tokens: Sequence[Token], date: Date) -> bool:
    """Whether a date answers the question: it does unless its own words say what it dates."""
    before = tokens[date.first - 1].key if date.first else ""
    return (date.exact or date.first < ANSWER_REACH) and before not in rules.DATED_BEFORE


def _is_old(tokens: Sequence[Token], date: Date, year: int | None) -> bool:
    """Whether a date is so long ago, or told so formally, that it dates a birth."""
    if not date.exact:
        return False
    past = year is not None and date.year is not None and FIRST_YEAR <= date.year <= year - GROWN
    return date.figures or (past and _is_undated(tokens, date))


def _is_undated(tokens: Sequence[Token], date: Date) -> bool:
    before = [token.key for token in tokens[max(0, date.first - DATED_REACH) : date.first]]
    return "instead" in before or not any(key in rules.DATED_BEFORE for key in before)
