#!/usr/bin/env python3
"""The checker finds each kind of damage; the scorer counts what is right. usage: test_tools.py ROOT SCRATCH_DIRECTORY"""
import os
import subprocess
import sys

ROOT, SCRATCH = sys.argv[1:3]
sys.path.insert(0, os.path.join(ROOT, "tools"))
import score_treebank  # noqa: E402

GOOD = """# sent_id = t-1
# part = t
# text = Rebels shot it down, they don't say.
1\tRebels\trebel\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_
2\tshot\tshoot\tVERB\tVBD\tMood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin\t0\troot\t_\t_
3\tit\tit\tPRON\tPRP\tCase=Acc|Gender=Neut|Number=Sing|Person=3|PronType=Prs\t2\tobj\t_\t_
4\tdown\tdown\tADP\tRP\t_\t2\tcompound:prt\t_\tSpaceAfter=No
5\t,\t,\tPUNCT\t,\t_\t9\tpunct\t_\t_
6\tthey\tthey\tPRON\tPRP\tCase=Nom|Number=Plur|Person=3|PronType=Prs\t9\tnsubj\t_\t_
7-8\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
7\tdo\tdo\tAUX\tVBP\tMood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin\t9\taux\t_\t_
8\tn't\tnot\tPART\tRB\tPolarity=Neg\t9\tadvmod\t_\t_
9\tsay\tsay\tVERB\tVB\tVerbForm=Inf\t2\tparataxis\t_\tSpaceAfter=No
10\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""

# what to replace, by what, and what the checker must say
DAMAGE = [
    ("\t0\troot", "\t3\troot", "has not one root"),
    ("\t2\tparataxis", "\t6\tparataxis", "does not hang under the root"),
    ("\t2\tparataxis", "\t2\tparataxes", "unknown relation"),
    ("they don't say", "they do not say", "is not what the tokens spell"),
    ("\t2\tobj", "\t4\tobj", "hangs under a compound:prt"),
    ("NOUN\tNNS", "NOUN\tVBD", "does not go with"),
    ("Number=Plur\t2\tnsubj", "Number=Sing\t2\tnsubj", "do not fit NNS"),
    ("\t2\tnsubj", "\t2\tnsubj:pass", "the verb is not passive"),
    ("\t9\tnsubj", "\t9\tconj", "goes from right to left"),
    ("VERB\tVB\tVerbForm=Inf", "VERB\tVBP\tMood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin", "under an auxiliary"),
    ("\t_\t2\tpunct", "\t_\t9\tpunct", None),
    ("\t_\t9\tpunct", "\t_\t3\tpunct", "crosses another arc"),
]


def check(text):
    path = os.path.join(SCRATCH, "damaged.conllu")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    done = subprocess.run([sys.executable, os.path.join(ROOT, "tools", "check_treebank.py"), path], stdout=subprocess.PIPE, encoding="utf-8", check=False)
    return done.returncode, done.stdout


def main():
    os.makedirs(SCRATCH, exist_ok=True)
    failed = []
    status, out = check(GOOD)
    if status:
        failed.append(f"the good sentence is refused: {out}")
    for old, new, says in DAMAGE:
        assert GOOD.count(old) >= 1, old
        status, out = check(GOOD.replace(old, new, 1))
        if says is None and status:
            failed.append(f"{old!r} to {new!r} is refused: {out}")
        elif says and (not status or says not in out):
            failed.append(f"{old!r} to {new!r}: expected {says!r}, got {status}: {out}")
    gold = score_treebank.read(GOOD.split("\n"))
    split = score_treebank.read(GOOD.replace("4\tdown", "4\tdo\tdo\tX\tX\t_\t2\tdep\t_\tSpaceAfter=No\n4\twn", 1).split("\n"))
    gold_tokens, gold_sentences = score_treebank.spans(gold)
    tokens, sentences = score_treebank.spans(split)
    if len(gold_tokens) != 9 or len(gold_tokens & tokens) != 8 or gold_sentences != sentences:
        failed.append(f"spans: {sorted(gold_tokens)} and {sorted(tokens)}")
    if abs(score_treebank.f1(gold_tokens, tokens) - 100 * 16 / 19) > 1e-9:
        failed.append("f1 of 8 right among 9 and 10 is not 16/19")
    print("\n".join(failed) or "well")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
