#!/usr/bin/env python3
"""review_terminal.py SITREP REPORTS.jsonl SCRATCH — `sitrep review` on a terminal of its own: the keys decide, what is left open stays, and the item's
sentence, source and reading are shown. What a report says cannot take the terminal over."""
import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path


def on_terminal(command, answers, cwd):
    """What the program prints to a terminal on which `answers` are typed, each after the next prompt."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execv(command[0], command)
    printed, left = b"", list(answers)
    while True:
        if not select.select([terminal], [], [], 20)[0]:
            os.kill(child, signal.SIGKILL)  # it asks for what nobody answers
            break
        try:
            got = os.read(terminal, 65536)
        except OSError:
            break
        if not got:
            break
        printed += got
        if left and printed.endswith(b": "):
            os.write(terminal, left.pop(0).encode() + b"\n")
    return printed.decode("utf-8", "replace").replace("\r", ""), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), left


def main():
    sitrep, reports, scratch = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve(), Path(sys.argv[3])
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    faults = []

    def run(*words):
        done = subprocess.run([sitrep, *words], cwd=scratch, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            faults.append(f"{words}: {done.stderr}")
        return done.stdout

    hostile = {"id": "hostile", "source": "Wire\u202e", "published": "2010-06-22T08:00:00Z", "title": "x",
               "text": "Gunmen \u001b[2J\u202e may have killed 900 people in Osh on Monday."}
    (scratch / "more.jsonl").write_text(json.dumps(hostile) + "\n", encoding="utf-8")
    run("review", "key", "new", "Anna Example", "--key", "anna.key")
    run("add", "--seen", "published", str(reports), "more.jsonl")
    waiting = [json.loads(line) for line in run("review", "list", "--limit", "6").splitlines()]
    claim = next(i for i, item in enumerate(waiting) if item["kind"] == "claim")
    other = next(i for i, item in enumerate(waiting) if item["kind"] == "claim" and i > claim and ", happened" in item["what"])
    answers = []
    for i in range(len(waiting)):
        answers += {claim: ["r", "", "r", "no such thing"], other: ["c", "status", "c", 'place="Osh, KGZ" status=ongoing', "it goes on"]}.get(i, ["n"])
    printed, status, left = on_terminal([sitrep, "review", "--key", "anna.key", "--limit", "6"], answers, scratch)
    for words in [waiting[0]["reasons"], "read as", "no decisions", "nothing decided", "'status' is not FIELD=VALUE", "that was all", "fields: type mode"]:
        if words not in printed:
            faults.append(f"the terminal does not show {words!r}")
    if status or left:
        faults.append(f"status {status}, answers not asked for: {left}")
    claims = run("claims")
    if waiting[claim]["item"] in claims or "corrected by Anna Example: it goes on (" not in claims or "status: happened → ongoing" not in claims:
        faults.append("the decisions did not take effect")
    decided = {item["item"] for item in map(json.loads, run("review", "list").splitlines())}
    if waiting[claim]["item"] in decided or waiting[other]["item"] in decided or len(decided) < 4:
        faults.append("what was decided still waits")
    hostile_id = next((json.loads(line)["figure"] for line in run("figures").splitlines() if '"900' in line), None)
    shown = run("review", "show", hostile_id or "none")
    if not hostile_id or "\x1b" in shown or "\u202e" in shown or "900" not in shown:
        faults.append(f"a hostile sentence is shown as {shown!r}")
    print("\n".join(faults) or "item by item, as the keys say")
    if faults:
        print(printed[-3000:])
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
