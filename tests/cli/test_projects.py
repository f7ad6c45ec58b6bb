"""Projects of other tools: two researchers who kept theirs apart, Taguette's tables, and a study that goes out and in."""
import json
import sqlite3
import unittest

from propos_test import EXAMPLE, Programs

CLAIRE = """Animatrice : Comment se passe la nuit à l'atelier ?
Paul : La nuit, on s'entraide davantage qu'en journée, parce qu’il n'y a personne d'autre.
Inès : Moi je dors mal. Le bruit des machines me poursuit jusque dans ma chambre.
Animatrice : Et vos proches, qu'en disent-ils ?
Paul : Ma femme s'inquiète, elle m'appelle à chaque pause pour savoir si tout va bien.
Inès : On ne se voit plus, on se croise dans la cuisine, voilà tout.
"""
# The same conversation with other apostrophes, other spaces, corrected words, a sentence less and one more.
HUGO = """Animatrice : Comment se passe la nuit à l’atelier  ?
Paul : La nuit on s’entraide davantage qu’en journée, parce qu'il n’y a personne d’autre .
Inès : Moi je dors mal. Le vacarme des machines me poursuit jusque dans ma chambre.
Animatrice : Et vos proches, qu’en disent-ils ?
Paul : Ma femme s’inquiete, elle m’appelle à chaque pause pour savoir si tout va bien.
Inès : On se croise dans la cuisine, voilà tout. Et puis rien d'autre à dire là-dessus.
"""


def qualcoder(path, owner, name, text, codings):
    """A QualCoder project (v8) of one text."""
    path.mkdir(parents=True)
    codes = sorted({code for code, _ in codings})
    with sqlite3.connect(path / "data.qda") as db:
        db.executescript("""
            create table source (id integer primary key, name text, fulltext text, mediapath text);
            create table code_cat (catid integer primary key, name text, memo text, supercatid integer);
            create table code_name (cid integer primary key, name text, memo text, catid integer, owner text);
            create table code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer,
                                    pos1 integer, owner text, memo text);""")
        db.execute("insert into source values (1, ?, ?, null)", (name, text))
        db.executemany("insert into code_name (cid, name) values (?, ?)", enumerate(codes, 1))
        for code, words in codings:
            at = text.index(words)
            db.execute("insert into code_text (cid, fid, seltext, pos0, pos1, owner) values (?, 1, ?, ?, ?, ?)",
                       (codes.index(code) + 1, words, at, at + len(words), owner))


