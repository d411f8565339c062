"""The product's pages in Airflow's menu. Every component of Airflow imports this: nothing heavy here."""

import asyncio
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/zonereports"


class LazyApp:
    """The pages' application, imported at its first request, in a thread."""

    def __init__(self) -> None:
        self._app: Any = None
        self._lock: asyncio.Lock | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand a request on."""
        if self._app is None:
            self._lock = self._lock or asyncio.Lock()
            async with self._lock:
                if self._app is None:
                    self._app = await asyncio.to_thread(_load)
        await self._app(scope, receive, send)


def _load() -> Any:
    from zonereports_portal.app import make_app

    return make_app()


class ZoneReportsPlugin(AirflowPlugin):
    """An entry of the main menu, and the pages behind it."""

    name = "zonereports"
    fastapi_apps = [{"app": LazyApp(), "url_prefix": PREFIX, "name": "zonereports pages"}]
    external_views = [
        {
            "name": "园区报告",
            "href": f"{PREFIX}/",
            "destination": "nav",
            "url_route": "zonereports",
            "nav_top_level": True,
        },
        {
            "name": "园区报告（整页）",
            "href": f"{PREFIX}/",
            "destination": "nav",
            "category": "browse",
        },
    ]
