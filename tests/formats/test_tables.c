// CSV tables and study.ini.
#include "base/buffer.h"
#include "formats/csv.h"
#include "formats/ini.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static propos_arena *arena;
static propos_error error;

static void set_up(void)
{
    arena = propos_arena_new();
    propos_error_clear(&error);
}

static void tear_down(void)
{
    propos_arena_free(arena);
}

static propos_status read_csv(const char *text, propos_table *table)
{
    return propos_csv_read(arena, text, strlen(text), "codes.csv", table, &error);
}

// A table as text: cells between bars, rows with their line.
static const char *drawn(const propos_table *table)
{
    propos_buffer out = {0};
    for (size_t row = 0; row < table->row_count; row++) {
        propos_buffer_printf(&out, "%ld:", table->lines[row]);
        for (size_t column = 0; column < table->column_count; column++) {
            propos_buffer_printf(&out, "%s|", propos_csv_cell(table, row, (int)column));
        }
        propos_buffer_putc(&out, '/');
    }
    const char *text = propos_arena_strdup(arena, propos_buffer_text(&out));
    propos_buffer_free(&out);
    return text;
}

static const struct {
    const char *text, *rows;
} tables[] = {
    {"code,name\nA,un\nB,deux\n", "2:A|un|/3:B|deux|/"},
    {"code;name\nA;un, deux\n", "2:A|un, deux|/"},
    {"\xEF\xBB\xBF"
     "code;name\nA;un",
     "2:A|un|/"},
    {"\n  \ncode,name\n\nA,un\n\n\nB,deux\n", "5:A|un|/8:B|deux|/"},
    {"code,name\nA,\"dit \"\"oui\"\", enfin\"\n", "2:A|dit \"oui\", enfin|/"},
    {"code,name\nA,\"un\n\ndeux\"\nB,trois\n", "2:A|un\n\ndeux|/5:B|trois|/"},
    {"code,name,memo\nA\nB,deux\n", "2:A|||/3:B|deux||/"},
    {"code;name\nA;un;;;\n;;;\nB;deux\n", "2:A|un|/4:B|deux|/"},
    {"\"a;b\",name\nA,un\n", "2:A|un|/"},
    {"code,name\n\" A \",  un  \n", "2: A |un|/"},
    {"code\nA\nB\n", "2:A|/3:B|/"},
    {"code,name\n", ""},
};

START_TEST(tables_are_read)
{
    propos_table table;
    ck_assert_msg(read_csv(tables[_i].text, &table) == PROPOS_OK, "%s", error.text);
    ck_assert_str_eq(drawn(&table), tables[_i].rows);
}
END_TEST

static const struct {
    const char *text;
    long line;
    const char *says;
} bad_tables[] = {
    {"", 0, "empty"},
    {"\n\n;;\n", 0, "empty"},
    {"code,name\nA,un\nB,deux,trois\n", 3, "3 cells"},
    {"code,name\nA,un\nB,\"deux\ntrois\n", 3, "quotes"},
    {"code,name\nA,un \"deux\n", 2, "quotes"},
    {"code,name\nA,\"un\" deux\n", 2, "quotes"},
    {"code,Nom,nom\nA,un\n", 1, "nom"},
};

START_TEST(bad_tables_are_refused)
{
    propos_table table;
    ck_assert_int_eq(read_csv(bad_tables[_i].text, &table), PROPOS_BAD_INPUT);
    ck_assert_int_eq(error.line, bad_tables[_i].line);
    ck_assert_str_eq(error.file, "codes.csv");
    ck_assert_msg(strstr(error.text, bad_tables[_i].says) != NULL, "%s", error.text);
}
END_TEST

START_TEST(columns_are_found_in_both_languages)
{
    propos_table table;
    ck_assert_int_eq(read_csv("Repère;  CODEUR ;texte\nV2;A;oui\n", &table), PROPOS_OK);
    ck_assert_int_eq(propos_csv_column(&table, "locator|repère"), 0);
    ck_assert_int_eq(propos_csv_column(&table, "repere"), 0);
    ck_assert_int_eq(propos_csv_column(&table, "coder|codeur"), 1);
    ck_assert_int_eq(propos_csv_column(&table, "tex"), -1);
    ck_assert_int_eq(propos_csv_column(&table, "memo|mémo"), -1);
    ck_assert_str_eq(propos_csv_cell(&table, 0, 1), "A");
    ck_assert_str_eq(propos_csv_cell(&table, 0, -1), "");
    ck_assert_str_eq(propos_csv_cell(&table, 1, 0), "");
}
END_TEST