class TwoProjects(Programs):
    """One study from two projects over the same transcript."""

    def setUp(self):
        self.here = self.folder / "deux"
        qualcoder(self.here / "claire.qda", "Claire", "Groupe nuit.docx", CLAIRE,
                  [("Entraide", "on s'entraide davantage qu'en journée"),
                   ("Sommeil", "Le bruit des machines me poursuit"),
                   ("Famille", "Ma femme s'inquiète, elle m'appelle à chaque pause")])
        qualcoder(self.here / "hugo.qda", "Hugo", "FG1_hugo_v2", HUGO,
                  [("entraide", "La nuit on s’entraide davantage qu’en journée, parce qu'il n’y a personne d’autre ."),
                   ("Troubles du sommeil", "Le vacarme des machines me poursuit"),
                   ("Famille", "Ma femme s’inquiete"),
                   ("Solitude", "Et puis rien d'autre à dire là-dessus")])
        (self.here / "code-mapping.csv").write_text("source,code,becomes\nhugo,Troubles du sommeil,Sommeil\n")

    def tearDown(self):
        import shutil
        shutil.rmtree(self.here)

    def test_become_one(self):
        done = self.index(self.here)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = done.stdout + done.stderr
        self.assertIn("“FG1_hugo_v2” is the same conversation as “Groupe nuit”", said)
        self.assertIn("“Et puis rien d'autre à dire là-dessus” (turn 6 of “FG1_hugo_v2”) has no like", said)
        self.assertIn("are in no other code book: “Solitude”", said)
        shown = json.loads(self.propos("show", "--study", "deux", "--json", "Groupe nuit").stdout)
        coded = {(c["coder"], c["code"], t["text"][c["start"]:c["end"]]) for t in shown["turns"] for c in t["codings"]}
        self.assertEqual(coded, {
            ("Claire", "Entraide", "on s'entraide davantage qu'en journée"),
            ("Hugo", "Entraide", "La nuit, on s'entraide davantage qu'en journée, parce qu’il n'y a personne d'autre"),
            ("Claire", "Sommeil", "Le bruit des machines me poursuit"),
            ("Hugo", "Sommeil", "Le bruit des machines me poursuit"),
            ("Claire", "Famille", "Ma femme s'inquiète, elle m'appelle à chaque pause"),
            ("Hugo", "Famille", "Ma femme s'inquiète"),
        })
        both = self.ask("--study", "deux", "sur:sommeil codé-par:tous")
        self.assertEqual([h["turn"] for h in both["hits"] if not h["partial"]], [3])

    def test_other_texts_stay_apart(self):
        qualcoder(self.here / "lea.qda", "Léa", "FG2", HUGO[:50] + "\nZoé : Le matin, je prends le car de six heures "
                  "avec ma voisine, et nous parlons de tout autre chose.\n", [("car", "je prends le car")])
        dry = json.loads(self.index(self.here, "--dry-run", "--json").stdout)
        self.assertEqual([d["id"] for d in dry["documents"]], ["Groupe nuit", "FG2"])

    def test_mapping_to_nothing_is_named(self):
        (self.here / "code-mapping.csv").write_text("source,code,becomes\nhugo,Solitude,Néant\n")
        done = self.index(self.here)
        self.assertEqual(done.returncode, 2)
        self.assertIn("code-mapping.csv:2", done.stdout + done.stderr)


class OutAndIn(Programs):
    """`propos export` of a whole study."""

    def test_refi_qda_reads_back(self):
        self.assertEqual(self.index(EXAMPLE).returncode, 0)
        out = self.folder / "retour.qdpx"
        done = self.propos("export", "--study", "cantine", "--to", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.index(out).returncode, 0)
        for document in ("FG2", "E1", "E2"):
            spans = []
            for study in ("cantine", "retour"):
                shown = json.loads(self.propos("show", "--study", study, "--json", document).stdout)
                spans.append(sorted((c["coder"], c["path"][-1], t["turn"], t["text"][c["start"]:c["end"]])
                                    for t in shown["turns"] for c in t["codings"]))
            self.assertTrue(spans[0])
            self.assertEqual(spans[0], spans[1], document)

    def test_hits_and_iramuteq(self):
        self.assertEqual(self.index(EXAMPLE).returncode, 0)
        for name, query in (("hits.qdpx", ["échappement"]), ("corpus.txt", [])):
            out = self.folder / name
            done = self.propos("export", "--study", "cantine", "--to", out, *query)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertGreater(out.stat().st_size, 1000)
        self.assertTrue((self.folder / "corpus.txt").read_text().startswith("**** *document_"))
        self.assertEqual(self.propos("export", "--study", "cantine", "--to", self.folder / "tout.csv").returncode, 2)


class Tables(Programs):
    """Taguette's table of highlights beside a transcript."""

    def test_highlights_are_located(self):
        folder = self.study("taguette", {
            "transcripts/FG1.txt": CLAIRE, "codings/highlights.csv":
            "id,document,tag,content\n1,FG1,Sommeil,Le bruit des machines me poursuit\n"})
        done = self.index(folder, "--coder", "Ana")
        self.assertEqual(done.returncode, 0, done.stderr)
        shown = json.loads(self.propos("show", "--study", "taguette", "--json", "FG1").stdout)
        coded = [(c["coder"], c["code"], t["turn"]) for t in shown["turns"] for c in t["codings"]]
        self.assertEqual(coded, [("Ana", "Sommeil", 3)])


if __name__ == "__main__":
    unittest.main()
