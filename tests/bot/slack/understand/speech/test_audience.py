from __future__ import annotations

import pytest

from bot.slack.understand.speech.audience import is_between_people

BETWEEN_PEOPLE = """
어떻게 생각하세요?
같이 가실래요?
민지님 이거 언제 끝나요?
민지님, 자료 어디 있어요?
이거 누가 담당하죠 민지님?
팀장님 이거 보셨나요?
김 대리 이거 언제 줘?
지민씨 어디예요?
내일 몇 시에 만날까요?
오늘 점심 뭐 먹지
우리 언제 갈까요?
다들 언제 시간 되세요?
언제가 좋으세요?
어디까지 하셨어요?
이거 누가 하실래요?
너는 어떻게 할 거야?
이 기사 어때요?
뭐가 더 나을까요?
ㅋㅋ 왜 그래
헐 진짜?
몇 시에 오실 수 있어요?
<@U2> 이거 누가 썼나요?
@현우 이거 누가 썼나요?
<!here> 이거 누가 썼나요?
what do you think?
shall we go?
did you see this?
thoughts?
수진 님 이 문서 누가 관리하나요?
수진아 이거 뭐야?
현우님도 가실 건가요?
몇 시에 출발하실 거예요?
제가 언제 드리면 될까요?
우리도 이런 거 언제 해보나요
혹시 시간 되세요?
이거 맞아요?
좋은데요?
who wants to join?
can someone review this?
sora, did she answer?
not yet, why?
haha who's paying
현우야 밥 먹었어?
공가 처리되는지도 확인 부탁드립니다
강남점 말씀이신가요?
이거 혹시 누구 아는 분 있어요?
어제 왜 안 왔어, 현우야
이 봇 누가 만든 거예요?
저도 모르겠어요 누가 알까요?
어디 써 있지 않을까요
이거 누가 올렸어요?
당연하죠! 몇 살이에요?
왜요 데려가시게요?
왜 우리가 나중이죠
how does the second paragraph sound?
언제요?
몇 개요?
무슨 소리야
뭔 소리예요 ㅋㅋ
도착하면 알려줘
일정 나오면 바로 알려주세요
자료 봤어요?
밥 먹었어?
회비 걷었나요
지금 어디쯤이에요
이렇게 하면 되나요?
커피 마실 사람?
카풀 하실 분 있나요
왜 안 와?
몇 살이에요?
나는?
how was it?
why not?
김치 누구 거야 진짜
대체 누가 이런 거야?
틀렸는데?
좀 이상한데
확실해?
really?
뭔데
다시 찾아봐
제대로 좀 읽어 봐요
책 읽어 주는 데 아냐?
거기 창고 아니었어? 7층 아닌가
"""
OF_A_TEXT = """
유료인가 아닌가요?
언제 여는데?
얼만데?
관장은 누구인가요?
관장님은 누구신가요?
관장님 성함이 뭔가요
센터장님 성함이 어떻게 되나요
주차장 규모 알려줘
휴관일 알려주세요
재개관일 아시나요?
관장이 누군지 아시는 분?
언제 열어?
왜 연기됐어?
그럼 일요일은요?
주말에도 여나요?
무료야 아니면 유료야?
저자를 알려주시기 바랍니다
휴관일 부탁해요
주차장 있을까요?
왜 늦게 열어?
선생님 두 분 성함 알려주세요
그 사람 몇 살이야?
who is the director?
So, who is the director?
btw, when does it open?
what about weekends?
예약은 몇 명까지 받았어?
신청하려면 어떻게 하는지 알려줘
주차 면 알려줘
누가 이걸 만들었나요
언제 공사를 마쳤어요?
On which days do we water the tomatoes?
how many days can I carry over
"""


@pytest.mark.parametrize("text", BETWEEN_PEOPLE.strip().splitlines())
def test_people_talk_to_each_other(text: str) -> None:
    assert is_between_people(text)


@pytest.mark.parametrize("text", OF_A_TEXT.strip().splitlines())
def test_a_question_of_a_text_speaks_to_nobody_in_particular(text: str) -> None:
    assert not is_between_people(text)
