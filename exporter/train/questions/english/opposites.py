"""English words that turn a question into one for something else. Data only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from exporter.train.questions.entities import AnswerKind


def _partners(rows: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each word of a row, the row's other words."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        words = row.split()
        for word in words:
            found[word] |= dict.fromkeys(other for other in words if other != word)
    return {word: tuple(others) for word, others in found.items()}


OPPOSITES = _partners(
    """
    first last
    largest smallest
    biggest smallest
    highest lowest
    tallest shortest
    longest shortest
    oldest newest
    oldest youngest
    fastest slowest
    most least
    best worst
    earliest latest
    hottest coldest
    heaviest lightest
    deepest shallowest
    richest poorest
    start end
    started ended
    begin end
    began ended
    begins ends
    beginning ending
    open close
    opened closed
    opens closes
    founded dissolved
    established abolished
    created destroyed
    built demolished
    constructed demolished
    born buried
    birth death
    birthday funeral
    birthplace gravesite
    win lose
    won lost
    winner loser
    victory defeat
    increase decrease
    increased decreased
    rise fall
    rose fell
    gain lose
    north south
    northern southern
    east west
    eastern western
    northeast southwest
    upper lower
    above below
    before after
    arrive depart
    arrived departed
    arrival departure
    enter leave
    entered left
    join leave
    joined left
    hired fired
    appointed dismissed
    elected impeached
    married divorced
    marry divorce
    husband wife
    father mother
    son daughter
    brother sister
    king queen
    male female
    men women
    man woman
    import export
    imports exports
    buy sell
    bought sold
    accept reject
    accepted rejected
    approved rejected
    allow forbid
    allowed forbidden
    attack defend
    attacked defended
    invade liberate
    ally enemy
    allies enemies
    predecessor successor
    preceded succeeded
    advantage disadvantage
    advantages disadvantages
    minimum maximum
    major minor
    public private
    indoor outdoor
    domestic foreign
    summer winter
    day night
    morning evening
    released withdrawn
    launched cancelled
    invented banned
    discovered lost
    introduced withdrawn
    independence annexation
    positive negative
    hot cold
    old new
    long short
    large small
    big small
    high low
    rich poor
    inside outside
    left right
    adult child
    full-time part-time
    hardware software
    """.strip().splitlines()
)
"""Words, each with what it is not."""

OTHERS = _partners(
    """
    wrote translated illustrated
    written translated illustrated
    author translator illustrator publisher
    directed produced edited
    director producer editor cinematographer
    composed arranged recorded
    composer lyricist arranger
    founded acquired sold
    founder chairman owner
    founders owners directors
    founded renamed merged
    established renamed relocated
    created renamed sold
    built renovated purchased
    designed financed owned
    architect owner contractor
    invented patented marketed
    inventor manufacturer
    discovered named photographed
    president treasurer secretary
    capital currency anthem
    population area elevation
    area height length
    size age price
    height weight depth
    language religion currency
    languages religions currencies
    born educated baptized
    died retired married
    released recorded remastered
    published revised banned
    published reviewed censored
    movie soundtrack trailer
    film soundtrack trailer
    premiere finale rerun
    singer drummer producer
    voiced animated
    played coached
    player coach referee
    captain coach owner
    killed kidnapped imprisoned
    assassinated kidnapped imprisoned
    members employees volunteers
    episodes spin-offs remakes
    seasons spin-offs remakes
    children grandchildren siblings
    mother grandmother aunt
    father grandfather uncle
    wife sister mother-in-law
    husband brother father-in-law
    headquarters warehouse branch
    headquartered incorporated
    signed broken amended
    crowned deposed exiled
    mayor sheriff judge
    governor senator judge
    treasury budget debt
    species fossils zoos
    cause cure cost
    symptoms treatment cost
    """.strip().splitlines()
)
"""Words of which each could be asked for where another is told."""

ATTRIBUTES: Mapping[AnswerKind, tuple[str, ...]] = {
    AnswerKind.PERSON: (
        "shoe size", "favorite food", "blood type", "middle name", "net worth", "phone number",
        "home address", "religion", "hobby", "eye color", "thesis title", "first job", "height",
        "weight", "email address", "nickname", "best friend", "military rank", "stepmother",
    ),
    AnswerKind.PLACE: (
        "postal code", "area code", "elevation", "annual rainfall", "official flower", "motto",
        "unemployment rate", "population density", "sister city", "entrance fee", "fire chief",
        "opening hours", "parking fee", "average temperature", "time zone", "crime rate",
    ),
    AnswerKind.ORGANISATION: (
        "annual revenue", "phone number", "stock price", "number of employees", "slogan",
        "registration number", "chief financial officer", "tax rate", "membership fee",
        "website address", "dress code", "auditor", "mission statement",
    ),
    AnswerKind.THING: (
        "price", "color", "sponsor", "nickname", "slogan", "total cost", "mascot", "logo",
        "spokesperson", "pronunciation", "official website", "abbreviation", "symbol",
    ),
}  # fmt: skip
"""What could be asked of a thing of each kind."""

REASONS = (
    "because", "due", "since", "in order", "result", "caused", "cause", "therefore", "so that",
    "reason", "as a", "led", "lead", "for the", "to ", "owing", "thanks", "why", "hence",
)  # fmt: skip
"""What tells that a sentence gives a reason."""
