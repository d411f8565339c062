"""Templates to text in which every number is known.

A template is a sentence with marks:

- `〈规上工业总产值〉` names what the next numbers measure (written out as it stands);
- `{out}` the level of an indicator of `economy.py`; `{out grew}` "同比增长12.3%", `{out prior}` last
  year's level, `{out share}` a percentage, `{htv of=va}` the
  percentage that two levels make, `{out done}` percent of the target, `{out goal}` next
  year's target, `{out pace}` its growth target;
- `{projects_signed n=12..28:个}` a count, `d=1.2..9.9:亿元` an amount with decimals, `r=0.9..0.99:处`
  a part of the number before, `w=%` the last number in percent of the one before it; `-` no code;
  options: `余` `第` `cn` (Chinese numeral) `down` (下降), `q=over` `s=sub` `t=target` `m=delta` `p=end` `label=…`;
- `{y}` `{y+1}` years, `{zone}` `{park}` `{company}` … words of the scene;
- `«5000万元|threshold»` digits that are no data, with the reason;
- `[持续/不断]` one of several words.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from decimal import Decimal

from replica.economy import INDICATORS, Economy
from replica.report import Figure, NotData, plain

CHINESE = "零一两三四五六七八九"
COMPANY_HEADS = ("澄禾", "锐拓", "恒屿", "沐川", "启岚", "博屹", "星砺", "瑞垣", "嘉穗", "远砚")
COMPANY_TAILS = ("精工", "新材", "智造", "科技", "生物", "电气", "精密", "包装")

_CHOICE = re.compile(r"\[([^\[\]]+)\]")
_MARK = re.compile(r"\{([^{}]+)\}|〈([^〉]+)〉|«([^»|]+)(?:\|([^»]+))?»")


@dataclass(frozen=True, slots=True)
class Frame:
    """Which time the numbers of a paragraph speak of."""

    year: int
    months: int = 12
    status: str = "actual"
    period: str = ""
    """Overrides the period that year and months give."""

    def covers(self, year: int | None = None) -> str:
        """The period in the guide's notation, for this year or another one."""
        if year is None and self.period:
            return self.period
        of = year or self.year
        return str(of) if self.months == 12 else f"{of}-01/{of}-{self.months:02d}"


