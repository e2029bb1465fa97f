from __future__ import annotations

from bot.slack.understand.written.names import unnamed, with_names


def test_names_take_the_place_of_ids() -> None:
    text = "담당자는 <@U1>, 문의는 <#C2>, 승인은 <!subteam^S3>. <@U1>"
    assert unnamed(text) == ("U1", "C2", "S3")
    names = {"U1": "김민지", "C2": "#총무"}
    assert with_names(text, names) == "담당자는 김민지, 문의는 #총무, 승인은 S3. 김민지"
