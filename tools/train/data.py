"""Readers of the training material: treebanks, texts with names, raw text; and the tokens of a text by the conventions
of UD English, for texts that come without tokens."""
import json
import re

IGNORE = -100
KINDS = ("person", "organization", "place")
NAME_TAGS = ["O"] + [p + "-" + k for k in KINDS for p in "BIES"]
NAME_ID = {t: i for i, t in enumerate(NAME_TAGS)}


class Sentence:
    """Columns of equal length; those that are not annotated are None."""
    __slots__ = ("forms", "tags", "lemmas", "heads", "labels", "names", "source", "teach")

    def __init__(self, forms, source, tags=None, lemmas=None, heads=None, labels=None, names=None, teach=None):
        self.forms, self.source = forms, source
        self.tags, self.lemmas, self.heads, self.labels, self.names = tags, lemmas, heads, labels, names
        self.teach = teach  # what a teacher says of it (teach.py)


def read_conllu(path, source):
    out, words, entities, open_entities = [], [], [], []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line:
            if words:
                sentence = Sentence([w[1] for w in words], source, [(w[3], w[4], w[5]) for w in words],
                                    [w[2] for w in words], [int(w[6]) for w in words], [w[7] for w in words])
                if source.startswith("gum"):
                    sentence.names = gum_names(words, entities)
                out.append(sentence)
            words, entities, open_entities = [], [], []
            continue
        if line.startswith("#"):
            continue
        c = line.split("\t")
        if c[0].isdigit():
            words.append(c)
        if "Entity=" in c[9]:
            at = len(words) - 1 if c[0].isdigit() else len(words)
            value = next(v[7:] for v in c[9].split("|") if v.startswith("Entity="))
            if "-" in c[0] or c[0].isdigit():
                walk_entities(value, at, open_entities, entities, last="-" not in c[0])
    return out


def walk_entities(value, at, open_entities, entities, last):
    """GUM's bracket notation: `(id-type-...` opens, `id)` closes, `(id-type-...)` is both."""
    for opened, body, closed in re.findall(r"(\()?([^()]+)(\))?", value):
        parts = body.split("-")
        if opened:
            open_entities.append((parts[0], parts[1] if len(parts) > 1 else "", at, body))
        if closed:
            for i in range(len(open_entities) - 1, -1, -1):
                if open_entities[i][0] == parts[0]:
                    key, kind, begin, what = open_entities.pop(i)
                    entities.append((begin, at, kind))
                    break


TITLES = {"mr.", "mrs.", "ms.", "dr.", "mr", "mrs", "ms", "dr", "prof.", "professor", "president", "prime", "minister",
          "senator", "sen.", "rep.", "gov.", "governor", "gen.", "general", "sir", "lord", "lady", "king", "queen",
          "prince", "princess", "pope", "judge", "justice", "chief", "captain", "capt.", "col.", "colonel", "lt.", "major",
          "sgt.", "secretary", "chairman", "ambassador", "congressman", "mayor", "st.", "saint", "rev.", "attorney",
          "representative", "lieutenant", "vice", "deputy", "chancellor", "father", "sister", "brother", "mother", "uncle"}
INNER = {"of", "the", "and", "&", "for", "-", "de", "la", "del", "van", "von", "bin", "al", "el", "'s", "’s", "."}


def gum_names(words, entities):
    """Names out of GUM's mentions: those made of proper nouns throughout, without title. Proper nouns inside longer
    person, organization and place mentions that are no such names are left open (IGNORE)."""
    n = len(words)
    proper = [w[4] in ("NNP", "NNPS") for w in words]
    tags = [0] * n
    taken = [False] * n
    for begin, end, kind in sorted(entities, key=lambda e: e[0] - e[1]):
        if kind not in KINDS or any(taken[begin:end + 1]):
            continue
        whole = begin
        while begin <= end and (words[begin][1].lower() == "the" or
                                kind == "person" and begin < end and words[begin][1].lower() in TITLES):
            begin += 1
        if begin > end or not (proper[begin] and proper[end]):
            continue
        if all(proper[i] or words[i][1].lower() in INNER for i in range(begin, end + 1)):
            mark(tags, begin, end + 1, kind)
            for i in range(whole, end + 1):
                taken[i] = True
    for begin, end, kind in entities:
        if kind in KINDS:
            for i in range(begin, end + 1):
                if proper[i] and not taken[i] and words[i][1].lower() not in TITLES:
                    tags[i] = IGNORE
    return tags


def mark(tags, begin, end, kind):
    if end - begin == 1:
        tags[begin] = NAME_ID["S-" + kind]
        return
    for i in range(begin, end):
        tags[i] = NAME_ID[("B-" if i == begin else "E-" if i == end - 1 else "I-") + kind]


