"""What somebody who writes is up to: asking, being polite. Pure.

Korean and English. A reader finds spans, so what counts as asking is asking for one.
"""

from __future__ import annotations

import regex

from bot.slack.understand.written.marks import without_emoji

# A question word, or a topic left open ("저자는?"). Not "가 볼까요?", "보셨나요?" or a question
# word in passing.
_WORDS = """
누구 누가 누굴 누군 언제 언젠 어디 어딘 어딨 어느 어떤 어떠한 어떻게
무엇 무슨 뭐 뭘 뭔 왜 몇 며칠 얼마 얼만
""".split()
_WH = rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(_WORDS)})"
_ENDING = (
    r"(?:인가|입니까|습니까|는가|은가|던가|나|까|나요|가요|까요|는지|인지|은지|냐|니|죠|지요|시오)"
)
_ENDING_IN_A_TALK = rf"(?:{_ENDING}|야|예요|에요|임|지|더라|건데|쥬|줘요?|주세요)"
_AUXILIARY = (
    r"(?:'s|\s+(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|many|much"
    r"|long|old|far|tall|often)\b)"
)
# Looked for one by one, at the beginning or at the end, as "a question word, then anything, then
# an ending" takes the square of a long line.
_ASKS = regex.compile(_WH)
_ASKS_LAST = regex.compile(rf"{_WH}(?:\p{{Hangul}}?|데요?)$")
_ENDS_ASKING = regex.compile(rf"{_ENDING}$")
_ENDS_ASKING_IN_A_TALK = regex.compile(rf"{_ENDING_IN_A_TALK}$")
# Said only to ask, mark or not: "주말에도 여나요".
_ENDS_POLITELY = regex.compile(r"(?:나요|[은인한던]가요|[습입합됩]니까)$")
_LONGEST_END = 5
_LONGEST_REQUEST = 30
_ASKS_EN = regex.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how)\b", regex.IGNORECASE)
_BEGINS_ASKING_EN = regex.compile(
    rf"(?:who|whom|whose)\b|(?:what|when|where|which|why|how){_AUXILIARY}", regex.IGNORECASE
)
_REQUEST = regex.compile(
    r"(?:알려|말해|말씀해|찾아|가르쳐|보여|설명해|요약해|번역해|정리해|골라|뽑아|적어|세어|계산해|바꿔|옮겨|줄여)"
    r"\s*(?:봐\s*)?(?:줘|줄|주|달라|드려|봐|죠|다오|보시오|보라)\p{Hangul}*(?:\s*(?:수\s*)?있\p{Hangul}*)?$"
    r"|궁금(?:해|합|하|한)(?!서|잖)\p{Hangul}*$|알고\s*싶\p{Hangul}*$|아(?:시|는)\s*(?:는\s*)?(?:분|사람)$|부탁\p{Hangul}*$"
    r"|(?:좀|요약|번역|정리|설명)$"
)
# "이거 좀 봐줘": it shows something, and asks nothing of it.
_SHOWS = regex.compile(
    r"(?:(?:여기|(?:이|저|그|요|위|아래|첨부|다음)\s?(?:거|것|글|기사|문서|파일|링크|자료|내용|스레드)?)(?:를|을|은|는|도)?\s*)?"
    r"(?:(?:좀|한\s?번|먼저|잘)\s*)*(?:봐|읽어|확인해|검토해|참고해|열어|분석해|살펴)\s?(?:봐|보)?\s?"
    r"(?:줘|줘요|주세요|줄래|줄래요|주실래요|주시겠어요|주십시오|라|요)?"
    r"|(?:그리고\s*)?(?:이것?|이거|여기|(?:이|그)?\s?(?:글|기사|문서|파일|링크|자료))"
    r"(?:도|요|도요|이요|입니다|예요|이에요)?(?:\s*(?:있어요?|있습니다|하나\s*더))?"
    r"|(?:and\s+)?(?:this|that|here)(?:\s+one)?(?:\s+too|\s+as\s+well)?"
    r"|(?:please\s+|can\s+you\s+|could\s+you\s+)?(?:check|read|see|look\s+at|have\s+a\s+look(?:\s+at)?|take\s+a\s+look(?:\s+at)?)"
    r"(?:\s+(?:this|that|it|the))?(?:\s+(?:out|article|page|file|doc|document|thread|link))?(?:\s+please)?",
    regex.IGNORECASE,
)
_CURT_REQUEST = regex.compile(r"(?:알려|말해|찾아|가르쳐)\s?줘$")
_REQUEST_EN = regex.compile(
    r"(?:please\s+|can\s+you\s+|could\s+you\s+)?(?:tell|show|give|find|explain|summari[sz]e|translate|list|count|look\s+up)\b",
    regex.IGNORECASE,
)
_TOPIC = regex.compile(r"(?:\S{1,15}\s){0,3}\S{1,15}(?:은|는|은요|는요)")
_STATEMENT_TOPIC = regex.compile(
    r"(?:(?:저|나|우리|저희|이것|그것|오늘|내일|그건|이건)(?:은|는)?|그건|이건)$"
)
_COURTESY = regex.compile(
    r"^(?:하이(?!\p{Hangul})|ㅎㅇ|봇(?:아|님)?[\s,!~.]*$|미리\s*감사|고마|고맙|감사|땡큐|수고|좋아|좋네|좋은|넵|네\b|넹|예\b|아하|오오|오케이|오키|굿|짱|ㅇㅋ|ㅇㅇ|ㄱㅅ|ㄳ|ㅋ|ㅎ|안녕|반가|부탁|실례|죄송|저기요|질문\s*(?:이\s*)?있"
    r"|thank|thx|ty\b|ok\b|okay|nice|great|good|cool|hello|hi\b|hey\b)",
    regex.IGNORECASE,
)
_GREETING = regex.compile(
    r"^(?:안녕|하이|ㅎㅇ|봇|반가|실례|저기요|질문\s*(?:이\s*)?있|부탁|hello|hi\b|hey\b)",
    regex.IGNORECASE,
)
_LONGEST_COURTESY = 40
_MARVELS = regex.compile(
    r"(?:우?와+|오+|아+|헐|대박|굿+|짱|역시|신기|ㄷ+|ㅇㅇ|wow|great|perfect|neat|awesome|got)"
    r"(?:이다|이네요?|하네요?|하다)?[\s!~.,ㅋㅎㄷ]*",
    regex.IGNORECASE,
)
_FILLS = regex.compile(
    r"(?:you|so|very|much|a|lot|all|정말|진짜|너무|아주)[!.,]*", regex.IGNORECASE
)
_TELLS = regex.compile(
    r"(?:다|네요?|군요?|데요?|거든요?|고요|구요|게요?|[래대]요?|서요|겠[죠지]|자)$"
)
# Said to oneself as much as to anybody: "어디 있더라", "왜 이렇게 덥지".
_MUSES = regex.compile(r"(?:더라|려나|[^이]지)$|^왜\s(?:이렇게|이리|그렇게|자꾸)")
# "누가 설계했대", "언제 연대요": what is said of it, not "누가 그러는데 좋대".
_HEARSAY = regex.compile(rf"{_WH}\p{{Hangul}}{{0,3}}\s(?:\S{{1,8}}\s)?\S{{1,6}}[래대]요?$")
# A thing that one asks for by naming it.
_NAMES_A_THING = regex.compile(
    r"(?:\S{1,12}\s){0,2}\S{0,8}(?:이름|성함|날짜|시간|장소|위치|주소|번호|연락처|이메일|가격|요금|비용|금액|예산"
    r"|입장료|참가비|회비|주차비|이용료|관람료|수수료|수량|인원|정원|규모|기간|기한|마감|마감일|휴관일|휴무일|개관일|출시일|일정"
    r"|담당|담당자|문의처|대상|준비물|방법|이유|조건|저자|작성자|수|일자)"
    r"|(?:\w{1,12}\s){0,2}(?:hours|address|number|price|fee|cost|date|deadline|venue|location|contact|schedule|email)",
    regex.IGNORECASE,
)
_LONGEST_DOUBT = 40
_MOODS = ("ㅋ", "ㅎ", "ㅠ", "ㅜ", "~", "!")
_AFTER_QUESTION = frozenset(".!~…:：ㅋㅎㅠㅜ)]^")
_SHORTEST_QUESTION = 3
_HELP = regex.compile(
    r"help(?:\s+me)?|\?|(?:도움말?|사용\s?(?:법|방법)|쓰는\s?법|이용\s?방법)(?:\s*(?:좀|알려|보여)?\s*(?:줘요?|주세요)?)?"
    r"|(?:좀\s*)?도와\s?(?:줘요?|주세요|줄래요?)|(?:이거|이\s?봇|너|봇)?(?:은|는|을|를)?\s*어떻게\s*(?:써|쓰|사용)\p{Hangul}{0,4}"
    r"|how\s+(?:do|does|can)\s+(?:i|you|this|it)\s+(?:use\s+(?:it|this|you)|work)",
    regex.IGNORECASE,
)
_LONGEST_HELP = 40


