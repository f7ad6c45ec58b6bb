// The algebra of coders on an invented code book: Bea, Cyril and Dalia coded one passage of 100
// letters.
//
// Codes: R (root) > R.1 > R.1.a, and R > R.2; S, a root without children; R.2 and E mean the same
// thing.
#include "search/spans.h"

#include "base/buffer.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEA, CYRIL, DALIA, CODERS };
enum { R, R1, R1A, R2, S, E, CODES };
enum { MOST = 200 };

static const char *CODER_NAMES[CODERS] = {"Bea", "Cyril", "Dalia"};
static const propos_snap_code CODE_BOOK[CODES] = {
    [R] =
        {.id = "R", .name = "R", .parent = PROPOS_NONE, .has_children = true, .theme = PROPOS_NONE},
    [R1] = {.id = "R.1",
            .name = "R.1",
            .parent = R,
            .depth = 1,
            .has_children = true,
            .theme = PROPOS_NONE},
    [R1A] = {.id = "R.1.a", .name = "R.1.a", .parent = R1, .depth = 2, .theme = PROPOS_NONE},
    [R2] = {.id = "R.2", .name = "R.2", .parent = R, .depth = 1, .theme = 0},
    [S] = {.id = "S", .name = "S", .parent = PROPOS_NONE, .theme = PROPOS_NONE},
    [E] = {.id = "E", .name = "E", .parent = PROPOS_NONE, .theme = 0},
};

// A passage with the spans of `text`: "B R.1 0-10; C S 5-20".
typedef struct scene {
    propos_snapshot snapshot;
    propos_snap_document document;
    propos_snap_turn turn;
    propos_snap_passage passage;
    propos_snap_coding codings[MOST];
    propos_snap_span spans[MOST];
    bool finished[CODERS];
} scene;

static uint32_t coder_of(char letter)
{
    return letter == 'B' ? BEA : letter == 'C' ? CYRIL : letter == 'D' ? DALIA : PROPOS_NONE;
}

static uint32_t code_of(const char *id)
{
    for (uint32_t i = 0; i < CODES; i++) {
        if (strcmp(CODE_BOOK[i].id, id) == 0) {
            return i;
        }
    }
    ck_abort_msg("the test has no code %s", id);
    return 0;
}

static void set_scene(scene *s, const char *text, const char *finished)
{
    memset(s, 0, sizeof *s);
    uint32_t count = 0;
    for (const char *at = text; *at != '\0';) {
        char coder;
        char code[16];
        unsigned start;
        unsigned end;
        int read = 0;
        ck_assert_int_eq(sscanf(at, " %c %15s %u-%u%n", &coder, code, &start, &end, &read), 4);
        ck_assert_uint_lt(count, MOST);
        s->codings[count] = (propos_snap_coding){.coder = coder_of(coder),
                                                 .code = code_of(code),
                                                 .start = start,
                                                 .end = end,
                                                 .round = "individual",
                                                 .unit_key = count};
        s->spans[count] = (propos_snap_span){.coding = count, .start = start, .end = end};
        count++;
        at += read;
        at += strspn(at, "; ");
    }
    for (const char *f = finished; *f != '\0'; f++) {
        s->finished[coder_of(*f)] = true;
    }
    s->document = (propos_snap_document){.id = "D", .turn_count = 1, .group = PROPOS_NONE};
    s->turn = (propos_snap_turn){.number = 1, .length = 100, .passage_count = 1};
    s->passage = (propos_snap_passage){.number = 1, .end = 100, .span_count = count};
    s->snapshot = (propos_snapshot){.id = "essai",
                                    .coders = CODER_NAMES,
                                    .coder_count = CODERS,
                                    .documents = &s->document,
                                    .document_count = 1,
                                    .codes = CODE_BOOK,
                                    .code_count = CODES,
                                    .codings = s->codings,
                                    .coding_count = count,
                                    .turns = &s->turn,
                                    .turn_count = 1,
                                    .passages = &s->passage,
                                    .passage_count = 1,
                                    .spans = s->spans,
                                    .span_count = count,
                                    .finished = s->finished};
}

// "B", "B+C", "B,C", "B-C", "2+", "all": one condition a word.
static size_t read_conditions(const char *text, propos_coders *out, uint32_t names[MOST])
{
    size_t count = 0;
    size_t named = 0;
    for (const char *at = text; *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        propos_coders *c = &out[count++];
        *c = (propos_coders){.coders = &names[named]};
        if (strncmp(at, "all", length) == 0) {
            c->kind = PROPOS_CODERS_ALL;
        } else if (at[0] >= '0' && at[0] <= '9') {
            c->kind = PROPOS_CODERS_COUNT;
            c->least = (uint32_t)(at[0] - '0');
        } else {
            c->kind = length == 1    ? PROPOS_CODERS_ONE
                      : at[1] == '+' ? PROPOS_CODERS_BOTH
                      : at[1] == ',' ? PROPOS_CODERS_EITHER
                                     : PROPOS_CODERS_WITHOUT;
            for (size_t i = 0; i < length; i += 2) {
                names[named++] = coder_of(at[i]);
                c->count++;
            }
        }
        at += length;
    }
    return count;
}

