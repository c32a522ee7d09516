#!/usr/bin/env python3
"""Scores what `sitrep` says of the example reports against the tables under examples/*/expected and newsroom/.

    run_expected.py SITREP [--only osh|wire|newsroom|ledger] [--misses [TABLE]] [--update] [--floors FILE] [--examples DIR]

Prints one line a measure ("+act": of all rows, those found whose act agrees too) and fails (status 1) where one is under its floor in floors.tsv. --update writes what was reached, less a
margin, into that file, but never lowers a floor. tests/golden/README.md says when a row of each table is found.
"""
import argparse
import calendar
import collections
import datetime
import itertools
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tools"))
import check_examples  # noqa: E402  (page_text: the whole text of a page, tags taken away)

MARGIN = 1.5  # points between what was reached and the floor
PEOPLE = {"killed", "injured", "missing", "detained", "abducted", "displaced", "refugees", "returned", "evacuated", "deployed",
          "protesters"}  # kinds that a trap number must not become


# ---- running and reading ----

def run(sitrep, *arguments, ok=(0,)):
    done = subprocess.run([sitrep, *map(str, arguments)], capture_output=True)
    if done.returncode not in ok:
        sys.exit(f"{sitrep} {arguments[0]} gave {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines() if line.strip()]


def table(path):
    rows, lines = [], path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    names = lines[0].split("\t")
    for line in lines[1:]:
        rows.append(dict(zip(names, line.split("\t") + [""] * len(names))))
    return rows


def fold(text):
    """Lower case without accents and punctuation, white space runs as one blank."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.sub(r"[^\w\s]", " ", "".join(c for c in text if not unicodedata.combining(c))).split())


def occurrences(text, words):
    """Spans of `words` in `text` at word boundaries; white space runs are equal."""
    pattern = r"\s+".join(re.escape(w) for w in words.split())
    before = r"(?<!\w)(?<!\d[.,])" if words[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if words[-1:].isalnum() else ""
    return [m.span() for m in re.finditer(before + pattern + after, text)]


class Report:
    """A report's text and record, and for a page its whole text, in which the tables count."""

    def __init__(self, text, record, page=None):
        self.text, self.record, self.page = text, record, page

    def find(self, words, nth=1):
        """The span of the nth occurrence, or None. For a page: the occurrence whose neighbours are those in the whole text."""
        spans = occurrences(self.text, words) or [m.span() for m in re.finditer(re.escape(words), self.text)]
        if self.page is None:
            return spans[nth - 1] if len(spans) >= nth else None
        whole = occurrences(self.page, words)
        if len(whole) < nth or not spans:
            return None
        around = neighbours(self.page, whole[nth - 1])
        best = max(spans, key=lambda s: len(around & neighbours(self.text, s)))
        return best if len(around & neighbours(self.text, best)) >= 3 else None

    def items(self, name):
        items = self.record.get(name, [])
        if name == "entities":  # somebody who is only described goes by his description here
            for e in items:
                spans = e["mentions"] + e["references"]
                e.setdefault("name", self.text[slice(*spans[0])] if spans else "")
        return items


def neighbours(text, span, reach=60):
    """Words near a span with their side, as a set."""
    left = fold(text[max(0, span[0] - reach):span[0]]).split()[1:]
    right = fold(text[span[1]:span[1] + reach]).split()[:-1]
    return {("l", w) for w in left} | {("r", w) for w in right}


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def load(sitrep, paths):
    """Reports by id (JSON Lines) or file name (texts and pages), in order."""
    reports = {}
    for path in paths:
        fed, records = run(sitrep, "feed", path), run(sitrep, "read", "--format", "json", path)
        if len(fed) != len(records):
            sys.exit(f"{path}: feed gives {len(fed)} reports, read {len(records)}")
        for item, record in zip(fed, records):
            name = item["id"] if path.suffix == ".jsonl" else path.name
            page = check_examples.page_text(path) if path.suffix == ".html" else None
            reports[name] = Report(item["text"], record, page)
    return reports


# ---- measures ----

class Scores:
    """Hits of each measure, and the rows missed."""

    def __init__(self):
        self.counts = collections.OrderedDict()
        self.missed = []

    def count(self, measure, hit, row=None, why=""):
        good, all_ = self.counts.get(measure, (0, 0))
        self.counts[measure] = (good + bool(hit), all_ + 1)
        if not hit and row is not None:
            self.missed.append((measure, row, why))

    def add(self, measure, good, all_):
        g, a = self.counts.get(measure, (0, 0))
        self.counts[measure] = (g + good, a + all_)


def brief(row):
    return "  ".join(f"{k}={v}" for k, v in row.items() if v and k not in ("nth", "note", "test"))


def number(text):
    return float(text.replace(",", "")) if text else None


def same_range(row, figure):
    """Range and best agree. Where the text gives one exact number, `best` alone will do."""
    want = {k: number(row[k]) for k in ("low", "best", "high")}
    got = {k: figure.get(k) for k in ("low", "best", "high")}
    if want["best"] is not None and want["low"] == want["high"] == want["best"] == got["best"]:
        return got["low"] in (None, want["low"]) and got["high"] in (None, want["high"])
    if want["low"] != got["low"] or want["high"] != got["high"]:
        return False
    return want["best"] is None or want["best"] in (got["best"], got["low"], got["high"])


def speaker_agrees(report, statement, cell):
    """The printed speaker overlaps the cell's words, or is one and the same by name; none printed where the cell is empty."""
    printed = (statement or {}).get("speaker")
    if not cell:
        return printed is None
    if not printed:
        return False
    if any(overlap(printed["span"], s) for s in occurrences(report.text, cell)):
        return True
    entity = printed.get("entity")
    names = [report.text[slice(*printed["span"])]]
    if entity is not None:
        names.append(report.items("entities")[entity]["name"])
    want = set(fold(cell).split())
    return any(want & set(fold(n).split()) - {"the", "of", "a", "and"} for n in names)


def score_figures(scores, name, reports, rows):
    rows_of = collections.defaultdict(list)
    for row in rows:
        report = reports[row["id"]]
        at = report.find(row["text"], int(row["nth"] or 1))
        near = [f for f in report.items("figures") if at and overlap(f["span"], at)]
        kind = [f for f in near if f["kind"] in row["kind"].split("|")]
        exact = [f for f in kind if same_range(row, f)]
        got = [(f["kind"], f.get("low"), f.get("best"), f.get("high")) for f in near]
        scores.count(f"{name}.figures span+kind", kind)
        scores.count(f"{name}.figures recall", exact, row, f"got {got}")
        rows_of[row["id"]].append((at, row))
        if "speaker" not in row:
            continue
        f = exact[0] if exact else {}
        statement = report.items("statements")[f["statement"]] if f.get("statement") is not None else None
        scores.count(f"{name}.figures +speaker", f and speaker_agrees(report, statement, row["speaker"]))
        scores.count(f"{name}.figures +qualifier", f and f.get("qualifier") == row["qualifier"])
        scores.count(f"{name}.figures +mode", f and f.get("measure", "") == row["mode"])
    if name != "osh":
        return
    for id_, report in reports.items():  # complete for people, things destroyed and money
        for f in report.items("figures"):
            if f["kind"] == "other":
                continue
            good = any(at and overlap(f["span"], at) and row["kind"] == f["kind"] for at, row in rows_of[id_])
            scores.count("osh.figures precision", good, {"id": id_, "printed": report.text[slice(*f["span"])], "kind": f["kind"]},
                         "no row has it")


def score_traps(scores, name, reports, rows, table_name, list_name, key, kinds=None):
    """Rows that must not be read: a number that is no figure, a word that is no event."""
    for row in rows:
        report = reports[row["id"]]
        at = report.find(row["text"], int(row["nth"] or 1))
        read = [i for i in report.items(list_name) if at and overlap(i[key], at) and (kinds is None or i["kind"] in kinds)]
        scores.count(f"{name}.{table_name} kept out", not read, row, f"read as {[i.get('kind') or i.get('type') for i in read]}")


def score_statements(scores, name, reports, rows):
    for row in rows:
        report = reports[row["id"]]
        at = report.find(row["content"], int(row["nth"] or 1))
        near = [s for s in report.items("statements") if at and any(overlap(c, at) for c in s["content"])]
        spoken = [s for s in near if speaker_agrees(report, s, row["speaker"])]
        scores.count(f"{name}.statements content", near)
        got = [(s["act"], report.text[slice(*s["speaker"]["span"])] if s.get("speaker") else None) for s in near]
        scores.count(f"{name}.statements recall", spoken, row, f"got {got}")
        scores.count(f"{name}.statements +act", any(s["act"] in row["act"].split("|") for s in spoken))


def sides(cell):
    """"KGZ:GOV+MIL,IGO" as a set of codes, and the sectors of each."""
    out = {}
    for part in cell.split(","):
        if part.strip():
            code, _, sectors = part.strip().partition(":")
            out.setdefault(code, set()).update(s for s in sectors.split("+") if s)
    return out


def side_agrees(cell, actors):
    """The codes are those of the row; where the row gives sectors, one of them is there. Codes that are not known ("") count as such.
    "ISR|ISR:MIL,LBN|": either of these, or nobody."""
    if "|" in cell:
        return any(side_agrees(c, actors) for c in cell.split("|"))
    want = sides(cell)
    got = collections.defaultdict(set)
    for a in actors:
        got[a.get("code", "")].update(a.get("sectors", []))
    if set(want) != set(got):
        return False
    return all(not sectors or sectors & got[code] for code, sectors in want.items())


def score_events(scores, name, reports, rows):
    """A row with the note "optional" may be read or not; where a table has such rows, it names all events that may be printed."""
    allowed = collections.defaultdict(list)
    for row in rows:
        report = reports[row["id"]]
        spans = [s for s in (report.find(t, int(row["nth"] or 1)) for t in row["trigger"].split("|")) if s]
        near = [e for e in report.items("events") if any(overlap(e["trigger"], s) for s in spans)]
        allowed[row["id"]] += spans
        if row["note"] == "optional":
            continue
        types = row["type"].split("|")
        found = [e for e in near if e["type"] in types and e["polarity"] == row["polarity"]]
        scores.count(f"{name}.events trigger", near)
        scores.count(f"{name}.events recall", found, row, f"got {[(e['type'], e['polarity']) for e in near]}")
        e = found[0] if found else {}
        right = [bool(e)]

        def agrees(field, hit):
            right.append(bool(hit))
            scores.count(f"{name}.events +{field}", hit)

        if row["mode"]:
            agrees("mode", e.get("mode", "") in row["mode"].split("|"))
        agrees("status", e.get("status") in row["status"].split("|"))
        agrees("actor", e and side_agrees(row["actor"], e["actors"]))
        agrees("recipient", e and side_agrees(row["recipient"], e["recipients"]))
        if row["date"]:
            time = e.get("time", {})
            agrees("day", e and any((time.get("begin", ""), time.get("end", "")) == days(d) for d in row["date"].split("|")))
        if row["place"]:
            place = report.items("places")[e["place"]] if e.get("place") is not None else {}
            agrees("place", e and any(same_place(place.get("name", ""), p) or same_place(place.get("text", ""), p) or not (p or place)
                                      for p in row["place"].split("|")))
        scores.count(f"{name}.events +all", all(right))
    if any(row["note"] == "optional" for row in rows):
        for id_, report in reports.items():
            for e in report.items("events"):
                printed = {"id": id_, "printed": report.text[slice(*e["trigger"])], "type": e["type"]}
                scores.count(f"{name}.events wanted", any(overlap(e["trigger"], s) for s in allowed[id_]), printed, "no row has it")


def days(cell):
    """"2010-06-14", "2010-06-10/2010-06-11" or "2010-06" as first and last day."""
    first, _, last = cell.partition("/")
    if re.fullmatch(r"\d{4}-\d\d", first):
        return first + "-01", f"{first}-{calendar.monthrange(*map(int, first.split('-')))[1]}"
    if re.fullmatch(r"\d{4}", first):
        return first + "-01-01", first + "-12-31"
    return first, last or first


AREA_WORDS = {"oblast", "region", "province", "city", "district", "republic", "of", "the"}


def same_place(a, b):
    strip = lambda s: [w for w in fold(s).split() if w not in AREA_WORDS] or fold(s).split()
    return bool(a) and strip(a) == strip(b)


def score_places(scores, name, reports, rows):
    taken = collections.defaultdict(list)
    for row in rows:
        report = reports[row["id"]]
        at = report.find(row["text"], int(row["nth"] or 1))
        near = [p for p in report.items("places") if at and overlap(p["span"], at)]
        if row["kind"] == "ethnic":
            scores.count(f"{name}.places ethnic kept out", not near, row, f"got {[p.get('name') for p in near]}")
            continue
        taken[row["id"]].append(at)
        found = [p for p in near if p.get("country", "") == row["country"]
                 and (same_place(p.get("name", ""), row["name"]) or same_place(p["text"], row["name"]) or row["kind"] == "demonym")]
        scores.count(f"{name}.places recall", found, row, f"got {[(p.get('name'), p.get('country')) for p in near]}")
        scores.count(f"{name}.places +level", found and found[0].get("precision") == row["precision"])
    if name != "osh":
        return
    for id_, report in reports.items():
        for p in report.items("places"):
            good = any(at and overlap(p["span"], at) for at in taken[id_])
            scores.count("osh.places precision", good, {"id": id_, "printed": p["text"], "name": p.get("name", "")}, "no row has it")


def score_times(scores, reports, rows):
    for row in rows:
        report = reports[row["id"]]
        at = report.find(row["text"], int(row["nth"] or 1))
        near = [t for t in report.items("times") if at and overlap(t["span"], at)]
        scores.count("osh.times span", near)
        scores.count("osh.times recall", any(t.get("value") == row["value"] for t in near), row, f"got {[t.get('value') for t in near]}")


def same_name(got, want):
    """Equal, or one holds all words of the other ("Bakiyev", "Kurmanbek Bakiyev")."""
    a, b = (set(fold(n).split()) - {"the", "of", "mr", "ms", "mrs"} for n in (got, want))
    return bool(a and b) and (a <= b or b <= a)


def score_entities(scores, reports, rows):
    for row in rows:
        report = reports[row["id"]]
        context = report.text.find(row["context"])
        inside = row["context"].find(row["text"])
        at = (context + inside, context + inside + len(row["text"])) if context >= 0 and inside >= 0 else None
        near = [e for e in report.items("entities") if at and any(overlap(m, at) for m in e["mentions"] + e["references"])]
        scores.count("osh.entities recall", any(same_name(e["name"], row["entity"]) for e in near), row, f"got {[e['name'] for e in near]}")


def score_variants(scores, reports, rows):
    """Spellings of one person or body: the entity there has that name, or the Wikidata number that most of its rows lead to."""
    found = collections.defaultdict(list)
    for row in rows:
        report = reports[row["id"]]
        at = report.find(row["surface"])
        found[row["entity"]].append((row, [e for e in report.items("entities") if at and any(overlap(m, at) for m in e["mentions"])]))
    for entity, pairs in found.items():
        known = collections.Counter(e["wikidata"] for _, near in pairs for e in near if e.get("wikidata"))
        number_ = known.most_common(1)[0][0] if known else None
        for row, near in pairs:
            hit = any(same_name(e["name"], entity) or (number_ and e.get("wikidata") == number_) for e in near)
            report, at = reports[row["id"]], reports[row["id"]].find(row["surface"])
            hit = hit or any(at and overlap(p["span"], at) and same_place(p.get("name", ""), entity) for p in report.items("places"))
            scores.count("osh.variants recall", hit, row, f"got {[e['name'] for e in near]}")


def instant(text):
    try:
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return text


def score_feed(scores, sitrep, root, rows):
    fed = {}
    blanks = lambda s: " ".join(s.split())
    for row in rows:
        if row["file"] not in fed:
            fed[row["file"]] = run(sitrep, "feed", root / row["file"])
        items = fed[row["file"]]
        item = items[int(row["item"]) - 1] if len(items) >= int(row["item"]) else {}
        value, field = row["value"], row["field"]
        if field in ("has", "hasnot"):
            hit = bool(item) and (blanks(value) in blanks(item["text"])) == (field == "has")
        elif field in ("published", "updated"):
            hit = instant(item.get(field, "")) == instant(value)
        else:
            hit = item.get(field) == value
        scores.count(f"wire.feed {'text' if field.startswith('has') else 'fields'}", hit, row, f"got {item.get(field)!r}")


# ---- the ledger ----

def pairs_of(groups):
    """Unordered pairs of keys that share a group."""
    by = collections.defaultdict(list)
    for key, group in groups.items():
        if group is not None:
            by[group].append(key)
    return {frozenset(p) for keys in by.values() for p in itertools.combinations(keys, 2)}


def score_pairs(scores, measure, got, want):
    good = len(got & want)
    scores.add(f"{measure} pairs recall", good, len(want))
    scores.add(f"{measure} pairs precision", good, len(got))


def quoted_in(row_quote, printed):
    return fold(row_quote) in fold(printed) or fold(printed) in fold(row_quote)


def is_end(printed, wanted):
    """Both are (report, words): one report, and the words stand in the sentence."""
    return printed[0] == wanted[0] and quoted_in(wanted[1], printed[1])


def score_ledger(scores, sitrep, root, reports):
    with tempfile.TemporaryDirectory() as scratch:
        store = Path(scratch) / "golden.sitrep"
        run(sitrep, "add", "--store", store, "--seen", "published", root / "reports.jsonl")
        ledger = {t: run(sitrep, t, "--store", store, "--format", "jsonl")
                  for t in ("reports", "figures", "claims", "statements", "undertakings", "contradictions")}
    expected = root / "expected"
    outer = {r["report"]: r["external_id"] for r in ledger["reports"]}
    want = {r["id"]: r["origin"] for r in table(expected / "origins.tsv")}
    got = {r["external_id"]: r.get("origin") for r in ledger["reports"]}
    score_pairs(scores, "ledger.origins", pairs_of(got), pairs_of(want))
    for pair in pairs_of(want) - pairs_of(got):
        scores.missed.append(("ledger.origins pairs recall", {"pair": " ".join(sorted(pair))}, ""))
    for pair in pairs_of(got) - pairs_of(want):
        scores.missed.append(("ledger.origins pairs precision", {"pair": " ".join(sorted(pair))}, "not one origin"))

    # Series: rows keyed to printed figures by report and words; pairs of rows in one series.
    want, got = {}, {}
    for row in table(expected / "series.tsv"):
        at = reports[row["id"]].find(row["quote"])
        figure = next((f for f in ledger["figures"] if at and outer[f["report"]] == row["id"]
                       and figure_at(reports[row["id"]], f, at)), None)
        scores.count("ledger.series step read", figure, row)
        if figure:
            key = (row["id"], row["quote"])
            want[key], got[key] = row["series"], figure.get("series")
    score_pairs(scores, "ledger.series", pairs_of(got), pairs_of(want))

    # Contradictions: both ends lie in the sentences quoted. What was withdrawn or corrected is quoted too; a report as a whole is an end without words.
    whole = {r["report"] for r in ledger["reports"]}
    printed = [[(outer[c[f"{side}_report"]], "" if c[side] in whole else c.get(f"{side}_quote", "")) for side in ("one", "other")]
               for c in ledger["contradictions"]]
    for row in table(expected / "contradictions.tsv"):
        a, b = (row["id_a"], row["quote_a"]), (row["id_b"], row["quote_b"])
        hit = any(is_end(p, a) and is_end(q, b) for one, two in printed for p, q in ((one, two), (two, one)))
        scores.count("ledger.contradictions recall", hit, row)

    for row in table(expected / "undertakings.tsv"):
        found = [u for u in ledger["undertakings"] if outer[u["report"]] == row["id"]
                 and (quoted_in(row["quote"], u.get("content", "-")) or quoted_in(row["quote"], u["quote"]))]
        scores.count("ledger.undertakings recall", found, row)
        if row["due"]:
            due = row["due"].partition("/")
            scores.count("ledger.undertakings +due", any(due_agrees(due[0], u) for u in found), row, f"got {[u.get('due') for u in found]}")
        if row["state"] in ("open", "fulfilled", "partly", "broken", "overdue", "withdrawn"):
            scores.count("ledger.undertakings +state", any(u["state"] == row["state"] for u in found), row,
                         f"got {[u['state'] for u in found]}")


def due_agrees(want, printed):
    """The day wanted is the one printed, or lies in the few days that words like "mid-August" leave open."""
    if not printed.get("due"):
        return False
    first, last = (datetime.date.fromisoformat(printed[k]) for k in ("due_from", "due"))
    return first <= datetime.date.fromisoformat(want) <= last and (last - first).days < 15 or printed["due"] == want


def figure_at(report, figure, at):
    """Whether a row of the figures table is the number at the characters `at`; the table counts bytes."""
    first = len(report.text[:at[0]].encode()), len(report.text[:at[1]].encode())
    return overlap((figure["first"], figure["last"]), first)


# ---- floors ----

def read_floors(path):
    floors = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                table_, measure, floor = line.split("\t")
                floors[f"{table_} {measure}"] = float(floor)
    return floors


def write_floors(path, floors, now):
    lines = ["# Floors of tests/golden/run_expected.py, in percent: table, measure, floor. Each was reached and lies a margin of",
             f"# {MARGIN} points under it; they are only ever raised (run_expected.py SITREP --update). Last raised: {now}."]
    lines += ["\t".join([*key.split(" ", 1), f"{floors[key]:.1f}"]) for key in sorted(floors)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def judge(scores, floors):
    """Prints every measure and gives the number of those under their floor."""
    under = 0
    for measure, (good, all_) in scores.counts.items():
        value = 100.0 * good / all_ if all_ else 100.0
        floor = floors.get(measure)
        low = floor is not None and value < floor
        under += low
        print(f"{measure:38} {value:6.1f}  {good}/{all_}" + (f"  UNDER THE FLOOR {floor:.1f}" if low else ""))
    return under


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sitrep")
    parser.add_argument("--only", choices=("osh", "wire", "newsroom", "ledger"))
    parser.add_argument("--misses", nargs="?", const="", metavar="TABLE", help="print the rows missed (of measures that start with TABLE)")
    parser.add_argument("--update", action="store_true", help="raise the floors to what was reached less the margin")
    parser.add_argument("--floors", type=Path, default=HERE / "floors.tsv")
    parser.add_argument("--examples", type=Path, default=HERE.parent.parent / "examples")
    args = parser.parse_args()
    scores = Scores()
    osh, wire = args.examples / "osh-2010", args.examples / "wire"
    if args.only in (None, "osh", "ledger"):
        reports = load(args.sitrep, [osh / "reports.jsonl"])
    if args.only in (None, "osh"):
        rows = {p.stem: table(p) for p in (osh / "expected").glob("*.tsv")}
        score_figures(scores, "osh", reports, rows["figures"])
        score_traps(scores, "osh", reports, rows["nonfigures"], "nonfigures", "figures", "span", PEOPLE)
        score_statements(scores, "osh", reports, rows["statements"])
        score_events(scores, "osh", reports, rows["events"])
        score_places(scores, "osh", reports, rows["places"])
        score_times(scores, reports, rows["times"])
        score_entities(scores, reports, rows["entities"])
        score_variants(scores, reports, rows["variants"])
    if args.only in (None, "wire"):
        rows = {p.stem: table(p) for p in (wire / "expected").glob("*.tsv")}
        texts = load(args.sitrep, sorted(p for p in wire.iterdir() if p.suffix in (".txt", ".html", ".jsonl")))
        score_feed(scores, args.sitrep, wire, rows["feed"])
        score_figures(scores, "wire", texts, rows["figures"])
        score_traps(scores, "wire", texts, rows["nonfigures"], "nonfigures", "figures", "span", PEOPLE)
        score_events(scores, "wire", texts, rows["events"])
        score_traps(scores, "wire", texts, rows["nonevents"], "nonevents", "events", "trigger")
        score_places(scores, "wire", texts, rows["places"])
    if args.only in (None, "newsroom"):
        rows = {p.stem: table(p) for p in (HERE / "newsroom").glob("*.tsv")}
        stories = load(args.sitrep, [HERE / "newsroom" / "reports.jsonl"])
        score_figures(scores, "newsroom", stories, rows["figures"])
        score_statements(scores, "newsroom", stories, rows["statements"])
        score_events(scores, "newsroom", stories, rows["events"])
    if args.only in (None, "ledger"):
        score_ledger(scores, args.sitrep, osh, reports)
    floors = read_floors(args.floors)
    under = judge(scores, floors)
    if args.misses is not None:
        for measure, row, why in scores.missed:
            if measure.startswith(args.misses):
                print(f"missed: {measure}: {brief(row)}  [{why}]")
    if args.update:
        for measure, (good, all_) in scores.counts.items():
            if all_:
                floors[measure] = max(floors.get(measure, 0.0), round(max(0.0, 100.0 * good / all_ - MARGIN), 1))
        write_floors(args.floors, floors, datetime.date.today().isoformat())
    if under and not args.update:
        print(f"{under} measures under their floor")
    return 1 if under and not args.update else 0


if __name__ == "__main__":
    sys.exit(main())
