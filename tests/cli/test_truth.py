"""The truth, computed a second time: Python's csv module over the study's own files, and none of our code.

Only where a turn is cut into passages (and, for transcripts that are not CSV, what a turn is) is read from the record,
with sqlite3. Everything else is worked out here and compared with what the tool answers, with either engine: passages,
totals, counts, facets, texts, codings.
"""
import csv
import io
import itertools
import json
import os
import random
import re
import shutil
import sqlite3
import unicodedata
import unittest

from propos_test import EXAMPLE, SHARED, Programs

CORPORA = SHARED / "corpora"
QUERIES = int(os.environ.get("PROPOS_TRUTH_QUERIES", "45"))  # random queries a study
FRENCH = {"codeur": "coder", "tour": "turn", "début": "start", "fin": "end", "tour_fin": "turn_end",
          "citation": "quote", "mémo": "memo", "unité": "unit", "tour_de_codage": "round", "statut": "status",
          "alias_de": "alias_of"}
csv.field_size_limit(10**9)


def fold(text):
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def rows(path):
    if not path.exists():
        return []
    text = path.read_bytes().decode("utf-8-sig")
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    return [{FRENCH.get(k, k): v for k, v in row.items() if k is not None} for row in reader]


def quoted(value):
    return '"' + value.replace('"', '\\"') + '"'


class Passage:
    def __init__(self, document, turn, number, start, end):
        self.document, self.turn, self.number, self.start, self.end = document, turn, number, start, end
        self.spans = []  # (coding, start, end): code points in the turn
        self.key = (document, turn, number)


