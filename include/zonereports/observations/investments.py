"""Whose investment an amount is: the zone's, that of works, or of the projects counted before it."""

from __future__ import annotations

import re

from zonereports.observations.frames import Clause, Frame

_OF_PROJECT = re.compile(r"项目[^,;:]{0,4}完成投资|工程[^,;:]{0,6}完成投资")
_BUILDING = re.compile("基础设施|道路|桥梁|管网|绿化|河道|污水")
_INFRASTRUCTURE = re.compile("基础设施(?:建设|配套)?(?:类)?(?:重点)?(?:项目|工程)?$")


def completed_investment(clause: Clause, frame: Frame) -> str | None:
    """完成投资 is the zone's investment unless projects or works stand before it."""
    if _BUILDING.search(clause.left[-80:]):
        return "infrastructure_investment"
    if frame.last and _INFRASTRUCTURE.search(frame.last.label):
        return "infrastructure_investment"
    if (
        frame.last
        and (frame.last.code or "").startswith("projects_")
        and (frame.last.dimension == "count" and frame.last.measure == "level" and frame.last_own)
    ):
        return None
    if _OF_PROJECT.search(clause.own) or "工程" in clause.left[-60:]:
        return None
    return "fixed_asset_investment"


def investment_of(frame: Frame) -> str | None:
    """What the total investment of the projects counted before it is."""
    head = frame.heads.get("count")
    if head is None:
        return None
    if head.code == "projects_signed":
        return "projects_signed_investment"
    return "infrastructure_investment" if _INFRASTRUCTURE.search(head.label) else None
