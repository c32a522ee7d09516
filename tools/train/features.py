"""What the network sees of a word. The C twin is src/lang/features.c: the two must agree byte for byte, which
tests/unit/test_net.c holds them to with the model's own check sentences."""
import re

MASK = (1 << 64) - 1

# name, rows, width of each hashed table, in the order of the input vector. `word`, `vector`, `class` and `lists` are
# looked up, not hashed; `grams` is a mean over several rows.
TABLES = (("word", 0, 64), ("vector", 0, 98), ("p1", 256, 6), ("p2", 2048, 12), ("p3", 4096, 24), ("s1", 256, 8),
          ("s2", 2048, 16), ("s3", 8192, 32), ("s4", 8192, 32), ("shape", 1024, 24), ("class", 64, 10),
          ("lists", 64, 10), ("grams", 16384, 48))
WIDTH = sum(width for _, _, width in TABLES)
AFFIXES = (("p1", 1, 0), ("p2", 2, 0), ("p3", 3, 0), ("s1", 0, 1), ("s2", 0, 2), ("s3", 0, 3), ("s4", 0, 4))
GRAMS_MAX = 64  # n-grams of a word that count; the rest of a very long word is not looked at
FORM_MAX = 64   # bytes of a normalised form that are looked at
SHAPE_MAX = 12


def hash64(data, seed):
    """FNV-1a with a finisher, over bytes."""
    h = (0xcbf29ce484222325 ^ seed * 0x9E3779B97F4A7C15) & MASK
    for b in data:
        h = ((h ^ b) * 0x100000001b3) & MASK
    h ^= h >> 32
    h = (h * 0xd6e8feb86659fd93) & MASK
    return h ^ (h >> 32)


def normalise(form):
    """The UTF-8 bytes of a form with ASCII and Latin-1 letters in lower case, digits as 0, typographic quotes and
    dashes as ASCII ones."""
    out = bytearray()
    data = form.encode("utf-8")
    i = 0
    while i < len(data):
        b = data[i]
        if 65 <= b <= 90:
            out.append(b + 32)
        elif 48 <= b <= 57:
            out.append(48)
        elif b == 0xC3 and i + 1 < len(data) and 0x80 <= data[i + 1] <= 0x9E and data[i + 1] != 0x97:
            out += bytes((0xC3, data[i + 1] + 0x20))
            i += 1
        elif b == 0xE2 and i + 2 < len(data) and data[i + 1] == 0x80 and data[i + 2] in QUOTES:
            out += QUOTES[data[i + 2]]
            i += 2
        else:
            out.append(b)
        i += 1
    return bytes(out)


QUOTES = {0x98: b"'", 0x99: b"'", 0x9C: b'"', 0x9D: b'"', 0x93: b"-", 0x94: b"--"}


def kind_of(data):
    """One letter for each byte: X upper, x lower, 9 digit, other ASCII as it is; letters beyond ASCII count as x,
    Latin-1 capitals as X; continuation bytes as nothing."""
    out = bytearray()
    for i, b in enumerate(data):
        if 65 <= b <= 90:
            out += b"X"
        elif 97 <= b <= 122:
            out += b"x"
        elif 48 <= b <= 57:
            out += b"9"
        elif b < 0x80:
            out.append(b)
        elif b == 0xC3 and i + 1 < len(data) and 0x80 <= data[i + 1] <= 0x9E and data[i + 1] != 0x97:
            out += b"X"
        elif b >= 0xC0:
            out += b"x"
    return bytes(out)


def shape(form):
    """The kinds of its characters, runs cut to two, the whole to SHAPE_MAX."""
    kinds, out = kind_of(form.encode("utf-8")), bytearray()
    for i, k in enumerate(kinds):
        if len(out) < SHAPE_MAX and (i < 2 or kinds[i - 1] != k or kinds[i - 2] != k):
            out.append(k)
    return bytes(out)


def word_class(form):
    """0..63: length, capitals, digits, hyphen."""
    kinds = kind_of(form.encode("utf-8"))
    upper, lower = kinds.count(b"X"), kinds.count(b"x")
    case = 0 if not upper else 1 if kinds[:1] == b"X" and upper == 1 and lower else 2 if not lower else 3
    inner = (1 if b"9" in kinds else 0) | (2 if b"-" in kinds[1:-1] or b"." in kinds[:-1] else 0)
    return min(len(kinds), 4) - 1 + 4 * case + 16 * inner if kinds else 0


def fixed(form):
    """Rows of the affix, shape and class tables, in the order of TABLES without word, vector, lists and grams."""
    norm = normalise(form)[:FORM_MAX]
    rows = {}
    for seed, (name, head, tail) in enumerate(AFFIXES, 1):
        part = norm[:head] if head else norm[-tail:]
        rows[name] = hash64(part, seed) & (SIZE[name] - 1)
    rows["shape"] = hash64(shape(form), 20) & (SIZE["shape"] - 1)
    rows["class"] = word_class(form)
    return rows


def grams(form):
    """Rows of the 3- to 5-byte n-grams of <form>."""
    norm = b"<" + normalise(form)[:FORM_MAX] + b">"
    out = []
    for n in (3, 4, 5):
        for i in range(len(norm) - n + 1):
            if len(out) == GRAMS_MAX:
                return out
            out.append(hash64(norm[i:i + n], 30 + n) & (SIZE["grams"] - 1))
    return out or [hash64(norm, 30) & (SIZE["grams"] - 1)]


SIZE = {name: rows for name, rows, _ in TABLES}


def word_key(form):
    return hash64(normalise(form)[:FORM_MAX], 0)


def case_flags(forms):
    """What a sentence's letters say of it as a whole: bit 1 no small letter (and three capitals), bit 2 no capital,
    bit 4 most longer words have a capital (a headline)."""
    upper = lower = longer = capital = 0
    for form in forms:
        kinds = kind_of(form.encode("utf-8"))
        upper += kinds.count(b"X")
        lower += kinds.count(b"x")
        if kinds.count(b"X") + kinds.count(b"x") >= 4:
            longer += 1
            capital += kinds[:1] == b"X"
    return (1 if upper >= 3 and not lower else 0) | (2 if not upper and lower else 0) | \
        (4 if longer >= 3 and capital * 4 >= longer * 3 else 0)


WORD = re.compile(r"\w")
