#!/usr/bin/env python3
"""Checks that each room includes only rooms below it and public headers, and that the program uses the public face alone.

usage: check_rooms.py ROOT     exit status 1 and file:line for each include that points the wrong way.
"""
import pathlib
import re
import sys

# A room and what it may name besides itself (DESIGN.md: only rooms to its left and below).
BELOW = {
    "base": [],
    "lang": ["base"],
    "know": ["base"],
    "feed": ["base"],
    "read": ["base", "lang", "know", "feed"],
    "keep": ["base", "lang", "know", "feed", "read"],
    "link": ["base", "lang", "know", "feed", "read", "keep"],
    "warn": ["base", "lang", "know", "feed", "read", "keep", "link"],
    "tell": ["base", "lang", "know", "feed", "read", "keep", "link", "warn"],
    "desk": ["base", "lang", "know", "feed", "read", "keep", "link", "warn", "tell"],
}
INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')


def wrong_includes(root):
    for path in sorted([*root.glob("src/*/**/*.[ch]"), *root.glob("cli/*.[ch]"), *root.glob("include/sitrep/*.h")]):
        parts = path.relative_to(root).parts
        allowed = {"src": BELOW.get(parts[1], []) + [parts[1], "sitrep"], "cli": ["sitrep"],
                   "include": ["sitrep"]}[parts[0]]
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            m = INCLUDE.match(line)
            if not m:
                continue
            room = m.group(1).split("/")[0] if "/" in m.group(1) else None
            if room is None:
                if not (path.parent / m.group(1)).exists():
                    yield f"{path.relative_to(root)}:{number}: {m.group(1)} is not beside it; name its room"
            elif room not in allowed:
                yield f"{path.relative_to(root)}:{number}: {parts[1]} may not include {m.group(1)}"


def main():
    problems = list(wrong_includes(pathlib.Path(sys.argv[1])))
    print("\n".join(problems) or "every include points downwards")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
