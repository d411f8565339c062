"""Who looks at a page, in which language, from where; and how values are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal

Language = Literal["zh", "en"]
CHINA = timezone(timedelta(hours=8))

_LARGE: dict[Language, tuple[tuple[float, str], ...]] = {
    "zh": ((1e8, " 亿"), (1e4, " 万")),
    "en": ((1e9, " bn"), (1e6, " m"), (1e3, " k")),
}
_UNITS: dict[str, tuple[str, str]] = {
    "CNY": ("元", "CNY"),
    "USD": ("美元", "USD"),
    "HKD": ("港元", "HKD"),
    "CNY/m2": ("元/平方米", "CNY/m²"),
    "m2": ("平方米", "m²"),
    "m": ("米", "m"),
    "person": ("人", "people"),
    "item": ("个", ""),
    "pp": ("个百分点", "pp"),
    "times": ("倍", "times"),
    "rank": ("位", "in rank"),
    "t": ("吨", "t"),
    "kWh": ("千瓦时", "kWh"),
    "kW": ("千瓦", "kW"),
    "%": ("%", "%"),
}


@dataclass(frozen=True, slots=True)
class View:
    """One request, as a page needs to know it."""

    user: str
    language: Language = "zh"
    root: str = ""
    """Path of the pages, without a slash at its end."""
    airflow: str = ""
    """Path of Airflow's own pages, likewise."""
    framed: bool = False
    """Shown inside Airflow's page, where a link cannot leave the frame."""
    may: frozenset[str] = frozenset()
    """What this user may do: `switch` sites, `resend` messages, `decide` about refused rows."""
    token: str = ""
    """Goes with every form, against forgery."""
    runs: Mapping[str, DagRunSeen] = field(default_factory=dict)
    """The newest run of each DAG."""
    now: datetime = field(default_factory=lambda: datetime.now(CHINA))

    def t(self, chinese: str, english: str) -> str:
        """The words of this view's language."""
        return english if self.language == "en" else chinese

    def moment(self, at: datetime | None) -> str:
        """A moment in China time, to the minute."""
        return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else "—"

    def day(self, on: date | None) -> str:
        """A day."""
        return on.isoformat() if on else "—"

    def amount(self, value: float | Decimal | None, unit: str | None) -> str:
        """A value in its base unit, shortened to 亿 and 万 (bn, m and k in English).

        >>> View("a").amount(13_665_000_000, "CNY"), View("a", "en").amount(-7.5, "%")
        ('136.65 亿元', '-7.5%')
        """
        if value is None:
            return "—"
        number, word, large = float(value), self.unit(unit), ""
        if unit not in ("%", "pp", "times", "rank"):
            for size, name in _LARGE[self.language]:
                if abs(number) >= size:
                    number, large = number / size, name
                    break
        text = f"{number:,.2f}".rstrip("0").rstrip(".")
        if unit == "%":
            return f"{text}%"
        glue = "" if large and self.language == "zh" else " "
        return f"{text}{large}{glue}{word}".strip()

    def unit(self, unit: str | None) -> str:
        """The name of a base unit."""
        chinese, english = _UNITS.get(unit or "", (unit or "", unit or ""))
        return self.t(chinese, english)


@dataclass(frozen=True, slots=True)
class DagRunSeen:
    """The newest run of a DAG."""

    dag_id: str
    run_id: str | None
    state: str
    at: datetime | None
    next_at: datetime | None = None
    """When the next one is due."""
