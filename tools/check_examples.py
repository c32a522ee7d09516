#!/usr/bin/env python3
"""Checks examples/osh-2010 and examples/wire: the reports, and what their expected/ says of them.

    tools/check_examples.py [EXAMPLES]         every fault as file:line: message; status 1 if there is one
    tools/check_examples.py --copies           also lists the pairs of reports that share much of their text

An expected value is keyed to the text by an exact substring and, where that occurs more than once, by `nth`. An
occurrence counts only at word boundaries (12 is not in 120 nor in 12,000). Standard library only; no network.
"""
import datetime
import html.parser
import json
import re
import sys
from pathlib import Path

MIN_REPORTS, MIN_SOURCES = 36, 8
ACTOR = r"[A-Z]{3}(:[A-Z]{3}(\+[A-Z]{3})*)?"
DAY = r"\d{4}(-\d\d(-\d\d)?)?"

ACTS = set("report deny confirm propose promise demand threaten warn accuse ask praise claim".split())
KINDS = set("killed injured missing detained abducted displaced refugees returned evacuated deployed protesters"
            " houses_destroyed money other".split())
QUALIFIERS = set("exact at_least more_than up_to nearly about between vague multiplier estimated".split())
MODES = set("cumulative increment stock flow planning".split())
TYPES = set("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION"
            " MOBILIZE COERCE ASSAULT".split())
STATUS = set("happened ongoing planned promised proposed demanded threatened feared conditional historical".split())
PRECISION = set("site town district province country region".split())
PLACE_KINDS = set("literal metonym demonym ethnic dateline".split())
ROLES = set("original copy update correction".split())
ACCESS = set("access telephone nocoverage covered silence unverified".split())

# table: columns; (column of an exact substring, column of its ordinal or None); columns that must hold one of a set
TABLES = {
    "figures": ("id text nth kind low best high qualifier mode speaker via place date note",
                [("text", "nth"), ("speaker", None), ("via", None)],
                {"kind": KINDS, "qualifier": QUALIFIERS, "mode": MODES}),
    "statements": ("id speaker act content nth to due", [("content", "nth"), ("speaker", None)], {"act": ACTS}),
    "events": ("id trigger nth type mode actor recipient place date status polarity note", [("trigger", "nth")],
               {"type": TYPES, "status": STATUS, "polarity": {"+", "-"}}),
    "places": ("id text nth name country precision kind", [("text", "nth")],
               {"precision": PRECISION, "kind": PLACE_KINDS}),
    "times": ("id text nth value type", [("text", "nth")], {"type": set("DATE TIME DURATION SET".split())}),
    "entities": ("id text context entity", [("context", None)], {}),
    "origins": ("id origin role credit party", [("credit", None)], {"role": ROLES, "party": {"", "party"}}),
    "access": ("id kind quote place date", [("quote", None)], {"kind": ACCESS}),
    "corrections": ("id kind target quote", [("quote", None)], {"kind": {"kill", "correction", "update"}}),
    "nonfigures": ("id text nth why", [("text", "nth")], {}),
    "variants": ("entity surface id", [("surface", None)], {}),
    "nonevents": ("id text nth why", [("text", "nth")], {}),
    "undertakings": ("key test actor kind id quote to due condition state evidence note", [("quote", None)], {}),
    "contradictions": ("key test kind id_a quote_a id_b quote_b note", [], {}),
    "series": ("series date low best high id quote speaker role", [("quote", None)], {}),
}

DATE_COLUMNS = {"date", "due"}
WIRE_ONLY = {"nonevents"}


class Faults:
    def __init__(self):
        self.count = 0

    def add(self, path, line, message):
        self.count += 1
        print(f"{path}:{line}: {message}")


def occurrences(text, piece):
    """Begins of `piece` in `text`, at word boundaries where the piece itself begins or ends with a letter or digit."""
    head = r"(?<!\w)" if re.match(r"\w", piece) else ""
    tail = r"(?!\w)(?![.,]\d)" if re.search(r"\w$", piece) else ""
    return [m.start() for m in re.finditer(head + re.escape(piece) + tail, text)]


def is_day(value):
    """A day, month or year, or an interval of two of them with a slash; 30 February is none."""
    for part in value.split("/"):
        if not re.fullmatch(DAY, part):
            return False
        try:
            datetime.date.fromisoformat((part + "-01-01")[:10])
        except ValueError:
            return False
    return True


