#!/usr/bin/env python3
"""bad_input.py SITREP EXAMPLES SCRATCH [--light] — inputs that are broken, hostile or too large, through the real program.

Each must get a message that names the file, and the line where there is one, and an exit status of cli/cli.h; the memory must stay flat;
and what was stored before must still be there, byte for byte, and verify. Large inputs come through a pipe and use no disk."""
import gzip
import hashlib
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

OK, FAILED, USAGE, REJECTS, NOT_VERIFIED, BUSY, FULL = range(7)
MIB = 1 << 20
FLAT = 224 * MIB  # resident, a third of it the mapped knowledge file and model; the inputs are five times as large
ADDRESS_SPACE = 900 * MIB
TABLES = ("reports", "claims", "figures", "statements", "events", "undertakings")

SITREP, EXAMPLES, SCRATCH = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
LIGHT = "--light" in sys.argv  # under sanitizers, which are slow and reserve terabytes of address space
LARGE, DEEP = (64 * MIB, 500) if LIGHT else (1024 * MIB, 10000)
failures, cases, skipped = [], 0, []


class Result:
    def __init__(self, code, out, records, err, resident):
        self.code, self.out, self.records, self.err, self.resident = code, out, records, err, resident


def limits(file_size):
    def apply():
        if not LIGHT:
            resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        if file_size:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write past the limit fails instead
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
    return apply


def run(*arguments, feed=None, out=None, file_size=0, program=None):
    """Runs the program; `feed` makes the bytes of standard input, chunk by chunk. Gives status, output, messages, peak memory."""
    with tempfile.TemporaryFile() as messages, (open(out, "wb") if out else tempfile.TemporaryFile()) as output:
        process = subprocess.Popen([*(program or [SITREP]), *map(str, arguments)], stdin=subprocess.PIPE, stdout=output, stderr=messages,
                                   preexec_fn=limits(file_size))

        def pour():
            try:
                for chunk in feed() if feed else ():
                    process.stdin.write(chunk)
                process.stdin.close()
            except BrokenPipeError:
                pass  # it has seen enough

        pourer = threading.Thread(target=pour)
        pourer.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass
        pourer.join()
        messages.seek(0)
        printed, records = b"", 0
        if not out:  # only the head of it is kept: a parent's memory counts as its child's peak
            output.seek(0)
            records = sum(chunk.count(b"\n") for chunk in iter(lambda: output.read(MIB), b""))
            output.seek(0)
            printed = output.read(4 * MIB)
        return Result(process.returncode, printed.decode("utf-8", "replace"), records, messages.read().decode("utf-8", "replace"),
                      usage.ru_maxrss * 1024)


def check(name, result, code, message="", reports=None):
    """The status, a message that matches ("": none may come, None: any or none), and how many records were printed."""
    global cases
    cases += 1
    wrong = []
    if result.code != code:
        wrong.append(f"status {result.code}, wanted {code}")
    if message and not re.search(message, result.err, re.M):
        wrong.append(f"no message like {message!r}")
    if message == "" and result.err:
        wrong.append("a message where none is due")
    if reports is not None and result.records != reports:
        wrong.append(f"{result.records} records, wanted {reports}")
    if not LIGHT and result.resident > FLAT:
        wrong.append(f"{result.resident // MIB} MiB resident, more than {FLAT // MIB}")
    if "AddressSanitizer" in result.err or "runtime error:" in result.err or result.code < 0:
        wrong.append("a crash")
    print(f"{'WRONG' if wrong else 'ok'}: {name}: status {result.code}, {result.resident // MIB} MiB{', ' if wrong else ''}{'; '.join(wrong)}")
    if wrong:
        print("    said: " + result.err[:600].replace("\n", "\n          "))
        failures.append(name)


def skip(name, why):
    skipped.append(name)
    print(f"skipped: {name}: {why}")


def write(name, content):
    path = SCRATCH / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ---- the store that must survive ----