static void print_ranges(const propos_ranges *ranges, char out[MOST])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < ranges->count; i++) {
        used += (size_t)snprintf(out + used, MOST - used, "%s%u-%u", i > 0 ? " " : "",
                                 ranges->items[i].start, ranges->items[i].end);
    }
}

typedef struct match_case {
    const char *why, *spans, *finished, *coders, *code, *agreed;
    double overlap;
    const char *stretches; // NULL: no match
} match_case;

static const match_case MATCHES[] = {
    {"A has a span there", "B R.1 10-20", "", "B", NULL, NULL, 0, "10-20"},
    {"another one has not", "B R.1 10-20", "", "C", NULL, NULL, 0, NULL},
    {"his spans that touch are one stretch", "B R.1 10-20; B S 20-30", "", "B", NULL, NULL, 0,
     "10-30"},
    {"his spans apart are two", "B R.1 10-20; B S 21-30", "", "B", NULL, NULL, 0, "10-20 21-30"},
    {"both share letters", "B R.1 10-30; C S 20-40", "", "B+C", NULL, NULL, 0, "20-30"},
    {"one shared letter is enough", "B R.1 10-21; C S 20-40", "", "B+C", NULL, NULL, 0, "20-21"},
    {"spans that only touch share none", "B R.1 10-20; C S 20-40", "", "B+C", NULL, NULL, 0, NULL},
    {"a coder's own spans do not meet", "B R.1 10-30; B S 20-40", "", "B+C", NULL, NULL, 0, NULL},
    {"a shared stretch may run over several spans", "B R.1 0-10; B S 10-20; C S 5-15", "", "B+C",
     NULL, NULL, 0, "5-15"},
    {"two shared stretches", "B R.1 0-10; B S 30-40; C S 5-35", "", "B+C", NULL, NULL, 0,
     "5-10 30-35"},
    {"three together", "B S 0-20; C S 10-30; D S 15-18", "", "B+C+D", NULL, NULL, 0, "15-18"},
    {"three of whom two meet", "B S 0-20; C S 10-30; D S 40-50", "", "B+C+D", NULL, NULL, 0, NULL},
    {"either one", "C S 10-30", "", "B,C", NULL, NULL, 0, "10-30"},
    {"neither", "D S 10-30", "", "B,C", NULL, NULL, 0, NULL},
    {"one without the other, who has finished", "B S 0-5", "C", "B-C", NULL, NULL, 0, "0-5"},
    {"who has not finished may still come", "B S 0-5", "", "B-C", NULL, NULL, 0, NULL},
    {"the other is elsewhere on the passage", "B S 0-5; C S 50-60", "C", "B-C", NULL, NULL, 0,
     NULL},
    {"without two others", "B S 0-5", "CD", "B-C-D", NULL, NULL, 0, "0-5"},
    {"any two", "B S 0-20; D S 10-30", "", "2+", NULL, NULL, 0, "10-20"},
    {"any three", "B S 0-20; D S 10-30", "", "3+", NULL, NULL, 0, NULL},
    {"all", "B S 0-20; C S 10-30; D S 15-18", "", "all", NULL, NULL, 0, "15-18"},
    {"all but one", "B S 0-20; C S 10-30", "", "all", NULL, NULL, 0, NULL},
    {"a span that nobody signed counts for no coder", "? S 0-20; B S 5-10", "", "2+", NULL, NULL, 0,
     NULL},
    {"two conditions hold apart", "B S 0-5; C S 50-60", "", "B C", NULL, NULL, 0, "0-5 50-60"},
    {"a meeting's stretch is the one asked about", "B S 0-20; C S 10-30; D S 80-90", "", "B+C D",
     NULL, NULL, 0, "10-20"},
    {"seen through a code", "B R.1 10-30; C S 20-40", "", "B+C", "S", NULL, 0, NULL},
    {"a code includes its descendants", "B R.1.a 10-30; C R.2 20-40", "", "B+C", "R", NULL, 0,
     "20-30"},
    {"without the code the other has nothing", "B R.1 0-5; C S 0-5", "C", "B-C", "R", NULL, 0,
     "0-5"},
    {"same code", "B S 10-30; C S 20-40", "", "B+C", NULL, "same", 0, "20-30"},
    {"not the same", "B R.1 10-30; C R.1.a 20-40", "", "B+C", NULL, "same", 0, NULL},
    {"related by ancestry", "B R.1 10-30; C R.1.a 20-40", "", "B+C", NULL, "yes", 0, "20-30"},
    {"a common root with children relates nothing", "B R 10-30; C R.1.a 20-40", "", "B+C", NULL,
     "yes", 0, NULL},
    {"sisters are not related", "B R.1 10-30; C R.2 20-40", "", "B+C", NULL, "yes", 0, NULL},
    {"equivalent codes", "B R.2 10-30; C E 20-40", "", "B+C", NULL, "yes", 0, "20-30"},
    {"they meet and no pair agrees", "B R.1 10-30; C S 20-40", "", "B+C", NULL, "no", 0, "20-30"},
    {"one pair agrees elsewhere", "B R.1 10-30; C S 20-40; B S 50-60; C S 50-60", "", "B+C", NULL,
     "no", 0, NULL},
    {"agreement narrows the stretch", "B R.1 0-10; C S 0-10; B S 50-60; C S 55-60", "", "B+C", NULL,
     "same", 0, "55-60"},
    {"agreement of others than those named", "B R.1 0-10; C S 0-10; D S 0-10", "", "B+C", NULL,
     "same", 0, NULL},
    {"agreement asked alone: of any two", "C S 0-10; D S 5-10", "", "", NULL, "same", 0, "5-10"},
    {"disagreement needs a meeting", "C S 0-10; D S 15-20", "", "", NULL, "no", 0, NULL},
    {"half shared", "B S 0-10; C S 5-15", "", "B+C", NULL, NULL, 0.34, NULL},
    {"a third shared", "B S 0-10; C S 5-15", "", "B+C", NULL, NULL, 1.0 / 3, "5-10"},
    {"wholly shared", "B S 0-10; C R 0-10", "", "all", NULL, NULL, 1, NULL},
    {"wholly shared by the best pair", "B S 0-10; C R 0-10; D S 90-99", "", "", NULL, NULL, 1,
     "0-10"},
};

