"""Openings of articles as raw text, with the one name marked whose kind the article's own description tells: the title."""
import json
import re

from data import IGNORE, Sentence, mark, text_sentences

ORGANIZATION = re.compile(
    r"(?i)\b(rock|metal|pop|punk|boy|girl|vocal|musical|hip[- ]hop|soul|thrash) (band|group|duo)|\bband\b|\bcompany\b|\buniversity\b|"
    r"\bnewspaper\b|\bbroadcaster\b|\bagency\b|\bcorporation\b|intergovernmental|organi[sz]ation\b|\bclub\b|\bpolitical party\b|"
    r"\bmilitary alliance\b|\bconglomerate\b|\bairline\b|\bmuseum\b|\bbank\b")
CONCEPT = re.compile(r"(?i)^(type|kind|someone|person|companies|organi[sz]ations? (that|of people|involved)|group of|study|practice|sport|"
                     r"team|act|form|branch|device|.*\b(sport|economist|officer|player|politician|general|businessman|founder)\b)")
PLACE = re.compile(
    r"(?i)\b(capital|city|town|country|state|river|lake|mountains?|mountain range|islands?|archipelago|province|region|sea|ocean|desert|"
    r"peninsula|territory|continent|strait|bay|gulf|municipality|county|prefecture|waterfall|volcano|valley|canal|plateau|republic)\b")
GROUP = re.compile(r"(?i)\b(band|duo|group|trio|family|brothers|dynasty|team|quartet)\b")
LONGEST = 80
LEFT_OUT = ("Mathematics", "Physical sciences", "Biology and health sciences")  # full of formulas and Latin names


def kind_of(article):
    about, title = article.get("description") or "", article["title"]
    if article.get("topic") == "People":
        return "organization" if re.search(r"(?i)\bband\b", about) else None if GROUP.search(about) else "person"
    proper = title[:1].isupper() and (" " not in title or any(w[:1].isupper() for w in title.split()[1:]) or title.isupper())
    if proper and ORGANIZATION.search(about) and not CONCEPT.search(about):
        return "organization"
    if proper and article.get("topic") == "Geography" and PLACE.search(about):
        return "place"
    return None


def name_at(forms, at, words, kind):
    """Where the name that begins at a word ends: the title itself, or a person's full name between its first and last word."""
    if forms[at:at + len(words)] == words:
        return at + len(words)
    if kind == "person" and len(words) > 1 and forms[at] == words[0]:
        for end in range(at + 2, min(at + 7, len(forms)) + 1):
            if not (forms[end - 1][:1].isupper() or forms[end - 1] in ("de", "van", "von", "of", "al", "-", ".", "da", "bin", "ibn")):
                break
            if forms[end - 1] == words[-1]:
                return end
    return 0


def title_marks(forms, words, kind):
    """Name tags of the title's occurrences; everything else is left open. A surname alone is the person too."""
    tags, at, found = [IGNORE] * len(forms), 0, False
    while at < len(forms):
        end = name_at(forms, at, words, kind)
        alone = kind == "person" and len(words) > 1 and "of" not in words and forms[at] == words[-1] and len(words[-1]) > 3 and not (
            at and forms[at - 1][:1].isupper() and at > 1) and not (at + 1 < len(forms) and forms[at + 1][:1].isupper())
        if not end and alone:
            end = at + 1
        if end:
            mark(tags, at, end, kind)
            found, at = True, end
        else:
            at += 1
    return tags if found else None


def read_encyclopedia(path):
    """A JSON object by title of {"title", "extract", "description", "topic"}. Formulas left holes in some sentences; those
    are skipped."""
    out = []
    for article in json.load(open(path, encoding="utf-8")).values():
        if article.get("topic") in LEFT_OUT:
            continue
        kind, title = kind_of(article), re.sub(r" \(.*\)$|, [A-Z].*$", "", article["title"])
        words = [title[b:e] for spans in text_sentences(title) for b, e in spans] if kind else []
        if words[:1] == ["The"]:
            words = words[1:]
        for line in article["extract"].split("\n"):
            if "  " in line or " ." in line or len(line) < 30:
                continue
            for spans in text_sentences(line):
                if 3 <= len(spans) <= LONGEST:
                    forms = [line[b:e] for b, e in spans]
                    out.append(Sentence(forms, "wiki", names=title_marks(forms, words, kind) if words else None))
    return out
