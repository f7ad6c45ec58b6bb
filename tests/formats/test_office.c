// Word, Writer, RTF and PDF transcripts, built here.
#include "office.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define P(text) "<w:p><w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r></w:p>"
#define CELL(text) "<w:tc><w:tcPr/>" P(text) "</w:tc>"
#define ROW(a, b) "<w:tr>" CELL(a) CELL(b) "</w:tr>"

static office_read docx(const char *body, const office_part *more)
{
    size_t length = 0;
    char *bytes = office_docx(body, more, &length);
    office_read read = office_read_bytes("entretien.docx", bytes, length);
    ck_assert_str_eq(read.reader->name, "docx");
    return read;
}

static office_read odt(const char *text)
{
    size_t length = 0;
    char *bytes = office_odt(text, &length);
    office_read read = office_read_bytes("entretien.odt", bytes, length);
    ck_assert_str_eq(read.reader->name, "odt");
    return read;
}

static void check_turns(office_read read, const char *expected)
{
    ck_assert_msg(read.status == PROPOS_OK, "%s", read.error.text);
    ck_assert_str_eq(office_turns(&read), expected);
    office_free(&read);
}

START_TEST(word_transcripts)
{
    static const struct {
        const char *body, *turns;
    } CASES[] = {
        {P("Léa\xC2\xA0: Comment allez-vous\xC2\xA0?") P("Noé\xC2\xA0: Bien.") P("Léa\xC2\xA0: Ah.")
             P("Noé\xC2\xA0: Oui."),
         "Léa|Comment allez-vous\xC2\xA0?\nNoé|Bien.\nLéa|Ah.\nNoé|Oui."},
        // A label on its own line with times, as transcription services write it.
        {P("[Enquêteur] (0:01 - 0:11)") P("Racontez-moi.") P("") P("[Soignante] (0:12 - 0:30)")
             P("Au début, c’était dur.") P("Très dur."),
         "Enquêteur|Racontez-moi.\nSoignante|Au début, c’était dur. Très dur."},
        {"<w:p><w:r><w:t>IDE1</w:t><w:tab/><w:t>On manque de temps.</w:t></w:r></w:p>"
         "<w:p><w:r><w:t>IDE2</w:t><w:tab/><w:t>Toujours.</w:t></w:r></w:p>"
         "<w:p><w:r><w:t>IDE1</w:t><w:tab/><w:t>Voilà.</w:t></w:r></w:p>"
         "<w:p><w:r><w:t>IDE2</w:t><w:tab/><w:t>Bon.</w:t></w:r></w:p>",
         "IDE1|On manque de temps.\nIDE2|Toujours.\nIDE1|Voilà.\nIDE2|Bon."},
        // No paragraph is joined to the next, numbers alone are speech.
        {P("Nous étions") P("douze") P("12") P("13") P("14"),
         "-|Nous étions\n-|douze\n-|12\n-|13\n-|14"},
        {"<w:tbl>" ROW("Locuteur", "Verbatim") ROW("Mme Roy", "Je dors mal.")
             ROW("Dr Paul", "Depuis quand ?") ROW("", "Hein ?") ROW("Mme Roy", "Un mois.")
                 ROW("Dr Paul", "Bien.") "</w:tbl>",
         "Mme Roy|Je dors mal.\nDr Paul|Depuis quand ? Hein ?\nMme Roy|Un mois.\nDr Paul|Bien."},
        {"<w:tbl>" ROW("Âge", "54 ans") ROW("Lieu", "domicile") "</w:tbl>",
         "-|Âge\t54 ans\n-|Lieu\tdomicile"},
        // Tracked changes as accepted, hidden text left out, soft hyphens gone, a line break kept.
        {"<w:p><w:r><w:t>Oui </w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>non</w:delText></w:r>"
         "</w:del><w:ins w:id=\"2\"><w:r><w:t>bien\xC2\xADtôt</w:t></w:r></w:ins><w:r><w:rPr>"
         "<w:vanish/></w:rPr><w:t> caché</w:t></w:r><w:r><w:noBreakHyphen/><w:t>là</w:t></w:r>"
         "</w:p>",
         "-|Oui bientôt-là"},
        {"<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>Un seul </w:t></w:r>"
         "</w:p>" P("paragraphe."),
         "-|Un seul paragraphe."},
        // A text box is there once, after its paragraph.
        {"<w:p><w:r><w:t>Avant</w:t><mc:AlternateContent><mc:Choice><w:txbxContent>" P(
             "boîte") "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" P("boîte") "</"
                                                                                            "w:"
                                                                                            "txbxCo"
                                                                                            "ntent>"
                                                                                            "</"
                                                                                            "mc:"
                                                                                            "Fallba"
                                                                                            "ck></"
                                                                                            "mc:"
                                                                                            "Altern"
                                                                                            "ateCon"
                                                                                            "tent><"
                                                                                            "w:t> "
                                                                                            "après<"
                                                                                            "/w:t><"
                                                                                            "/w:r><"
                                                                                            "/w:p>",
         "-|Avant après\n-|boîte"},
    };
    check_turns(docx(CASES[_i].body, NULL), CASES[_i].turns);
}
END_TEST
#define WORD_CASES 9

START_TEST(word_notes_stand_apart)
{
    office_part notes[] = {{"word/footnotes.xml",
                            "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\" "
                            "w:id=\"0\">" P("trait") "</w:footnote><w:footnote w:id=\"2\">" P(
                                "Nom changé.") "</w:footnote></w:footnotes>",
                            0},
                           {NULL, NULL, 0}};
    check_turns(docx("<w:p><w:r><w:t>J’ai vu Jean</w:t><w:footnoteReference w:id=\"2\"/><w:t> "
                     "hier.</w:t></w:r></w:p>",
                     notes),
                "-|J’ai vu Jean hier.\n-|{note 1 : Nom changé.}");
}
END_TEST

START_TEST(word_comments_have_their_places)
{
    office_part parts[] = {
        {"word/comments.xml",
         "<w:comments xmlns:w=\"w\"><w:comment w:id=\"0\" w:author=\"Inès\">" P("peur")
             P("du soir") "</w:comment><w:comment w:id=\"1\" "
                          "w:author=\"Hugo\">" P("à revoir") "</w:comment><w:comment w:id=\"7\" "
                                                             "w:author=\"Hugo\">" P("perdu") "</"
                                                                                             "w:"
                                                                                             "comme"
                                                                                             "nt></"
                                                                                             "w:"
                                                                                             "comme"
                                                                                             "nts>",
         0},
        {NULL, NULL, 0}};
    office_read read =
        docx("<w:p><w:r><w:t>A\xC2\xA0: Vous dites ?</w:t></w:r></w:p>"
             "<w:p><w:r><w:t>B\xC2\xA0: Le soir, </w:t></w:r><w:commentRangeStart "
             "w:id=\"0\"/><w:r><w:t>j’ai"
             "</w:t></w:r></w:p>"
             "<w:p><w:r><w:t>peur</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r>"
             "<w:commentReference w:id=\"0\"/><w:t>.</w:t></w:r></w:p>" P(
                 "A : Et puis ?") "<w:p><w:r><w:t>B : Rien.</w:t><w:commentReference "
                                  "w:id=\"1\"/></w:r></w:p>",
             parts);
    ck_assert_int_eq(read.status, PROPOS_OK);
    ck_assert_str_eq(office_turns(&read),
                     "A|Vous dites ?\nB|Le soir, j’ai peur.\nA|Et puis ?\nB|Rien.");
    ck_assert_str_eq(office_comments(&read), "Inès|peur\ndu soir|j’ai\npeur|2.9-2.18\n"
                                             "Hugo|à revoir|B : Rien.|4.0-4.5");
    office_free(&read);
}
END_TEST

START_TEST(writer_transcripts)
{
    static const struct {
        const char *text, *turns;
    } CASES[] = {
        {"<text:h>Entretien</text:h><text:p>Léa<text:s/>: Bonjour,<text:line-break/>ça va<text:s "
         "text:c=\"1\"/>?</text:p><text:p>Noé : Oui.</text:p><text:p>Léa : Bon.</text:p>"
         "<text:p>Noé : Voilà.</text:p>",
         "-|Entretien\nLéa|Bonjour, ça va ?\nNoé|Oui.\nLéa|Bon.\nNoé|Voilà."},
        {"<text:tracked-changes><text:p>supprimé</text:p></text:tracked-changes><text:p>Un\n   mot"
         "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Dit "
         "ailleurs.</text:p></text:note-body></text:note> ici.</text:p>",
         "-|Un mot ici.\n-|{note 1 : Dit ailleurs.}"},
        {"<table:table><table:table-row><table:table-cell><text:p>M</text:p></table:table-cell>"
         "<table:table-cell><text:p>Alors ?</text:p></table:table-cell></table:table-row>"
         "<table:table-row><table:table-cell><text:p>P1</text:p></table:table-cell>"
         "<table:table-cell><text:p>Eh bien.</text:p><text:p>Oui.</text:p></table:table-cell>"
         "</table:table-row><table:table-row><table:table-cell><text:p>M</text:p>"
         "</table:table-cell><table:table-cell><text:p>Ah.</text:p></table:table-cell>"
         "</table:table-row><table:table-row><table:table-cell><text:p>P1</text:p>"
         "</table:table-cell><table:table-cell><text:p>Non.</text:p></table:table-cell>"
         "</table:table-row></table:table>",
         "M|Alors ?\nP1|Eh bien. Oui.\nM|Ah.\nP1|Non."},
    };
    check_turns(odt(CASES[_i].text), CASES[_i].turns);
}
END_TEST
#define WRITER_CASES 3

START_TEST(writer_comments_have_their_places)
{
    office_read read =
        odt("<text:p>C’est <office:annotation office:name=\"a1\"><dc:creator>Inès</dc:creator>"
            "<dc:date>2024-01-01</dc:date><text:p>isolement</text:p></office:annotation>la "
            "solitude<office:annotation-end office:name=\"a1\"/>, surtout.</text:p>");
    ck_assert_str_eq(office_turns(&read), "-|C’est la solitude, surtout.");
    ck_assert_str_eq(office_comments(&read), "Inès|isolement|la solitude|1.6-1.17");
    office_free(&read);
}
END_TEST

START_TEST(rtf_transcripts)
{
    static const struct {
        const char *body, *turns;
    } CASES[] = {
        {"Sol\\'e8ne\\~: Bonjour \\'e0 tous\\par Yann : \\u171?Oui\\u160?\\u187?\\par "
         "Sol\\'e8ne : Et ?\\par Yann : Rien.\\par",
         "Solène|Bonjour à tous\nYann|«Oui\xC2\xA0»\nSolène|Et ?\nYann|Rien."},
        {"{\\header en-t\\'eate}{\\*\\inconnu secret}{\\info{\\title T}}Un{\\footnote Note.} "
         "{\\deleted vieux }mot\\line suite",
         "-|Un mot\n-|suite\n-|{note 1 : Note.}"},
        {"\\uc2\\u8364 xx\\uc1 {\\f1\\'e6}\\u-10179?\\u-8704? \\emdash \\{\\}\\'92", "-|€ć😀 —{}’"},
        {"\\trowd\\pard\\intbl M\\cell Un.\\cell\\row\\trowd\\pard\\intbl P\\cell Deux.\\cell\\row"
         "\\trowd\\pard\\intbl M\\cell Trois.\\cell\\row\\trowd\\pard\\intbl P\\cell "
         "Quatre.\\cell\\row"
         "\\pard Fin\\par",
         "M|Un.\nP|Deux.\nM|Trois.\nP|Quatre. Fin"},
    };
    char *rtf = propos_printf("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}"
                              "{\\f1\\fcharset238 B;}}%s}",
                              CASES[_i].body);
    check_turns(office_read_text("entretien.rtf", rtf), CASES[_i].turns);
    free(rtf);
}
END_TEST
#define RTF_CASES 4

// A PDF of one page for each text, whose lines are parted by LF.
static char *pdf_of(const char *const *pages, size_t count, size_t *length)
{
    propos_buffer out = {0};
    propos_buffer_puts(&out, "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
                             "3 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
                             "/Encoding/WinAnsiEncoding>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[");
    for (size_t i = 0; i < count; i++) {
        propos_buffer_printf(&out, "%zu 0 R ", 4 + 2 * i);
    }
    propos_buffer_printf(&out, "]/Count %zu>>\nendobj\n", count);
    for (size_t i = 0; i < count; i++) {
        propos_buffer text = {0};
        propos_buffer_puts(&text, "BT /F1 11 Tf 14 TL 60 780 Td\n");
        for (const char *at = pages[i]; *at != '\0';) {
            size_t size = strcspn(at, "\n");
            propos_buffer_printf(&text, "(%.*s) Tj T*\n", (int)size, at);
            at += size + (at[size] != '\0');
        }
        propos_buffer_puts(&text, "ET");
        propos_buffer_printf(&out,
                             "%zu 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents "
                             "%zu 0 R/Resources<</Font<</F1 3 0 R>>>>>>\nendobj\n%zu 0 obj\n"
                             "<</Length %zu>>\nstream\n%s\nendstream\nendobj\n",
                             4 + 2 * i, 5 + 2 * i, 5 + 2 * i, text.length, text.bytes);
        propos_buffer_free(&text);
    }
    propos_buffer_puts(&out, "trailer<</Root 1 0 R>>\n%%EOF\n");
    *length = out.length;
    return propos_buffer_take(&out);
}

static office_read pdf(const char *const *pages, size_t count)
{
    size_t length = 0;
    char *bytes = pdf_of(pages, count, &length);
    return office_read_bytes("entretien.pdf", bytes, length);
}

START_TEST(pdf_transcripts)
{
    static const char *const PAGES[] = {
        "M : Bonjour \\340 tous, merci d'\\352tre venus ce soir pour parler\n"
        "de vous.\nA : Merci \\340 vous, c'est la premi\\350re fois que nous pouvons\n"
        "en parler ensemble.",
        "M : Alors, par quoi voulez-vous commencer ce soir, dites-moi\nun peu ?\n"
        "A : Par le d\\351but, par le jour o\\371 tout cela nous est arriv\\351\nsans "
        "pr\\351venir."};
    check_turns(pdf(PAGES, 2),
                "M|Bonjour à tous, merci d'être venus ce soir pour parler de vous.\n"
                "A|Merci à vous, c'est la première fois que nous pouvons en parler ensemble.\n"
                "M|Alors, par quoi voulez-vous commencer ce soir, dites-moi un peu ?\n"
                "A|Par le début, par le jour où tout cela nous est arrivé sans prévenir.");
}
END_TEST

START_TEST(what_cannot_be_read_says_why)
{
    static const char *const SCAN[] = {"", "2"};
    static const char *const RUN_TOGETHER[] = {
        "Onadesrelationsaveclespatientsquinousmettentvraimentendifficultechaquejour\n"
        "Onadesrelationsaveclespatientsquinousmettentvraimentendifficultechaquejour\n"
        "Onadesrelationsaveclespatientsquinousmettentvraimentendifficultechaquejour\n"
        "Onadesrelationsaveclespatientsquinousmettentvraimentendifficultechaquejour\n"
        "Onadesrelationsaveclespatientsquinousmettentvraimentendifficultechaquejour\n"
        "Onadesrelationsaveclespatientsquinousmettentvraimentendifficultechaquejour"};
    static const office_part NO_TEXT[] = {
        {"[Content_Types].xml", "<Types/>", 0}, {"word/styles.xml", "<a/>", 0}, {NULL, NULL, 0}};
    static const office_part LOCKED[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text", 0},
        {"META-INF/manifest.xml", "<m:manifest><m:encryption-data/></m:manifest>", 0},
        {"content.xml", "\1\2\3", 0},
        {NULL, NULL, 0}};
    static const char OLD_WORD[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 ancien";
    size_t no_text_length = 0;
    size_t locked_length = 0;
    char *no_text = office_zip(NO_TEXT, &no_text_length);
    char *locked = office_zip(LOCKED, &locked_length);
    struct {
        office_read read;
        const char *words;
    } cases[] = {
        {pdf(SCAN, 2), "pictures of pages"},
        {pdf(RUN_TOGETHER, 1), "run together"},
        {office_read_text("a.pdf", "%PDF-1.4\n1 0 obj"), "cut short or damaged"},
        {office_read_text("a.rtf", "{\\rtf1 coup\\'e9"), "cut short"},
        {office_read_text("a.rtf", "Bonjour"), "no RTF"},
        {docx("<w:p/>", NULL), "no text in this document"},
        {office_read_bytes("a.docx", no_text, no_text_length), "missing"},
        {office_read_bytes("a.odt", locked, locked_length), "password"},
        {office_read_bytes("a.doc", propos_strdup(OLD_WORD), strlen(OLD_WORD)), ".docx"},
        {docx("<w:p>&nbsp;</w:p>", NULL), "broken"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_int_eq(cases[i].read.status, PROPOS_BAD_INPUT);
        ck_assert_msg(strstr(cases[i].read.error.text, cases[i].words) != NULL, "%s",
                      cases[i].read.error.text);
        office_free(&cases[i].read);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("office");
    TCase *all = tcase_create("office");
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, word_transcripts, 0, WORD_CASES);
    tcase_add_test(all, word_notes_stand_apart);
    tcase_add_test(all, word_comments_have_their_places);
    tcase_add_loop_test(all, writer_transcripts, 0, WRITER_CASES);
    tcase_add_test(all, writer_comments_have_their_places);
    tcase_add_loop_test(all, rtf_transcripts, 0, RTF_CASES);
    tcase_add_test(all, pdf_transcripts);
    tcase_add_test(all, what_cannot_be_read_says_why);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
