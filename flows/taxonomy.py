"""The registry of what a profile can say: configs/taxonomy.yaml, checked, as parameters for the SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from nlp.errors import SettingsError
from nlp.records import Status

TAXONOMY = Path(__file__).resolve().parent.parent / "configs" / "taxonomy.yaml"

Family = Literal["household", "lifestyle", "life_event", "preference", "frustration"]
Sensitivity = Literal["ordinary", "personal", "special"]
Purpose = Literal["personalisation", "service"]
Confidence = Annotated[float, Field(ge=0, le=1)]
Claim = tuple[str, str, Status]  # attribute, value or "*", status
Rows = list[dict[str, object]]

ANY = "*"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Particular(_Entry):
    """How one value differs from its attribute; None where it does not."""

    sensitivity: Sensitivity | None = None
    purposes: tuple[Purpose, ...] | None = None


class Attribute(_Entry):
    """One thing that can be known of a customer, and by which rules."""

    family: Family
    several: bool
    kind: Literal["closed", "number", "text"] = "closed"
    sensitivity: Sensitivity
    purposes: tuple[Purpose, ...]
    values: tuple[str, ...] = ()
    only: dict[str, Particular] = Field(default_factory=dict)
    min_confidence: Confidence | None = None
    when_negated: str | None = None

    @model_validator(mode="after")
    def _values_fit_kind(self) -> Self:
        faults = []
        if (self.kind == "closed") != bool(self.values):
            faults.append("closed attributes list their values, the others have none")
        strangers = {*self.only, *filter(None, [self.when_negated])} - set(self.values)
        faults += [f"{value} is not among the values" for value in sorted(strangers)]
        if faults:
            raise ValueError("; ".join(faults))
        return self


class Implication(_Entry):
    """One fact that proves another."""

    when: Claim
    then: Claim


class Succession(_Entry):
    """A fact that is past once another is said later."""

    ended: Claim
    by: Claim
    beside: Claim | None = None  # what the ending conversation must also tell


class Taxonomy(_Entry):
    """All attributes, and how their values bear on each other."""

    min_confidence: Confidence
    attributes: dict[str, Attribute]
    implications: tuple[Implication, ...]
    successions: tuple[Succession, ...]

    @model_validator(mode="after")
    def _claims_are_known(self) -> Self:
        claims = [claim for rule in self.implications for claim in (rule.when, rule.then)]
        claims += [claim for rule in self.successions for claim in (rule.ended, rule.by, rule.beside) if claim]
        faults = {fault for claim in claims for fault in self._faults(claim)}
        faults |= {f"{rule.then} implies any value" for rule in self.implications if rule.then[1] == ANY}
        if faults:
            raise ValueError("; ".join(sorted(faults)))
        return self

    def is_special(self, attribute: str, value: str) -> bool:
        """Tell whether only customers who opted in to special categories may be said to be this."""
        known = self.attributes.get(attribute)
        if known is None:
            return False
        own = known.only.get(value.strip().lower(), Particular())
        return (own.sensitivity or known.sensitivity) == "special"

    def list_special(self) -> list[str]:
        """Everything special, as `attribute=value`; all values that an attribute does not list count as one."""
        return [
            f"{name}={value}"
            for name, attribute in sorted(self.attributes.items())
            for value in (ANY, *attribute.values)
            if self.is_special(name, value)
        ]

    def _faults(self, claim: Claim) -> Iterator[str]:
        attribute, value, _ = claim
        known = self.attributes.get(attribute)
        if known is None:
            yield f"{attribute} is no attribute"
        elif known.kind == "closed" and value != ANY and value not in known.values:
            yield f"{value} is no value of {attribute}"


def load_taxonomy(path: Path = TAXONOMY) -> Taxonomy:
    """Read and check the registry.

    Raises:
        SettingsError: the file is missing, no YAML or contradicts itself; every fault is named.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        msg = f"{path} cannot be read as YAML: {' '.join(str(error).split())}\nReinstall Rapport or mend the file."
        raise SettingsError(msg) from None
    try:
        return Taxonomy.model_validate(content)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        lines = [f"  {'.'.join(map(str, f['loc']))}: {f['msg'].removeprefix('Value error, ')}" for f in faults]
        msg = "\n".join([f"{path} is wrong in {len(faults)} places:", *lines, "Its head explains every key."])
        raise SettingsError(msg) from None


def registry(
    taxonomy: Taxonomy, *, min_confidence: Mapping[str, float], chosen: Mapping[str, float] | None = None
) -> dict[str, Rows]:
    """The rows of the registry tables, by the name of the parameter that brings them in.

    Args:
        taxonomy: the registry.
        min_confidence: thresholds of the settings, by attribute; they win over all others.
        chosen: thresholds that the model's training chose; those of the registry win over them where it has any.

    Raises:
        SettingsError: the settings name an attribute that does not exist.
    """
    unknown = sorted(set(min_confidence) - set(taxonomy.attributes))
    if unknown:
        known = ", ".join(sorted(taxonomy.attributes))
        msg = f"profile.min_confidence names {', '.join(unknown)}, which no profile holds.\nChoose from: {known}."
        raise SettingsError(msg)
    return {
        "attributes": [_attribute_row(taxonomy, name, min_confidence, chosen or {}) for name in taxonomy.attributes],
        "attribute_values": [row for name in taxonomy.attributes for row in _value_rows(taxonomy, name)],
        "implications": [
            _claim_columns("", rule.when) | _claim_columns("implied_", rule.then) for rule in taxonomy.implications
        ],
        "successions": [
            _claim_columns("", rule.ended) | _claim_columns("by_", rule.by) | _claim_columns("beside_", rule.beside)
            for rule in taxonomy.successions
        ],
    }


def _attribute_row(
    taxonomy: Taxonomy, name: str, min_confidence: Mapping[str, float], chosen: Mapping[str, float]
) -> dict[str, object]:
    attribute = taxonomy.attributes[name]
    own = chosen.get(name, taxonomy.min_confidence) if attribute.min_confidence is None else attribute.min_confidence
    return {
        "attribute": name,
        "family": attribute.family,
        "several": attribute.several,
        "kind": attribute.kind,
        "sensitivity": attribute.sensitivity,
        "purposes": list(attribute.purposes),
        "min_confidence": min_confidence.get(name, own),
        "when_negated": attribute.when_negated,
    }


def _value_rows(taxonomy: Taxonomy, name: str) -> Iterator[dict[str, object]]:
    attribute = taxonomy.attributes[name]
    for value in attribute.values:
        own = attribute.only.get(value, Particular())
        yield {
            "attribute": name,
            "value": value,
            "sensitivity": own.sensitivity or attribute.sensitivity,
            "purposes": list(attribute.purposes if own.purposes is None else own.purposes),
        }


def _claim_columns(prefix: str, claim: Claim | None) -> dict[str, object]:
    return {f"{prefix}{part}": claim and claim[place] for place, part in enumerate(("attribute", "value", "status"))}
