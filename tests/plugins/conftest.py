"""One server of the pages for all tests that look at them."""

import pytest

from tests.plugins.portal_world import build, token


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    with build(tmp_path_factory.mktemp("portal")) as world:
        yield world


@pytest.fixture(scope="session")
def server(world):
    return world.server


@pytest.fixture
def visit(server, browser):
    """Opens a page as a user; what the browser says and asks elsewhere is collected."""
    contexts, said = [], []

    def open_page(path, *, user="admin", width=1280, scheme="light", listen=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": "_token", "value": token(server, user), "url": server.url}])
        page = context.new_page()
        if not listen:
            page.goto(server.url + path)
            return page
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((server.url, "data:")) or said.append(request.url)
            ),
        )
        page.goto(f"{server.url}/zonereports{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
