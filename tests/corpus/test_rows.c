// What the engines are given for each passage, and the tokeniser under FTS5.
#include "studies.h"
#include "suites.h"

#include "base/buffer.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static bench b;

static void setup(void)
{
    bench_open(&b);
    bench_import(&b, study_of_nurses(b.arena));
}

static void teardown(void)
{
    bench_close(&b);
}

typedef struct wanted {
    uint32_t id;
    propos_passage_row row; // strings copied
} wanted;

static bool find_row(void *context, const propos_passage_row *row)
{
    wanted *w = context;
    if (row->id != w->id) {
        return true;
    }
    w->row = *row;
    w->row.text = propos_arena_strdup(b.arena, row->text);
    w->row.codes = propos_arena_strdup(b.arena, row->codes);
    w->row.memos = propos_arena_strdup(b.arena, row->memos);
    w->row.definitions = propos_arena_strdup(b.arena, row->definitions);
    w->row.context = propos_arena_strdup(b.arena, row->context);
    w->row.filters = propos_arena_strdup(b.arena, row->filters);
    return false;
}

static propos_passage_row row_of(const char *document, uint32_t turn, uint32_t number)
{
    propos_snapshot *snapshot = NULL;
    wanted w = {0};
    ck_ok(&b, propos_snapshot_load(b.record, &snapshot, &b.error));
    for (uint32_t i = 0; i < snapshot->passage_count; i++) {
        const propos_snap_passage *passage = &snapshot->passages[i];
        const propos_snap_turn *t = &snapshot->turns[passage->turn];
        if (strcmp(snapshot->documents[t->document].id, document) == 0 && t->number == turn &&
            passage->number == number) {
            w.id = passage->id;
        }
    }
    propos_snapshot_release(snapshot);
    ck_assert_uint_ne(w.id, 0);
    ck_ok(&b, propos_record_passages(b.record, 0, find_row, &w, &b.error));
    return w.row;
}

START_TEST(codes_with_their_ancestors_memos_and_definitions)
{
    propos_passage_row row = row_of("FG", 2, 1);
    ck_assert_uint_eq(row.changed, 1);
    ck_assert_str_eq(row.codes, "Le suivi perdu\nLa sortie\nLe téléphone\nLe médecin de famille");
    ck_assert_str_eq(row.memos, "Le mot fort");
    ck_assert_str_eq(row.definitions, "On ne sait plus ce que devient le patient");
    row = row_of("FG", 6, 1);
    ck_assert_str_eq(row.codes, "");
    ck_assert_str_eq(row.memos, "");
    ck_assert_str_eq(row.definitions, "");
}
END_TEST

START_TEST(a_span_over_several_turns_is_on_each)
{
    ck_assert_str_eq(row_of("FG", 3, 1).codes, "La sortie\nLe téléphone\nLe médecin de famille");
    ck_assert_str_eq(row_of("FG", 4, 1).codes, "La sortie\nLe téléphone\nLe médecin de famille");
    ck_assert_str_eq(row_of("FG", 1, 1).codes, "");
    // An empty span (Basile's on turn 5) covers nothing.
    ck_assert_str_eq(row_of("FG", 5, 1).codes, "");
}
END_TEST

START_TEST(neighbours_in_conversations_only)
{
    // The event between turns 2 and 4 is passed over.
    ck_assert_ptr_nonnull(strstr(row_of("FG", 2, 1).context, "Comment se passe"));
    ck_assert_ptr_nonnull(strstr(row_of("FG", 2, 1).context, "\nMoi, je téléphone"));
    ck_assert_ptr_null(strstr(row_of("FG", 2, 1).context, "rires"));
    ck_assert_str_eq(row_of("FG", 6, 1).context,
                     "Le médecin de famille reprend la main ; il nous écrit, et cela "
                     "suffit. Parfois il vient nous voir dans le service.");
    ck_assert_str_eq(row_of("VERB", 1, 1).context, "");
    // A passage of a long turn has its neighbours of the same turn, and the turns on both sides.
    const char *first = row_of("ENT", 2, 1).text;
    const char *second = row_of("ENT", 2, 2).text;
    const char *third = row_of("ENT", 2, 3).text;
    const char *expected = propos_arena_printf(
        b.arena, "%s\n%s\n%s\n%s", "Racontez-moi une journée.", first, third, "Et la nuit ?");
    ck_assert_str_eq(row_of("ENT", 2, 2).context, expected);
    expected = propos_arena_printf(b.arena, "%s\n%s\n%s", "Racontez-moi une journée.", second,
                                   "Et la nuit ?");
    ck_assert_str_eq(row_of("ENT", 2, 1).context, expected);
    ck_assert_str_eq(row_of("ENT", 3, 1).context, third);
}
END_TEST

