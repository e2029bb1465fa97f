"""Whom a message speaks to: other people, or nobody in particular. Pure.

Korean and English, by who is spoken to (a mention, a name, "…님", "너", "you") and by what only
people can say: what they think, what they plan, what they have seen. It decides on messages that
nobody addressed to the bot: in doubt people talk to each other.
"""

from __future__ import annotations

import regex

from bot.domain.reason import reason_of
from bot.slack.understand.speech.intent import last_line

_MENTIONS = regex.compile(r"<[@!]|(?<![\p{L}\p{N}.])@[\p{L}]")

_ROLE = r"(?:팀장|대리|과장|부장|차장|이사|대표|선생|선배|책임|매니저|주임|사원|수석)"
_TITLE = (
    rf"(?:\p{{Hangul}}{{1,6}}\s?님들?|\p{{Hangul}}{{1,4}}(?:\s?씨|쌤|샘|형|누나|언니|오빠)"
    rf"|\p{{Hangul}}\s{_ROLE})"
)
# "민지님 이거 …", "팀장님, …"; not "관장님 성함이 뭔가요".
_CALLS = regex.compile(
    rf"^{_TITLE}[,!~…\s]+(?!"
    r"(?:성함|이름|번호|연락처|생일|부서|자리|직책|직급|소속|이메일|메일|내선|전화|담당|나이|학력|경력|출신|임기)"
    r"|(?:한|두|세|네|\d+)\s*분|[^\s]+(?:은|는|이|가)\s)"
)
# "Sora, did …"; not "So, did …".
_CALLS_EN = regex.compile(
    r"^(?!(?:so|and|also|hi|hello|hey|ok|okay|well|btw|fyi|then|but|please|sorry|thanks|cool|great|now|right"
    r"|oh|ah|actually|again|anyway|first|finally|question|just|next|last)\b)[\p{Latin}]{2,15},\s",
    regex.IGNORECASE,
)
# "수진아 이거 …", "현우야, …"; not "무료야 아니면 유료야".
_CALLS_FAMILIARLY = regex.compile(
    r"^\p{Hangul}{2,3}[아야](?:,|\s+(?:너|넌|이거|이건|그거|뭐|언제|어디|혹시|왜|나|우리|밥|점심|저녁|커피|회의"
    r"|오늘|내일|어제|아까|지금|주말|이따|출근|퇴근|빨리|잠깐|근데|좀))|,\s*\p{Hangul}{2,3}[아야]$"
)
_CALLS_LAST = regex.compile(rf"[,\s]{_TITLE}$")
_TO_SOMEBODY = regex.compile(
    r"(?<!\p{Hangul})(?:너|넌|너희|너네|니가|네가|당신|여러분|다들|모두들|혹시\s*다들|자기|선배)"
    r"(?:은|는|도|가|의|들)?(?!\p{Hangul})"
    r"|\b(?:you|your|you're|u|guys|folks|everyone|everybody|y'all|let's|lets)\b"
    r"|\b(?:should|shall)\s+we\b"
    r"|\b(?:anyone|someone|somebody|anybody|join)\b|\bwho(?:'s| is)? (?:wants|in|up)\b"
    r"|(?:제가|내가)\s.*(?:될까|되나|할까)요?$|(?<!\p{Hangul})(?:우리|저희)(?:도|는|가|끼리)"
    # Of the bot, as people do who do not talk to it; and of what somebody here has done.
    r"|(?<!\p{Hangul})(?:이\s?봇|봇한테|얘(?:는|가|도|한테)?)(?!\p{Hangul})"
    r"|시간\s*(?:좀\s*)?(?:돼|되[시나니]|있(?:으|어|니|나)|괜찮|내\s?줄|비어)|^(?:왜|뭐|뭐라고|뭔데요?)$"
    r"|(?:확인|검토|회신|참석|협조|양해|공유|참고|전달|승인|결재|리뷰)\s*(?:좀\s*|해\s?주시기\s*)?(?:부탁|바랍)"
    r"|말씀(?:이|하)(?:신|시|세|셨)"
    r"|(?<!\p{Hangul})누구\s.{0,20}(?:있|계)\p{Hangul}{1,4}$"
    r"|(?<!\p{Hangul})누가\s+(?:\S{1,10}\s)?(?:올[렸린려]|공유|보[냈낸]|퍼\s?[왔온]|추가|초대|불렀|시켰|건드|지웠)",
    regex.IGNORECASE,
)
_PLANS = regex.compile(
    r"(?:(?<!\p{Hangul})(?:안\s*)?(?:할|갈|볼|줄|먹을|마실|만날|올릴|보낼|정할|잡을|나갈|시킬"
    r"|얘기할|이야기할|해볼|가볼)까|써도 될까)요?$"
    r"|(?:할까|갈까|볼까|먹을까)요?$|(?:을래|할래|갈래|볼래|올래|실래)요?$"
    r"|실\s?(?:건가|거예|거죠|거야|건지)요?$|(?:하자|가자|보자|먹자|합시다|갑시다|봅시다|먹지|하지|가지)$"
    r"|(?<!\p{Hangul})같이(?!\p{Hangul})|점심\s*(?:뭐|어디|메뉴)|뭐\s*먹"
)
# Said of whoever is spoken to; of a third person only with a subject ("관장님은 누구신가요").
_HONOURS = regex.compile(
    r"(?:세요|셔요|십니까|시나요|신가요|실까요|시죠|시지요|셨나요|셨어요|셨죠|셨는지|시는지"
    r"|시겠어요|시겠습니까|실\s?수\s?있\p{Hangul}*)$"
)
_OF_A_THIRD = regex.compile(
    r"누구(?:시|신|세)|어떻게\s*되|(?:이)(?:시|신)|(?:님|분|께서)(?:은|는|이|가|께서|도)\s|아(?:시|세)"
    r"|(?:알려|말해|말씀해|찾아|가르쳐|보여)\s*(?:봐\s*)?주"
)
_OPINIONS = regex.compile(
    r"생각|의견(?:이|은|을|도|들)?\s*(?:어|있|주|좀|부탁|$)|어때|어떠|어떨|어떤가|느낌|마음에|좋을\s*것|같아요?$|같은데|추천|취향|괜찮(?:으|아|을)"
    r"|\bthoughts\b|\bthink\b|\bopinions?\b|\bhow about (?:you|we)\b"
    r"|\bhow (?:do|does|did)\b.{1,60}\b(?:sound|look|feel|go)$",
    regex.IGNORECASE,
)
_EXCLAIMS = regex.compile(
    r"^(?:ㅋ+|ㅎ+|헐|엥|와+|우와|오+|아+|음+|흠+|앗|어+|대박|진짜|정말|설마|그래|그러게|그[쵸죠]|왜요|저요|아뇨|아니요|당연하죠|물론이죠)"
    r"(?:요|ㅋ+|ㅎ+)?"
    r"(?:[\s,.!~?]|$)(?!그럼|그러면|혹시)|(?:데|네|군)요$|^(?:(?:이|그)(?:거|게)\s*)?(?:진짜\s*)?(?:맞|확실)\p{Hangul}{1,3}$"
    r"|^(?i:(?:ha)+h?|lo+l|lmao|wow|omg|yeah|yep|yup|nope|nah|not\s+(?:yet|sure)|my\s+bad|same\s+here)\b|^(?i:really)$"
)
# "틀렸는데?", "이상한데", "다시 찾아봐"; not "언제 여는데".
_OBJECTS = regex.compile(
    r"(?:는|은|인|한|던)데$"
    r"|^(?:다시|제대로|잘|더)\s(?:좀\s)?(?:찾아|해|봐|읽어|생각해|확인해)\s?(?:봐|줘)?(?:요|주세요|보세요)?$"
)
# What one says who cannot answer, but perhaps another can.
_GUESSES = regex.compile(
    r"글쎄|모르겠|몰라요?$|(?<!\p{Hangul})(?:저|나)도\s모르|않을까요?$|아닐까요?$|(?<![가지])\s(?:아냐|아니야|아닌가요?|아니[에예]요)$|걸요?$|인가\s?봐요?$"
    r"|\b(?:no idea|not sure|dunno|i guess|maybe)\b",
    regex.IGNORECASE,
)
# What is asked back of whoever has just spoken: "언제요?", "무슨 소리예요".
_ECHOES = regex.compile(
    r"^(?:뭐|뭐가|뭐라고|뭘|누구|누가|누구한테|언제|어디|어디서|얼마|무슨|왜|몇\s?\p{Hangul}{1,2}|어느\s?\p{Hangul}{1,2})요$"
    r"|(?:무슨|뭔|먼)\s?(?:소리|말)\p{Hangul}{0,4}$"
    r"|^(?:why\s+not|how\s+come|says\s+who|for\s+real|how\s+(?:was|is)\s+(?:it|that)|how(?:'d|\s+did)\s+(?:it|that)\s+go)$",
    regex.IGNORECASE,
)
# "도착하면 알려줘"; not "신청하려면", nor of a parking lot's "87면".
_ONCE_IT_HAPPENS = regex.compile(
    r"(?:하|되|나|오|가|지|으|기|리|알|뀌|치)면\s+(?:\p{Hangul}{1,3}\s)?(?:알려|말해|말씀|얘기|연락|공유|보내|불러|깨워)"
)
# What only people do, or are: "자료 봤어요?", "회비 걷었나요", "지금 어디쯤이에요".
_DONE = regex.compile(
    r"(?:봤|먹었|마셨|갔|왔|샀|팔았|냈|보냈|걷었|들었|받았|했|잤|챙겼|올렸|썼|찍었|만났|정했|잡았|빌렸|시켰|알았|읽었|잊었"
    r"|까먹었|찾았|놨|뒀|탔|쉬었|맛있었|재밌었|재미있었|힘들었)(?:어|어요|니|냐|나요|죠|지|음|는데|대|대요)$"
)
_OF_ONESELF = regex.compile(
    r"^(?:이렇게|저렇게|요렇게)\s|지금\s?어디|어디\p{Hangul}{0,4}\s지금|어디쯤|^몇\s?살|누구\s?생일|^무슨\s?일"
    r"|(?:마실|먹을|갈|탈|할|올|낄|가실|하실|드실|타실)\s?(?:사람|분)(?:들|들은|은|\s?(?:있|계)\p{Hangul}{1,4})?$|(?<!\p{Hangul})왜\s?안\s?[오와갔가]"
    r"|^(?:나|저|난|전|나도|저도|나는|저는|저희|우리)요?$|\s(?:진짜|정말|도?대체)$|(?<!\p{Hangul})도?대체\s"
)
_ASKS_WHO_OR_WHEN = regex.compile(
    r"누[구가군]|언[제젠]|어[디딘]|얼[마만]|무엇|뭐|무슨|(?<!\p{Hangul})[왜몇]|며칠"
)
# What points into the talk that goes on, or to people in it.
_WITHIN_THE_TALK = regex.compile(
    r"(?<!\p{Hangul})(?:(?:그|저)\s?(?:사람|분|친구|형|누나|언니|오빠)|걔|쟤|얘|그때|그날|저번|아까|방금|어제|요즘|거기|나|저|내|제|누구누구)"
    r"(?:네|들)?(?:은|는|이|가|도|만|를|을|의|랑|에|한테|에서|에게)?(?!\p{Hangul})"
    r"|(?<!\p{Hangul})(?:그쪽|그\s?(?:집|가게|식당|데)|그거|그건|그게)(?!\p{Hangul}{2})"
    r"|\b(?:he|him|his|she|hers?|they|them|theirs?|my|mine|we|us|ours?|else|those|that\s(?:guy|one|place|day))\b|^wait\b",
    regex.IGNORECASE,
)
_LONGEST = 300