@dataclass(slots=True)
class Writer:
    """Writes lines and keeps the book on every number in them."""

    dice: random.Random
    economy: Economy
    words: dict[str, str]
    commas: str = "，"
    lines: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    not_data: list[NotData] = field(default_factory=list)
    _line: str = ""
    _offset: int = 0
    _label: str = ""

    def write(self, template: str, frame: Frame) -> None:
        """Add one paragraph."""
        self._line, self._label = "", ""
        self._expand(template, frame)
        self.lines.append(self._line)
        self._offset += len(self._line) + 1

    def write_row(self, cells: list[str], frame: Frame) -> None:
        """Add one table row, cells joined by a tab; the first cell names what the row measures."""
        self._line, self._label = "", cells[0]
        for number, cell in enumerate(cells):
            self._add("\t" if number else "")
            self._expand(cell, frame)
        self.lines.append(self._line)
        self._offset += len(self._line) + 1

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def _expand(self, template: str, frame: Frame) -> None:
        template = _CHOICE.sub(lambda m: self.dice.choice(m[1].split("/")), template)
        done = 0
        for mark in _MARK.finditer(template):
            self._add(template[done : mark.start()])
            done = mark.end()
            spec, label, digits, reason = mark.groups()
            if label:
                self._label = label
                self._add(label)
            elif digits:
                self._plain_digits(digits, reason or "name")
            else:
                self._fill(spec, frame)
        self._add(template[done:])

    def _add(self, words: str) -> None:
        self._line += words.replace("，", self.commas)

    def _plain_digits(self, digits: str, reason: str) -> None:
        self.not_data.append(NotData(self._offset + len(self._line), digits, reason))
        self._add(digits)

    def _fill(self, spec: str, frame: Frame) -> None:
        name, *options = spec.split(" ")
        if name in ("y", "y+1", "y-1"):
            year = frame.year + {"y": 0, "y+1": 1, "y-1": -1}[name]
            self._plain_digits(f"{year}年", "date")
        elif name == "months":
            self._plain_digits(f"1—{frame.months}月", "date")
        elif name == "company":
            head, tail = self.dice.choice(COMPANY_HEADS), self.dice.choice(COMPANY_TAILS)
            self._add(head + tail)
        elif name in self.words:
            self._expand(self.words[name], frame)
        elif name in INDICATORS:
            self._indicator(name, options, frame)
        else:
            self._count(None if name == "-" else name, options, frame)

    def _indicator(self, name: str, options: list[str], frame: Frame) -> None:
        code, unit = INDICATORS[name].code, self.economy.unit(name)
        kind = options.pop(0) if options and options[0] in _KINDS else "level"
        whole = next((option[3:] for option in options if option.startswith("of=")), None)
        year, months = frame.year, frame.months
        level = self.economy.level(name, year, months)
        if whole:
            part = level / self.economy.level(whole, year, months) * 100
            self._figure(code, "share", round(part, 1), "%", frame, options)
        elif kind == "level":
            self._figure(code, "level", level, unit, frame, options)
        elif kind in ("grew", "grew_table"):
            self._grew(code, self.economy.growth(name, year, months), frame, options, kind)
        elif kind == "prior":
            before = self.economy.level(name, year - 1, months)
            last_year = [f"p={frame.covers(year - 1)}", "t=prior"]
            self._figure(code, "level", before, unit, frame, [*options, *last_year])
        elif kind == "share":
            part = Decimal(self.dice.randint(285, 915)) / 10
            self._figure(code, "share", part, "%", frame, options)
        elif kind == "done":
            part = self.economy.completion(name, year, months)
            self._figure(code, "completion", part, "%", frame, options)
        elif kind == "goal":
            aimed_at = year if "p=year" in options else year + 1
            goal = self.economy.goal(name, aimed_at)
            self._figure(code, "level", goal, unit, frame, options)
        else:
            pace = Decimal(self.dice.choice((7, 8, 9, 10, 12, 15)))
            self._figure(code, "yoy", pace, "%", frame, options)

    def _grew(
        self, code: str, growth: Decimal, frame: Frame, options: list[str], kind: str
    ) -> None:
        if kind == "grew":
            if not growth:
                self._add("与上年同期持平")
                return
            self._add(
                self.dice.choice(("同比增长", "同比增长", "增长") if growth > 0 else ("同比下降",))
            )
            self._figure(code, "yoy", growth, "%", frame, options)
        else:
            self._figure(code, "yoy", growth, "%", frame, [*options, "signed"])

    def _count(self, code: str | None, options: list[str], frame: Frame) -> None:
        amount = next(option for option in options if option[:2] in ("n=", "d=", "r=", "w="))
        options = [option for option in options if option != amount]
        if amount[0] == "w":
            whole, part = self.figures[-2].value, self.figures[-1].value
            self._figure(code, "share", round(part / whole * 100, 1), "%", frame, options)
            return
        numbers, unit = amount[2:].split(":", 1)
        low, high = numbers.split("..")
        if amount[0] == "n":
            value = Decimal(self.dice.randint(int(low), int(high)))
            value = round(value / 10) * Decimal(10) if "余" in options else value
        elif amount[0] == "r":
            ratio = self.dice.uniform(float(low), float(high))
            value = Decimal(int(self.figures[-1].value * Decimal(ratio)))
        else:
            places = max(len(low.partition(".")[2]), len(high.partition(".")[2]))
            scale = 10**places
            value = Decimal(self.dice.randint(int(float(low) * scale), int(float(high) * scale)))
            value /= scale
        self._figure(code, "level", value, unit, frame, options)

    def _figure(
        self,
        code: str | None,
        measure: str,
        value: Decimal,
        unit: str,
        frame: Frame,
        options: list[str],
    ) -> None:
        given = dict(option.split("=", 1) for option in options if "=" in option)
        flags = {option for option in options if "=" not in option}
        number = plain(value if "signed" in flags else abs(value))
        if "down" in flags:
            value = -value
        if "cn" in flags:
            number = CHINESE[int(value)]
        qualifier = given.get("q")
        printed = "" if "bare" in flags else unit
        if "余" in flags:
            printed, qualifier = "余" + printed, "approx"
        quote = ("第" if "第" in flags else "") + number + printed
        period = given.get("p") or frame.covers()
        if period == "end":
            period = f"{frame.year}-{frame.months:02d}"
        elif period == "year":
            period = str(frame.year)
        self.figures.append(
            Figure(
                start=self._offset + len(self._line),
                quote=quote,
                code=code,
                label=given.get("label", self._label),
                measure=given.get("m", measure),
                value=value,
                unit=unit,
                period=period,
                status=given.get("t", frame.status),
                scope=given.get("s", "zone"),
                qualifier=qualifier,
            )
        )
        self._line += quote


_KINDS = {"level", "grew", "grew_table", "prior", "share", "done", "goal", "pace"}