ABBREVIATIONS = ("Mr Mrs Ms Dr Prof Gen Sen Rep Gov Lt Col Capt Sgt Maj Adm Cmdr St Jr Sr Co Corp Inc Ltd Bros No vs etc Jan "
                 "Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mt Ft Rev Hon Pvt Ave Blvd Rd Dept Univ Assn approx Ala Ariz "
                 "Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex "
                 "Va Vt Wash Wis Wyo").split()
TOKEN = re.compile(
    r"(?:https?://|www\.)\S+[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[@#]\w+"
    r"|(?:[A-Za-z]\.){2,}|(?:" + "|".join(ABBREVIATIONS) + r")\.(?!\w)|[A-Z]\.(?=\s+[A-Z])"
    r"|(?:[A-Z]{3,}\b|US|GB|A|C|NZ|HK)?(?=\$)|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s)?\b|\d+"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*\d*|\w+|\.{2,}|-{2,}|[!?]+|'{2}|`{2}|\S")
CLITIC = re.compile(r"(?i)^(.+?)(n['’]t|['’](?:s|ll|re|ve|d|m))$")
WHOLE = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3}


def tokens(text):
    """(begin, end) of the words of a text."""
    out = []
    for m in TOKEN.finditer(text):
        begin, end = m.span()
        if begin == end:
            continue
        word = m.group()
        clitic = CLITIC.match(word)
        if clitic:
            out += [(begin, begin + clitic.end(1)), (begin + clitic.end(1), end)]
        elif word.lower() in WHOLE:
            cut = begin + WHOLE[word.lower()]
            out += [(begin, cut), (cut, end)]
        elif word[-1] in "'’" and len(word) > 1:
            out += [(begin, end - 1), (end - 1, end)]
        else:
            out.append((begin, end))
    return out


BREAK = re.compile(r"\n\s*\n?|(?<=[.!?])(?:[\"”'’)]*)\s+(?=[\"“'‘(]*[A-Z0-9@#])")


def sentences(text):
    """(begin, end) of the sentences, by a rule that is good enough to learn names from."""
    at = 0
    for m in BREAK.finditer(text):
        before = text[at:m.start()].rsplit(None, 1)
        if "\n" not in m.group() and before and re.fullmatch(
                r"[\"“(]*(?:[A-Z]|" + "|".join(ABBREVIATIONS) + r")\.", before[-1]):
            continue
        if text[at:m.end()].strip():
            yield at, m.end()
        at = m.end()
    if text[at:].strip():
        yield at, len(text)


def text_sentences(text):
    """Lists of (begin, end) of words, one for each sentence."""
    for begin, end in sentences(text):
        spans = [(begin + b, begin + e) for b, e in tokens(text[begin:end])]
        if spans:
            yield spans


def read_names(path, source):
    out = []
    for line in open(path, encoding="utf-8"):
        record = json.loads(line)
        text, spans = record["text"], sorted(record["spans"])
        for words in text_sentences(text):
            tags = [0] * len(words)
            for begin, end, kind in spans:
                inside = [i for i, (b, e) in enumerate(words) if b < end and e > begin]
                if not inside:
                    continue
                b, e = words[inside[0]][0], words[inside[-1]][1]
                if b == begin and (e == end or text[end:e] == "." or e == end - 1 and text[end - 1] == "."):
                    mark(tags, inside[0], inside[-1] + 1, kind)
                else:
                    for i in inside:
                        tags[i] = IGNORE
            out.append(Sentence([text[b:e] for b, e in words], source, names=tags))
    return out


def read_raw(path, limit=None):
    out = []
    for number, line in enumerate(open(path, encoding="utf-8")):
        if limit and number >= limit:
            break
        record = json.loads(line)
        for text in (record.get("title", ""), record["text"]):
            for words in text_sentences(text):
                if len(words) <= 80:
                    out.append(Sentence([text[b:e] for b, e in words], "raw"))
    return out


def case_first(form):
    return form[:1] + form[1:].lower()


CASES = (("l", str.lower), ("k", lambda s: s), ("t", case_first))


def script_of(form, lemma):
    """The shortest edit from form to lemma: what to do with the case, letters to cut at the end, letters to add."""
    best = None
    for name, change in CASES:
        base = change(form)
        same = 0
        while same < min(len(base), len(lemma)) and base[same] == lemma[same]:
            same += 1
        cost = len(base) - same + len(lemma) - same
        if best is None or cost < best[0]:
            best = (cost, (name, len(base) - same, lemma[same:]))
    return best[1]


def apply_script(script, form):
    name, cut, add = script
    base = dict(CASES)[name](form)
    return base[:len(base) - cut] + add if cut <= len(base) else form
