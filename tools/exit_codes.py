#!/usr/bin/env python3
"""exit_codes.py [--update] — holds docs/exit-codes.md equal to CLI_EXIT_LIST of cli/cli.h; --update writes it."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Exit statuses of `sitrep`

Made from `CLI_EXIT_LIST` in `cli/cli.h` by `tools/exit_codes.py --update`; a test holds the two equal. The numbers are frozen: a status once
published never changes its meaning, and new ones get new numbers.

| status | name | meaning |
|---|---|---|
"""
TAIL = """
Messages go to standard error as `sitrep VERB: FILE:LINE:COLUMN: what is wrong`, with the parts that are known. With several inputs the run goes
on after a refused report (3); a file that cannot be read gives 1. A reader of the output that goes away (`sitrep read … | head`) ends the run with 1 and no message.
"""


def main():
    source = (ROOT / "cli" / "cli.h").read_text(encoding="utf-8")
    body = re.search(r"#define CLI_EXIT_LIST\(X\)(.*?)\n(?!\s*X\()", source, re.S)
    rows = re.findall(r'X\((\w+), (\d+), "([^"]*)"\)', body.group(1)) if body else []
    page = ROOT / "docs" / "exit-codes.md"
    want = HEAD + "".join(f"| {number} | `{name}` | {meaning} |\n" for name, number, meaning in rows) + TAIL
    if "--update" in sys.argv[1:]:
        page.write_text(want, encoding="utf-8")
    same = page.exists() and page.read_text(encoding="utf-8") == want
    print(f"{len(rows)} exit statuses" + ("" if same else f"; {page.name} does not say what cli/cli.h says: tools/exit_codes.py --update"))
    return 0 if same and len(rows) >= 7 else 1


if __name__ == "__main__":
    sys.exit(main())
