"""All identifiers of a conversation: each turn by itself, with what the turns before asked, and what is repeated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from nlp.redact.births import find_births
from nlp.redact.context import Memory
from nlp.redact.dates import Date, find_dates
from nlp.redact.echo import Echoes
from nlp.redact.handles import find_usernames
from nlp.redact.machines import find_ips
from nlp.redact.mailboxes import find_emails
from nlp.redact.mask import apply, settle, unmasked
from nlp.redact.numbers import TurnNumbers
from nlp.redact.patterns import MASKED_NUMBER, URL
from nlp.redact.postcodes import find_postcodes
from nlp.redact.runs import Run, read_runs
from nlp.redact.scene import Scene
from nlp.redact.streets import find_streets
from nlp.redact.tokens import Span, Token, Topic, find_topics, split, touched, within

# A mask can make what stands beside it readable; that settles in one pass more, rarely in two.
PASSES = 8
LONGEST_PART = 6000  # code points
LONG_EMAIL = 30  # tokens; a longer e-mail names what it gives and answers no question
LONG_NUMBER = 9  # letters and digits; a longer run is more than the date in it
UNTYPED: Final = ""
ANSWERED: Final = frozenset({"EMAIL", "USERNAME", "IP", "ADDRESS", "POSTCODE", "DOB"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known of a conversation besides its words."""

    spoken: bool  # a recogniser wrote it
    email: bool
    year: int | None  # None where it is not known
    names: tuple[str, ...] = ()  # keys of the customer that are masked wherever they stand


@dataclass(frozen=True, slots=True)
class Reading:
    """One turn, read."""

    text: str
    tokens: Sequence[Token]
    runs: Sequence[Run]
    spans: Sequence[Span]


def find_identifiers(turns: Sequence[tuple[str, str]], setting: Setting) -> list[list[Span]]:
    """Find the identifiers of the turns of one conversation.

    Args:
        turns: speaker and text of each.
        setting: what is known of the conversation.

    Returns:
        Of each turn the spans, in order and without overlaps.
    """
    parts = [(number, start, end) for number, (_, text) in enumerate(turns) for start, end in _parts(text)]
    found = _settle([(turns[number][0], turns[number][1][start:end]) for number, start, end in parts], setting)
    spans: list[list[Span]] = [[] for _ in turns]
    for (number, offset, _), part in zip(parts, found, strict=True):
        spans[number] += [Span(span.start + offset, span.end + offset, span.type) for span in part]
    return spans


