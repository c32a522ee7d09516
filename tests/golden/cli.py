#!/usr/bin/env python3
"""cli.py SITREP [--update] — what the command line says, byte for byte.

tests/golden/cli/NAME.cmd holds command lines, NAME.want each of them with what it printed on both streams and its exit status. The help of all
verbs that `sitrep --help` lists is help.want. --update rewrites the .want files; review reads the diff."""
import difflib
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent / "cli"


def transcript(sitrep, commands):
    """The commands, run one after the other in an empty directory of their own."""
    said = []
    with tempfile.TemporaryDirectory() as scratch:
        for command in commands:
            words = shlex.split(command)
            done = subprocess.run([sitrep, *words[1:]], cwd=scratch, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            said.append(f"$ {command}\n{done.stdout}")
            if done.stderr:
                said.append("".join(f"! {line}\n" for line in done.stderr.splitlines()))
            said.append(f"[{done.returncode}]\n\n")
    return "".join(said).replace(scratch, ".")


def main():
    sitrep, update = str(Path(sys.argv[1]).resolve()), "--update" in sys.argv[2:]
    overview = subprocess.run([sitrep, "--help"], capture_output=True, text=True).stdout
    verbs = re.findall(r"^  (\w+)  +\S", overview, re.M)
    scripts = {"help": ["sitrep --help", *(f"sitrep {verb} --help" for verb in verbs)]}
    for path in sorted(HERE.glob("*.cmd")):
        scripts[path.stem] = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    failures = 0
    for name, commands in scripts.items():
        got, path = transcript(sitrep, commands), HERE / (name + ".want")
        want = path.read_text(encoding="utf-8") if path.exists() else ""
        if got == want:
            print(f"ok: {name}, {len(commands)} commands")
        elif update:
            path.write_text(got, encoding="utf-8")
            print(f"rewritten: {path.name}")
        else:
            failures += 1
            sys.stdout.writelines(difflib.unified_diff(want.splitlines(True), got.splitlines(True), f"{name}.want", "now"))
            print(f"WRONG: {name}; if this is meant: tests/golden/cli.py SITREP --update")
    if len(verbs) < 10:
        failures += 1
        print(f"WRONG: 'sitrep --help' lists {len(verbs)} verbs")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