class Truth:
    """What the study's files say."""

    def __init__(self, folder, record):
        self.id = record.parent.name
        self.turns, self.lengths, self.label, self.locator, self.line = {}, {}, {}, {}, {}
        db = sqlite3.connect(f"file:{record}?mode=ro", uri=True)
        cut = db.execute("SELECT d.name, t.number, p.number, p.start, p.\"end\" FROM passage p JOIN turn t ON t.id ="
                         " p.turn JOIN document d ON d.id = t.document ORDER BY d.position, t.number, p.number")
        self.passages = [Passage(*row) for row in cut]
        in_record = list(db.execute("SELECT d.name, t.number, t.speaker, x.text FROM turn t JOIN turn_text x ON x.turn ="
                                    " t.id JOIN document d ON d.id = t.document"))
        placed = [r[0] for r in db.execute("SELECT name FROM document ORDER BY position")]
        located = list(db.execute("SELECT d.name, r.name, o.code, c.first_turn, c.start, c.last_turn, c.\"end\" FROM"
                                  " coding c JOIN document d ON d.id = c.document LEFT JOIN coder r ON r.id = c.coder"
                                  " JOIN code o ON o.id = c.code ORDER BY c.id"))
        db.close()
        self.documents = placed
        for name, number, label, text in in_record:
            self.turns[name, number] = text
            self.label[name, number] = label
        for path in sorted((folder / "transcripts").glob("*.csv")):
            for row in rows(path):
                key = (path.stem, int(row["turn"]))
                self.turns[key] = row["text"].replace("\r\n", "\n").replace("\r", "\n")
                self.label[key] = row["speaker"] or None
                self.locator[key] = row.get("locator") or None
                self.line[key] = int(row["line"]) if row.get("line") else None
        self.codes = {r["code"]: r for r in rows(folder / "codes.csv")}
        self.group = {r["document"]: r["group"] or None for r in rows(folder / "documents.csv")}
        self.kind = {r["document"]: r.get("kind") for r in rows(folder / "documents.csv")}
        self.people = {(r["document"], r["label"]): r for r in rows(folder / "participants.csv")}
        self.guide = rows(folder / "guide.csv")
        self.themes = {}
        for r in rows(folder / "equivalences.csv"):
            self.themes.setdefault(r["code"], set()).add(r["theme"])
        self.codings = []
        for path in sorted((folder / "codings").glob("*.csv")):
            self.codings += rows(path)
        self.coders = sorted({c["coder"] for c in self.codings if c.get("coder")})
        self.finished = {}
        for c in self.codings:
            self.finished[c["document"], c["coder"]] = True
        for r in rows(folder / "progress.csv"):
            self.finished[r["document"], r["coder"]] = r["state"] in ("done", "fait", "terminé")
        self.place(located)
        self.clip()

    def printed_once(self, passages):
        """Of the same words printed several times in lists of quotations, the first among these passages."""
        kept, met = [], set()
        for p in passages:
            words = tuple(re.findall(r"[^\W_]+", fold(self.turns[p.document, p.turn][p.start:p.end])))
            double = self.kind.get(p.document) == "quotes" and len(words) >= 8
            if not (double and words in met):
                kept.append(p)
            if double:
                met.add(words)
        return kept

    def place(self, located):
        """Codings that are given by their quotation alone have their place from the record: its words must be these."""
        spans = {}
        for document, coder, code, first, start, last, end in located:
            spans.setdefault((document, coder or "", code), []).append((first, start, last, end))
        self.misplaced = []
        for c in self.codings:
            if c.get("turn"):
                c["place"] = (int(c["turn"]), int(c["start"]), int(c["turn_end"] or c["turn"]), int(c["end"]))
            else:
                wanted = self.letters(c["quote"])
                found = [s for s in spans.get((c["document"], c["coder"], c["code"]), ())
                         if self.letters(self.said(c["document"], s)) == wanted]
                if not found:
                    self.misplaced.append(c)
                c["place"] = found[0] if found else None

    @staticmethod
    def letters(text):
        return re.sub(r"[\W_]+", "", fold(text))

    def said(self, document, place):
        first, start, last, end = place
        if first == last:
            return self.turns[document, first][start:end]
        between = [self.turns[document, t] for t in range(first + 1, last) if (document, t) in self.turns]
        return " ".join([self.turns[document, first][start:], *between, self.turns[document, last][:end]])

    def clip(self):
        by_turn = {}
        for i, c in enumerate(self.codings):
            if c["place"] is None:
                continue
            first, start, last, end = c["place"]
            c["unit_key"] = ((c["document"], c["coder"], c["unit"]) if c.get("unit")
                             else (c["document"], c["coder"], c["place"]))
            for t in range(first, last + 1):
                if (c["document"], t) in self.turns:
                    length = len(self.turns[c["document"], t])
                    by_turn.setdefault((c["document"], t), []).append(
                        (i, start if t == first else 0, end if t == last else length))
        for p in self.passages:
            for i, start, end in by_turn.get((p.document, p.turn), ()):
                if max(start, p.start) < min(end, p.end):
                    p.spans.append((i, max(start, p.start), min(end, p.end)))

    def below(self, code):
        """The code and its descendants."""
        found = {code}
        while True:
            more = {c for c, r in self.codes.items() if r["parent"] in found} - found
            if not more:
                return found
            found |= more

    def ancestors(self, code):
        out = []
        while self.codes[code]["parent"]:
            code = self.codes[code]["parent"]
            out.append(code)
        return out

    def level(self, a, b):
        if a == b:
            return 2
        if self.themes.get(a, set()) & self.themes.get(b, set()):
            return 1
        for above, under in ((a, b), (b, a)):
            if above in self.ancestors(under) and self.codes[above]["parent"]:
                return 1
        return 0

    def person(self, key):
        label = self.label[key]
        if not label or not re.search(r"\w", label):
            return None
        row = self.people.get((key[0], label))
        if row and row.get("alias_of"):
            label = row["alias_of"]
        return (key[0], label)

    def attributes(self, key):
        who = self.person(key)
        return self.people.get(who or (key[0], self.label[key]), {})

    def role(self, key):
        return self.attributes(key).get("role")

    # ---- coders ----

    def letters_of(self, p, coder, codes):
        out = set()
        for i, start, end in p.spans:
            c = self.codings[i]
            if c["coder"] == coder and (codes is None or c["code"] in codes):
                out.update(range(start, end))
        return out

    def pairs(self, p, codes):
        spans = [(self.codings[i], s, e) for i, s, e in p.spans
                 if self.codings[i]["coder"] and (codes is None or self.codings[i]["code"] in codes)]
        for (a, s, e), (b, x, y) in itertools.combinations(spans, 2):
            if a["coder"] != b["coder"] and s < y and x < e:
                yield self.level(a["code"], b["code"])

    def shared(self, p, coders, codes):
        return set.intersection(*(self.letters_of(p, c, codes) for c in coders)) if coders else set()


class Query:
    """A query as it is typed, and whether a passage answers it; `codes` are those of the group around it."""

    def __init__(self, text, test, codes=None, coders=(), spans=False):
        self.text, self.test, self.codes, self.coders, self.spans = text, test, codes, coders, spans