def is_question(text: str) -> bool:
    """Tell whether a text asks for what another could say, as far as its last line shows.

    Strict, as it decides on messages that nobody addressed to the bot.
    """
    line = last_line(text)
    word = _ASKS.search(line)
    if word and (_is_marked(line) or _ENDS_ASKING.search(line, _near_end(line, word.end()))):
        return True
    return bool(
        line.endswith(("은?", "는?", "은？", "는？", "은요?", "는요?"))
        or _ASKS_LAST.search(line, _near_end(line))
        or (line.endswith("?") and _ASKS_EN.search(line))
        or _BEGINS_ASKING_EN.match(line)
    )


def asks(text: str) -> bool:
    """Tell whether a text asks for anything, as far as its last line shows: marked, or plainly.

    For a talk with the bot, where "주차비 알려줘", "몇 층이야" and "주말은" are questions as well.
    """
    line = last_line(text)
    if _is_marked(line):
        return len(line) > _SHORTEST_QUESTION
    return asks_plainly(text) or bool(_ENDS_POLITELY.search(line, _near_end(line)))


def asks_plainly(text: str) -> bool:
    """Tell whether a text asks for something by its words, whatever mark it ends in.

    "주말에 열어?" is as good a question, but "우산 있어?" looks the same.
    """
    line = last_line(text)
    if is_question(text) or _REQUEST_EN.match(line):
        return True
    word = _ASKS.search(line)
    if word and _ENDS_ASKING_IN_A_TALK.search(line, _near_end(line, word.end())):
        return True
    line = line.rstrip("?？ ")
    if _REQUEST.search(line, max(len(line) - _LONGEST_REQUEST, 0)):
        return True
    return bool(_TOPIC.fullmatch(line) and not _STATEMENT_TOPIC.search(line))