def addresses_others(text: str) -> bool:
    """Tell whether a message turns to somebody by a mention: a person, a group, everyone here."""
    return bool(_MENTIONS.search(text))


def points_into_the_talk(text: str) -> bool:
    """Tell whether a message speaks of what only people in the talk know: "거기", "그때", "저"."""
    return bool(_WITHIN_THE_TALK.search(last_line(text)[-_LONGEST:]))


def is_between_people(text: str) -> bool:
    """Tell whether a message is said by one person to others.

    Args:
        text: As Slack sends it, without the links and passages in it.
    """
    line = last_line(text)[-_LONGEST:].rstrip("?？ ")
    first = text.strip()[:_LONGEST]
    if addresses_others(text) or _CALLS_FAMILIARLY.search(first) or _CALLS_EN.search(first):
        return True
    if _CALLS.search(first) or _CALLS.search(line):
        return True
    if _CALLS_LAST.search(line) or _TO_SOMEBODY.search(line) or _EXCLAIMS.search(line):
        return True
    if _HONOURS.search(line) and not _OF_A_THIRD.search(line):
        return True
    if _PLANS.search(line) or _OPINIONS.search(line) or _GUESSES.search(line):
        return True
    if _ECHOES.search(line) or _ONCE_IT_HAPPENS.search(line) or _OF_ONESELF.search(line):
        return True
    said = _DONE.search(line) or _OBJECTS.search(line)
    if said and not _ASKS_WHO_OR_WHEN.search(line):
        return True
    return reason_of(line) == "opinion"