def by_coders(t, text, test, coders=()):
    return Query(text, test, coders=coders, spans=True)


def queries_about_coders(t):
    if not t.coders:
        return []
    out = []
    for a in t.coders:
        out.append(by_coders(t, f"codé-par:{quoted(a)}", lambda p, c, a=a: bool(t.letters_of(p, a, c)), (a,)))
        out.append(by_coders(t, f"codeur:{quoted(a)}", lambda p, c, a=a: bool(t.letters_of(p, a, c)), (a,)))
    if len(t.coders) < 2:
        return out
    for a, b in itertools.permutations(t.coders, 2):
        one, two = quoted(a), quoted(b)
        out.append(by_coders(t, f"codé-par:{one}+{two}", lambda p, c, a=a, b=b: bool(t.shared(p, (a, b), c)), (a, b)))
        out.append(by_coders(t, f"codé-par:{one},{two}", lambda p, c, a=a, b=b: bool(
            t.letters_of(p, a, c) or t.letters_of(p, b, c)), (a, b)))
        out.append(by_coders(t, f"codé-par:{one}-{two}", lambda p, c, a=a, b=b: bool(t.letters_of(p, a, c)) and not
                             t.letters_of(p, b, c) and t.finished.get((p.document, b), False), (a,)))
    out.append(by_coders(t, "codé-par:tous", lambda p, c: bool(t.shared(p, t.coders, c))))
    out.append(by_coders(t, "codé-par:2+", lambda p, c: any(
        t.shared(p, pair, c) for pair in itertools.combinations(t.coders, 2))))
    out.append(by_coders(t, "accord:même", lambda p, c: 2 in t.pairs(p, c)))
    out.append(by_coders(t, "accord:oui", lambda p, c: max(t.pairs(p, c), default=0) >= 1))
    out.append(by_coders(t, "accord:non", lambda p, c: max(t.pairs(p, c), default=1) == 0))
    for least in (5, 50, 100):
        def overlaps(p, c, least=least):
            best = 0
            for a, b in itertools.combinations(t.coders, 2):
                one, two = t.letters_of(p, a, c), t.letters_of(p, b, c)
                if one and two:
                    best = max(best, len(one & two) / len(one | two))
            return best + 1e-9 >= least / 100
        out.append(by_coders(t, f"recouvrement:{least}%", overlaps))
    return out


def queries_about_codes(t, dice):
    used = {c["code"] for c in t.codings}
    some = dice.sample(sorted(used), min(6, len(used))) + dice.sample(sorted(t.codes), min(6, len(t.codes)))
    out = []
    for code in some:
        codes = t.below(code)
        out.append(Query(f"code:{quoted(code)}", lambda p, c, codes=codes: any(
            t.codings[i]["code"] in codes for i, _, _ in p.spans), codes=codes))
    return out


def queries_about_places(t, dice):
    out = [Query("codé:oui", lambda p, c: bool(p.spans)), Query("codé:non", lambda p, c: not p.spans),
           Query("coded:no", lambda p, c: not p.spans)]
    for d in dice.sample(t.documents, min(4, len(t.documents))):
        out.append(Query(f"document:{quoted(d)}", lambda p, c, d=d: p.document == d))
    for g in sorted({g for g in t.group.values() if g}):
        out.append(Query(f"groupe:{quoted(g)}", lambda p, c, g=g: t.group.get(p.document) == g))
    people = sorted({t.person(k) for k in t.turns} - {None})
    for who in dice.sample(people, min(5, len(people))):
        if "/" not in "".join(who) and '"' not in who[1]:
            out.append(Query(f"locuteur:{quoted('/'.join(who))}",
                             lambda p, c, who=who: t.person((p.document, p.turn)) == who))
    if all((k[0], t.label[k]) in t.people or not t.label[k] for k in t.turns):
        for role, word in (("moderator", "modérateur"), ("participant", "participant"), ("interviewer", "enquêteur")):
            if any(r.get("role") == role for r in t.people.values()):
                out.append(Query(f"rôle:{word}", lambda p, c, role=role: t.role((p.document, p.turn)) == role))
    hidden = {"document", "label", "role", "alias_of", "nom", "note"}
    values = sorted({(k, v) for r in t.people.values() for k, v in r.items()
                     if k not in hidden and v and len(v) > 2 and '"' not in v and not re.search(r"\d", v)})
    for name, value in dice.sample(values, min(6, len(values))):
        said = {fold(r.get(name) or "") for r in t.people.values()}
        if fold(value) in said and any(t.attributes(k).get(name) == value for k in t.turns):
            out.append(Query(f"attribut.{name}:{quoted(value)}", lambda p, c, name=name, value=value: fold(
                t.attributes((p.document, p.turn)).get(name) or "") == fold(value)))
    for g in dice.sample(t.guide, min(4, len(t.guide))):
        asked = [x for x in t.guide if x["question"] == g["question"]]
        out.append(Query(f"question:{quoted(g['question'])}", lambda p, c, asked=asked: any(
            x["document"] == p.document and int(x["first_turn"]) <= p.turn <= int(x["last_turn"]) for x in asked)))
    places = sorted({v for v in t.locator.values() if v and '"' not in v})
    for place in dice.sample(places, min(4, len(places))):
        out.append(Query(f"repère:{quoted(place)}", lambda p, c, place=place: fold(
            t.locator.get((p.document, p.turn)) or "") == fold(place)))
    return out


