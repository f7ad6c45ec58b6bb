"""Does `propos gaps` find codings again that were taken away?

usage: gaps.py BUILD STUDY_FOLDER [--coder A] [--codes 10] [--least 20] [--seed 1] [--first 20] [--alone]

Draws ten codes at random among those to which the coder gave at least 20 codings (descendants counted; none below
another one while there are enough). Deals the coder's codings into ten heaps at random, those that begin in one turn
into one heap (a passage still coded so cannot be missed). For each code and heap it copies the study without the
codings of that code in that heap, indexes the copy, and asks `propos gaps --code X --coder CODER`. Found: the share of
the codings taken away one of whose passages is among the first 20. Beside it: the same share for the plain query (the
code's name, any of its words, without what the coder still coded X), and what a random order would find.
--alone leaves the other coders' codings out of the copies.
Everything goes through the programs as they are: nothing of what was taken away can be left in an index.
"""
import argparse
import csv
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile

HEAPS = 10


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(rows)


class Programs:
    def __init__(self, build, home):
        self.build = pathlib.Path(build)
        self.environment = {**os.environ, "PROPOS_HOME": str(home), "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}

    def index(self, folder):
        subprocess.run([self.build / "indexer" / "propos-index", folder], check=True, env=self.environment,
                       stdout=subprocess.DEVNULL)

    def ask(self, *arguments):
        done = subprocess.run([self.build / "query" / "propos", arguments[0], "--json", "--direct", *arguments[1:]], check=False,
                              env=self.environment, capture_output=True)
        if done.returncode not in (0, 1):
            raise SystemExit(done.stderr.decode())
        return json.loads(done.stdout)


def below(codes, code, ancestor):
    while code and code != ancestor:
        code = codes.get(code)
    return code == ancestor


def choose(codes, codings, wanted, least, draw):
    """Codes to measure: drawn among those that have enough, none below another while that is possible."""
    counts = {c: sum(below(codes, r["code"], c) for r in codings) for c in codes}
    enough = sorted(c for c in codes if counts[c] >= least and codes[c])
    draw.shuffle(enough)
    chosen = []
    for strict in (True, False):
        for code in enough:
            apart = all(not below(codes, code, o) and not below(codes, o, code) for o in chosen)
            if len(chosen) < wanted and code not in chosen and (apart or not strict):
                chosen.append(code)
    return chosen, counts


def passages_of(programs, study):
    """The passages of the record: {document: {turn: [(start, end, address)]}}, from a search for everything."""
    import sqlite3
    path = pathlib.Path(programs.environment["PROPOS_HOME"]) / study / "record.db"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        rows = db.execute('SELECT d.name, t.number, p.number, p.start, p."end" FROM passage p'
                          " JOIN turn t ON t.id = p.turn JOIN document d ON d.id = p.document").fetchall()
    places = {}
    for document, turn, number, start, end in rows:
        places.setdefault((document, turn), []).append((start, end, f"{study}/{document}/{turn}.{number}"))
    return places


def touched(places, row):
    first, last = int(row["turn"]), int(row["turn_end"] or row["turn"])
    found = set()
    for turn in range(first, last + 1):
        for start, end, address in places.get((row["document"], turn), ()):
            a = int(row["start"]) if turn == first else 0
            b = int(row["end"]) if turn == last else 1 << 40
            if start < b and a < end:
                found.add(address)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build")
    parser.add_argument("study", type=pathlib.Path)
    parser.add_argument("--coder", default="A")
    parser.add_argument("--codes", type=int, default=10)
    parser.add_argument("--least", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=20)
    parser.add_argument("--alone", action="store_true")
    o = parser.parse_args()
    draw = random.Random(o.seed)
    files = {p: read(p) for p in sorted((o.study / "codings").glob("*.csv"))}
    book = read(o.study / "codes.csv")
    codes = {r["code"]: r["parent"] for r in book}
    names = {r["code"]: r["name"] for r in book}
    ours = [r for rows in files.values() for r in rows if r["coder"] == o.coder]
    chosen, counts = choose(codes, ours, o.codes, o.least, draw)
    turns = sorted({(r["document"], int(r["turn"])) for r in ours})
    draw.shuffle(turns)
    heap = {turn: i % HEAPS for i, turn in enumerate(turns)}
    sums = {c: [0, 0, 0, 0.0] for c in chosen}
    with tempfile.TemporaryDirectory(prefix="propos-gaps-") as folder:
        programs = Programs(o.build, pathlib.Path(folder) / "home")
        for code, taken in ((c, t) for c in chosen for t in range(HEAPS)):
            def hidden(row, code=code, taken=taken):
                return (row["coder"] == o.coder and below(codes, row["code"], code) and
                        heap[row["document"], int(row["turn"])] == taken)
            copy = pathlib.Path(folder) / "study"
            shutil.copytree(o.study, copy)
            still, places, kept = set(), {}, []
            for path, rows in files.items():
                left = [r for r in rows if not hidden(r) and (r["coder"] == o.coder or not o.alone)]
                kept += left
                target = copy / path.relative_to(o.study)
                write(target, left) if left else target.unlink()
            programs.index(copy)
            study = programs.ask("status")["studies"][0]["id"]
            places = passages_of(programs, study)
            for r in kept:
                if r["coder"] == o.coder and below(codes, r["code"], code):
                    still |= touched(places, r)
            lost = [p for p in (touched(places, r) - still for r in ours if hidden(r)) if p]
            hits = programs.ask("gaps", "--study", study, "--code", code, "--coder", o.coder, "--limit", str(o.first),
                                "--context", "0")["gaps"][0]["hits"]
            found = {h["passage"] for h in hits}
            hits = programs.ask("search", "--study", study, "--match", "any", "--limit", "0", "--context", "0",
                                "--", names[code].replace("-", " "))["hits"]
            plain = set([h["passage"] for h in hits if h["passage"] not in still][:o.first])
            rest = sum(len(v) for v in places.values()) - len(still)
            row = sums[code]
            row[0] += len(lost)
            row[1] += sum(bool(p & found) for p in lost)
            row[2] += sum(bool(p & plain) for p in lost)
            for p in lost:  # the chance that one of the passages of p is among the first ones
                none = 1.0
                for i in range(len(p)):
                    none *= max(rest - o.first - i, 0) / (rest - i)
                row[3] += 1 - none
            shutil.rmtree(copy)
    print(f"| code | codings | taken away | found in the first {o.first} | plain query | random order |")
    print("|---|---|---|---|---|---|")
    total = [0, 0, 0, 0.0]
    shares = [0.0, 0.0, 0.0]
    for code in chosen:
        row = sums[code]
        total = [a + b for a, b in zip(total, row)]
        each = [v / row[0] if row[0] else 0.0 for v in row[1:]]
        shares = [a + b / len(chosen) for a, b in zip(shares, each)]
        print(f"| {code} {names[code][:50]} | {counts[code]} | {row[0]} | " + " | ".join(f"{v:.2f}" for v in each) + " |")
    print(f"| mean of the codes | | | " + " | ".join(f"**{v:.3f}**" for v in shares) + " |")
    print(f"| all codings | | {total[0]} | " + " | ".join(f"{v / total[0]:.3f}" for v in total[1:]) + " |")


main()
