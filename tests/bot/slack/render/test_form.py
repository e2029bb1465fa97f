from __future__ import annotations

import pytest

from bot.domain.language import Language
from bot.slack.render.form import form_view


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_form_keeps_to_slacks_limits(language: Language) -> None:
    view = form_view(language, "C1")
    assert (view["type"], view["private_metadata"]) == ("modal", "C1")
    assert [block["block_id"] for block in view["blocks"]] == ["question", "source"]
