"""Why no span of a text can answer a question: it asks for something else. Pure.

Korean and English, by the words that such questions are made of. It errs towards None, as a
question that could be answered must not be turned away.
"""

from __future__ import annotations

from typing import Literal

import regex

Reason = Literal[
    "translation", "summary", "about_bot", "counting", "arithmetic", "opinion", "yes_no"
]

# The most characters that are looked at, from a question's end: it bounds every search below.
_LONGEST = 200
_MARKS = "?？!.~…ㅋㅎㅠㅜ^ \t"


def reason_of(question: str) -> Reason | None:
    """Return why no span can answer a question; None where one may.

    Args:
        question: As it was asked, in one line or more.
    """
    text = " ".join(question.split())[-_LONGEST:]
    core = text.rstrip(_MARKS).strip()
    if not core:
        return None
    for reason, pattern in _PATTERNS:
        if pattern.search(core):
            return reason
    return "yes_no" if _is_yes_no(core, marked="?" in text[len(core) :]) else None


def _is_yes_no(core: str, *, marked: bool) -> bool:
    if _QUESTION_WORD.search(core) or _WANTS_A_THING.search(core) or _ALTERNATIVE.search(core):
        return False
    if _YES_NO_EN.match(core) or _YES_NO_KO.search(core):
        return True
    return marked and bool(_YES_NO_KO_IF_MARKED.search(core))


def _any_of(*patterns: str) -> regex.Pattern[str]:
    """Return a pattern of alternatives; spaces in them stand for any white space, or none."""
    return regex.compile("|".join(patterns).replace(" ", r"\s*"), regex.IGNORECASE)


_THIS = (
    r"(?:(?:이|저|그|위|아래) (?:글|기사|문서|페이지|파일|링크|스레드|거|게|건)?"
    r"(?:은|는|이|가|에|의)? )?"
)
_PLEASE = r"(?:$| (?:해|하|좀|부탁|가능|정리)|[을를] (?:부탁|해|좀|만들))"
_LANGUAGE = r"(?:영어|한국어|한글|일본어|일어|중국어|우리말|프랑스어|독일어|스페인어)"
_NUMBER = r"(?:두|세|네|다섯|여섯|일곱|여덟|아홉|열|\d)"
_UNIT = r"(?:개월|개|명|장|권|대|박|달|병|잔|사람|분|시간|번|주|일)"
_MANY_EN = r"\b(?:two|three|four|five|six|seven|eight|ten|\d+)\b"