START_TEST(stretches)
{
    const match_case *c = &MATCHES[_i];
    scene s;
    set_scene(&s, c->spans, c->finished);
    propos_coders coders[8];
    uint32_t names[MOST];
    propos_span_query query = {.coders = coders, .overlap_least = c->overlap};
    query.coders_count = read_conditions(c->coders, coders, names);
    uint32_t code = c->code != NULL ? code_of(c->code) : 0;
    query.codes = c->code != NULL ? &code : NULL;
    query.code_count = c->code != NULL ? 1 : 0;
    query.ask_agreed = c->agreed != NULL;
    query.agreed_same = c->agreed != NULL && strcmp(c->agreed, "same") == 0;
    query.agreed_yes = c->agreed != NULL && strcmp(c->agreed, "yes") == 0;
    query.agreed_no = c->agreed != NULL && strcmp(c->agreed, "no") == 0;
    propos_ranges found = {0};
    bool holds = propos_spans_match(&s.snapshot, 0, &query, &found);
    char printed[MOST];
    print_ranges(&found, printed);
    ck_assert_msg(holds == (c->stretches != NULL) &&
                      strcmp(printed, c->stretches != NULL ? c->stretches : "") == 0,
                  "%s: %s, wanted %s", c->why, holds ? printed : "no match",
                  c->stretches != NULL ? c->stretches : "no match");
    ck_assert_msg(propos_spans_match(&s.snapshot, 0, &query, NULL) == holds,
                  "%s: without stretches", c->why);
    propos_ranges_free(&found);
}
END_TEST

START_TEST(levels_are_symmetric)
{
    static const struct {
        uint32_t a, b;
        propos_level level;
    } PAIRS[] = {
        {S, S, PROPOS_LEVEL_SAME},       {R, R, PROPOS_LEVEL_SAME},   {R, R1, PROPOS_LEVEL_NONE},
        {R1, R1A, PROPOS_LEVEL_RELATED}, {R, R1A, PROPOS_LEVEL_NONE}, {R1, R2, PROPOS_LEVEL_NONE},
        {R2, E, PROPOS_LEVEL_RELATED},   {S, E, PROPOS_LEVEL_NONE},   {R1A, R2, PROPOS_LEVEL_NONE},
    };
    scene s;
    set_scene(&s, "", "");
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        ck_assert_int_eq(propos_codes_level(&s.snapshot, PAIRS[i].a, PAIRS[i].b), PAIRS[i].level);
        ck_assert_int_eq(propos_codes_level(&s.snapshot, PAIRS[i].b, PAIRS[i].a), PAIRS[i].level);
    }
}
END_TEST