def queries_about_words(t, dice):
    words = sorted({w for text in t.turns.values()
                    for w in re.findall(r"(?<![\w’'·.-])[^\W\d_]{5,}(?![\w’'·.-])", re.sub(r"\{[^}]*\}", " ", text))
                    if w.islower()})
    out = []
    for word in dice.sample(words, min(6, len(words))):
        whole = re.compile(rf"(?<!\w){unicodedata.normalize('NFC', word)}(?!\w)", re.IGNORECASE)
        out.append(Query(f'texte:="{word}"', lambda p, c, whole=whole: bool(whole.search(unicodedata.normalize(
            "NFC", re.sub(r"\{[^}]*\}", " ", t.turns[p.document, p.turn][p.start:p.end]))))))
    return out


def combine(dice, codes, coders, others):
    """An AND-group of a few parts; an OR of such groups; something left out."""
    def group():
        parts = dice.sample(others, dice.choice((0, 0, 1)))
        if coders and dice.random() < 0.7:
            parts.append(dice.choice(coders))
        if codes and (dice.random() < 0.5 or not parts):
            parts.append(dice.choice(codes))
        left = []
        if dice.random() < 0.35:
            pool = dice.choice([x for x in (codes, coders, others) if x])
            left = [dice.choice(pool)]
        dice.shuffle(parts)
        sign = dice.choice((" ", " ET ", " AND "))
        text = sign.join(p.text for p in parts)
        if left:
            text = text + dice.choice((" SAUF ", " NOT ", " -")) + left[0].text
        if dice.random() < 0.3:
            text = f"({text})"
        seen = set().union(*(p.codes for p in parts if p.codes)) if any(p.codes for p in parts) else None

        def test(p, outer):
            return (all(q.test(p, seen) for q in parts)
                    and not any(q.test(p, q.codes or seen) for q in left))
        return Query(text, test)
    if dice.random() < 0.25:
        a, b = group(), group()
        return Query(f"({a.text}) {dice.choice(('OU', 'OR'))} ({b.text})",
                     lambda p, c: a.test(p, None) or b.test(p, None))
    return group()


