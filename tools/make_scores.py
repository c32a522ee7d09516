#!/usr/bin/env python3
"""Writes docs/SCORES.md: what a build scores on the development sets, beside published figures.

usage: tools/make_scores.py EVAL/run.py build/release/sitrep > docs/SCORES.md

Published figures are those of the evaluation's READMEs and ANCHORS.md; where they are for another split or metric the row says so.
"""
import datetime
import json
import os
import subprocess
import sys

# task, measure, wording, aims of the issues (at least / aim), published figures
ROWS = [
    ("parse", "ewt.gold.upos", "UPOS, gold tokens, EWT dev", "96.0 / 97.5", "UDPipe 1 94.4, UDPipe 2 97.61 (test)"),
    ("parse", "gum.gold.upos", "UPOS, gold tokens, GUM dev", "96.5 / 98", ""),
    ("parse", "ewt.gold.las", "LAS, gold tokens, EWT dev", "88 / 92.4", "UDPipe 1 81.1, UDPipe 2 92.36 (test)"),
    ("parse", "gum.gold.las", "LAS, gold tokens, GUM dev", "87 / 92.1", "UDPipe 1 77.9 (all genres)"),
    ("parse", "ewt.raw.las", "LAS, raw text, EWT dev", "84.5 / 89", "UDPipe 1 77.0, Stanza 86.77, UDPipe 2 89.91, Trankit large 89.40 (test)"),
    ("parse", "gum.raw.las", "LAS, raw text, GUM dev", "83.5 / 89", ""),
    ("parse", "ewt.raw.tokens", "tokens F1, EWT dev", "99.0 / 99.6", ""),
    ("parse", "gum.raw.tokens", "tokens F1, GUM dev", "99.0 / 99.6", ""),
    ("parse", "ewt.raw.sentences", "sentences F1, EWT dev", "85 / 93", ""),
    ("parse", "gum.raw.sentences", "sentences F1, GUM dev", "92 / 96", ""),
    ("parse", "ewt.gold.lemma", "lemmas, gold tokens, EWT dev", "97 / 98.5", ""),
    ("parse", "gum.gold.lemma", "lemmas, gold tokens, GUM dev", "97 / 98.5", ""),
    ("names", "re3d.micro.f1", "names, micro F1, re3d", "75 / 88", "none with this metric"),
    ("names", "wikigold.micro.f1", "names, micro F1, WikiGold dev", "75 / 88", "none with this metric"),
    ("plover", "relations.root.macro_f1", "PLV, root code macro-F1", "72 / 87",
     "UPETRARCH 46.3, GPT-4 61.5, ZSP 82.4, ConfliBERT 86.7 (held-out half; told both actors)"),
    ("plover", "relations.quad.macro_f1", "PLV, quad class macro-F1", "85 / 96", "UPETRARCH 51.8, GPT-4 76.7, ZSP 89.6, ConfliBERT 96.3"),
    ("plover", "relations.binary.macro_f1", "PLV, binary macro-F1", "95 / 98", "UPETRARCH 80.8, GPT-4 93.4, ZSP 96.4, ConfliBERT 98.4"),
    ("plover", "relations.triple.recall", "PLV, root, actor and recipient right", "55 / 80", "none: the others are told the actors"),
    ("plover", "records.type.r", "records, type found", "78 / 92", ""),
    ("plover", "records.type.p", "records, of the types printed the gold one", "60 / 80", ""),
    ("plover", "records.source.code", "records, actor code", "75 / 92", ""),
    ("plover", "records.target.code", "records, recipient code", "70 / 90", ""),
    ("plover", "records.mode", "records, mode", "", ""),
    ("plover", "snippets.type.macro_recall", "ACLED snippets, type recall, macro", "65 / 85", ""),
    ("plover", "snippets.disaster.assaults", "disasters called assaults (lower is better)", "10 / 2", ""),
    *[("police", f"{name}.sentence.f1", f"police, sentence F1, {name}", aims, f"keyword lists {base}")
      for name, aims, base in (("KILL", "62 / 75", "51.5"), ("ARREST", "70 / 85", "45.5"), ("FAIL", "30 / 55", "4.0"),
                               ("FORCE", "72 / 82", "66.0"), ("ANY_ACTION", "76 / 88", "66.9"))],
    *[("police", f"{name}.document.f1", f"police, document F1, {name}", aims, base)
      for name, aims, base in (("KILL", "76 / 94", "keywords 64.6, ConfliBERT 79.7, best LLM 93.8"),
                               ("ARREST", "82 / 90", "keywords 62.9, ConfliBERT 87.3, best LLM 90.0"),
                               ("FAIL", "42 / 65", "keywords 6.3, ConfliBERT 44.9, best LLM 64.4"),
                               ("FORCE", "80 / 87", "keywords 67.7, ConfliBERT 87.0, best LLM 84.3"),
                               ("ANY_ACTION", "87 / 90", "keywords 83.0, ConfliBERT 88.2, best LLM 86.7"))],
    ("quotes", "source.exact.f1", "quotes, source, exact F1", "65 / 83", "CRF 50.6, BiLSTM 73.3, BERT 83.2 (test folder, trained on PolNeAR)"),
    ("quotes", "cue.exact.f1", "quotes, cue, exact F1", "65 / 76", "CRF 53.4, BiLSTM 66.2, BERT 75.3"),
    ("quotes", "content.exact.f1", "quotes, content, exact F1", "50 / 73", "CRF 28.6, BiLSTM 63.6, BERT 72.9"),
    ("casualties", "killed.exact.f1", "casualties, killed, exact F1", "80 / 92", "always one: 67.8"),
    ("casualties", "injured.exact.f1", "casualties, injured, exact F1", "65 / 85", "always one: 51.7"),
    ("roles", "micro.f1", "MUC-4 role fillers, CEAF-REE", "35 / 55", "GRIT 54.5 (held-out, trained on MUC-4)"),
    ("places", "geowebnews.exact.f1", "places found, GeoWebNews, exact F1", "78 / 90", "spaCy 2018 77.5, Google 82.9, tuned NCRF++ 88.5"),
    ("places", "lgl.exact.f1", "places found, LGL, exact F1", "68 / 80", "CLAVIN 57.5, Edinburgh 57.8, GeoTxt 65.5, Topocluster 71 (whole corpus)"),
    ("places", "trnews.exact.f1", "places found, TR-News, exact F1", "78 / 90", ""),
    ("places", "geovirus.exact.f1", "places found, GeoVirus, exact F1", "80 / 92", "annotators 92.3"),
    ("places", "macro.resolved.within_161km", "found places within 161 km, macro", "85 / 96", "LGL alone: population 70, CamCoder 76, Mordecai 3 82.7"),
    ("places", "macro.all.within_161km", "all gold places within 161 km, macro", "65 / 85", "LGL alone: GeoTxt 42.7, Edinburgh 44.3"),
    ("places", "macro.resolved.geonameid", "right GeoNames id, of found", "75 / 92", "Mordecai 3 79.4 to 92.0 by corpus"),
    *[("times", f"{name}.{m}.f1", f"times, {m} F1, {name}", aims, base) for name in ("aquaint", "timebank", "meantime")
      for m, aims, base in (("strict", "78 / 90", "HeidelTime 81.8 (platinum)"), ("relaxed", "88 / 95", "HeidelTime 90.7 (platinum)"),
                            ("value", "70 / 85", "HeidelTime-t 77.6, UWTime 82.4 (platinum)"))],
    ("clusters", "bcubed.f1", "reports of one event, BCubed F1", "92 / 96", "TF-IDF, average link 89.4"),
    ("feeds", "articles.f1", "article text of web pages, F1", "", "readability-lxml 93.2, trafilatura 95.6, AutoExtract 97.4 (same pages)"),
]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    tasks = sorted({row[0] for row in ROWS})
    done = subprocess.run([sys.executable, sys.argv[1], "--sitrep", sys.argv[2], "--json", *tasks], stdout=subprocess.PIPE, check=False)
    figures = json.loads(done.stdout)
    print("# Scores\n")
    print(f"Development sets, release build, {datetime.date.today().isoformat()}. Made by `tools/make_scores.py EVAL/run.py build/release/sitrep`; "
          "a figure is what `run.py` prints.")
    print("Published figures are for the sets and metrics that the last column names; where a split or metric differs they do not compare.\n")
    print("| measure | here | at least / aim | published |\n|---|---:|---|---|")
    for task, key, wording, aims, published in ROWS:
        value = figures.get(task, {}).get(key)
        print(f"| {wording} | {'-' if value is None else value} | {aims} | {published} |")
    print("\nCharacters per second while scoring, in thousands (whole runs, start-up included): "
          + ", ".join(f"{task} {figures[task]['speed.kchar_per_s']}" for task in tasks if task in figures) + ".")
    tail = os.path.join(os.path.dirname(__file__), "..", "docs", "scores-notes.md")
    if os.path.exists(tail):
        print("\n" + open(tail, encoding="utf-8").read().rstrip())


if __name__ == "__main__":
    main()
