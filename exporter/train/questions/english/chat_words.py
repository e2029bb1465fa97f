"""What people say around a question in an English chat, and nouns for what is asked. Data only."""

from __future__ import annotations

PAST = {
    "die": "died", "start": "started", "begin": "began", "end": "ended", "open": "opened",
    "close": "closed", "take place": "took place", "come out": "came out", "live": "lived",
    "retire": "retired", "marry": "married", "win": "won", "lose": "lost", "happen": "happened",
    "air": "aired", "debut": "debuted", "last": "lasted", "occur": "occurred",
}  # fmt: skip

# "When was … released?" in a noun.
NOUNS = {
    ("when", "born"): ("birthday", "date of birth", "birth date", "year of birth"),
    ("when", "released"): ("release date", "release"),
    ("when", "published"): ("publication date", "year of publication"),
    ("when", "founded"): ("founding date", "founding year", "year founded"),
    ("when", "established"): ("year established", "founding year"),
    ("when", "built"): ("construction date", "year built"),
    ("when", "created"): ("creation date", "year created"),
    ("when", "opened"): ("opening date", "opening"),
    ("when", "launched"): ("launch date",),
    ("when", "held"): ("date", "dates"),
    ("when", "invented"): ("year of invention",),
    ("when", "completed"): ("completion date",),
    ("when", "die"): ("date of death", "death date", "year of death"),
    ("when", "start"): ("start date", "start"),
    ("when", "begin"): ("start date", "beginning"),
    ("when", "end"): ("end date", "end"),
    ("when", "open"): ("opening date", "opening time"),
    ("when", "close"): ("closing date", "closing time"),
    ("when", "take place"): ("date",),
    ("when", "come out"): ("release date",),
    ("where", "born"): ("birthplace", "place of birth"),
    ("where", "located"): ("location", "address"),
    ("where", "held"): ("venue", "location"),
    ("where", "built"): ("location",),
    ("where", "based"): ("headquarters", "location"),
    ("where", "buried"): ("burial place",),
    ("where", "filmed"): ("filming location",),
    ("where", "live"): ("home", "residence"),
    ("where", "take place"): ("location", "venue"),
}
DOERS = {
    "wrote": ("author", "writer"),
    "directed": ("director",),
    "founded": ("founder", "founders"),
    "invented": ("inventor",),
    "created": ("creator",),
    "designed": ("designer", "architect"),
    "composed": ("composer",),
    "produced": ("producer",),
    "painted": ("painter",),
    "discovered": ("discoverer",),
    "leads": ("lead", "head"),
    "owns": ("owner",),
    "runs": ("manager", "head"),
    "approved": ("approver",),
    "organised": ("organiser",),
    "organized": ("organizer",),
}
MEASURES = {
    "old": "age", "tall": "height", "high": "height", "long": "length", "big": "size",
    "large": "size", "deep": "depth", "far": "distance", "wide": "width", "heavy": "weight",
    "much": "price",
}  # fmt: skip

TELL = (
    "can you tell me", "could you tell me", "can someone tell me", "does anyone know",
    "anyone know", "do you know", "do we know", "any idea", "I'd like to know", "I need to know",
    "tell me", "please tell me", "pls tell me", "let me know", "wondering", "remind me",
    "could you check", "would you mind telling me", "does it say", "not sure",
    "quick question, do you know", "can you find out", "may I ask",
    "sorry, but do you know",
)  # fmt: skip
WANT = (
    "{}", "{}", "{}?", "{}?", "{}?", "{} please", "{} pls", "need the {}", "I need the {}",
    "looking for the {}", "can you give me the {}", "could you give me the {}?", "give me the {}",
    "anyone know the {}?", "does anyone have the {}?", "do you know the {}?", "tell me the {}",
    "can you tell me the {}?", "what about the {}?", "and the {}?", "find the {}", "the {}?",
    "where can I find the {}?", "show me the {}", "the {} please", "remind me of the {}",
)  # fmt: skip
BEFORE = (
    "hi, ", "hi ", "hey ", "hey, ", "hello, ", "sorry, ", "quick question: ", "quick q - ", "so ",
    "ok so ", "um ", "excuse me, ", "hi all, ", "morning! ", "also ", "btw ", "question: ", "and ",
    "just wondering, ", "sorry to bother you, ", "out of curiosity, ", "in this doc, ",
)  # fmt: skip
AFTER = (" thanks", " thanks!", " thx", " pls", " please", " :)", " again?", " ty", "..", " lol")
TYPOS = (
    ("what is", "what's"), ("what is", "whats"), ("who is", "who's"), ("who is", "whos"),
    ("when is", "when's"), ("when is", "whens"), ("where is", "where's"), ("where is", "wheres"),
    ("how is", "how's"), ("what are", "what're"), ("you", "u"), ("please", "plz"),
    ("do not", "don't"), ("did not", "didn't"), ("is not", "isn't"), ("because", "cause"),
    ("number", "no."), ("does anyone", "anyone"), ("I am", "im"), ("and", "&"),
)  # fmt: skip
