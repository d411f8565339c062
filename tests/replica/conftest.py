from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import requests

from replica import Replica

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)

Get = Callable[..., requests.Response]


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(now=lambda: NOW) as running:
        yield running


@pytest.fixture
def get() -> Iterator[Get]:
    with requests.Session() as session:
        session.trust_env = False

        def ask(url: str, **options: object) -> requests.Response:
            return session.get(url, timeout=10, **options)  # type: ignore[arg-type]

        yield ask