START_TEST(filters_of_every_kind)
{
    static const struct {
        const char *document;
        uint32_t turn;
        const char *filters;
    } cases[] = {
        {"FG", 1, "XDFG\nXGservice d'ete\nXKfocus-group\nXQQ1\nXRmoderator\nXSFG/M\nXX\nXY0"},
        {"FG", 2,
         "XAage=42\nXAmetier=infirmiere\nXC1\nXC1.1\nXC1.2\nXC2\nXDFG\nXGservice "
         "d'ete\nXKfocus-group\nXMpause\n"
         "XQQ1\nXRparticipant\nXSFG/1\nXWAnne\nXWBasile\nXX\nXY1"},
        // An event: nobody speaks.
        {"FG", 3,
         "XC1\nXC1.2\nXC2\nXDFG\nXGservice "
         "d'ete\nXKfocus-group\nXMlaughter\nXQQ1\nXWAnne\nXX\nXY1"},
        // An alias: the person's name, role and attributes.
        {"FG", 4,
         "XAage=42\nXAmetier=infirmiere\nXC1\nXC1.2\nXC2\nXDFG\nXGservice d'ete\nXKfocus-group\n"
         "XRparticipant\nXSFG/1\nXWAnne\nXX\nXY1"},
        // A label that names nobody.
        {"FG", 6, "XDFG\nXGservice d'ete\nXKfocus-group\nXMellipsis\nXRunknown\nXX\nXY0"},
        // A coding without a coder; a locator; a label without a row.
        {"VERB", 2,
         "XC1\nXC1.2\nXDVERB\nXGservice d'ete\nXKquotes\nXLv3v1\nXRunknown\nXSVERB/B\nXX\nXY1"},
        {"ENT", 3, "XDENT\nXKinterview\nXRinterviewer\nXSENT/E\nXX\nXY0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_str_eq(row_of(cases[i].document, cases[i].turn, 1).filters, cases[i].filters);
    }
}
END_TEST

static long long count(const char *sql)
{
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_prepare_v2(propos_record_sqlite(b.record), sql, -1, &statement, NULL),
                     SQLITE_OK);
    const int code = sqlite3_step(statement);
    ck_assert_msg(code == SQLITE_ROW, "%s: %s", sql,
                  sqlite3_errmsg(propos_record_sqlite(b.record)));
    const long long result = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return result;
}

static size_t lines_in(const char *text)
{
    size_t lines = *text != '\0';
    for (; *text != '\0'; text++) {
        lines += *text == '\n';
    }
    return lines;
}

static bool count_filters(void *context, const propos_passage_row *row)
{
    *(size_t *)context += lines_in(row->filters);
    char *sql = sqlite3_mprintf("SELECT count(*) FROM passage_filter WHERE passage = %u", row->id);
    ck_assert_int_eq(count(sql), (long long)lines_in(row->filters));
    sqlite3_free(sql);
    return true;
}

START_TEST(the_filter_table_says_the_same)
{
    for (int changed = 0; changed < 2; changed++) {
        size_t total = 0;
        ck_ok(&b, propos_record_passages(b.record, 0, count_filters, &total, &b.error));
        ck_assert_int_eq(count("SELECT count(*) FROM passage_filter"), (long long)total);
        ck_assert_int_eq(count("SELECT count(*) FROM passage_filter WHERE term = 'XWBasile'"),
                         2 - changed);
        ck_assert_int_eq(count("SELECT count(*) FROM passage_filter WHERE term = 'XX'"), 13);
        propos_study_data *study = study_of_nurses(b.arena);
        study->codings[3].coder = "Anne";
        bench_import(&b, study);
    }
}
END_TEST

