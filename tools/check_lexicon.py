#!/usr/bin/env python3
"""Check data/events against its README: columns, codes, slots, conditions, classes, examples.

Usage: check_lexicon.py [--root DIR] [--counts] [--quiet] [--read SITREP]
Prints `file:line: problem` for each fault and exits with 1 if there is one; then (unless --quiet) the number of
senses by type, with --counts also by mode. With --read the examples are read by that program: each must give an event of
its line's type (and mode) on its trigger, and a blocker's example none of the types it blocks; misses are printed but are
no faults, since they may be the parser's. Standard library only.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

TYPES_IN_ORDER = ("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST "
                  "SANCTION MOBILIZE COERCE ASSAULT").split()
SENSE_COLUMNS = "lemma pos when actor recipient type mode cameo contexts flags prior example".split()
LIGHT_COLUMNS = "lemma pos slot nouns actor recipient effect example".split()
EMBED_COLUMNS = "lemma pos construction status polarity certainty omission example".split()
COMPOSE_COLUMNS = "outer inner type mode cameo contexts".split()
BLOCKER_COLUMNS = "lemma pos when blocks reason example".split()
CONTEXTS = set("""military intelligence executive legislative election political_institutions pro_democracy pro_autocracy
economic legal reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality
diplomatic territory peacekeeping health asylum migration disasters natural_resource environment technology terrorism cbrn
cyber misinformation crime corruption illegal_drugs trafficking""".split())
FUNCTIONS = {"subj", "obj", "iobj", "poss", "of", "by", "mod", "xcomp", "ccomp", "adv", "head"}
SEMANTIC = set("""actor people org state armed place facility vehicle weapon money goods document media animal body disease crop
network comms abstract disaster game film business event thing""".split())
KINDS = set("""killed injured missing detained abducted displaced refugees returned evacuated deployed protesters
houses_destroyed money other""".split())
ACTS = set("report deny confirm propose promise demand threaten warn accuse ask praise claim".split())
PLAIN_FLAGS = {"recip", "lethal", "absorb", "negates", "omission", "comm", "attempt", "claim", "old"}
NEEDS = {"actor", "recipient", "both", "any"}
STATUSES = set("happened ongoing planned promised proposed demanded threatened feared conditional historical".split())
CERTAINTIES = {"certain", "probable", "possible", "unknown"}
OUTERS = {"THREATEN", "REQUEST", "REJECT", "AGREE", "CONCEDE", "ACCUSE", "SUPPORT", "planned", "promised", "demanded", "proposed", "threatened"}
# CAMEO codes that a type may carry although the conversion gives them to another type, by prefix; README "Choices of coding".
FOREIGN_CAMEO = {
    "REQUEST": ("02",), "SANCTION": ("116", "163", "172", "174", "201"), "COERCE": ("163", "175"), "AGREE": ("057", "050"),
    "CONCEDE": ("055", "056", "087", "084", "085", "086", "081", "035", "034"), "RETREAT": ("080", "081", "082", "083"),
    "REJECT": ("013", "016", "164", "019"), "ACCUSE": ("016",), "ASSAULT": ("171", "173"), "PROTEST": ("171",), "AID": ("055", "057"),
    "CONSULT": ("018", "017", "039"), "SUPPORT": ("018", "017", "019", "034"), "MOBILIZE": ("074",), "COOPERATE": ("057", "084", "074"),
}
IRREGULAR = {
    "be": "am is are was were been being", "beat": "beat beaten", "become": "became", "begin": "began begun", "bend": "bent",
    "bind": "bound", "bite": "bit bitten", "bleed": "bled", "blow": "blew blown", "break": "broke broken", "breed": "bred",
    "bring": "brought", "broadcast": "broadcast", "build": "built", "burn": "burnt burned", "burst": "burst", "buy": "bought",
    "cast": "cast", "catch": "caught", "choose": "chose chosen", "cling": "clung", "come": "came come", "cut": "cut",
    "deal": "dealt", "dig": "dug", "do": "did done does", "draw": "drew drawn", "drive": "drove driven", "eat": "ate eaten",
    "fall": "fell fallen", "feed": "fed", "feel": "felt", "fight": "fought", "find": "found", "flee": "fled", "fling": "flung",
    "fly": "flew flown flies", "forbid": "forbade forbidden forbad", "forget": "forgot forgotten", "forgive": "forgave forgiven",
    "freeze": "froze frozen", "get": "got gotten", "give": "gave given", "go": "went gone goes", "grind": "ground",
    "hang": "hung hanged", "have": "had has", "hear": "heard", "hide": "hid hidden", "hit": "hit", "hold": "held", "hurt": "hurt",
    "keep": "kept", "lay": "laid", "lead": "led", "leave": "left", "lend": "lent", "let": "let", "lie": "lied lay lain lying",
    "light": "lit", "lose": "lost", "make": "made", "mean": "meant", "meet": "met", "overrun": "overran overrun", "overthrow": "overthrew overthrown",
    "pay": "paid", "put": "put", "quit": "quit", "read": "read", "rend": "rent", "ride": "rode ridden", "ring": "rang rung",
    "rise": "rose risen", "run": "ran run", "say": "said", "see": "saw seen", "seek": "sought", "sell": "sold", "send": "sent",
    "set": "set", "shake": "shook shaken", "shed": "shed", "shoot": "shot", "shut": "shut", "sing": "sang sung", "sink": "sank sunk",
    "sit": "sat", "slay": "slew slain", "sling": "slung", "slit": "slit", "speak": "spoke spoken", "spend": "spent",
    "split": "split", "spread": "spread", "spring": "sprang sprung", "stand": "stood", "steal": "stole stolen", "stick": "stuck",
    "sting": "stung", "strike": "struck stricken", "string": "strung", "strive": "strove striven", "swear": "swore sworn",
    "sweep": "swept", "swing": "swung", "take": "took taken", "teach": "taught", "tear": "tore torn", "tell": "told",
    "think": "thought", "throw": "threw thrown", "tie": "tying tied", "understand": "understood", "undergo": "underwent undergone",
    "uphold": "upheld", "wage": "waging", "wear": "wore worn", "win": "won", "wind": "wound", "withdraw": "withdrew withdrawn",
    "withhold": "withheld", "withstand": "withstood", "wring": "wrung", "write": "wrote written", "die": "dying died",
    "outbid": "outbid", "partake": "partook", "foresee": "foresaw", "arise": "arose", "cost": "cost", "rid": "rid", "shed light": "shed",
    "offset": "offset", "upset": "upset", "undertake": "undertook undertaken", "overtake": "overtook overtaken", "foreswear": "foreswore",
    "forswear": "forswore forsworn", "retake": "retook retaken", "rebuild": "rebuilt", "resell": "resold", "mislead": "misled",
    "misuse": "misused", "overfly": "overflew overflies", "override": "overrode overridden", "overhear": "overheard", "strew": "strewn",
    "starve": "starving", "tread": "trod trodden", "lynch": "lynched", "belie": "belied", "bid": "bid bade", "bar": "barred", "forgo": "forwent forgone",
    "man": "men", "woman": "women", "coup d'etat": "coups", "axe": "axed axing", "waylay": "waylaid", "singe": "singed", "dye": "dyed", "spit": "spat spit",
    "gunman": "gunmen", "policeman": "policemen", "wife": "wives", "knife": "knives knifed", "life": "lives", "thief": "thieves",
    "crisis": "crises", "analysis": "analyses", "goose": "geese", "child": "children", "taser": "tasered tased", "teargas": "teargassed teargassing",
    "gas": "gassed gassing gasses", "bus": "buses bussed", "picnic": "picnicked", "mimic": "mimicked", "panic": "panicked", "traffic": "trafficked trafficking",
    "misspeak": "misspoke", "redeploy": "redeployed", "unbind": "unbound", "unfreeze": "unfroze unfrozen", "shoe": "shod", "hew": "hewn", "saw": "sawn sawed",
    "strip": "stripped", "re-arrest": "re-arrested", "outfight": "outfought", "may": "might may", "can": "could", "will": "would will 'll", "shall": "should",
    "do without": "did", "summons": "summonsed summonses", "gainsay": "gainsaid", "naysay": "naysaid", "unsay": "unsaid", "gun down": "gunned", "cruelty": "cruelties",
}


class Faults:
    def __init__(self):
        self.count = 0

    def add(self, path, number, problem):
        self.count += 1
        print(f"{path}:{number}: {problem}")


def rows(path, columns, faults):
    """(line number, {column: field}) of each line of a table."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if number == 1:
            if line.split("\t") != columns:
                faults.add(path, 1, f"the header must be {' '.join(columns)}")
            continue
        if not line.strip() or line.startswith("#"):
            continue
        if line != line.rstrip():
            faults.add(path, number, "blank at the end of the line")
        fields = line.split("\t")
        if len(fields) != len(columns):
            faults.add(path, number, f"{len(fields)} fields, must be {len(columns)}")
            continue
        if "" in fields:
            faults.add(path, number, "empty field (write -)")
        yield number, dict(zip(columns, fields))


