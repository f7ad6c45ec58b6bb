"""Lists of quotations that print the same words twice: one hit with its places, exact totals, both engines."""
import unittest

from propos_test import Programs

TWICE = "On porte tout sur nos épaules et personne ne vient nous relayer la nuit."
AGAIN = "on porte TOUT sur nos epaules… (rires) et personne ne vient nous relayer, la nuit"
LONGER = TWICE + " C’est comme ça depuis des années."
SHORT = "On porte tout, c’est lourd."

FILES = {
    "study.ini": "[study]\nid = veilles\ntitle = Les nuits de garde\n",
    "documents.csv": "document,title,group,kind\n"
                     "A,Citations du nord,Nord,quotes\nB,Citations du sud,Sud,quotes\nE,Entretien,Nord,interview\n",
    "transcripts/A.csv": "turn,speaker,line,locator,text\n"
                         f"1,Ana,,A1,\"{TWICE}\"\n"
                         "2,Ana,,A2,\"La relève arrive toujours trop tard, voilà le vrai problème ici.\"\n"
                         f"3,Ana,,A3,\"{SHORT}\"\n",
    "transcripts/B.csv": "turn,speaker,line,locator,text\n"
                         f"1,Bo,,B1,\"{SHORT}\"\n"
                         f"2,Bo,,B2,\"{AGAIN}\"\n"
                         f"3,Bo,,B3,\"{LONGER}\"\n"
                         f"4,Cleo,,B4,\"{TWICE}\"\n",
    "transcripts/E.csv": f"turn,speaker,line,locator,text\n1,Ana,,,\"{TWICE}\"\n2,Ana,,,\"{TWICE}\"\n",
    "codes.csv": "code,parent,name\n1,,Le poids\n2,,La solitude\n",
    "codings/x.csv": "coder,code,document,turn,start,turn_end,end,quote\n"
                     f"Zoe,1,A,1,,,,\"{TWICE}\"\n"
                     "Zoe,2,B,2,,,,\"personne ne vient nous relayer, la nuit\"\n",
}


def addresses(answer):
    return [h["passage"] for h in answer["hits"]]


class Duplicates(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.index(cls.study("veilles", FILES))
        assert done.returncode == 0, done.stderr

    def both_engines(self, *arguments):
        """The answer of the index, after the fallback has given the same hits."""
        with_index = self.ask("--limit", "0", *arguments)
        self.assertEqual(with_index["engine"], "xapian")
        index = self.home / "veilles" / "index"
        aside = self.home / "veilles" / "aside"
        index.rename(aside)
        try:
            without = self.ask("--limit", "0", *arguments)
        finally:
            aside.rename(index)
        self.assertEqual(without["engine"], "fts5")
        self.assertEqual(sorted(addresses(with_index)), sorted(addresses(without)))
        for member in ("total", "total_partial", "counts", "facets"):
            self.assertEqual(with_index[member], without[member], member)
        return with_index

    def test_what_was_printed_twice_is_one_hit_with_its_places(self):
        answer = self.both_engines('"relayer la nuit"')
        places = {h["passage"]: [p["passage"] for p in h["places"]] for h in answer["hits"]}
        self.assertEqual(places, {
            "veilles/A/1.1": ["veilles/A/1.1", "veilles/B/2.1", "veilles/B/4.1"],
            "veilles/B/3.1": [],  # says more
            "veilles/E/1.1": [],  # said twice: a conversation
            "veilles/E/2.1": [],
        })
        place = next(h for h in answer["hits"] if h["places"])["places"][1]
        self.assertEqual((place["document"]["id"], place["turn"], place["locator"], place["group"],
                          place["speaker"]["label"]), ("B", 2, "B2", "Sud", "Bo"))

    def test_totals_count_hits_and_counts_count_printings(self):
        answer = self.both_engines('"relayer la nuit"')
        self.assertEqual(answer["total"], 4)
        self.assertEqual(len(answer["hits"]), 4)
        self.assertEqual(answer["counts"]["passages"], 6)
        self.assertEqual(answer["counts"]["documents"], 3)
        for name in ("document", "speaker", "group"):
            self.assertEqual(sum(v["count"] for v in answer["facets"][name]), 6, name)

    def test_short_answers_may_be_said_twice(self):
        answer = self.both_engines('"c\'est lourd"')
        self.assertEqual(sorted(addresses(answer)), ["veilles/A/3.1", "veilles/B/1.1"])

    def test_a_filter_finds_the_printing_that_it_names(self):
        answer = self.both_engines("relayer groupe:Sud document:B")
        self.assertEqual(answer["total"], 2)
        self.assertIn("veilles/B/2.1", addresses(answer))
        self.assertEqual(answer["counts"]["passages"], 3)

    def test_codings_of_all_printings_are_shown_on_the_words_of_the_hit(self):
        answer = self.both_engines("code:1")
        hit = answer["hits"][0]
        self.assertEqual([(c["code"], c["place"]) for c in hit["codings"]], [("1", None), ("2", "veilles/B/2.1")])
        second = hit["codings"][1]
        self.assertEqual(hit["text"][second["start"]:second["end"]], "personne ne vient nous relayer la nuit.")
        self.assertEqual((second["asked"], hit["codings"][0]["asked"]), (False, True))

    def test_pages_hold_each_hit_once(self):
        whole = addresses(self.ask("--limit", "0", "--match", "any", "relayer la nuit relève problème"))
        pages = []
        for offset in range(len(whole)):
            pages += addresses(self.ask("--limit", "1", "--offset", str(offset), "--match", "any",
                                        "relayer la nuit relève problème"))
        self.assertEqual(pages, whole)
        self.assertEqual(len(set(whole)), len(whole))
        text = addresses(self.ask("--limit", "0", "--sort", "text", "--match", "any",
                                  "relayer la nuit relève problème"))
        self.assertEqual(sorted(text), sorted(whole))

    def test_prints_name_the_other_places(self):
        query = ["--limit", "1", "code:1"]
        self.assertIn("also: B turn 2, B2, Bo, Sud; B turn 4, B4, Cleo, Sud", self.propos(*query).stdout)
        for form in ("--citation", "--csv", "--markdown"):
            self.assertIn("B turn 2", self.propos(form, *query).stdout, form)
        self.assertRegex(self.propos("--citation", *query).stdout, r"^« On porte .* \(A.*; also: B turn 2")

    def test_the_printing_asked_for_by_its_locator_is_the_hit(self):
        answer = self.ask("document:B repère:B4")
        self.assertEqual([p["turn"] for p in answer["hits"][0]["places"]], [4, 1, 2])


if __name__ == "__main__":
    unittest.main()