class TruthCase(Programs):
    """Compares one study; the classes below say which."""

    @classmethod
    def folders(cls):
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folders = cls.folders()
        for folder in folders:
            done = cls.index(folder)
            assert done.returncode == 0, done.stderr
        cls.fallback = cls.folder / "fallback"
        shutil.copytree(cls.home, cls.fallback, symlinks=True)
        for link in cls.fallback.glob("*/index"):
            link.unlink()
        named = {s["source"]: s["id"] for s in json.loads(cls.propos("status", "--json").stdout)["studies"]}
        cls.truths = [Truth(f, cls.home / named[str(f.resolve())] / "record.db") for f in folders]

    def answer(self, study, query, *more):
        """The answer of the index, after comparing it with that of the record alone."""
        line = ["search", "--json", "--study", study, "--limit", "0", "--context", "0", *more, "--", query]
        answers = []
        for home in (self.home, self.fallback):
            done = self.propos(*line, PROPOS_HOME=str(home))
            self.assertIn(done.returncode, (0, 1), f"{query}: {done.stderr}")
            answers.append(json.loads(done.stdout))
        first, second = answers
        self.assertEqual(first["engine"], "xapian")
        self.assertTrue(second["degraded"], query)
        for same in ("total", "total_partial", "counts", "facets", "interpreted"):
            self.assertEqual(first.get(same), second.get(same), (query, same))
        self.assertEqual({h["passage"] for h in first["hits"]}, {h["passage"] for h in second["hits"]}, query)
        return first

    def compare(self, t, q):
        answer = self.answer(t.id, q.text)
        expected = [p for p in t.passages if q.test(p, q.codes)]
        full = [h for h in answer["hits"] if not h["partial"]]
        found = []
        for h in full:
            inside = [p.key for p in t.passages if (p.document, p.turn) == (h["document"]["id"], h["turn"])
                      and p.start < h["span"][1] and h["span"][0] < p.end]
            found += inside
        self.assertEqual(sorted(found), sorted(p.key for p in t.printed_once(expected)), f"{t.id}: {q.text}")
        self.assertEqual(answer["total"], len(full), q.text)
        self.assertEqual(answer["total_partial"], len(answer["hits"]) - len(full), q.text)
        self.check_counts(t, q, expected, answer)
        for h in answer["hits"]:
            self.check_hit(t, q, h)
        return answer

    def check_counts(self, t, q, expected, answer):
        turns = {(p.document, p.turn) for p in expected}
        counts = answer["counts"]
        self.assertEqual(counts["passages"], len(expected), q.text)
        self.assertEqual(counts["turns"], len(turns), q.text)
        self.assertEqual(counts["documents"], len({d for d, _ in turns}), q.text)
        self.assertEqual(counts["groups"], len({t.group.get(d) for d, _ in turns} - {None}), q.text)
        self.assertEqual(counts["speakers"], len({t.person(k) for k in turns} - {None}), q.text)
        if all((k[0], t.label[k]) in t.people or not t.label[k] for k in t.turns):
            asked = sum(t.role((p.document, p.turn)) in ("moderator", "interviewer") for p in expected)
            self.assertEqual(counts["moderator"], asked, q.text)
        facets = answer["facets"]

        def tally(of):
            out = {}
            for p in expected:
                for value in set(of(p)):
                    out[value] = out.get(value, 0) + 1
            return out
        wanted = {"document": lambda p: [p.document],
                  "group": lambda p: [t.group[p.document]] if t.group.get(p.document) else [],
                  "speaker": lambda p: ["/".join(t.person((p.document, p.turn)) or (
                      p.document, t.label[p.document, p.turn]))] if t.label[p.document, p.turn] else [],
                  "coder": lambda p: [t.codings[i]["coder"] for i, _, _ in p.spans if t.codings[i]["coder"]],
                  "code": lambda p: [x for i, _, _ in p.spans
                                     for x in [t.codings[i]["code"], *t.ancestors(t.codings[i]["code"])]]}
        for name, of in wanted.items():
            said = {f["value"]: f["count"] for f in facets[name]}
            true = tally(of)
            self.assertLessEqual(said.items(), true.items(), (q.text, name))
            if len(said) < len(true):  # only the most frequent are listed
                self.assertGreaterEqual(min(said.values()), sorted(true.values(), reverse=True)[len(said)])
                self.assertGreaterEqual(len(said), 10)
        if q.codes or q.spans:
            units = {t.codings[i]["unit_key"] for p in expected for i, _, _ in p.spans
                     if (not q.codes or t.codings[i]["code"] in q.codes)
                     and (not q.coders or t.codings[i]["coder"] in q.coders)}
            self.assertEqual(counts["units"], len(units), q.text)

    def check_hit(self, t, q, h):
        key = (h["document"]["id"], h["turn"])
        start, end = h["span"]
        self.assertEqual(h["text"], t.turns[key][start:end], q.text)
        self.assertEqual(h["group"], t.group.get(key[0]), q.text)
        wanted = []
        for i, c in enumerate(t.codings):
            if c["document"] != key[0] or c["place"] is None or not c["place"][0] <= key[1] <= c["place"][2]:
                continue
            a = c["place"][1] if c["place"][0] == key[1] else 0
            b = c["place"][3] if c["place"][2] == key[1] else len(t.turns[key])
            if max(a, start) < min(b, end):
                wanted.append((c["coder"] or None, c["code"], max(a, start) - start, min(b, end) - start,
                               c.get("unit") or None, c.get("memo") or None))
        # Codings of another printing of the same words name its place.
        said = [(c["coder"], c["code"], c["start"], c["end"], c["unit"], c["memo"]) for c in h["codings"]
                if c.get("place") is None]
        order = lambda row: tuple(str(x) for x in row)
        self.assertEqual(sorted(said, key=order), sorted(wanted, key=order), f"{t.id} {key}: {q.text}")
        for c in h["codings"]:
            self.assertEqual([t.codes[x]["name"] for x in [*reversed(t.ancestors(c["code"])), c["code"]]], c["path"])
        last = 0
        for a, b in h["highlights"]:
            self.assertTrue(last <= a < b <= len(h["text"]), (q.text, h["highlights"]))
            last = b

    def test_codings_are_where_their_words_are(self):
        for t in self.truths:
            self.assertEqual(t.misplaced, [], t.id)
            for c in t.codings:
                self.assertTrue(self.said_there(t, c), f"{t.id}: {c}")

    @staticmethod
    def said_there(t, c):
        return not c.get("quote") or t.letters(t.said(c["document"], c["place"])) == t.letters(c["quote"])

    def test_each_filter(self):
        for t in self.truths:
            dice = random.Random(f"filters {t.id}")
            for q in itertools.chain(queries_about_coders(t), queries_about_codes(t, dice),
                                     queries_about_places(t, dice), queries_about_words(t, dice)):
                with self.subTest(f"{t.id}: {q.text}"):
                    self.compare(t, q)

    def test_combinations(self):
        for t in self.truths:
            dice = random.Random(f"combinations {t.id}")
            codes, coders = queries_about_codes(t, dice), queries_about_coders(t)
            others = queries_about_places(t, dice) + queries_about_words(t, dice)
            for _ in range(QUERIES):
                q = combine(dice, codes, coders, others)
                with self.subTest(f"{t.id}: {q.text}"):
                    self.compare(t, q)

    def test_what_is_there_and_what_is_left_out_make_the_whole(self):
        for t in self.truths:
            dice = random.Random(f"sums {t.id}")
            # Not a code beside a coder: there the code says which spans the coder filter sees.
            others = queries_about_places(t, dice) + queries_about_words(t, dice)
            pools = [others + queries_about_coders(t), others + queries_about_codes(t, dice)]
            for i in range(10):
                x, y = dice.sample(pools[i % 2], 2)
                with self.subTest(f"{t.id}: {x.text} / {y.text}"):
                    whole, both, rest = (self.answer(t.id, q)["counts"]["passages"] for q in (
                        x.text, f"{x.text} ET {y.text}", f"{x.text} SAUF {y.text}"))
                    self.assertEqual(both + rest, whole)

    def test_pages_and_order(self):
        for t in self.truths:
            place = {d: i for i, d in enumerate(t.documents)}
            for query in ("patient OU enfant", "codé:oui", "le médecin qui prend la peur", "codé-par:tous"):
                for order in ("relevance", "text"):
                    with self.subTest(f"{t.id}: {query}, {order}"):
                        whole = self.answer(t.id, query, "--sort", order)["hits"]
                        pages = []
                        for at in range(0, len(whole) + 1, 37):
                            done = self.propos("search", "--json", "--study", t.id, "--context", "0", "--sort", order,
                                               "--limit", "37", "--offset", str(at), "--", query)
                            pages += json.loads(done.stdout)["hits"]
                        self.assertEqual([(h["passage"], h["rank"], h["partial"]) for h in pages],
                                         [(h["passage"], h["rank"], h["partial"]) for h in whole])
                        if order == "text":
                            rank = [(h["partial"], place[h["document"]["id"]], h["turn"], h["span"][0]) for h in whole]
                            self.assertEqual(rank, sorted(rank))


