#!/usr/bin/env python3
"""check_format_store.py — docs/format-store.md names every table, column and index of src/keep/sqlite/schema.c and schema_added.c, and no other."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def schema():
    """Columns of each table, and the indexes, from the SQL strings."""
    sql = ""
    for name, first in (("schema.c", "schema_sql[]"), ("schema_added.c", "steps[]")):
        source = (ROOT / "src" / "keep" / "sqlite" / name).read_text(encoding="utf-8")
        source = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
        start = source.index(first)
        sql += "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', source[start:source.index("};", start)]))
    tables, indexes = {}, set(re.findall(r"CREATE (?:UNIQUE )?INDEX (\w+)", sql))
    for name, body in re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+) (?:USING \w+ )?\((.*?)\)(?: WITHOUT ROWID)?;", sql):
        flat = re.sub(r"\([^()]*\)", "", body)
        words = [part.split()[0] for part in flat.split(",") if part.strip()]
        tables[name] = {w for w in words if w not in ("UNIQUE", "PRIMARY", "FOREIGN", "CHECK") and "=" not in w}
    return tables, indexes


def page():
    """Columns of each table as the page lists them: `## table` and rows that begin with a name in backquotes."""
    tables, current = {}, None
    for line in (ROOT / "docs" / "format-store.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            current = tables.setdefault(line.split("`")[1], set())
        elif current is not None and line.startswith("| `"):
            current.update(re.findall(r"`(\w+)`", line.split("|")[1]))
    return tables


def main():
    (want, indexes), got = schema(), page()
    faults = [f"no table {t} in the page" for t in want.keys() - got.keys()] + [f"no table {t} in schema.c" for t in got.keys() - want.keys()]
    for name in want.keys() & got.keys():
        faults += [f"{name}: the page lacks {c}" for c in sorted(want[name] - got[name])] + [f"{name}: there is no {c}" for c in sorted(got[name] - want[name])]
    print("\n".join([*faults, f"{len(want)} tables, {sum(map(len, want.values()))} columns, {len(indexes)} indexes, {len(faults)} faults"]))
    return 1 if faults or len(want) < 15 else 0


if __name__ == "__main__":
    sys.exit(main())