static const struct {
    const char *spans, *overlap, *coders, *codes; // overlap NULL: nobody meets
    propos_level level;
} MEETINGS[] = {
    {"B S 0-10", NULL, "", "", PROPOS_LEVEL_NONE},
    {"B S 0-10; C S 20-30", NULL, "", "", PROPOS_LEVEL_NONE},
    {"B S 0-10; C S 5-30", "5-10", "Bea Cyril", "S", PROPOS_LEVEL_SAME},
    {"B R.1 0-10; C R.1.a 5-30; D S 20-40", "5-10 20-30", "Bea Cyril Dalia", "R.1 R.1.a",
     PROPOS_LEVEL_RELATED},
    {"B R.1 0-10; C S 5-30", "5-10", "Bea Cyril", "R.1 S", PROPOS_LEVEL_NONE},
};

START_TEST(meetings)
{
    scene s;
    set_scene(&s, MEETINGS[_i].spans, "");
    propos_arena *arena = propos_arena_new();
    propos_meeting meeting;
    bool meet = propos_spans_meeting(arena, &s.snapshot, 0, NULL, &meeting);
    ck_assert_int_eq(meet, MEETINGS[_i].overlap != NULL);
    char printed[MOST];
    print_ranges(&meeting.overlap, printed);
    ck_assert_str_eq(printed, meet ? MEETINGS[_i].overlap : "");
    propos_buffer coders = {0};
    for (size_t i = 0; i < meeting.coder_count; i++) {
        propos_buffer_printf(&coders, "%s%s", i > 0 ? " " : "", CODER_NAMES[meeting.coders[i]]);
    }
    propos_buffer codes = {0};
    for (size_t i = 0; i < meeting.code_count; i++) {
        propos_buffer_printf(&codes, "%s%s", i > 0 ? " " : "", CODE_BOOK[meeting.codes[i]].id);
    }
    ck_assert_str_eq(propos_buffer_text(&coders), MEETINGS[_i].coders);
    ck_assert_str_eq(propos_buffer_text(&codes), MEETINGS[_i].codes);
    ck_assert_int_eq(meeting.level, MEETINGS[_i].level);
    propos_buffer_free(&coders);
    propos_buffer_free(&codes);
    propos_ranges_free(&meeting.overlap);
    propos_arena_free(arena);
}
END_TEST

// A plain reading, letter by letter, says the same as the sweep over edges.
START_TEST(letter_by_letter)
{
    unsigned seed = (unsigned)_i * 7919 + 1;
    char text[4000] = "";
    size_t used = 0;
    int spans = 1 + (int)(seed % 90); // also more than fit on the stack
    for (int i = 0; i < spans; i++) {
        seed = seed * 1103515245 + 12345;
        unsigned start = seed / 65536 % 99;
        seed = seed * 1103515245 + 12345;
        unsigned end = start + 1 + seed / 65536 % (100 - start);
        used += (size_t)snprintf(text + used, sizeof text - used, "%c S %u-%u;",
                                 "BCD"[seed / 4096 % 3], start, end);
    }
    scene s;
    set_scene(&s, text, "");
    for (uint32_t need = 1; need <= CODERS; need++) {
        propos_coders coders = {.kind = PROPOS_CODERS_COUNT, .least = need};
        propos_span_query query = {.coders = &coders, .coders_count = 1};
        propos_ranges found = {0};
        (void)propos_spans_match(&s.snapshot, 0, &query, &found);
        for (uint32_t letter = 0; letter < 100; letter++) {
            bool by[CODERS] = {false};
            for (uint32_t i = 0; i < s.snapshot.span_count; i++) {
                if (s.spans[i].start <= letter && letter < s.spans[i].end) {
                    by[s.codings[i].coder] = true;
                }
            }
            bool inside = false;
            for (size_t i = 0; i < found.count; i++) {
                inside = inside || (found.items[i].start <= letter && letter < found.items[i].end);
            }
            ck_assert_int_eq(inside, (uint32_t)by[BEA] + by[CYRIL] + by[DALIA] >= need);
        }
        propos_ranges_free(&found);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spans");
    TCase *tests = tcase_create("spans");
    tcase_add_loop_test(tests, stretches, 0, sizeof MATCHES / sizeof *MATCHES);
    tcase_add_test(tests, levels_are_symmetric);
    tcase_add_loop_test(tests, meetings, 0, sizeof MEETINGS / sizeof *MEETINGS);
    tcase_add_loop_test(tests, letter_by_letter, 0, 60);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