class Example(TruthCase):
    @classmethod
    def folders(cls):
        return [EXAMPLE]


@unittest.skipUnless(CORPORA.is_dir(), "the five real studies are not here")
class Real(TruthCase):
    @classmethod
    def folders(cls):
        return sorted(p for p in CORPORA.glob("*") if (p / "study.ini").exists())



def odd_study():
    """Everything that is unusual and allowed: names that look like operators, letters beyond the first plane, texts of
    thousands of words, turns without a word. Three coders, whose spans cross turns and the edges of passages."""
    dice = random.Random("odd")
    coders = ["Jean-Pierre", "A+B", "Zoé & Léa"]
    documents = ["FG 1", "entretien n° 2 (été)", "l'« autre »", "a.b-c_d", "مقابلة", "vide"]
    codes = ["code", "document:FG1", "A OU B", "x*", "(1)", "C++", "50%", "é-à", "-moins", "NOT", "«guillemets»", "1.2/a",
             "[a-z]+", "tous", "^$", "💊"]
    parents = {c: (codes[(i - 1) // 2] if i > 1 and i % 5 else "") for i, c in enumerate(codes)}
    words = ("médecin malade 😀 échappe suivi l’hôpital (.) {rires} [ensemble aujourd’hui e\u0301chappement naïve "
             "cœur 𝒜𝓁 👩‍⚕️ \u00a0 \t confiance euh peut-être patient·e·s MG 3C ألم וכאב n’est-ce … = Œuvre").split(" ")
    labels = ["P1", "Mme D'A.", "P:2", "P/3", "José", "?", "", "Q"]
    files = {"study.ini": "[study]\nid = odd\ntitle = Une « drôle » d'étude 💊\ncoders = " + ", ".join(coders)
             + "\n"}
    texts = {}

    def table(path, head, lines, end="\n", mark=""):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator=end)
        writer.writerow(head)
        writer.writerows(lines)
        files[path] = mark + out.getvalue()

    def sentence(n):
        return " ".join(dice.choice(words) for _ in range(n)) + dice.choice((". ", " ? ", " ", "… ", "\n"))

    for i, d in enumerate(documents[:-1]):
        turns = []
        for t in range(1, 24):
            size = 5000 if (i, t) == (0, 7) else dice.choice((3, 8, 20, 60, 250, 700))
            text = ""
            while len(text.split()) < size:
                text += sentence(dice.choice((4, 12, 30)))
            text = "" if t % 9 == 0 else "😀😀 \u200f" if t % 11 == 0 else text.strip()
            texts[d, t] = text
            turns.append((t, labels[(t * 7 + i) % len(labels)], "", f"r {t}/{i}" if t % 2 else "", text))
        table(f"transcripts/{d}.csv", ("turn", "speaker", "line", "locator", "text"), turns,
              end="\r\n" if i % 2 else "\n", mark="\ufeff" if i % 2 else "")
    table("transcripts/vide.csv", ("turn", "speaker", "line", "locator", "text"), [])
    table("documents.csv", ("document", "title", "group", "kind"), [
        (d, f"Titre de {d}", ("les « uns »", "groupe:x", "")[i % 3], "focus-group") for i, d in enumerate(documents)])
    table("participants.csv", ("document", "label", "role", "métier", "alias_of"), [
        (d, x, "moderator" if x == "Q" else "participant", ("infirmière", "aide-soignant·e", "C++", "médecin (50%)")[j % 4],
         "P1" if x == "José" else "") for d in documents[:-1] for j, x in enumerate(labels) if x and x != "?"])
    table("codes.csv", ("code", "parent", "name"), [(c, parents[c], f"Nom {i}") for i, c in enumerate(codes)])
    table("equivalences.csv", ("code", "theme"), [("C++", "t"), ("💊", "t"), ("tous", "t")])
    table("progress.csv", ("document", "coder", "state"), [
        (d, c, "started" if (i + j) % 4 == 0 else "done") for i, d in enumerate(documents) for j, c in enumerate(coders)])
    codings = []
    for n in range(400):
        d = dice.choice(documents[:-1])
        first = dice.choice((7, dice.randrange(1, 24)))
        if not texts[d, first]:
            continue
        last = first if dice.random() < 0.7 else min(23, first + dice.randrange(1, 4))
        while not texts[d, last]:
            last -= 1
        start = dice.randrange(0, len(texts[d, first]))
        end = dice.randrange(start if first == last else 0, len(texts[d, last])) + 1
        codings.append((dice.choice(coders), dice.choice(codes), d, first, start, last, end, "",
                        dice.choice(("", f"mémo {n}")), dice.choice(("", "", f"u{n // 3}")), "individual"))
    table("codings/tous.csv", ("coder", "code", "document", "turn", "start", "turn_end", "end", "quote", "memo", "unit",
                               "round"), codings, end="\r\n", mark="\ufeff")
    return files


class Odd(TruthCase):
    """An invented study of everything that is unusual."""

    @classmethod
    def folders(cls):
        return [cls.study("odd", odd_study())]


# The tests are those of the three classes.
del TruthCase

if __name__ == "__main__":
    unittest.main()