def dump(store):
    """A hash of every line of every table."""
    rows = {}
    for table in TABLES:
        done = run(table, "--store", store, "--format", "csv", out=SCRATCH / "table.csv")
        if done.code != OK:
            failures.append(f"{table} of {store}")
            print(f"WRONG: the table {table} cannot be read: {done.err}")
        with open(SCRATCH / "table.csv", "rb") as lines:
            rows[table] = [(line.split(b",")[0], hashlib.sha1(line).digest()) for line in lines]  # an id, and all of it
    return rows


class Kept:
    """A store with reports in it, and what its tables said before."""

    def __init__(self):
        self.path = SCRATCH / "kept.sitrep"
        lines = (EXAMPLES / "osh-2010" / "reports.jsonl").read_bytes().splitlines(keepends=True)[:12]
        check("twelve reports added", run("add", "--store", self.path, "--seen", "published", write("twelve.jsonl", b"".join(lines))), OK, "12 reports added")
        self.before = dump(self.path)

    def check(self, after, may_grow=False):
        """Nothing that was there is lost: the same rows, and the audit chain holds. Where reports were added, rows that tell what others make of them
        may change (an event gains claims, a claim is no longer the only voice), but every id stays."""
        global cases
        cases += 1
        now, wrong = dump(self.path), []
        for table in TABLES:
            key = 0 if table in ("events", "undertakings", "claims") else 1
            if now[table] != self.before[table] and not (may_grow and {row[key] for row in self.before[table]} <= {row[key] for row in now[table]}):
                wrong.append(f"{table} changed")
        verified = run("verify", "--no-reading", "--store", self.path)
        if verified.code != OK:
            wrong.append(f"verify gave {verified.code}: {verified.err}{verified.out}")
        if wrong:
            failures.append(f"store after {after}")
            print(f"WRONG: the store after {after}: {'; '.join(wrong)}")
        self.before = now


# ---- cases ----