_TRANSLATION = _any_of(
    r"번역(?:$| (?:해|하|좀|부탁|가능)|[을를] (?:부탁|해|좀))",
    rf"{_LANGUAGE}로(?:는)? (?:바꿔|바꾸|옮겨|옮기|써 줘|써 주|해 줘|해 주|뭐라고 해|말해|알려)",
    r"^(?:(?:please|can\s+you|could\s+you|would\s+you)\s+)?translate\b",
    r"\btranslate\s+(?:this|that|it|the)\b",
    r"\bhow\s+(?:do|would)\s+(?:you|i|we)\s+say\b",
    r"\bin\s+(?:plain|simple|other)\s+(?:english|words|terms)\b",
    r"\bin\s+(?:korean|english|japanese|french|german|chinese|spanish)(?:,?\s+please)$",
    r"^(?:an?\s+|the\s+)?(?:korean|english|japanese)\s+(?:version|translation)(?:,?\s+please)?$",
    r"\b(?:say|put|write|is|what's)\s+(?:this|that|it)\s+in(?:to)?\s+(?:korean|english|japanese|french|german|chinese|spanish)\b",
)
_SUMMARY = _any_of(
    rf"요약(?:본|문)?{_PLEASE}",
    r"요약하면",
    r"^(?:이|저|그)(?:거|것|게|건)(?:은|는|이)? (?:대체 )?(?:뭐|뭔|무엇)"
    r"(?:야|예요|에요|임|니|죠|지|가요|인가요|입니까|인지 (?:알려|설명) \p{Hangul}*)$",
    r"(?:주요|전체|전반적인?) 내용(?:이|은|을|만)? (?:뭐|무엇|알려|말해|좀|정리|설명|$)",
    r"중요한 (?:것|거|건|내용|부분|점)만",
    r"(?:한|두|세|\d+) (?:줄|문장|문단)(?:으)?로$",
    r"쉽게 (?:풀어|좀)",
    r"간추려",
    r"(?:핵심|요점|결론)만",
    r"한 마디로 (?:뭐|뭔|무슨|어떤|말|설명|정리)",
    r"줄거리 (?:좀|알려|말해|$)",
    r"(?:줄|문장|문단)(?:로|으로|만) (?:정리|줄여|설명|말)",
    r"(?:짧게|간단히|간단하게|간략히|쉽게|대충) (?:정리|줄여|설명|말해)",
    r"(?:핵심|내용|전체|본문)(?:을|만)? (?:내용 )?정리 (?:해|좀|부탁)",
    rf"^{_THIS}(?:도?대체|대충)? (?:무슨|어떤|뭔) (?:내용|얘기|이야기|글|기사|문서)\p{{Hangul}}*"
    r"(?: (?:알려|설명|말해)\p{Hangul}*)?(?: (?:줘|주세요|좀|요))?$",
    r"(?:뭐|무엇)에 (?:대한|관한) (?:글|기사|문서|내용|얘기|거|건)",
    rf"^{_THIS}(?:요점|핵심)(?:이|은) (?:뭐|무엇)",
    r"뭐라는 (?:건|거|글)",
    rf"^{_THIS}(?:좀)? (?:정리|설명) (?:좀|해|부탁)",
    r"\bsummari[sz]e\b",
    r"^(?:a\s+|the\s+)?summary\b",
    r"\b(?:give|write|make|need|want)\b.*\bsummary\b",
    r"\bwhat\s+does\s+(?:this|that|it|the\s+(?:article|page|text|document|file|thread))\s+say$",
    r"\bexplain\s+(?:this|that|it|the)(?:\s+(?:article|page|text|document|file|thread))?$",
    r"\btake-?aways?\b",
    r"\bsum\s+(?:(?:this|that|it)\s+up|up\s+(?:this|that|it|the))\b",
    r"\btl ;? dr\b",
    r"\bthe\s+gist\b",
    r"\b(?:key|main)\s+points?\b",
    r"\bin\s+a\s+nutshell\b",
    r"\bwhat(?:'s|\s+is|\s+are)\s+(?:this|that|it|the)\b\s*(?:\w+\s+)?(?:all\s+)?about$",
)
_ABOUT_BOT = _any_of(
    r"^(?:안녕(?:하세요|하십니까)?|고마워요?|고맙습니다|감사합니다|감사해요|하이|헬로)$",
    r"^(?:너|넌|네가|니가|당신|봇|이 봇|mrc-?bot)(?:은|는|이|가)?"
    r" (?:누구|누군|뭐|뭘|뭔|무엇|무슨|어떤|할 수|사람|로봇|챗봇|ai)",
    r"^(?:(?:네|너의?|당신의?) )?이름(?:이|은) (?:뭐|무엇)",
    r"^(?:네|너의|당신의?) 이름은?$",
    r"^(?:뭐|뭘|무슨 일(?:을)?) 할 (?:줄 알|수 있)",
    r"^(?:뭐|뭘|무엇을) 물어 ?보(?:면|아도|ㄹ)",
    r"^(?:(?:너|넌|니가|네가|당신은?) )?(?:봇|사람|로봇|챗봇|인공 지능|ai|(?:챗 )?(?:gpt|지피티))"
    r"(?:이야|야|인가요|이에요|예요|이세요|이니|이냐|입니까|인가)$",
    r"^(?:너|넌|널|당신)(?:은|는|을|를)? (?:누가 만들|몇 살|나이|어디 살)|누가 만들\p{Hangul}* 너$",
    r"^who\s+(?:made|built|created|wrote)\s+you\b",
    r"^(?:뭘|뭐|무엇을) 할 수 있",
    r"^할 수 있는 (?:게|일이|것이) 뭐",
    r"^누구(?:세요|신가요|십니까|니)$",
    r"^자기 소개(?!서)",
    r"^(?:who|what)(?:'s|\s+are|\s+r)?\s+(?:you|u|your\s+name)\b",
    r"^what\s+is\s+your\s+name",
    r"^are\s+you\s+(?:an?\s+)?(?:bot|human|robot|ai|real|person)\b",
    r"^(?:what\s+(?:can|do|could)\s+you\s+do|how\s+(?:can|do|could)\s+you\s+(?:work|help))(?:\s+(?:here|me|for\s+(?:me|us)))?$",
    r"^(?:hello|hi|hey|thanks|thank\s+you|thx)(?:\s+there)?$",
    r"^introduce\s+yourself",
)
_COUNTING = _any_of(
    r"세어|헤아려|세 줘",
    r"몇 (?:번|회|차례)(?:이나)? (?:나와|나오|나왔|등장|언급|쓰였|쓰여)",
    r"몇 (?:개|명|곳|가지|군데)(?:이나|나)? (?:나와|적혀|쓰여|언급|등장|나열)",
    r"(?:합치면|합쳐서|합하면|더하면|포함하면|빼면) (?:모두|전부|총|다)? 몇",
    r"(?:넘는|이상인|이하인|안 되는|보다 \p{Hangul}+)"
    r" (?:게|건|것은|것이|거|사람은|사람이|곳은|곳이) (?:모두|전부|총|다)? 몇",
    r"몇 (?:글자|문단|문장|단어)(?:야|이야|예요|이에요|인가요|입니까|인지|나 돼|나 되)",
    r"(?:표|목록)(?:에|는|이) (?:모두 |총 )?몇 (?:줄|행|칸)",
    r"\bhow\s+many\s+(?:words|characters|letters|sentences|paragraphs|lines)\b.*\b(?:this|it|the\s+(?:text|article|page))\b",
    r"^count\b|\bcount\s+(?:the|them|how)\b",
    r"\bhow\s+many\b.*\b(?:mentioned|listed|on\s+(?:this|the)\s+page|in\s+(?:this|the)\s+(?:text|list|table|article))\b",
    r"\bhow\s+many\s+times\s+(?:does|is|do)\b.*\b(?:appear|occur|mentioned|used)\b",
)
_ARITHMETIC = _any_of(
    r"(?:합쳐서|합하면|합치면|더하면|통틀어)\p{Hangul}*"
    r" (?:모두|전부|총|다)? 얼마(?!나 (?:걸|오래))",
    rf"{_NUMBER} {_UNIT}(?:이|을|를|씩|치)? \p{{Hangul}}*면 (?:전부|모두|총|다)? 얼마",
    r"면 (?:전부|모두|다 합쳐) 얼마",
    r"얼마 꼴",
    r"(?:빼|더하|곱하|나누|할인 (?:하|받으)|인상 하)면 얼마",
    r"몇 (?:년|살|일|달|개월|주|시간|분|배|원|명) 차이",
    rf"\bhow\s+much\b.*\bfor\s+{_MANY_EN}",
    r"(?:차이|차액|합계|평균)\p{Hangul}{0,2} (?:얼마|몇|어떻게)",
    r"(?:요금|가격|금액|비용) 차이?(?:는|가)?$",
    r"(?:퍼센트|프로|%|배)(?:나|나 더)? (?:오른|늘어난|줄어든|내린|떨어진|비싼|싼) (?:셈|거|건|것)",
    r"계산 (?:해|좀|부탁)",
    r"(?:며칠|얼마나?|몇 (?:일|주|달|시간|개월)) 남(?:았|은|아)\p{Hangul}*$",
    rf"{_MANY_EN}.*\b(?:altogether|in\s+total|all\s+together)$",
    rf"\btotal\s+(?:cost\s+|price\s+)?for\s+{_MANY_EN}",
    r"\b(?:calculate|compute|add\s+up)\b",
    r"\bhow\s+much\s+(?:more|less|cheaper|higher|lower|bigger|heavier)\b.*\bthan\b",
    r"\bhow\s+(?:many\s+(?:days|weeks|months|hours)|much\s+time)\s+(?:is\s+|are\s+|do\s+we\s+have\s+)?(?:left|remaining)\b",
)
_OPINION = _any_of(
    r"(?:살|할|갈|볼|쓸|읽을|들을|먹을|믿을) 만 (?:해|한가|할까|하나|합니까|하니)",
    r"(?:나을까|나아요?$|낫나|낫지|나은가|좋을까|괜찮을까|옳을까)",
    r"(?:뭐가|어느 게|어떤 게|어느 쪽이) 더 (?:좋|나|낫)",
    r"괜찮아 보(?:여|이)",
    r"생각(?:해|해요|하세요|하시나요|하니|하나요)$",
    r"어떻게 (?:생각|보(?:세요|시나요|니)$)",
    r"(?:네|너의|당신의?|니) (?:생각|의견)",
    r"(?:나|너|저|당신이)라면",
    r"추천 (?:해|좀|부탁)",
    r"(?:어때|어떤가|어떨까|어떠(?:세|신가|니))요?$",
    r"^(?:이|그|저)(?:거|게|건) (?:좋|별로|괜찮)\p{Hangul}{1,4}$|(?:할|살|갈|볼|쓸|먹을)까 말까",
    r"해야 할까|하는 게 좋(?:을까|아)",
    r"\b(?:good|bad|great|smart|wise)\s+(?:idea|choice|deal)\b",
    r"\bworth\s+(?:it|\w{2,20}ing)\b",
    r"^would\s+you\b|^which\b.*\bwould\s+you\b|^(?:so\s+|and\s+)?should\s+(?:i|we)\b",
    r"\bdo\s+you\s+(?:think|like|agree|recommend|prefer|suggest)\b",
    r"\byour\s+(?:opinion|view|favou?rite)\b",
    r"\bis\s+it\s+(?:realistic|reasonable|any\s+good)\b",
)
_PATTERNS: tuple[tuple[Reason, regex.Pattern[str]], ...] = (
    ("translation", _TRANSLATION),
    ("summary", _SUMMARY),
    ("about_bot", _ABOUT_BOT),
    ("counting", _COUNTING),
    ("arithmetic", _ARITHMETIC),
    ("opinion", _OPINION),
)