// A cell of a megabyte, and a table with too many columns.
START_TEST(sizes)
{
    propos_buffer text = {0};
    propos_table table;
    propos_buffer_puts(&text, "text\n\"");
    for (int i = 0; i < 100000; i++) {
        propos_buffer_puts(&text, "bla, bla\n\n");
    }
    propos_buffer_puts(&text, "\"\nfin\n");
    ck_assert_int_eq(read_csv(text.bytes, &table), PROPOS_OK);
    ck_assert_uint_eq(table.row_count, 2);
    ck_assert_uint_eq(strlen(propos_csv_cell(&table, 0, 0)), 1000000);
    ck_assert_int_eq(table.lines[1], 200003);
    propos_buffer_cut(&text, 0);
    for (int i = 0; i < 5000; i++) {
        propos_buffer_puts(&text, "x,");
    }
    ck_assert_int_eq(read_csv(text.bytes, &table), PROPOS_BAD_INPUT);
    propos_buffer_free(&text);
}
END_TEST

static propos_status read_ini(const char *text, propos_ini *ini)
{
    return propos_ini_read(arena, text, strlen(text), "study.ini", ini, &error);
}

START_TEST(study_ini_is_read)
{
    propos_ini ini;
    ck_assert_int_eq(read_ini("; une étude\n"
                              "[study]\n"
                              "id = suivi\n"
                              "  title=Le suivi ; deux regards\n"
                              "coders: A, B\n"
                              "\n"
                              "[confidential]\n"
                              "columns = nom ;prénom; âge # non\n"
                              "[import]\n"
                              "# par source\n"
                              "codeur de l'entretien à domicile = Zoé = moi\n"
                              "vide =\n"
                              "vide = enfin\n",
                              &ini),
                     PROPOS_OK);
    ck_assert_uint_eq(ini.count, 7);
    ck_assert_str_eq(propos_ini_get(&ini, "study", "id"), "suivi");
    ck_assert_str_eq(propos_ini_get(&ini, "study", "title"), "Le suivi ; deux regards");
    ck_assert_str_eq(propos_ini_get(&ini, "study", "coders"), "A, B");
    ck_assert_str_eq(propos_ini_get(&ini, "confidential", "columns"), "nom ;prénom; âge # non");
    ck_assert_str_eq(propos_ini_get(&ini, "import", "codeur de l'entretien à domicile"),
                     "Zoé = moi");
    ck_assert_str_eq(propos_ini_get(&ini, "import", "vide"), "enfin");
    ck_assert_ptr_null(propos_ini_get(&ini, "study", "columns"));
    ck_assert_ptr_null(propos_ini_get(&ini, "", "id"));
    ck_assert_int_eq(ini.entries[1].line, 4);
    ck_assert_int_eq(ini.entries[6].line, 13);
}
END_TEST

START_TEST(long_lines_of_study_ini_are_whole)
{
    propos_buffer text = {0};
    propos_buffer value = {0};
    propos_ini ini;
    for (int i = 1; i < 400; i++) {
        propos_buffer_printf(&value, "Médecin nº %d ; #%d, ", i, i);
    }
    propos_buffer_puts(&value, "fin");
    propos_buffer_printf(&text, "[import]\nlabels = %s\nautre = 1\n", value.bytes);
    ck_assert_int_eq(read_ini(text.bytes, &ini), PROPOS_OK);
    ck_assert_str_eq(propos_ini_get(&ini, "import", "labels"), value.bytes);
    ck_assert_int_eq(ini.entries[1].line, 3);
    propos_buffer_free(&text);
    propos_buffer_free(&value);
}
END_TEST

static const struct {
    const char *text;
    long line;
} bad_inis[] = {
    {"[study]\nid = un\nquoi donc\nid = deux\nencore\n", 3},
    {"[study\nid = un\n", 1},
    {"\n\n= un\n", 3},
    {"[study]\nid = un\n  suite\n", 3},
    {"un nom beaucoup trop long pour une étude de ce genre = 1\n", 1},
    {"[une section beaucoup trop longue pour une étude de ce genre]\na = 1\n", 2},
};

START_TEST(bad_lines_of_study_ini_are_named)
{
    propos_ini ini;
    ck_assert_int_eq(read_ini(bad_inis[_i].text, &ini), PROPOS_BAD_INPUT);
    ck_assert_int_eq(error.line, bad_inis[_i].line);
    ck_assert_str_eq(error.file, "study.ini");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formats/tables");
    TCase *cases = tcase_create("tables");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, tables_are_read, 0, sizeof tables / sizeof tables[0]);
    tcase_add_loop_test(cases, bad_tables_are_refused, 0, sizeof bad_tables / sizeof bad_tables[0]);
    tcase_add_test(cases, columns_are_found_in_both_languages);
    tcase_add_test(cases, sizes);
    tcase_add_test(cases, study_ini_is_read);
    tcase_add_test(cases, long_lines_of_study_ini_are_whole);
    tcase_add_loop_test(cases, bad_lines_of_study_ini_are_named, 0,
                        sizeof bad_inis / sizeof bad_inis[0]);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