def read_reports(path, faults):
    reports = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line:
            continue
        try:
            report = json.loads(line)
        except ValueError as error:
            faults.add(path, number, f"not JSON: {error}")
            continue
        for key in ("id", "title", "text", "published", "source", "url", "language"):
            if not isinstance(report.get(key), str) or not report[key].strip():
                faults.add(path, number, f"no {key}")
        name = report.get("id", "")
        if name in reports:
            faults.add(path, number, f"id {name!r} is there twice")
        reports[name] = report
        try:
            when = datetime.datetime.fromisoformat(report.get("published", "").replace("Z", "+00:00"))
            if when.tzinfo is None:
                faults.add(path, number, f"published {report['published']!r} has no time zone")
        except ValueError:
            faults.add(path, number, f"published {report.get('published')!r} is no time")
        if not re.match(r"https://[a-z0-9.-]*example\.(org|com|net)/", report.get("url", "")):
            faults.add(path, number, f"url {report.get('url')!r} is not under example.org")
        text = report.get("text", "")
        if text != text.strip() or "\r" in text or "\t" in text:
            faults.add(path, number, "text has white space at its ends, tabs or carriage returns")
    return reports


def check_piece(faults, path, number, text, piece, nth):
    begins = occurrences(text, piece)
    if not begins:
        faults.add(path, number, f"{piece!r} does not occur")
    elif nth is not None and not (nth.isdigit() and 1 <= int(nth) <= len(begins)):
        faults.add(path, number, f"{piece!r} occurs {len(begins)} times, nth is {nth!r}")


def check_figure(faults, path, number, row):
    values = [row[c] for c in ("low", "best", "high")]
    if any(v and not re.fullmatch(r"\d+", v) for v in values):
        faults.add(path, number, f"low, best, high {values} are not numbers")
        return
    known = [int(v) for v in values if v]
    if known != sorted(known):
        faults.add(path, number, f"low, best, high {values} do not rise")
    if not known and row["qualifier"] != "multiplier":
        faults.add(path, number, "a figure without a value")


def check_table(faults, path, reports):
    columns, pieces, choices = TABLES[path.stem]
    columns = columns.split()
    seen = set()
    lines = path.read_text(encoding="utf-8").split("\n")
    if lines[0].split("\t") != columns:
        faults.add(path, 1, f"columns are not {columns}")
        return
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            faults.add(path, number, f"{len(cells)} cells, {len(columns)} columns")
            continue
        if line in seen:
            faults.add(path, number, "this row is there twice")
        seen.add(line)
        row = dict(zip(columns, cells))
        for suffix in ("", "_a", "_b"):
            name = row.get("id" + suffix)
            if name is None:
                continue
            if name not in reports:
                faults.add(path, number, f"no report {name!r}")
                continue
            if suffix:
                check_piece(faults, path, number, reports[name]["text"], row["quote" + suffix], None)
        if row.get("id") in reports:
            text = reports[row["id"]]["text"]
            for piece, nth in pieces:
                if not row[piece]:
                    continue
                if piece in ("speaker", "via") and row[piece] in text:
                    continue          # a speaker may stand in the text as a part of a longer name
                check_piece(faults, path, number, text, row[piece], row[nth] if nth else None)
            if path.stem == "entities" and row["text"] not in row["context"]:
                faults.add(path, number, f"{row['text']!r} is not in its context")
        for column, allowed in choices.items():
            if not all(value in allowed for value in row[column].split("|")):
                faults.add(path, number, f"{column} {row[column]!r} is none of {sorted(allowed)}")
        for column in DATE_COLUMNS & set(columns):
            if row[column] and not is_day(row[column]):
                faults.add(path, number, f"{column} {row[column]!r} is no date")
        for name in filter(None, row.get("evidence", "").split(",")):
            if name not in reports:
                faults.add(path, number, f"evidence: no report {name!r}")
        for column in ("actor", "recipient"):
            if path.stem == "events" and row[column] and not re.fullmatch(ACTOR + "(," + ACTOR + ")*", row[column]):
                faults.add(path, number, f"{column} {row[column]!r} is not CODE:SECTOR+SECTOR,...")
        if path.stem == "figures":
            check_figure(faults, path, number, row)