def _parts(text: str) -> list[tuple[int, int]]:
    """A turn whole, or a very long one in parts that end with a line, a sentence or a word.

    What is looked for around a number is bounded by the part, so that the time stays linear in the text.
    """
    parts: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > LONGEST_PART:
        end = start + LONGEST_PART
        cuts = (text.rfind(mark, start + LONGEST_PART // 2, end) + len(mark) for mark in ("\n", ". ", " "))
        cut = next((cut for cut in cuts if cut > start + LONGEST_PART // 2), end)
        parts.append((start, cut))
        start = cut
    return [*parts, (start, len(text))]


def _settle(turns: Sequence[tuple[str, str]], setting: Setting) -> list[list[Span]]:
    """Read the turns until nothing more is found in what the masks leave."""
    texts = [text for _, text in turns]
    spans: list[list[Span]] = [[] for _ in turns]
    for _ in range(PASSES):
        found = _read([(speaker, text) for (speaker, _), text in zip(turns, texts, strict=True)], setting)
        if not any(found):
            break
        for number, fresh in enumerate(found):
            if fresh:
                spans[number] = sorted([*spans[number], *unmasked(fresh, spans[number])])
                texts[number], _ = apply(turns[number][1], spans[number])
    return spans


def _read(turns: Sequence[tuple[str, str]], setting: Setting) -> list[list[Span]]:
    """Read the turns once, in order, then look for what they repeat."""
    memory, echoes = Memory(), Echoes(setting.names)
    readings: list[Reading] = []
    for speaker, text in turns:
        reading = _read_turn(text, memory, setting, agent=speaker == "agent")
        echoes.learn(text, reading.spans)
        readings.append(reading)
    found: list[list[Span]] = []
    for reading in readings:
        text, spans = reading.text, reading.spans
        repeated = echoes.find(text, reading.tokens, reading.runs, spans, spoken=setting.spoken)
        found.append(settle(text, [*spans, *repeated]))
    return found


def _read_turn(text: str, memory: Memory, setting: Setting, *, agent: bool) -> Reading:
    tokens = split(text)
    topics = find_topics(tokens)
    if setting.email and len(tokens) > LONG_EMAIL:
        memory.forget()
    asked, fresh = set(memory.open_types()), memory.fresh
    phrases = {number for topic in topics for number in range(topic.first, topic.last)}
    sure = find_emails(text, tokens, spoken=setting.spoken) + find_ips(text, tokens, phrases)
    links = [Span(match.start(), match.end(), UNTYPED) for match in URL.finditer(text)]
    endings = [Span(match.start(), match.end(), UNTYPED) for match in MASKED_NUMBER.finditer(text)]
    masks = {number for number, token in enumerate(tokens) if token.kind == "mask"}
    runs = read_runs(text, tokens, masks | phrases | touched(tokens, [*sure, *links, *endings]))
    dates = find_dates(text, tokens)
    births, used = find_births(tokens, dates, topics, asked="DOB" in asked, year=setting.year)
    dated = {position for date in dates for position in range(date.first, date.last)}
    streets = find_streets(Scene(text, tokens, runs, topics, dated, "ADDRESS" in asked, setting.spoken))
    streets += find_postcodes(text, tokens, runs, streets)
    placed = settle(text, [*sure, *births, *streets])
    numbers = TurnNumbers(tokens, topics, memory, agent=agent, used=used)
    named = _name_numbers(text, runs, dated, placed, endings, numbers)
    named += _beside_numbers(tokens, dates, [*placed, *named])
    handles = find_usernames(text, tokens, topics, fresh="USERNAME" in fresh and not agent, spoken=setting.spoken)
    spans = settle(text, [*placed, *named, *_free(tokens, handles, [*placed, *named, *links])])
    _use_topics(tokens, topics, spans, numbers.used)
    memory.close_turn(tokens, topics, numbers.used, agent=agent, found=bool(spans or masks))
    return Reading(text, tokens, runs, spans)


def _free(tokens: Sequence[Token], spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """The spans that touch no other."""
    others = touched(tokens, taken)
    return [span for span in spans if others.isdisjoint(within(tokens, span))]


def _name_numbers(
    text: str,
    runs: Sequence[Run],
    dated: Collection[int],
    placed: Sequence[Span],
    endings: Sequence[Span],
    numbers: TurnNumbers,
) -> list[Span]:
    """The numbers of a turn that are identifiers, read in the order in which they stand."""
    tokens, found = numbers.tokens, list[Span]()
    taken = touched(tokens, placed)
    unread: list[Run] = []
    for first, last, span, run in _in_order(tokens, runs, [*placed, *endings]):
        if run is None:
            type_ = span.type or numbers.read_ending(first, text[span.start : span.end])
            numbers.pass_by(first, last, type_)
            found += [] if span.type else [Span(span.start, span.end, type_)]
            continue
        inside = set(range(first, last))
        if inside & taken or (len(run.value) < LONG_NUMBER and all(n in dated for n in inside)):
            continue
        named = numbers.read(run)
        if named is None:
            unread.append(run)
            continue
        found += [_span(text, tokens, early, named) for early in unread if numbers.is_false_start(early, run, named)]
        found.append(_span(text, tokens, run, named))
        unread = []
    return found


def _beside_numbers(tokens: Sequence[Token], dates: Sequence[Date], spans: Sequence[Span]) -> list[Span]:
    """The exact dates in a list with a personal number: "987-65-4321, 2/14/1988"."""
    taken = touched(tokens, spans)
    ends = {place.stop for place in (within(tokens, span) for span in spans if span.type == "SSN")}
    starts = {place.start for place in (within(tokens, span) for span in spans if span.type == "SSN")}
    return [
        Span(tokens[date.first].start, tokens[date.last - 1].end, "DOB")
        for date in dates
        if date.exact
        and taken.isdisjoint(range(date.first, date.last))
        and (
            (_is_comma(tokens, date.first - 1) and date.first - 1 in ends)
            or (_is_comma(tokens, date.last) and date.last + 1 in starts)
        )
    ]


def _is_comma(tokens: Sequence[Token], position: int) -> bool:
    return 0 <= position < len(tokens) and tokens[position].text in (",", "/", ";")


def _in_order(
    tokens: Sequence[Token], runs: Sequence[Run], spans: Sequence[Span]
) -> list[tuple[int, int, Span, Run | None]]:
    """The numbers of a turn, and the masks and spans between them, by their first token."""
    places = [(run.first, run.last, Span(0, 0, UNTYPED), run) for run in runs]
    events: list[tuple[int, int, Span, Run | None]] = [*places]
    for number, token in enumerate(tokens):
        if token.kind == "mask":
            events.append((number, number + 1, Span(token.start, token.end, token.text[1:-1]), None))
    for span in spans:
        inside = within(tokens, span)
        events.append((inside.start, inside.stop, span, None))
    return sorted(events, key=lambda event: (event[0], event[1]))


def _span(text: str, tokens: Sequence[Token], run: Run, type_: str) -> Span:
    """The stretch of a number with the bracket or plus sign it opens with."""
    start, end = tokens[run.first].start, tokens[run.last - 1].end
    if ")" in text[start:end] and text[start - 1 : start] == "(":
        start -= 1
    if text[start - 1 : start] == "+":
        start -= 1
    return Span(start, end, "ADDRESS" if type_ == "POSTCODE" else type_)


def _use_topics(tokens: Sequence[Token], topics: Sequence[Topic], spans: Sequence[Span], used: set[int]) -> None:
    """Note which phrases the turn itself answers."""
    last = max((span.start for span in spans), default=-1)
    for index, topic in enumerate(topics):
        if topic.type in ANSWERED and last >= tokens[topic.last - 1].end:
            used.add(index)
