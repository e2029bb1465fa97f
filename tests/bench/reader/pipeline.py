"""The `question-answering` pipeline of transformers behind lines of JSON.

Runs in .venv-parity, without this project: `python tests/bench/reader/pipeline.py FOLDER`.
Each line on stdin is {"question", "context"}; each line on stdout {"start", "end", "answer",
"score", "processor"}, the last in seconds, of all threads. Answers are at most 30 tokens long, may
be "not here", and are not widened to whole words, as the reader's.
"""

from __future__ import annotations

import json
import sys
import time

from transformers import pipeline


def main(folder: str) -> None:
    ask = pipeline("question-answering", model=folder, tokenizer=folder, device="cpu")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        began = time.process_time()
        found = ask(**asked, max_answer_len=30, handle_impossible_answer=True, align_to_words=False)
        took = time.process_time() - began
        sys.stdout.write(json.dumps({**found, "processor": took}, default=float) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
