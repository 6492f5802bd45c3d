"""Flats, floors, house names and post office boxes, alone or at the sides of a street."""

from __future__ import annotations

from nlp.redact import rules
from nlp.redact.scene import HOUSE_NUMBER, Scene
from nlp.redact.tokens import Span

Stretch = tuple[int, int]  # first token, token after the last
HOUSE_WORDS = 4
PARTS = 3  # of a line at one side of the street: flat, floor, house
SHORT_NUMBER = 4  # digits of a flat or plot


def find_unit(scene: Scene, position: int) -> Stretch | None:
    """Read "Flat 9, Juniper House", "apartment eleven twelve at six hundred lakeview", "unit six trident park"."""
    last = _unit_number(scene, position + 1)
    if last is None:
        return None
    house = _house_after(scene, _skip_floor(scene, last + 1 if scene.key(last) == "," else last))
    if house is not None:
        return position, house
    inner = scene.starting.get(last + 1) if scene.key(last) == "at" else None
    if inner is not None:
        return position, min(inner.last + 1, len(scene.tokens))
    named = scene.name_before(position)
    number = scene.number_before(named) if named < position and scene.spoken else None
    if number is not None:
        return number, last
    alone = scene.key(position) in ("apt", "apartment", "flat") and scene.hint(position)
    return (position, last) if alone else None


def _unit_number(scene: Scene, position: int) -> int | None:
    """The token after the number or letter of a flat."""
    run = scene.starting.get(position)
    if run is not None:
        return run.last
    if position >= len(scene.tokens):
        return None
    text = scene.tokens[position].text
    lettered = len(text) == 1 and text.isalpha() and text.isupper()
    return position + 1 if lettered or HOUSE_NUMBER.fullmatch(text) else None


def _skip_floor(scene: Scene, position: int) -> int:
    """The token after "4th Floor,"."""
    if scene.key(position + 1) != "floor" or not scene.is_numeric(position):
        return position
    return position + 3 if scene.key(position + 2) == "," else position + 2


def _house_after(scene: Scene, position: int) -> int | None:
    """The token after the name of a house, park or street that begins at a token."""
    for last in range(position, min(position + HOUSE_WORDS, len(scene.tokens))):
        key, token = scene.key(last), scene.tokens[last]
        if token.kind != "word" or not (scene.spoken or token.text[0].isupper()):
            return None
        if key in rules.HOUSES or key in rules.WEAK_STREETS or key in rules.STREETS:
            return last + 1
        if key in rules.NOT_IN_STREETS:
            return None
    return None


def find_house(scene: Scene, position: int) -> Stretch | None:
    """Read "Rose Cottage, Drumhillock": a house with a name, where an address is spoken of."""
    if scene.spoken or not scene.is_capital(position) or scene.key(position + 1) != "," or not scene.speaks_of_address:
        return None
    first, last = scene.name_before(position), position + 2
    if first == position or scene.key(first - 1) not in ("at", "to", "from", "in", "is", ":"):
        return None
    while last - position <= HOUSE_WORDS and scene.is_capital(last):
        last += 1
    return (first, last) if last > position + 2 else None


def find_box(scene: Scene, position: int) -> Stretch | None:
    """Read "PO Box 118", "p o box four four one"."""
    keys = [token.key for token in scene.tokens[max(0, position - 4) : position]]
    lead = next((size for size in (4, 2, 1) if "".join(keys[-size:]) in ("po", "p.o.") and len(keys) >= size), None)
    run = scene.starting.get(position + 1)
    return (position - lead, run.last) if lead is not None and run is not None else None


def extend(scene: Scene, first: int, last: int) -> Span:
    """The street with the flat, floor or house name at its sides."""
    for _ in range(PARTS):
        further = _left(scene, first)
        if further is None:
            break
        first = further
    for _ in range(PARTS):
        behind = _right(scene, last)
        if behind is None:
            break
        last = behind
    start = scene.tokens[first].start
    if scene.text[start - 1 : start] == "#":
        start -= 1
    return Span(start, scene.tokens[last - 1].end, "ADDRESS")


def _left(scene: Scene, first: int) -> int | None:
    """Where the line begins with the part before it: "flat 2,", "number", "B-204,", "The Old Forge,"."""
    place, mark = first - 1, scene.key(first - 1)
    if mark in ("/", "-", "–"):
        return place - 1 if scene.is_numeric(place - 1) else None
    comma = mark == ","
    place -= comma
    if place < 0:
        return None
    if not comma and scene.key(place) in {"number", "no", "nr", *rules.UNITS_OF_HOUSES}:
        return place
    if (
        comma
        and not scene.spoken
        and scene.is_numeric(place)
        and place not in scene.dated
        and not scene.breaks_line(place, first)
    ):
        run = scene.ending.get(place + 1)
        if run is None or len(run.value) <= SHORT_NUMBER:
            return place - 1 if scene.is_capital(place - 1) else place
    run = scene.ending.get(place + 1)
    unit = (run.first if run is not None else place) - 1
    if scene.key(unit) in rules.UNITS_OF_HOUSES:
        return unit
    return _house_before(scene, place) if scene.key(place) in rules.HOUSES else _line_start(scene, place, comma=comma)


def _house_before(scene: Scene, place: int) -> int | None:
    """Where the name of the house begins that ends at a token."""
    begun = scene.name_before(place)
    number = scene.number_before(begun)
    if begun == place and number is None:
        return _line_start(scene, place, comma=True)
    first = begun if number is None else number
    return first - 1 if scene.key(first - 1) == "the" else first


def _line_start(scene: Scene, place: int, *, comma: bool) -> int | None:
    """Where the capitalised words begin that open a line and end at a token, before a comma."""
    if scene.spoken or not comma:
        return None
    first = place
    while first >= 0 and place - first < HOUSE_WORDS and (scene.is_capital(first) or scene.is_numeric(first)):
        if first == 0 or scene.breaks_line(first - 1, first):
            return first if scene.key(first) not in rules.NOT_IN_STREETS else None
        first -= 1
    return None


def _right(scene: Scene, last: int) -> int | None:
    """Where the line ends with the part behind it: ", Apt 9", "#5", "unit five eleven", "3rd floor", "NW"."""
    mark, place = "", last
    if scene.key(last) in rules.BEFORE_PARTS:
        mark, place = scene.key(last), last + 1
        if mark != "," and place < len(scene.tokens) and scene.breaks_line(last - 1, place):
            return None
    if place >= len(scene.tokens):
        return None
    token, after = scene.tokens[place], place + 1
    if token.key in rules.UNITS_OF_HOUSES or token.key in ("m", "lok"):
        return _unit_behind(scene, after + 1 if scene.key(after) in (".", "#") else after)
    if token.kind == "code" and scene.key(after) in ("floor", "cross", "main", "flr"):
        return after + 1
    numbered = scene.is_numeric(place) and (mark == "/" or mark.endswith("#") or (mark == "," and "º" in token.text))
    housed = mark == "," and token.key in rules.HOUSES
    return after if numbered or housed or (not mark and token.text in rules.COMPASS_SUFFIXES) else None


def _unit_behind(scene: Scene, position: int) -> int | None:
    run = scene.starting.get(position)
    if run is not None:
        return run.last
    if position >= len(scene.tokens):
        return None
    text = scene.tokens[position].text
    return position + 1 if scene.is_numeric(position) or (len(text) == 1 and text.isalpha()) else None
