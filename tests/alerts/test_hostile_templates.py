"""What a page says is never a template."""

import pytest

from zonereports.alerts import render

TEMPLATES = ("{{ 7*191 }}", "{% for i in range(3) %}x{% endfor %}", "{{ ''.__class__.__mro__ }}")


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_title_that_is_a_template_is_told_as_it_is(news, form, language):
    for template in TEMPLATES:
        told = render(news(title=f"总结{template}"), language=language, form=form)
        whole = told.title + told.body
        assert "1337" not in whole
        assert "xxx" not in whole
        assert "<class" not in whole
        # Markdown's stars are shown as wide ones.
        assert template != TEMPLATES[0] or "7*191" in whole.replace("＊", "*")