START_TEST(match_asks_terms)
{
    static const struct {
        const char *sql;
        long long rows;
    } cases[] = {
        {"SELECT count(*) FROM passage_fts WHERE passage_fts MATCH '{text} : \"échappent\"'", 1},
        {"SELECT count(*) FROM passage_fts WHERE passage_fts MATCH '{text} : \"echappent\"'", 0},
        {"SELECT count(*) FROM passage_fts WHERE passage_fts MATCH '{text} : \"Fnous Fechapp\"'",
         1},
        {"SELECT count(*) FROM passage_fts WHERE passage_fts MATCH '{text} : \"Fechapp Fnous\"'",
         0},
        {"SELECT count(*) FROM passage_fts WHERE passage_fts MATCH '{codes} : \"perdu\"'", 2},
        // Nearby words are asked by their folds.
        {"SELECT count(*) FROM passage_fts WHERE passage_fts MATCH '{context} : \"rappelle\"'", 0},
        {"SELECT count(*) FROM code_fts WHERE code_fts MATCH '{definition} : \"patient\"'", 1},
        {"SELECT count(*) FROM memo_fts WHERE memo_fts MATCH '\"fort\"'", 1},
        {"SELECT count(*) FROM quote_fts WHERE text LIKE '%telephone sonne sans arret%'", 1},
        {"SELECT count(*) FROM quote_fts WHERE quote_fts MATCH '\"telephone sonne\"'", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_msg(count(cases[i].sql) == cases[i].rows, "%s", cases[i].sql);
    }
}
END_TEST

// ---- the tokeniser's positions are the analyser's ----

static int by_line(const void *a, const void *c)
{
    return strcmp(*(char *const *)a, *(char *const *)c);
}

static char *sorted(const char *lines)
{
    char *copy = propos_arena_strdup(b.arena, lines);
    char *items[2000];
    size_t n = 0;
    for (char *at = strtok(copy, "\n"); at != NULL; at = strtok(NULL, "\n")) {
        ck_assert_uint_lt(n, 2000);
        items[n++] = at;
    }
    qsort(items, n, sizeof items[0], by_line);
    propos_buffer out = {0};
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(items[i], items[i - 1]) != 0) {
            propos_buffer_printf(&out, "%s\n", items[i]);
        }
    }
    char *result = propos_arena_strdup(b.arena, propos_buffer_text(&out));
    propos_buffer_free(&out);
    return result;
}

static bool add_positions(void *context, const propos_token *token)
{
    propos_buffer *out = context;
    propos_buffer_printf(out, "%s %u\n", token->terms[PROPOS_CHANNEL_EXACT], token->position - 1);
    propos_buffer_printf(out, "S%s %u\n", token->terms[PROPOS_CHANNEL_STEM], token->position - 1);
    propos_buffer_printf(out, "F%s %u\n", token->terms[PROPOS_CHANNEL_FOLD], token->position - 1);
    propos_buffer_printf(out, "G%s %u\n", token->terms[PROPOS_CHANNEL_FOLD_STEM],
                         token->position - 1);
    return true;
}

START_TEST(positions_are_the_analysers)
{
    static const char *const texts[] = {
        "L'échappement, c'est-à-dire que le patient nous échappe.",
        "euh de de de la (.) patiente, euh, {rires} peut-être",
        "Les patient·e·s d'aujourd'hui, au 3C, qu'est-ce qu'ils disent ?",
        "un\ndeux\ntrois",
        "œuvre ÉTÉ e\xCC\x81te\xCC\x81 \xFF cassé",
        "… {rires} (.)",
    };
    sqlite3 *db = propos_record_sqlite(b.record);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        propos_buffer expected = {0};
        propos_buffer found = {0};
        sqlite3_stmt *statement = NULL;
        ck_assert_int_eq(
            sqlite3_exec(db,
                         "DROP TABLE IF EXISTS temp.v; DROP TABLE IF EXISTS temp.t;"
                         "CREATE VIRTUAL TABLE temp.t USING fts5(x, tokenize = 'propos');"
                         "CREATE VIRTUAL TABLE temp.v USING fts5vocab(temp, t, instance);",
                         NULL, NULL, NULL),
            SQLITE_OK);
        ck_assert_int_eq(
            sqlite3_prepare_v2(db, "INSERT INTO temp.t VALUES(?1)", -1, &statement, NULL),
            SQLITE_OK);
        sqlite3_bind_text(statement, 1, texts[i], -1, SQLITE_STATIC);
        ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
        sqlite3_finalize(statement);
        ck_assert_int_eq(
            sqlite3_prepare_v2(db, "SELECT term, \"offset\" FROM temp.v", -1, &statement, NULL),
            SQLITE_OK);
        while (sqlite3_step(statement) == SQLITE_ROW) {
            propos_buffer_printf(&found, "%s %d\n", sqlite3_column_text(statement, 0),
                                 sqlite3_column_int(statement, 1));
        }
        sqlite3_finalize(statement);
        propos_analyse(b.analyser, texts[i], strlen(texts[i]), add_positions, &expected);
        ck_assert_str_eq(sorted(propos_buffer_text(&found)), sorted(propos_buffer_text(&expected)));
        propos_buffer_free(&expected);
        propos_buffer_free(&found);
    }
}
END_TEST

Suite *rows_suite(void)
{
    Suite *suite = suite_create("rows");
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, codes_with_their_ancestors_memos_and_definitions);
    tcase_add_test(tests, a_span_over_several_turns_is_on_each);
    tcase_add_test(tests, neighbours_in_conversations_only);
    tcase_add_test(tests, filters_of_every_kind);
    tcase_add_test(tests, the_filter_table_says_the_same);
    tcase_add_test(tests, match_asks_terms);
    tcase_add_test(tests, positions_are_the_analysers);
    suite_add_tcase(suite, tests);
    return suite;
}
