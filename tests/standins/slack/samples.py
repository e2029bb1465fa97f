"""Pieces of Block Kit that the tests of the stand-in for Slack share."""

BOLD = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "서울", "style": {"bold": True}},
                {"type": "text", "text": "입니다."},
            ],
        }
    ],
}
BUTTON = {
    "type": "button",
    "action_id": "more",
    "text": {"type": "plain_text", "text": "더 보기"},
    "value": "2",
}
FORM = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "질문하기"},
    "submit": {"type": "plain_text", "text": "묻기"},
    "blocks": [
        {
            "type": "input",
            "block_id": "question",
            "label": {"type": "plain_text", "text": "질문"},
            "element": {"type": "plain_text_input", "action_id": "question", "max_length": 100},
        }
    ],
}
MRKDWN = {"type": "mrkdwn", "text": "x"}