def read_codes(ontology):
    modes = collections.defaultdict(set)
    for line in (ontology / "plover.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        fields = line.split("\t")
        modes[fields[0]].add(fields[1] or "-")
    cameo = {}
    for line in (ontology / "cameo.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        fields = line.split("\t")
        cameo[fields[0]] = fields[4]
    return modes, cameo


def steps(path):
    """The functions of a path: `obj.p.on` is obj, p.on."""
    out, parts = [], path.split(".")
    while parts:
        step = parts.pop(0)
        if step == "p" and parts:
            step += "." + parts.pop(0)
        out.append(step)
    return out


def bad_path(path):
    for step in steps(path):
        if step not in FUNCTIONS and not re.fullmatch(r"p\.([a-z][a-z_']*|\*)", step):
            return step
    return None


def bad_class(name, classes):
    if name.startswith("@"):
        return name[1:] not in classes
    return name not in SEMANTIC


def check_when(when, classes, modes):
    """Problems of a `when` field."""
    if when == "-":
        return
    for test in when.split(" "):
        body = test[1:] if test.startswith("!") else test
        match = re.fullmatch(r"([a-z][a-z_.*'/]*)(?:(=|:)(\S+))?", body)
        if not match:
            yield f"condition '{test}' is malformed"
            continue
        path, operator, values = match.groups()
        values = values.split("|") if values else []
        if "" in values:
            yield f"condition '{test}' has an empty alternative"
        if path == "inner" and operator == "=":
            for value in values:
                if value not in ("coop", "conf") and not known_inner(value, modes):
                    yield f"inner type '{value}' is not known"
        elif path == "voice" and operator == "=":
            if set(values) - {"active", "passive"}:
                yield f"voice '{values}' is not known"
        elif path == "tense" and operator == "=":
            if set(values) - {"past", "pres", "fut", "inf", "part", "ger"}:
                yield f"tense '{values}' is not known"
        else:
            for one in path.split("/") if path not in ("form", "sent") else ():
                if bad_path(one):
                    yield f"function '{bad_path(one)}' of condition '{test}' is not known"
            if path == "form" and operator != "=" or path == "sent" and not operator:
                yield f"condition '{test}' needs words"
            if operator == ":":
                for value in values:
                    if bad_class(value, classes):
                        yield f"class '{value}' of condition '{test}' is not known"
            elif any(not re.fullmatch(r"[^\s|:=]+", value) for value in values):
                yield f"condition '{test}' has a malformed word"


def check_slots(slots, classes):
    if slots == "-":
        return
    for alternative in slots.split(","):
        for slot in alternative.split("&"):
            if slot in ("inner.actor", "inner.recipient"):
                continue
            path, _, of_class = slot.partition(":")
            if not path or bad_path(path):
                yield f"slot '{slot}' is not known"
            for name in of_class.split("|") if of_class else []:
                if bad_class(name, classes):
                    yield f"class '{name}' of slot '{slot}' is not known"


def check_flags(flags, classes):
    if flags == "-":
        return
    for flag in flags.split(","):
        name, _, value = flag.partition("=")
        if name in KINDS:
            yield from check_slots(value or "-", classes)
        elif name == "inst":
            for slot in value.split("/"):
                yield from check_slots(slot, classes)
        elif name == "needs":
            if value not in NEEDS:
                yield f"flag '{flag}' is not known"
        elif name == "act":
            if value not in ACTS:
                yield f"statement act '{value}' is not known"
        elif flag not in PLAIN_FLAGS:
            yield f"flag '{flag}' is not known"


def forms(word):
    """Surface forms that an English word may take."""
    out = {word, word + "s", word + "es", word + "ed", word + "d", word + "ing", word + "'s"}
    out.update(IRREGULAR.get(word, "").split())
    if word.endswith("e"):
        out |= {word[:-1] + "ing"}
    if word.endswith("y"):
        out |= {word[:-1] + "ies", word[:-1] + "ied"}
    if word.endswith("ie"):
        out |= {word[:-2] + "ying"}
    if re.search(r"[aeiouy][bdfgklmnprstvz]$", word):
        out |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    if word.endswith("c"):
        out |= {word + "ked", word + "king"}
    for prefix in ("re", "out", "over", "under", "with", "fore", "mis", "up", "counter", "de", "un"):
        rest = word[len(prefix):].lstrip("-")
        if word.startswith(prefix) and rest in IRREGULAR:
            out |= {prefix + form for form in IRREGULAR[rest].split()}
            out |= {prefix + "-" + form for form in IRREGULAR[rest].split()}
    return out


def shows(lemma, example):
    """Whether the example has some form of every word of the lemma, in order."""
    tokens = re.findall(r"[\w'’.-]+", example.lower())
    tokens = [t.strip(".-'") for t in tokens]
    at = 0
    for word in lemma.split(" "):
        wanted = forms(word)
        while at < len(tokens) and tokens[at] not in wanted and tokens[at].removesuffix("'s") not in wanted:
            at += 1
        if at == len(tokens):
            return False
        at += 1
    return True


def sent_shown(when, example, classes):
    """Problems of `sent` tests: the example must have one of the words."""
    text = " ".join(re.findall(r"[\w'’.-]+", example.lower().replace("-", "_")))
    present = set(text.replace(".", "").split())
    joined = f"_{'_'.join(text.replace('.', '').split())}_"
    for test in when.split(" "):
        match = re.fullmatch(r"sent(=|:)(\S+)", test)
        if not match:
            continue
        words = set()
        for value in match.group(2).split("|"):
            words |= {value} if match.group(1) == "=" else classes.get(value.lstrip("@"), set())
        if not any(f"_{form}_" in joined or form in present for word in words for form in forms(word.replace("-", "_"))):
            yield f"the example has no word of '{test}'"


def known_inner(value, modes):
    value, _, context = value.partition("@")
    if context and context not in CONTEXTS:
        return False
    kind, _, mode = value.partition("/")
    return kind in modes and (not mode or mode in modes[kind])


def check_codes(row, modes, cameo):
    kind, mode, code = row["type"], row["mode"], row["cameo"]
    if kind != "-" and kind not in modes:
        yield f"type '{kind}' is not PLOVER's"
    elif kind == "-" and mode != "-":
        yield "a mode without a type"
    elif kind != "-" and mode != "-" and mode not in modes[kind]:
        yield f"mode '{mode}' is not one of {kind}'s"
    if code != "-":
        if code not in cameo:
            yield f"cameo code '{code}' is not known"
        elif cameo[code] != (kind if kind != "-" else "") and not code.startswith(FOREIGN_CAMEO.get(kind, ())):
            yield f"cameo code '{code}' belongs to {cameo[code] or 'no type'}, not {kind}"
    for context in row["contexts"].split(";"):
        if context != "-" and context not in CONTEXTS:
            yield f"context '{context}' is not known"


def check_sense(row, modes, cameo, classes):
    if not re.fullmatch(r"[a-z0-9áéíóúñç'’./-]+( [a-z0-9áéíóúñç'’./-]+)*", row["lemma"]):
        yield f"lemma '{row['lemma']}' is malformed"
    if row["pos"] not in ("v", "n", "a"):
        yield f"pos '{row['pos']}' is not v, n or a"
    yield from check_when(row["when"], classes, modes)
    yield from check_slots(row["actor"], classes)
    yield from check_slots(row["recipient"], classes)
    yield from check_codes(row, modes, cameo)
    yield from check_flags(row["flags"], classes)
    try:
        if not 0.05 <= float(row["prior"]) <= 1.0:
            yield f"prior {row['prior']} is out of range"
    except ValueError:
        yield f"prior '{row['prior']}' is no number"
    if not shows(row["lemma"], row["example"]):
        yield f"the example does not show '{row['lemma']}': {row['example']}"
    yield from sent_shown(row["when"], row["example"], classes)


def check_senses(path, expected, tables, faults, tally):
    modes, cameo, classes = tables
    seen = {}
    for number, row in rows(path, SENSE_COLUMNS, faults):
        for problem in check_sense(row, modes, cameo, classes):
            faults.add(path, number, problem)
        if row["type"] != expected:
            faults.add(path, number, f"type {row['type']} in the file of {expected}")
        key = (row["lemma"], row["pos"], row["when"])
        if key in seen:
            faults.add(path, number, f"same lemma, pos and conditions as line {seen[key]}")
        seen[key] = number
        tally[row["type"], row["mode"], row["pos"]] += 1


def check_embed(path, faults, tally):
    for number, row in rows(path, EMBED_COLUMNS, faults):
        if row["pos"] not in ("v", "n", "a", "aux", "adv", "conj", "prep"):
            faults.add(path, number, f"pos '{row['pos']}' is not known")
        for construction in row["construction"].split(","):
            if construction not in ("head", "clause") and bad_path(construction):
                faults.add(path, number, f"construction '{construction}' is not known")
        for column, known in (("status", STATUSES), ("polarity", {"+", "-", "~"}), ("certainty", CERTAINTIES), ("omission", {"yes"})):
            if row[column] not in known | {"="}:
                faults.add(path, number, f"{column} '{row[column]}' is not known")
        if not shows(row["lemma"], row["example"]):
            faults.add(path, number, f"the example does not show '{row['lemma']}': {row['example']}")
        tally["embed"] += 1


def check_light(path, tables, faults, tally):
    modes, _, classes = tables
    for number, row in rows(path, LIGHT_COLUMNS, faults):
        problems = []
        if row["pos"] not in ("v", "n"):
            problems.append(f"pos '{row['pos']}' is not v or n")
        if bad_path(row["slot"]):
            problems.append(f"slot '{row['slot']}' is not known")
        if row["nouns"].startswith("@"):
            if row["nouns"][1:] not in classes:
                problems.append(f"class '{row['nouns']}' is not known")
        elif row["nouns"] != "*" and not row["nouns"].startswith("="):
            problems += [f"type '{kind}' is not known" for kind in row["nouns"].split("|") if not known_inner(kind, modes)]
        problems += [*check_slots(row["actor"], classes), *check_slots(row["recipient"], classes)]
        if row["effect"] != "-" and not re.fullmatch(r"status=(%s)|polarity=-|certainty=(%s)" % ("|".join(STATUSES), "|".join(CERTAINTIES)), row["effect"]):
            problems.append(f"effect '{row['effect']}' is not known")
        if not shows(row["lemma"], row["example"]):
            problems.append(f"the example does not show '{row['lemma']}': {row['example']}")
        for problem in problems:
            faults.add(path, number, problem)
        tally["light"] += 1


def check_compose(path, tables, faults, tally):
    modes, cameo, _ = tables
    seen = {}
    for number, row in rows(path, COMPOSE_COLUMNS, faults):
        if row["outer"] not in OUTERS:
            faults.add(path, number, f"outer '{row['outer']}' is not known")
        if not known_inner(row["inner"], modes):
            faults.add(path, number, f"inner '{row['inner']}' is not known")
        for problem in check_codes(row, modes, cameo):
            faults.add(path, number, problem)
        key = (row["outer"], row["inner"])
        if key in seen:
            faults.add(path, number, f"same outer and inner as line {seen[key]}")
        seen[key] = number
        tally["compose"] += 1


def check_blockers(path, tables, faults, tally):
    modes, _, classes = tables
    for number, row in rows(path, BLOCKER_COLUMNS, faults):
        for problem in check_when(row["when"], classes, modes):
            faults.add(path, number, problem)
        for problem in sent_shown(row["when"], row["example"], classes):
            faults.add(path, number, problem)
        if row["blocks"] != "*":
            for kind in set(row["blocks"].split("|")) - set(modes):
                faults.add(path, number, f"type '{kind}' is not known")
        if row["pos"] not in ("v", "n", "a", "*"):
            faults.add(path, number, f"pos '{row['pos']}' is not v, n, a or *")
        if row["lemma"] != "*" and not shows(row["lemma"], row["example"]):
            faults.add(path, number, f"the example does not show '{row['lemma']}': {row['example']}")
        tally["blockers"] += 1


def read_classes(path, faults):
    classes = collections.defaultdict(set)
    for number, row in rows(path, ["class", "words"], faults):
        for word in row["words"].split(" "):
            if word in classes[row["class"]]:
                faults.add(path, number, f"'{word}' is twice in class {row['class']}")
            classes[row["class"]].add(word)
    return classes


def read_examples(program, events, faults):
    """Let the program read every example; prints misses and the share that came out right, by type."""
    cases = []
    for kind in (*TYPES_IN_ORDER, "blockers"):
        path = events / f"{kind.lower()}.tsv"
        columns = BLOCKER_COLUMNS if kind == "blockers" else SENSE_COLUMNS
        cases += [(path, number, kind, row) for number, row in rows(path, columns, faults)]
    reports = "".join(json.dumps({"id": str(i), "text": row["example"]}) + "\n" for i, (_, _, _, row) in enumerate(cases))
    done = subprocess.run([program, "read", "--from", "jsonl", "--format", "json", "-"], input=reports, text=True,
                          capture_output=True, check=False)
    readings = {}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        readings[int(record["id"])] = record
    right, moded, all_of = collections.Counter(), collections.Counter(), collections.Counter()
    for i, (path, number, kind, row) in enumerate(cases):
        found = readings.get(i, {}).get("events", [])
        all_of[kind] += 1
        if kind == "blockers":
            head = forms(row["lemma"].split(" ")[0])
            bad = [e for e in found if (row["blocks"] == "*" or e["type"] in row["blocks"].split("|"))
                   and (row["lemma"] == "*" or row["example"][e["trigger"][0]:e["trigger"][1]].lower().split(" ")[0] in head)]
            right[kind] += not bad
            if bad:
                print(f"{path}:{number}: read as {bad[0]['type']} by {bad[0].get('sense')}: {row['example']}")
            continue
        typed = [e for e in found if e["type"] == kind]
        right[kind] += bool(typed)
        moded[kind] += any(e.get("mode", "-") == row["mode"] for e in typed)
        if not typed:
            seen = ", ".join(f"{e['type']} {e['lemma']} {e.get('sense')}" for e in found) or "nothing"
            print(f"{path}:{number}: read as {seen}: {row['example']}")
    print(f"{'read right':10} {'examples':>8} {'type %':>7} {'mode %':>7}")
    for kind in (*TYPES_IN_ORDER, "blockers"):
        print(f"{kind:10} {all_of[kind]:8} {100 * right[kind] / max(1, all_of[kind]):7.1f} {100 * moded[kind] / max(1, all_of[kind]):7.1f}")
    total = sum(all_of.values())
    print(f"{'all':10} {total:8} {100 * sum(right.values()) / max(1, total):7.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--counts", action="store_true", help="print counts by mode, too")
    parser.add_argument("--quiet", action="store_true", help="print faults only")
    parser.add_argument("--read", metavar="SITREP", help="let this program read the examples")
    options = parser.parse_args()
    events = options.root / "data" / "events"
    faults, tally, others = Faults(), collections.Counter(), collections.Counter()
    modes, cameo = read_codes(options.root / "data" / "ontology")
    classes = read_classes(events / "classes.tsv", faults) if (events / "classes.tsv").exists() else {}
    tables = (modes, cameo, classes)
    for kind in (*TYPES_IN_ORDER, "-"):
        path = events / ("statements.tsv" if kind == "-" else kind.lower() + ".tsv")
        if path.exists():
            check_senses(path, kind, tables, faults, tally)
        else:
            faults.add(path, 0, "is missing")
    for name, check in (("light", check_light), ("compose", check_compose), ("blockers", check_blockers)):
        if (events / f"{name}.tsv").exists():
            check(events / f"{name}.tsv", tables, faults, others)
    if (events / "embed.tsv").exists():
        check_embed(events / "embed.tsv", faults, others)
    if not options.quiet:
        report(tally, others, modes, classes, options.counts, faults)
    if options.read:
        read_examples(options.read, events, faults)
    return 1 if faults.count else 0


def report(tally, others, modes, classes, by_mode, faults):
    print(f"{'type':10} {'mode':15} {'senses':>6} {'v':>5} {'n':>5} {'a':>5}")
    for kind in (*TYPES_IN_ORDER, "-"):
        of_kind = {key: count for key, count in tally.items() if key[0] == kind}
        line(kind, "", of_kind)
        for mode in sorted(modes.get(kind, ())) if by_mode else ():
            line("", mode, {key: count for key, count in of_kind.items() if key[1] == mode})
    print(f"senses {sum(tally.values())}; light {others['light']}, embed {others['embed']}, compose {others['compose']}, "
          f"blockers {others['blockers']}; classes {len(classes)} with {sum(map(len, classes.values()))} words; faults {faults.count}")


def line(kind, mode, counts):
    by_pos = [sum(count for key, count in counts.items() if key[2] == pos) for pos in "vna"]
    print(f"{kind:10} {mode:15} {sum(by_pos):6} {by_pos[0]:5} {by_pos[1]:5} {by_pos[2]:5}")


if __name__ == "__main__":
    sys.exit(main())
