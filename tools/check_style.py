#!/usr/bin/env python3
"""check_style.py — what the house style says of C files and a program can count: no tabs, no trailing white space, a newline at the end, at most
800 lines a file and 60 a function. Exceptions are listed here with a ceiling, and each is work to be done."""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_MAX, FUNCTION_MAX = 800, 60
LONGER_FUNCTIONS = {("tools/train/recur.c", "recur_tree"): 100}
LONGER_FILES = {}


def functions(lines):
    """Name, first line and length of each function: from a `{` in the first column to the `}` there."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            head = start - 1
            while head > 1 and not lines[head - 1][:1].strip():  # arguments on lines of their own
                head -= 1
            yield lines[head - 1].partition("(")[0].split()[-1].lstrip("*"), start, number - start - 1
            start = None


def main():
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "*.c", "*.h"], capture_output=True, text=True)
    names = listed.stdout.split() or [str(p.relative_to(ROOT)) for d in ("include", "src", "cli", "tools", "tests", "fuzz", "bench")
                                      for p in sorted((ROOT / d).rglob("*.[ch]"))]
    faults = []
    for name in names:
        if not (ROOT / name).exists() or name.startswith("fuzz/seeds"):
            continue
        text = (ROOT / name).read_text(encoding="utf-8")
        lines = text.split("\n")
        if not text.endswith("\n"):
            faults.append(f"{name}: no newline at the end")
        for number, line in enumerate(lines, 1):
            if "\t" in line or "\r" in line or line != line.rstrip():
                faults.append(f"{name}:{number}: a tab, or white space at the end")
        if name.endswith(".c") and len(lines) > LONGER_FILES.get(name, FILE_MAX):
            faults.append(f"{name}: {len(lines)} lines, at most {LONGER_FILES.get(name, FILE_MAX)}")
        for function, number, length in functions(lines):
            most = LONGER_FUNCTIONS.get((name, function), FUNCTION_MAX)
            if length > most:
                faults.append(f"{name}:{number}: {function} has {length} lines, at most {most}")
    print("\n".join([*faults, f"{len(names)} files, {len(faults)} faults"]))
    return 1 if faults or len(names) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
