"""Who wants to hear about what, where and when: the file that ZONEREPORTS_SUBSCRIPTIONS names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from zonereports.alerts.channels import Channel, nickname, open_channel
from zonereports.alerts.condition import Condition
from zonereports.alerts.marked_yaml import load
from zonereports.alerts.outbox import Promise
from zonereports.alerts.rendering import Language
from zonereports.alerts.subject import Subject
from zonereports.alerts.timing import Pace, Quiet
from zonereports.errors import WrongSetting
from zonereports.events import EventKind, NoticeKind

TROUBLES = ("trouble", "recovered")
REPORTS = tuple(get_args(EventKind))
NOTICES = tuple(get_args(NoticeKind))
_BUILT_IN = ("file", "log")


def _some(value: object) -> object:
    """One word where a list may stand."""
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_some)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class ChannelSpec(_Strict):
    """Where the address of a channel is found; the file itself need hold no secret."""

    env: str | None = Field(None, description="Name of an environment variable with the address.")
    connection: str | None = Field(None, description="Id of an Airflow connection.")
    url: str | None = Field(None, description="The address, for channels without secrets.")
    language: Language = "zh"

    @model_validator(mode="after")
    def _one(self) -> ChannelSpec:
        if sum(one is not None for one in (self.env, self.connection, self.url)) != 1:
            raise ValueError("give exactly one of env, connection and url")
        return self


class Rule(_Strict):
    """One subscription: every part that is given must hold, and of a list any entry."""

    name: str = Field(min_length=1, max_length=60, pattern=r"^[^\s/]+$")
    to: Words = Field(min_length=1)
    events: Words = REPORTS
    zones: Words = ()
    counties: Words = ()
    provinces: Words = ()
    sites: Words = ()
    levels: Words = ()
    years: tuple[int, ...] = ()
    indicators: Words = ()
    keywords: Words = ()
    pace: Pace = Pace()
    quiet: Quiet | None = None
    _conditions: tuple[Condition, ...] = ()

    @field_validator("pace", mode="before")
    @classmethod
    def _pace(cls, value: object) -> object:
        return Pace.parse(value) if isinstance(value, str) else value

    @field_validator("quiet", mode="before")
    @classmethod
    def _quiet(cls, value: object) -> object:
        return Quiet.parse(value) if isinstance(value, str) else value

    @field_validator("events")
    @classmethod
    def _events(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _known(value, (*REPORTS, *NOTICES, *TROUBLES), "event")

    @field_validator("levels")
    @classmethod
    def _levels(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _known(value, ("national", "provincial", "county"), "level")

    @field_validator("indicators")
    @classmethod
    def _indicators(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            Condition.parse(text)
        return value

    def model_post_init(self, _: object) -> None:
        """Read the conditions once."""
        self._conditions = tuple(Condition.parse(text) for text in self.indicators)

    def why(self, kind: str, subject: Subject) -> str | None:
        """What made it fire, in one line; None when it does not."""
        if kind not in self.events:
            return None
        found = [kind]
        for wanted, said in (
            (self.zones, (subject.zone,)),
            (self.counties, (subject.county, subject.prefecture)),
            (self.provinces, (subject.province,)),
        ):
            named = next((name for name in wanted for one in said if one and name in one), None)
            if wanted and named is None:
                return None
            found += [named] if named else []
        for exact, one in (
            (self.sites, subject.site),
            (self.levels, subject.zone_level),
            (self.years, subject.year),
        ):
            if exact and one not in exact:
                return None
        if self._conditions:
            held = [(one.text, one.holds(subject.figures)) for one in self._conditions]
            first = next(((text, figure) for text, figure in held if figure), None)
            if first is None:
                return None
            found.append(f"{first[0]} ({first[1].label} {first[1].quote})")
        if self.keywords:
            word = next((one for one in self.keywords if one in subject.text), None)
            if word is None:
                return None
            found.append(word)
        return ", ".join(found)

    def due(self, at: datetime) -> datetime:
        """When something that happens now is told."""
        due = self.pace.due(at)
        return self.quiet.after(due) if self.quiet else due


class _File(_Strict):
    channels: Mapping[str, ChannelSpec] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = Field(min_length=1)

    @field_validator("channels")
    @classmethod
    def _names(cls, value: Mapping[str, ChannelSpec]) -> Mapping[str, ChannelSpec]:
        for name in value:
            if name in _BUILT_IN or not name.replace("-", "").replace("_", "").isalnum():
                raise ValueError(f"a channel cannot be named {name!r}")
            if len(name) > 64:
                raise ValueError(f"{name!r} is longer than 64 characters")
        return value

    @model_validator(mode="after")
    def _refer(self) -> _File:
        names = [rule.name for rule in self.rules]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two rules are named {name!r}")
        for rule in self.rules:
            _known(rule.to, (*_BUILT_IN, *self.channels), f"channel (rule {rule.name!r})")
        return self


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """All rules, with the addresses that their channels have."""

    rules: tuple[Rule, ...] = ()
    specs: Mapping[str, ChannelSpec] = field(default_factory=dict)
    everything_to: tuple[str, ...] = ()
    """Addresses that get every event and every notice: without a file, those of the setting."""

    @classmethod
    def load(cls, path: Path | None, *, without: Sequence[str] = ()) -> Subscriptions:
        """Read the file; without one, everything goes to the addresses given.

        Raises:
            WrongSetting: the file is missing or wrong, with its line and what to write.
        """
        if path is None:
            return cls(everything_to=tuple(without))
        read = load(path, _File)
        return cls(read.rules, read.channels)

    def promises(self, kind: str, subject: Subject, *, at: datetime) -> list[Promise]:
        """Who is to hear of it: each channel once, by the rule that tells it first."""
        first: dict[str, Promise] = {}
        if kind not in TROUBLES:
            for address in self.everything_to:
                first[nickname(address)] = Promise(nickname(address), at)
        for rule in self.rules:
            if rule.why(kind, subject) is None:
                continue
            due = rule.due(at)
            for channel in rule.to:
                if channel not in first or due < first[channel].due_at:
                    first[channel] = Promise(channel, due, rule.name, rule.pace.kind, rule.quiet)
        return list(first.values())

    @property
    def tells_of_troubles(self) -> bool:
        """Whether a rule asks for them."""
        return any(kind in rule.events for rule in self.rules for kind in TROUBLES)

    @property
    def connections(self) -> list[str]:
        """Ids of the Airflow connections that hold addresses."""
        return sorted({one.connection for one in self.specs.values() if one.connection})

    def rule(self, name: str) -> Rule:
        """A rule by its name.

        Raises:
            WrongSetting: there is none.
        """
        for rule in self.rules:
            if rule.name == name:
                return rule
        names = ", ".join(rule.name for rule in self.rules) or "none (ZONEREPORTS_SUBSCRIPTIONS)"
        raise WrongSetting(f"no rule is named {name}", next_step=f"there are: {names}")

    def channels(
        self,
        *,
        alerts_file: Path,
        environ: Mapping[str, str] | None = None,
        connections: Mapping[str, str] | None = None,
    ) -> tuple[list[Channel], list[str]]:
        """The channels that can be opened, and one line for each that cannot: the others go on.

        Args:
            alerts_file: of the channel `file`.
            environ: where `env` is looked up; the environment by default.
            connections: addresses by the id of their Airflow connection. Without Airflow,
                AIRFLOW_CONN_… of the environment.
        """
        given = os.environ if environ is None else environ
        known = connections or {}
        opened, wrong = list[Channel](), list[str]()

        def try_open(name: str, address: str, language: Language = "zh") -> None:
            try:
                opened.append(
                    open_channel(name, address, alerts_file=alerts_file, language=language)
                )
            except WrongSetting as error:
                wrong.append(str(error))

        for address in self.everything_to:
            try_open(nickname(address), address)
        for name in sorted({one for rule in self.rules for one in rule.to}):
            spec = self.specs.get(name)
            if spec is None:
                try_open(name, name)
                continue
            variable = spec.env or f"AIRFLOW_CONN_{(spec.connection or '').upper()}"
            found = spec.url or known.get(spec.connection or "") or given.get(variable)
            if found:
                try_open(name, found, spec.language)
            else:
                error = WrongSetting(
                    f"channel {name} has no address: {variable} is not set",
                    next_step=f"set {variable}, or correct the channel in the subscriptions file",
                )
                wrong.append(str(error))
        return opened, wrong


def _known(names: Iterable[str], known: Sequence[str], noun: str) -> tuple[str, ...]:
    found = tuple(names)
    for name in found:
        if name not in known:
            raise ValueError(f"no {noun} is named {name!r}; there are {', '.join(known)}")
    return found
