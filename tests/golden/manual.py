#!/usr/bin/env python3
"""manual.py SITREP SCRATCH [FILE.md...] — runs the examples of docs/MANUAL.md (or other pages), in order, in one scratch directory.

In a ```sh block a line `$ COMMAND` is run by sh with `sitrep` and `examples/` at hand; the lines under it must come in that order in what it prints on
either stream, others may stand between them. `…` is anything within a line, white space runs are equal, `[N]` is the exit status (0 if not said)."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def examples(page):
    """(line, command, expected lines, status) of each command in the page's sh blocks."""
    found, inside = [], False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            inside = line == "```sh"
        elif inside and line.startswith("$ "):
            found.append([number, line[2:], [], 0])
        elif inside and re.fullmatch(r"\[\d+\]", line) and found:
            found[-1][3] = int(line[1:-1])
        elif inside and found and line.strip():
            found[-1][2].append(line)
    return found


def blanks(text):
    return " ".join(text.split())


def missing(expected, printed):
    """The first expected line that does not come, or None."""
    lines = iter([blanks(line) for line in printed.splitlines()])
    for want in expected:
        pattern = ".*".join(re.escape(blanks(part)) if part.strip() else r"\s*" for part in want.split("…"))
        if not any(re.fullmatch(r"\s*" + pattern.replace(r"\ ", r"\s*") + r"\s*", line) for line in lines):
            return want
    return None


def main():
    sitrep, scratch = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    pages = [Path(p) for p in sys.argv[3:]] or [ROOT / "docs" / "MANUAL.md"]
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    os.symlink(ROOT / "examples", scratch / "examples")
    (scratch / "bin").mkdir()
    os.symlink(sitrep, scratch / "bin" / "sitrep")
    environment = {**os.environ, "PATH": f"{scratch.resolve() / 'bin'}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    run, failures, verbs = 0, 0, set()
    for page in pages:
        for number, command, expected, status in examples(page):
            done = subprocess.run(["sh", "-c", command], cwd=scratch, env=environment, capture_output=True)
            printed = (done.stdout + done.stderr).decode("utf-8", "replace")
            verbs.update(re.findall(r"\bsitrep (\w+)", command))
            run += 1
            lost = missing(expected, printed)
            if done.returncode != status or lost is not None:
                failures += 1
                print(f"{page.name}:{number}: $ {command}\n  status {done.returncode}, wanted {status}" + (f"; no line {lost!r}" if lost else ""))
                print("  printed: " + "\n           ".join(printed.splitlines()[:12]))
    if len(sys.argv) == 3:  # the manual itself: every verb of the program has its example
        overview = subprocess.run([sitrep, "--help"], capture_output=True, text=True).stdout
        for verb in re.findall(r"^  (\w+)  +\S", overview, re.M):
            if verb not in verbs:
                failures += 1
                print(f"MANUAL.md: no example of the verb {verb}")
    print(f"{run} examples, {failures} wrong")
    return 1 if failures or not run else 0


if __name__ == "__main__":
    sys.exit(main())