def repeated(byte, total, before=b"", after=b""):
    def chunks():
        yield before
        block = byte * MIB
        for _ in range(total // MIB):
            yield block
        yield after
    return chunks


def texts():
    """Inputs by name: file, exit status of `read`, message, records printed."""
    one = b"A bomb killed two people in Osh on Friday, police said."
    whole = (EXAMPLES / "osh-2010" / "reports.jsonl").read_bytes()
    packed = gzip.compress(whole, mtime=0)
    damaged = bytearray(packed)
    damaged[len(packed) // 2] ^= 0x55
    noise = bytes((i * 7919 + (i >> 8) * 104729) & 0xFF for i in range(6000))
    records = (b'{"id":"a","text":"Police killed two men in Osh."}\n{"id":"b"}\n{"id":"c","text":5}\n{"id":"d","text":""}\nnot json\n'
               b'{"id":"e","text":"A bomb killed 3 people in Osh."}\n[1]\n{"id":"f","text":"x"\n')
    return [
        ("empty file", write("empty.txt", b""), FAILED, r"empty\.txt: there is nothing in it", 0),
        ("blank file", write("blank.txt", b" \n\n \t\n"), FAILED, r"blank\.txt: there is nothing in it", 0),
        ("empty JSON Lines", write("empty.jsonl", b"\n\n"), FAILED, r"empty\.jsonl: there is nothing in it", 0),
        ("binary", write("noise.bin", noise), REJECTS, r"noise\.bin: this is no text", 0),
        ("a program", Path(SITREP), REJECTS, r"sitrep: (this is no text|more than \d+ bytes)", 0),
        ("invalid UTF-8", write("invalid.txt", b"\xfa" + one + b" \xc3\x28 \xf0\x9f\x98 end"), OK, r"invalid\.txt: 5 bytes are not UTF-8", 1),
        ("invalid UTF-8 in JSON", write("invalid.jsonl", b'{"id":"u","text":"Two \xc3\x28 men died."}\n'), OK, r"invalid\.jsonl:1: 1 bytes are not UTF-8", 1),
        ("wrong encoding told", write("wrong.html", b"<html><head><meta charset=utf-8></head><body><article><p>Zw\xf6lf M\xe4nner starben in K\xf6ln am Freitag, sagte die "
                                      b"Polizei. Two men died in K\xf6ln on Friday, police said.</p></article></body></html>"), OK, r"wrong\.html: ", 1),
        ("UTF-16", write("wide.txt", b"\xff\xfe" + one.decode().encode("utf-16-le")), OK, r"wide\.txt: read as UTF-16LE", 1),
        ("half a UTF-16 character", write("half.txt", b"\xff\xfe" + one.decode().encode("utf-16-le") + b"\x41"), OK, r"half\.txt: ", 1),
        ("NUL bytes", write("nul.txt", one + b"\0" + one), REJECTS, r"nul\.txt: this is no text", 0),
        (f"{DEEP} nested quotation marks", write("quotes.txt", "\u201cHe said " * DEEP + "no" + "\u201d" * DEEP), OK, "", 1),
        (f"{DEEP} straight quotation marks", write("straight.txt", "He said: " + '"' * DEEP + " no."), OK, "", 1),
        (f"{DEEP} open brackets", write("brackets.txt", "([" * (DEEP // 2)), OK, "", 1),
        ("10,000 nested elements", write("deep.html", b"<html><body>" + b"<div>" * 10000 + b"<p>" + one + b"</p>"), REJECTS, r"deep\.html: ", 0),
        ("JSON 100,000 deep", write("deep.jsonl", b'{"id":"n","text":"ok","x":' + b"[" * 100000 + b"]" * 100000 + b"}\n"), REJECTS, r"deep\.jsonl:1:\d+: not JSON", 0),
        ("JSON without text and other faults", write("faults.jsonl", records), REJECTS,
         r"faults\.jsonl:2: (?s:.)*faults\.jsonl:3: (?s:.)*faults\.jsonl:4: (?s:.)*faults\.jsonl:5:3: (?s:.)*faults\.jsonl:7: (?s:.)*faults\.jsonl:8:", 2),
        ("30 February", write("february.jsonl", b'{"id":"g","published":"2010-02-30","text":"Two men died on February 30, 2010 in Osh."}\n'), REJECTS,
         r'february\.jsonl:1: .*"2010-02-30"', 1),
        ("truncated gzip", write("cut.jsonl.gz", packed[:len(packed) // 2]), FAILED, r"cut\.jsonl\.gz: the compressed data are cut off", None),
        ("damaged gzip", write("damaged.jsonl.gz", damaged), FAILED, r"damaged\.jsonl\.gz: ", None),
        ("not a gzip", write("fake.jsonl.gz", b"\x1f\x8b\x08\x00" + noise), FAILED, r"fake\.jsonl\.gz: ", 0),
        ("a directory", SCRATCH, FAILED, r"this is a directory", 0),
        ("a file that is not there", SCRATCH / "nothing.txt", FAILED, r"nothing\.txt: cannot open: No such file", 0),
        ("a file that cannot be read", Path("/proc/self/mem"), FAILED, r"/proc/self/mem: ", 0),
    ]


def check_texts(kept):
    for name, path, code, message, reports in texts():
        check(f"read: {name}", run("read", "--format", "json", path), code, message, reports)
        check(f"add: {name}", run("add", "--store", kept.path, path), code, message or None)
        kept.check(f"adding: {name}", may_grow=True)


def check_going_on():
    """Of several inputs, those that cannot be read are told with their names, and the others are still read."""
    good = [write(f"good{n}.txt", b"OSH, June 14 (Wire) - A bomb killed %d people in Osh on Friday, police said." % (n + 2)) for n in range(3)]
    bad = [(SCRATCH / "nothing.txt", r"nothing\.txt: cannot open"), (SCRATCH / "empty.txt", r"empty\.txt: there is nothing in it"), (SCRATCH, r"this is a directory"),
           (SCRATCH / "cut.jsonl.gz", r"cut\.jsonl\.gz: the compressed data are cut off"),
           (write("paper.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Length 44 >> stream\n" + bytes(range(256)) * 8), r"paper\.pdf: this is no text"),
           (write("parts.zip", b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes((i * 7919) & 255 for i in range(2000))), r"parts\.zip: this is no text")]
    if os.geteuid() != 0:
        locked = write("locked.txt", b"Two men died.")
        locked.chmod(0)
        bad.append((locked, r"locked\.txt: cannot open: Permission denied"))
    for path, message in bad:
        if path.suffix == ".gz":  # what comes before the cut is read
            continue
        refused = path.suffix in (".pdf", ".zip")
        for verb, wanted in (("read", 3), ("group", 3), ("feed", 3)):
            options = ["--format", "json"] if verb == "read" else []
            check(f"{verb} goes on after {path.name}", run(verb, *options, good[0], path, *good[1:]), REJECTS if refused else FAILED, message, wanted)
        store = SCRATCH / "going_on.sitrep"
        store.unlink(missing_ok=True)
        check(f"add goes on after {path.name}", run("add", "--store", store, good[0], path, *good[1:]), REJECTS if refused else FAILED, message)
        check(f"add went on after {path.name}", run("reports", "--store", store, "--format", "jsonl"), OK, "", 3)
    check("read goes on after a cut file", run("read", "--format", "json", bad[3][0], *good), FAILED, bad[3][1])
    several = run("read", "--format", "json", *[b[0] for b in bad], *good)
    check("read tells of each", several, FAILED, "(?s)" + ".*".join(b[1] for b in bad))
    check("parse goes on after a missing file", run("parse", good[0], SCRATCH / "nothing.txt", good[1]), FAILED, r"nothing\.txt: cannot open")
    check("parse went on", run("parse", good[0], good[1]), OK, "", run("parse", good[0], SCRATCH / "nothing.txt", good[1]).records)


def check_large(kept):
    text = repeated(b"a", LARGE)
    check("1 GB line of text", run("read", "-", feed=text), REJECTS, r"standard input: more than \d+ bytes", 0)
    line = repeated(b"a", LARGE, b'{"id":"x","text":"', b'"}\n{"id":"y","text":"A bomb killed two people in Osh."}\n')
    check("1 GB line of JSON, and one after it", run("read", "-", feed=line), REJECTS, r"standard input:1: the line has more than", 1)
    with gzip.open(SCRATCH / "bomb.gz", "wb", compresslevel=1) as bomb:
        for chunk in repeated(b"b", LARGE)():
            bomb.write(chunk)
    check("1 GB line in a small gzip", run("read", SCRATCH / "bomb.gz"), REJECTS, r"bomb\.gz: more than", 0)
    short = b'{"id":"s","source":"Wire","text":"' + b"Two men died in Osh. " * 50 + b'"}\n'
    many = LARGE // 8 // len(short)

    def stream():
        for _ in range(many // 256):
            yield short * 256
    check(f"{many // 256 * 256} records through feed", run("feed", "-", feed=stream), OK, "", many // 256 * 256)
    head = subprocess.run(["sh", "-c", f"{{ '{SITREP}' read '{EXAMPLES}/osh-2010/reports.jsonl'; echo $? >&2; }} | head -n 1"], capture_output=True, text=True)
    check("a reader of the output that goes away", Result(int(head.stderr.splitlines()[-1]), head.stdout, head.stdout.count("\n"),
                                                          "\n".join(head.stderr.splitlines()[:-1]), 0), FAILED, "", 1)
    check("add: 1 GB line", run("add", "--store", kept.path, "-", feed=text), REJECTS, r"standard input: more than")
    kept.check("a 1 GB line")


def check_full(kept):
    reports = EXAMPLES / "osh-2010" / "reports.jsonl"
    if os.path.exists("/dev/full"):
        check("read to a full disk", run("read", reports, out="/dev/full"), FULL, "cannot write standard output: No space left")
        check("tables to a full disk", run("claims", "--store", kept.path, out="/dev/full"), FULL, "cannot write standard output: No space left")
        check("help to a full disk", run("read", "--help", out="/dev/full"), FULL, "No space left")
    size = kept.path.stat().st_size
    check("add past the largest file allowed", run("add", "--store", kept.path, reports, file_size=size + 65536), FAILED, r"kept\.sitrep")
    kept.check("a write that failed", may_grow=True)
    disk = SCRATCH / "disk"
    disk.mkdir(exist_ok=True)
    enter = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    script = (f"mount -t tmpfs -o size=3m none '{disk}' || exit 99\n'{SITREP}' add --store '{disk}/small.sitrep' --seen published '{SCRATCH}/twelve.jsonl' || exit 98\n"
              f"'{SITREP}' reports --format csv --store '{disk}/small.sitrep' >'{SCRATCH}/small.before'\n"
              f"'{SITREP}' add --store '{disk}/small.sitrep' --seen published '{reports}'\ncode=$?\n"
              f"'{SITREP}' verify --no-reading --store '{disk}/small.sitrep' || exit 97\n"
              f"'{SITREP}' reports --format csv --store '{disk}/small.sitrep' >'{SCRATCH}/small.after' || exit 96\nexit $code\n")
    result = run(program=[*enter, "sh", "-c", script]) if shutil.which("unshare") else Result(99, "", 0, "", 0)
    if result.code in (1, 99) and ("unshare" in result.err or "mount" in result.err or not result.err):
        skip("a store on a full disk", "no tmpfs may be mounted here")
        return
    check("a store on a full disk", result, FULL, r"small\.sitrep: ")
    if failures and failures[-1] == "a store on a full disk":
        return
    before, after = ((SCRATCH / f"small.{n}").read_text().splitlines() for n in ("before", "after"))
    if len(before) != 13 or not set(before) <= set(after):
        failures.append("a store on a full disk: reports lost")
        print(f"WRONG: {len(before) - 1} reports before the disk was full, {len(after) - 1} after")


def check_full_verbs(kept):
    """Every other verb that writes, on a disk that is full: told with status 6, and the store is as it was. The disk is filled up by a file beside it."""
    disk = SCRATCH / "full"
    disk.mkdir(exist_ok=True)
    key, patches = SCRATCH / "full.key", SCRATCH / "full.patches"
    for old in (key, Path(f"{key}.pub"), patches):
        old.unlink(missing_ok=True)
    whole, other = SCRATCH / "whole.sitrep", SCRATCH / "other.sitrep"
    for path in (whole, other):  # one file each: the log of a run that failed may still stand beside the store
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        with sqlite3.connect(kept.path) as db:
            db.execute("VACUUM INTO ?", [str(path)])
        db.close()
    claims = [line.split(",")[0] for line in run("claims", "--store", whole, "--format", "csv").out.splitlines()[1:41]]
    check("a key for a full disk", run("review", "key", "new", "Anna", "--key", key), OK, None)
    for claim in claims:
        if run("review", "reject", claim, "--reason", "no", "--key", key, "--store", other).code != OK:
            failures.append(f"rejecting {claim}")
    check("patches for a full disk", run("patch", "export", patches, "--store", other), OK, None)
    verbs = {"review": f"review reject {claims[0]} --reason no --key {key}", "patch import": f"patch import {patches} --trust-signers", "report --keep": "report --keep --format text",
             "question add": "question add 'Who was killed?' --in claims --type ASSAULT"}
    enter = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    for name, verb in verbs.items():
        script = (f"mount -t tmpfs -o size=16m none '{disk}' || exit 99\ncp '{whole}' '{disk}/full.sitrep' || exit 98\n"
                  f"'{SITREP}' reports --store '{disk}/full.sitrep' --format csv >'{SCRATCH}/full.before'\n"
                  f"dd if=/dev/zero of='{disk}/filler' bs=4096 2>/dev/null\n"
                  f"'{SITREP}' {verb} --store '{disk}/full.sitrep' >'{SCRATCH}/full.out'\ncode=$?\nrm '{disk}/filler'\n"
                  f"'{SITREP}' verify --no-reading --store '{disk}/full.sitrep' >&2 || exit 97\n"
                  f"'{SITREP}' reports --store '{disk}/full.sitrep' --format csv | cmp - '{SCRATCH}/full.before' || exit 96\n"
                  f"'{SITREP}' {verb} --store '{disk}/full.sitrep' >/dev/null || exit 95\nexit $code\n")
        result = run(program=[*enter, "sh", "-c", script]) if shutil.which("unshare") else Result(99, "", 0, "", 0)
        if result.code in (1, 99) and ("unshare" in result.err or "mount" in result.err or not result.err):
            skip(f"{name} on a full disk", "no tmpfs may be mounted here")
            return
        check(f"{name} on a full disk", result, FULL, r"full\.sitrep: ")


def check_parts(kept):
    """Models, knowledge and stores that are missing, damaged or something else."""
    report = write("report.txt", b"A bomb killed two people in Osh on Friday, police said.")
    beside = Path(SITREP).resolve().parent
    noise = SCRATCH / "noise.bin"
    for option, name, what in (("--model", "english.lang", "language model"), ("--knowledge", "sitrep.know", "knowledge file")):
        check(f"missing {what}", run("read", option, SCRATCH / "none", report), FAILED, rf"none: cannot open the {what}: No such file")
        check(f"empty {what}", run("read", option, SCRATCH / "empty.txt", report), FAILED, r"empty\.txt: ")
        check(f"noise as {what}", run("read", option, noise, report), FAILED, r"noise\.bin: ")
        half, path = SCRATCH / "half.part", SCRATCH / "damaged.part"
        for copy in (half, path):
            shutil.copyfile(beside / name, copy)
        middle = half.stat().st_size // 2
        os.truncate(half, middle)
        with open(path, "r+b") as file:
            file.seek(middle)
            bit = bytes([file.read(1)[0] ^ 1])
            file.seek(middle)
            file.write(bit)
        check(f"half a {what}", run("read", option, half, report), FAILED, r"half\.part: ")
        if option == "--model":
            check(f"one bit of the {what} changed", run("read", option, path, report), FAILED, r"damaged\.part: .*checksum")
        else:  # too large to be checked at each start: `add` and `verify`, which keep what they read, check it
            check(f"one bit of the {what} changed, add", run("add", "--store", kept.path, option, path, report), FAILED, r"damaged\.part: .*(checksum|damaged)")
            check(f"one bit of the {what} changed, verify", run("verify", "--store", kept.path, option, path), FAILED, r"damaged\.part: .*(checksum|damaged)")
            check(f"one bit of the {what} changed, read", run("read", option, path, report), OK, None, 1)
        kept.check(f"a damaged {what}")
    check("add: a missing model", run("add", "--store", SCRATCH / "unmade.sitrep", "--model", SCRATCH / "none", report), FAILED, r"none: ")
    if (SCRATCH / "unmade.sitrep").exists():
        failures.append("a store was made though nothing could be read")
    for verb in ("claims", "verify", "add"):
        extra = [report] if verb == "add" else []
        check(f"{verb}: noise as a store", run(verb, "--store", noise, *extra), FAILED, r"noise\.bin: ")
        check(f"{verb}: a directory as a store", run(verb, "--store", SCRATCH, *extra), FAILED, r".")
    check("a store that is not there", run("claims", "--store", SCRATCH / "none.sitrep"), FAILED, r"none\.sitrep: there is no such store")
    check("an empty file as a store", run("claims", "--store", SCRATCH / "empty.txt"), FAILED, r"empty\.txt: this is no sitrep store")
    other = SCRATCH / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE other (a)")
    for verb in ("claims", "add"):
        check(f"{verb}: another program's database", run(verb, "--store", other, *([report] if verb == "add" else [])), FAILED, r"other\.db: this is no sitrep store")
    with sqlite3.connect(other) as db:
        if db.execute("SELECT group_concat(name) FROM sqlite_master").fetchone()[0] != "other":
            failures.append("another program's database was changed")
    newer = write("newer.sitrep", kept.path.read_bytes())
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version = 999")
    check("a store of a later version", run("claims", "--store", newer), FAILED, r"newer\.sitrep: the store has schema 999")


def check_review_beside_add():
    """Decisions while reports are added: each is made, or told that somebody writes and made afterwards; none is lost, and the store verifies."""
    global cases
    cases += 1
    store, key = SCRATCH / "beside.sitrep", SCRATCH / "beside.key"
    for old in (store, key, Path(f"{key}.pub")):
        old.unlink(missing_ok=True)
    lines = (EXAMPLES / "osh-2010" / "reports.jsonl").read_bytes().splitlines(keepends=True)
    run("add", "--store", store, "--seen", "published", write("begin.jsonl", b"".join(lines[:10])))
    run("review", "key", "new", "Anna", "--key", key)
    claims = [line.split(",")[0] for line in run("claims", "--store", store, "--format", "csv").out.splitlines()[1:9]]
    adding = subprocess.Popen([SITREP, "add", "--store", store, "--seen", "published", write("end.jsonl", b"".join(lines[10:]))], stderr=subprocess.DEVNULL)
    codes = [run("review", "reject", claim, "--reason", "no", "--key", key, "--store", store).code for claim in claims]
    added = adding.wait()
    if added == BUSY:
        added = run("add", "--store", store, "--seen", "published", SCRATCH / "end.jsonl").code
    for claim, code in zip(claims, codes):
        if code == BUSY:
            run("review", "reject", claim, "--reason", "no", "--key", key, "--store", store)
    verified = run("verify", "--no-reading", "--store", store)
    patches = run("review", "patches", "--store", store, "--format", "csv").records - 1
    if added != OK or not set(codes) <= {OK, BUSY} or patches != len(claims) or verified.code != OK:
        failures.append("review beside add")
        print(f"WRONG: review beside add: add {added}, reviews {codes}, {patches} patches of {len(claims)}, verify {verified.code}: {verified.err[:300]}")
    else:
        print(f"ok: review beside add: reviews gave {codes}, all {patches} decisions there")


def check_writers(kept):
    """While somebody writes: a second writer is told so, readers go on; two at once lose nothing."""
    with sqlite3.connect(kept.path, isolation_level=None) as db:
        db.execute("BEGIN IMMEDIATE")
        check("a second writer", run("add", "--store", kept.path, SCRATCH / "report.txt"), BUSY, r"kept\.sitrep: .*writing")
        check("a reader beside a writer", run("reports", "--store", kept.path, "--format", "csv"), OK)
        db.execute("ROLLBACK")
    kept.check("a second writer")
    both = SCRATCH / "both.sitrep"
    lines = (EXAMPLES / "osh-2010" / "reports.jsonl").read_bytes().splitlines(keepends=True)
    parts = [write("one.jsonl", b"".join(lines[:30])), write("two.jsonl", b"".join(lines[20:50]))]
    writers = [subprocess.Popen([SITREP, "add", "--store", both, "--seen", "published", p], stderr=subprocess.DEVNULL) for p in parts]
    codes = [w.wait() for w in writers]
    check_review_beside_add()
    for code, part in zip(codes, parts):
        if code == BUSY:
            run("add", "--store", both, "--seen", "published", part)
    stored = run("reports", "--store", both, "--format", "csv")
    global cases
    cases += 1
    verified = run("verify", "--no-reading", "--store", both)
    if not set(codes) <= {OK, BUSY} or stored.records != 51 or verified.code != OK:
        failures.append("two writers at once")
        print(f"WRONG: two writers at once: status {codes}, {stored.records - 1} of 50 reports, verify {verified.code}")
    else:
        print(f"ok: two writers at once: status {codes}, all 50 reports there once")


def main():
    for old in sorted(SCRATCH.rglob("*"), reverse=True) if SCRATCH.exists() else ():
        old.rmdir() if old.is_dir() else old.unlink()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    kept = Kept()
    check_texts(kept)
    check_going_on()
    check_large(kept)
    check_parts(kept)
    check_writers(kept)
    check_full(kept)
    check_full_verbs(kept)
    print(f"{cases} cases, {len(failures)} wrong, {len(skipped)} skipped" + "".join(f"\n  wrong: {f}" for f in failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
