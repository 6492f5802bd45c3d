"""Untrusted JSON to checked models, every fault at once and no content in the reason."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.errors import PayloadError
from nlp.normalise.limits import check_json_depth
from nlp.normalise.text import decode

_SHOWN = 3  # faults spelled out in one reason


class Payload(BaseModel):
    """Base of the payload models: what a source adds is ignored, numbers may stand for text."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False)


Model = TypeVar("Model", bound=Payload)


def parse_json(data: bytes) -> Any:  # noqa: ANN401  (JSON is any of six types)
    """Parse JSON in UTF-8.

    Raises:
        PayloadError: it is not UTF-8, not JSON, or nested too deeply.
    """
    check_json_depth(data)
    text = decode(data)
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise PayloadError(f"the JSON breaks off or is wrong at {place}: {error.msg}") from None
    except ValueError:  # NaN, Infinity, or an integer of thousands of digits
        raise PayloadError("the JSON holds a number out of range") from None


def check(model: type[Model], data: object) -> Model:
    """Check parsed JSON against a payload model.

    Raises:
        PayloadError: naming the places that are wrong and why, never what stands there.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
    shown = "; ".join(f"{_place(fault['loc'])}: {fault['msg']}" for fault in faults[:_SHOWN])
    more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    raise PayloadError(shown + more)


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "the object"


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError
