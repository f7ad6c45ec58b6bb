// Spreadsheets: tables in .xlsx and .ods, and coded units as students keep them.
#include "formats/table_read.h"
#include "office.h"

#include "base/memory.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define T(place, text) "<c r=\"" place "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

static propos_table table_of(propos_arena *arena, const char *name, char *bytes, size_t length,
                             const char *sheet, propos_status expected, propos_error *error)
{
    propos_table table;
    formats_input input = {.path = name, .name = name, .bytes = bytes, .length = length};
    propos_error_clear(error);
    ck_assert_int_eq(formats_table_read(arena, &input, sheet, false, &table, error), expected);
    free(bytes);
    return table;
}

START_TEST(excel_shows_what_people_see)
{
    static const office_part MORE[] = {
        {"xl/sharedStrings.xml",
         "<sst><si><t>Claire</t></si><si><r><t>infir</t></r><r><t>mière</t></r><rPh><t>x</t></rPh>"
         "</si></sst>",
         0},
        {"xl/styles.xml",
         "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-40C]d\\ mmmm\\ yyyy\"/>"
         "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
         "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>",
         0},
        {NULL, NULL, 0}};
    size_t length = 0;
    char *bytes = office_xlsx(
        "<sheetData><row r=\"1\">" T("A1", "Étude de l’hiver") "</row><row r=\"3\">" T(
            "A3", "label") T("B3", "role") T("C3", "age") T("D3", "date")
            T("E3", "heure") "</row><row r=\"4\"><c r=\"A4\" t=\"s\"><v>0</v></c><c r=\"B4\" "
                             "t=\"s\"><v>1</v></c><c r=\"C4\">"
                             "<v>54.10000000000001</v></c><c r=\"D4\" s=\"2\"><v>45352</v></c><c "
                             "r=\"E4\" s=\"3\"><v>0.5</v></c>"
                             "</row><row r=\"6\"><c r=\"A6\" t=\"str\"><f>1</f><v>Hugo</v></c><c "
                             "r=\"C6\"><v>12</v></c>"
                             "<c r=\"D6\" s=\"1\"><v>1</v></c></row></sheetData>",
        MORE, &length);
    propos_arena *arena = propos_arena_new();
    propos_error error;
    propos_table t = table_of(arena, "participants.xlsx", bytes, length, NULL, PROPOS_OK, &error);
    ck_assert_uint_eq(t.column_count, 5);
    ck_assert_uint_eq(t.row_count, 2);
    static const char *const CELLS[] = {"Claire", "infirmière", "54.1", "2024-03-01", "12:00:00",
                                        "Hugo",   "",           "12",   "1899-12-31", ""};
    for (size_t i = 0; i < 10; i++) {
        ck_assert_str_eq(t.cells[i], CELLS[i]);
    }
    ck_assert_int_eq(t.lines[0], 4);
    ck_assert_int_eq(t.lines[1], 6);
    ck_assert_int_eq(propos_csv_column(&t, "rôle|role"), 1);
    propos_arena_free(arena);
}
END_TEST

#define C(text) "<table:table-cell><text:p>" text "</text:p></table:table-cell>"

START_TEST(calc_and_named_sheets)
{
    static const char TABLES[] =
        "<table:table table:name=\"Vide\"/>"
        "<table:table table:name=\"Un\"><table:table-row>" C("code")
            C("name") "</table:table-row>"
                      "<table:table-row>" C(
                          "P") "<table:table-cell><text:p>Peur</text:p><text:p>du<text:s/>soir"
                               "</text:p></table:table-cell><table:table-cell "
                               "table:number-columns-repeated=\"16000\"/>"
                               "</table:table-row><table:table-row "
                               "table:number-rows-repeated=\"1048000\"/></table:table>"
                               "<table:table table:name=\"Deux\"><table:table-row>" C("code") C(
                                   "theme") "</table:table-row>"
                                            "<table:table-row>" C(
                                                "A") "<table:table-cell "
                                                     "table:number-rows-spanned=\"2\"><text:p>Lien"
                                                     "</text:p></table:table-cell></"
                                                     "table:table-row><table:table-row>" C(
                                                         "B") "<table:covered-table-cell/></"
                                                              "table:table-row></table:table>";
    propos_arena *arena = propos_arena_new();
    propos_error error;
    size_t length = 0;
    char *bytes = office_ods(TABLES, &length);
    propos_table one = table_of(arena, "codes.ods", bytes, length, NULL, PROPOS_OK, &error);
    ck_assert_uint_eq(one.column_count, 2);
    ck_assert_uint_eq(one.row_count, 1);
    ck_assert_str_eq(one.cells[1], "Peur\ndu soir");
    bytes = office_ods(TABLES, &length);
    propos_table two = table_of(arena, "codes.ods", bytes, length, "deux", PROPOS_OK, &error);
    ck_assert_uint_eq(two.row_count, 2);
    ck_assert_str_eq(two.cells[3], "Lien");
    bytes = office_ods(TABLES, &length);
    (void)table_of(arena, "codes.ods", bytes, length, "Trois", PROPOS_BAD_INPUT, &error);
    ck_assert_ptr_nonnull(strstr(error.text, "no sheet called"));
    propos_arena_free(arena);
}
END_TEST

START_TEST(units_of_students)
{
    size_t length = 0;
    char *bytes = office_xlsx(
        "<sheetData><row r=\"1\">" T("A1", "N°") T("B1", "Entretien") T("C1", "Verbatim")
            T("D1", "Thème") T("E1", "Sous-thème") T("F1", "Code 1") T("G1", "Code 2")
                T("H1", "Codeuse") "</row><row r=\"2\">" T("A2", "1") T("B2", "E1")
                    T("C2", "On ne les voit plus.") T("D2", "Lien") T("E2", "Distance")
                        T("F2", "perte de vue") T("G2", "solitude")
                            T("H2", "Inès") "</row><row r=\"3\">" T("A3", "2")
                                T("C3", "Ils reviennent tard.") T("F3", "retard; peur")
                                    T("H3", "Inès") "</row><row r=\"4\">" T("A4", "3") T("B4", "E2")
                                        T("C4", "Rien à dire.")
                                            T("D4",
                                              "Silence") "</row></sheetData><mergeCells><mergeCell "
                                                         "ref=\"B2:B3\"/></mergeCells>",
        NULL, &length);
    office_read read = office_read_bytes("grille.xlsx", bytes, length);
    ck_assert_str_eq(read.reader->name, "sheet");
    ck_assert_int_eq(read.status, PROPOS_OK);
    ck_assert_str_eq(office_codings(&read),
                     "Inès|Lien / Distance / perte de vue|E1|On ne les voit plus.|1\n"
                     "Inès|Lien / Distance / solitude|E1|On ne les voit plus.|1\n"
                     "Inès|Lien / Distance / retard|E1|Ils reviennent tard.|2\n"
                     "Inès|Lien / Distance / peur|E1|Ils reviennent tard.|2\n"
                     "-|Silence|E2|Rien à dire.|3");
    ck_assert_uint_eq(read.content.document_count, 2);
    ck_assert_str_eq(office_turns(&read),
                     "-|On ne les voit plus.\n-|Ils reviennent tard.\n-|Rien à dire.");
    ck_assert_ptr_nonnull(strstr(read.content.doubts.items[0].what, "“Verbatim” = quotation"));
    office_free(&read);
}
END_TEST

// No header that says anything: the long column is the quotation, the one that comes again the
// code.
START_TEST(columns_are_told_by_their_cells)
{
    size_t length = 0;
    char *bytes = office_xlsx(
        "<sheetData><row r=\"1\">" T("A1", "x") T("B1", "y") T("C1", "z") "</row><row r=\"2\">" T(
            "A2", "12") T("B2", "isolement")
            T("C2", "Je reste seule toute la journée chez moi.") "</row><row r=\"3\">" T(
                "A3", "14") T("B3", "isolement")
                T("C3", "Personne ne vient, même le dimanche.") "</row><row r=\"4\">" T("A4", "15")
                    T("B4", "douleur")
                        T("C4", "La nuit, j’ai mal dans tout le dos.") "</row><row r=\"5\">" T(
                            "A5", "19") T("B5", "isolement")
                            T("C5", "Le téléphone ne sonne plus, vous savez.") "</row></sheetData>",
        NULL, &length);
    office_read read = office_read_bytes("codage.xlsx", bytes, length);
    ck_assert_int_eq(read.status, PROPOS_OK);
    ck_assert_uint_eq(read.content.coding_count, 4);
    ck_assert_str_eq(read.content.codings[2].code, "douleur");
    ck_assert_str_eq(read.content.codings[2].quote, "La nuit, j’ai mal dans tout le dos.");
    office_free(&read);
}
END_TEST

START_TEST(a_table_of_something_else_is_refused)
{
    size_t length = 0;
    char *bytes = office_xlsx("<sheetData><row r=\"1\">" T("A1", "dépense")
                                  T("B1", "montant") "</row><row r=\"2\">" T(
                                      "A2", "train") "<c r=\"B2\"><v>40</v></c></row>"
                                                     "</sheetData>",
                              NULL, &length);
    office_read read = office_read_bytes("frais.xlsx", bytes, length);
    ck_assert_int_eq(read.status, PROPOS_BAD_INPUT);
    ck_assert_ptr_nonnull(strstr(read.error.text, "verbatim"));
    office_free(&read);
    bytes = office_xlsx("<sheetData><row r=\"1\">" T("ZZ1", "a") T("A1", "b") "</row></sheetData>",
                        NULL, &length);
    read = office_read_bytes("large.xlsx", bytes, length);
    ck_assert_int_eq(read.status, PROPOS_BAD_INPUT);
    ck_assert_ptr_nonnull(strstr(read.error.text, "columns"));
    office_free(&read);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sheets");
    TCase *all = tcase_create("sheets");
    tcase_add_test(all, excel_shows_what_people_see);
    tcase_add_test(all, calc_and_named_sheets);
    tcase_add_test(all, units_of_students);
    tcase_add_test(all, columns_are_told_by_their_cells);
    tcase_add_test(all, a_table_of_something_else_is_refused);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