_QUESTION_WORD = regex.compile(
    r"누구|누가|누굴|누군|언제|언젠|어디|어딘|어딨|어느|어떤|어떠한|어떻게|어찌|무어|무엇|무슨|뭐|뭘|뭔"
    r"|(?<!\p{Hangul})왜|(?<!\p{Hangul})몇|며칠|얼마"
    # Without the blank before it: "주말엔몇시까지하나요".
    r"|몇\s?(?:시|분|명|개|대|층|번|일|년|월|주|원|권|살|곳|가지|회|호|쪽|장|도|퍼센트)"
    r"|\b(?:who|whom|whose|what|when|where|which|why|how)\b",
    regex.IGNORECASE,
)
# Put as yes or no, and still a wish for a thing: "담당자 아세요?", "연락처 있나요?".
_WANTS_A_THING = _any_of(
    r"아시|아세|알아|알고|알려|아는|아나|말해|찾아|가르쳐|보여|기억나|궁금|부탁|적어",
    r"(?:연락처|번호|이메일|메일|주소|링크|이름|성함|제목|기한|마감일?|날짜|일정|시간|장소|위치|가격|요금|비용|금액|담당자?|문의처)"
    r"(?:은|는|이|가|도)? (?:따로 )?(?:있|나와|적혀|정해|나왔)",
    r"\b(?:can|could|would|will)\s+you\b",
    r"\b(?:does?)\s+(?:you|anyone|anybody|someone)\s+know\b",
    r"\banyone\s+know\b|\bplease\b",
)
_ALTERNATIVE = _any_of(r"\bor\b", r"아니면|아님", r"(?:나요|까요|가요),")
_YES_NO_KO = regex.compile(
    r"(?:나요|가요|까요|니까|던가요|죠|지요|군요|래요|대요"
    r"|되나|하나|있나|없나|인가|한가|은가|는가|될까|할까|일까|됐나|했나|맞나|맞지|되지|하지|있지|없지|이지)$"
)
# Said and asked in the same words; only a mark tells.
_YES_NO_KO_IF_MARKED = regex.compile(
    r"(?:해|돼|되|(?<!분)야|예요|에요|[었았했됐갔왔봤였렸졌났쳤]어|[있없]어|[해돼어아여려]요"
    r"|(?<!\p{Hangul})(?:열|닫|받|팔|쉬|찾|남|늦|높|많|넓|좋|먹|맞)[어아]"
    r"|[하있없되했됐]니|맞아|가능함|[있없맞]음|됨|가능|필수|무료|유료|해당|포함|필요|금지|허용)$"
)
_YES_NO_EN = regex.compile(
    r"(?:(?:and|so|but|then|ok|hey)\s+)?"
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might"
    r"|must|isn't|aren't|wasn't|don't|doesn't|didn't|won't|can't)\s+\S",
    regex.IGNORECASE,
)