def check_prose(faults, path, reports):
    """Every report id that a Markdown file names must be one of the reports."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        for name in re.findall(r"\bosh-\d{4}-[a-z]+-\d\b", line):
            if name not in reports:
                faults.add(path, number, f"no report {name!r}")


def shingles(text, size=5):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i:i + size]) for i in range(len(words) - size + 1)}


def near_copies(reports, least=0.25):
    """Pairs of reports, best first, with the share of the smaller one's word 5-grams that the other has too.

    Shingles that three or more texts of one outlet share are that outlet's standing background, not copying.
    """
    sets = {name: shingles(r["text"]) for name, r in reports.items()}
    uses = {}
    for name, s in sets.items():
        for shingle in s:
            uses.setdefault((reports[name]["source"], shingle), set()).add(name)
    for (source, shingle), names in uses.items():
        if len(names) >= 3:
            for name in names:
                sets[name].discard(shingle)
    names = list(sets)
    pairs = []
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            small = min(len(sets[a]), len(sets[b]))
            share = len(sets[a] & sets[b]) / small if small else 0.0
            if share >= least:
                pairs.append((share, a, b))
    return sorted(pairs, reverse=True)


def check_origins(faults, path, reports, pairs):
    origin = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")[1:], 2):
        cells = line.split("\t")
        if len(cells) >= 2 and cells[0]:
            if cells[0] in origin:
                faults.add(path, number, f"report {cells[0]!r} has two origins")
            origin[cells[0]] = cells[1]
    for name in reports:
        if name not in origin:
            faults.add(path, 1, f"report {name!r} has no origin")
    for share, a, b in pairs:
        if share >= 0.4 and origin.get(a) != origin.get(b):
            faults.add(path, 1, f"{a} and {b} share {share:.0%} of their text but not their origin")


class PageText(html.parser.HTMLParser):
    """All text of a page outside script and style, with white space runs as one blank: enough to look words up in."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")
        if tag in ("p", "div", "h1", "h2", "h3", "li", "td", "br", "title"):
            self.parts.append(" ")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def page_text(path):
    data = path.read_bytes()
    charset = re.search(rb"charset=[\"']?([\w-]+)", data)
    page = PageText()
    page.feed(data.decode(charset.group(1).decode() if charset else "utf-8"))
    return re.sub(r"\s+", " ", "".join(page.parts))


def check_feed(faults, path, texts, raw):
    """A value that the text must have or leave out must at least stand in the file, or the row tests nothing."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or number == 1:
            continue
        cells = line.split("\t")
        if len(cells) != 4 or not cells[1].isdigit():
            faults.add(path, number, "not file, item, field, value")
        elif cells[0] not in raw:
            faults.add(path, number, f"no file {cells[0]!r}")
        elif cells[2] in ("has", "hasnot", "title", "source", "place", "id"):
            if cells[3] not in texts.get(cells[0], "") and cells[3] not in raw[cells[0]]:
                faults.add(path, number, f"{cells[3]!r} is not in the file")
        elif cells[2] in ("published", "updated"):
            try:
                datetime.datetime.fromisoformat(cells[3].replace("Z", "+00:00"))
            except ValueError:
                faults.add(path, number, f"{cells[3]!r} is no time")
        elif cells[2] not in ("url", "author", "language"):
            faults.add(path, number, f"no field {cells[2]!r}")


def check_wire(faults, root):
    reports, raw, texts = {}, {}, {}
    for path in sorted(root.iterdir()):
        if path.suffix == ".jsonl":
            reports.update(read_reports(path, faults))
            raw[path.name] = path.read_text(encoding="utf-8")
        elif path.suffix == ".html":
            raw[path.name] = path.read_bytes().decode("cp1252", "replace")
            texts[path.name] = page_text(path)
        elif path.suffix == ".txt":
            raw[path.name] = texts[path.name] = path.read_text(encoding="utf-8")
    for name, text in texts.items():
        reports[name] = {"text": text, "source": name}
    rows = 0
    for path in sorted((root / "expected").glob("*.tsv")):
        rows += path.read_text(encoding="utf-8").count("\n") - 1
        if path.stem == "feed":
            check_feed(faults, path, texts, raw)
        else:
            check_table(faults, path, reports)
    print(f"wire: {len(reports)} reports in {len(raw)} files, {rows} expected rows")


def check_osh(faults, root, show):
    source = root / "reports.jsonl"
    reports = read_reports(source, faults)
    sources = {r.get("source") for r in reports.values()}
    if len(reports) < MIN_REPORTS:
        faults.add(source, 1, f"{len(reports)} reports, at least {MIN_REPORTS} are wanted")
    if len(sources) < MIN_SOURCES:
        faults.add(source, 1, f"{len(sources)} sources, at least {MIN_SOURCES} are wanted")
    rows = 0
    for stem in TABLES:
        path = root / "expected" / (stem + ".tsv")
        if path.exists():
            check_table(faults, path, reports)
            rows += path.read_text(encoding="utf-8").count("\n") - 1
        elif stem not in WIRE_ONLY:
            faults.add(path, 1, "is missing")
    pairs = near_copies(reports)
    check_origins(faults, root / "expected" / "origins.tsv", reports, pairs)
    for path in (root / "README.md", root / "expected" / "questions.md"):
        if path.exists():
            check_prose(faults, path, reports)
        else:
            faults.add(path, 1, "is missing")
    if show:
        for share, a, b in pairs:
            print(f"{share:6.1%}  {a}  {b}")
    print(f"osh-2010: {len(reports)} reports, {len(sources)} sources, {rows} expected rows, {len(pairs)} near-copies")


def main(arguments):
    show = "--copies" in arguments
    arguments = [a for a in arguments if a != "--copies"]
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent / "examples"
    faults = Faults()
    check_osh(faults, root / "osh-2010", show)
    check_wire(faults, root / "wire")
    print(f"{faults.count} faults")
    return 1 if faults.count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