def requests(text: str) -> bool:
    """Tell whether a text asks for words as one asks a machine for them: "휴관일 알려줘"."""
    return bool(_CURT_REQUEST.search(last_line(text)))


def muses(text: str) -> bool:
    """Tell whether a text asks nobody in particular, perhaps not even an answer."""
    return bool(_MUSES.search(last_line(text)))


def only_shows(text: str) -> bool:
    """Tell whether a text only points to something to read: "이거 좀 봐줘"."""
    line = last_line(text).rstrip("?？ ")
    return len(line) <= _LONGEST_REQUEST and bool(_SHOWS.fullmatch(line))


def may_ask(text: str) -> bool:
    """Tell whether a text, though it does not plainly ask, holds a word to ask with.

    "다음 회의 어디서 해요" and "담당자 이름" ask, "어디서 들었어요" may not.
    """
    line = last_line(text)
    if len(line) > _LONGEST_DOUBT or text.rstrip().endswith(_MOODS):
        return False
    if _ASKS.search(line) and (not _TELLS.search(line) or _HEARSAY.search(line)):
        return True
    return bool(_ASKS_EN.match(line) or _NAMES_A_THING.fullmatch(line))


def wants_help(text: str) -> bool:
    """Tell whether a text asks how to ask."""
    words = text.strip()
    words = words if words == "?" else words.rstrip("?？.!~ ")
    return len(words) <= _LONGEST_HELP and bool(_HELP.fullmatch(words))


def is_courtesy(text: str) -> bool:
    """Tell whether a text only thanks, greets or nods."""
    text = text.strip()
    return len(text) <= _LONGEST_COURTESY and bool(_COURTESY.search(text)) and not is_question(text)


def nods(text: str) -> bool:
    """Tell whether a text thanks, greets or marvels, and says nothing more: not "네 6시까지요"."""
    if len(text) > _LONGEST_COURTESY or asks(text):
        return False
    words = [word for word in without_emoji(text, "").split() if not _FILLS.fullmatch(word)]
    polite = sum(bool(_COURTESY.search(word) or _MARVELS.fullmatch(word)) for word in words)
    return not words or (polite > 0 and len(words) - polite <= 1)


def greets(text: str) -> bool:
    """Tell whether a text begins a talk, rather than ends one as thanks do."""
    return bool(_GREETING.search(text.strip()))


def last_line(text: str) -> str:
    """Return the last line without emoji, and without the laughter, dots and blanks at its end."""
    lines = without_emoji(text, "").strip().splitlines()
    line = lines[-1] if lines else ""
    end = len(line)
    while end and (line[end - 1].isspace() or line[end - 1] in _AFTER_QUESTION):
        end -= 1
    return line[:end].strip()


def _is_marked(line: str) -> bool:
    return line.endswith(("?", "？"))


def _near_end(line: str, at_least: int = 0) -> int:
    return max(at_least, len(line) - _LONGEST_END, 0)
