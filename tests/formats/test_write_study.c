// A study that goes out as REFI-QDA: its structure is that of the published schema, and our own
// reader reads the same codings back, for invented studies of any shape.
#include "projects.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "formats/archive.h"
#include "formats/write_study.h"
#include "formats/xml.h"
#include "text/unicode.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- invented studies ----

enum { TURNS = 12, CODINGS = 20, CODES = 5, ROUNDS = 60 };

static unsigned next(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

static const char *const WORDS[] = {"la",     "nuit",   "on",       "s’entraide", "bien",
                                    "à",      "l'été",  "😊",        "œuvre",      "travail",
                                    "jamais", "équipe", "cantine,", "fatigue.",   "voilà"};
static const char *const SPEAKERS[] = {"Meneuse", "Rose", "Ali"};
static const char *const CODERS[] = {"Ana", "Bao & fils"};

typedef struct invented {
    propos_arena *arena;
    propos_study_data study;
} invented;

static const char *sentence(propos_arena *arena, unsigned *seed)
{
    propos_buffer text = {0};
    propos_buffer_puts(&text, "Oui");
    for (unsigned i = 0, count = 3 + next(seed, 12); i < count; i++) {
        propos_buffer_printf(&text, " %s", WORDS[next(seed, sizeof WORDS / sizeof WORDS[0])]);
    }
    const char *copy = propos_arena_strdup(arena, propos_buffer_text(&text));
    propos_buffer_free(&text);
    return copy;
}

// A start or end at the edge of a word.
static uint32_t edge(const char *text, unsigned *seed, bool end)
{
    size_t length = strlen(text);
    uint32_t points = (uint32_t)propos_utf8_count(text, length);
    uint32_t at = next(seed, points);
    while (at > 0 && text[propos_utf8_offset(text, length, at) - 1] != ' ') {
        at--;
    }
    if (!end) {
        return at;
    }
    size_t byte = propos_utf8_offset(text, length, at);
    return at + (uint32_t)propos_utf8_count(text + byte, strcspn(text + byte, " "));
}

static invented invent(unsigned seed)
{
    invented made = {.arena = propos_arena_new()};
    propos_document_data *document = propos_arena_alloc(made.arena, 1, sizeof *document);
    propos_turn_data *turns = propos_arena_alloc(made.arena, TURNS, sizeof *turns);
    for (unsigned i = 0; i < TURNS; i++) {
        turns[i] = (propos_turn_data){
            .number = i + 1,
            .speaker = SPEAKERS[(i + next(&seed, 2)) % 3],
            .text = sentence(made.arena, &seed),
            .time_ms = -1,
        };
    }
    *document = (propos_document_data){.id = "nuit", .turns = turns, .turn_count = TURNS};
    propos_code_data *codes = propos_arena_alloc(made.arena, CODES, sizeof *codes);
    for (unsigned i = 0; i < CODES; i++) {
        const char *id = propos_arena_printf(made.arena, "code <%u>", i);
        codes[i] = (propos_code_data){.id = id, .name = id};
        codes[i].parent = i > 0 && next(&seed, 2) == 0 ? codes[next(&seed, i)].id : NULL;
    }
    propos_coding_data *codings = propos_arena_alloc(made.arena, CODINGS, sizeof *codings);
    for (unsigned i = 0; i < CODINGS; i++) {
        unsigned turn = next(&seed, TURNS);
        unsigned last = turn + next(&seed, TURNS - turn < 3 ? TURNS - turn : 3);
        codings[i] = (propos_coding_data){
            .coder = CODERS[next(&seed, 2)],
            .code = codes[next(&seed, CODES)].id,
            .document = "nuit",
            .turn = turn + 1,
            .start = edge(turns[turn].text, &seed, false),
            .turn_end = last + 1,
            .end = edge(turns[last].text, &seed, true),
            .memo = next(&seed, 4) == 0 ? "à \"revoir\"" : NULL,
        };
        if (turn == last && codings[i].end <= codings[i].start) {
            codings[i].end =
                (uint32_t)propos_utf8_count(turns[turn].text, strlen(turns[turn].text));
        }
    }
    made.study =
        (propos_study_data){.id = "inventée",
                            .title = "Une étude",
                            .coders = propos_arena_copy(made.arena, CODERS, 2, sizeof(char *)),
                            .coder_count = 2,
                            .documents = document,
                            .document_count = 1,
                            .codes = codes,
                            .code_count = CODES,
                            .codings = codings,
                            .coding_count = CODINGS};
    return made;
}

// "coder|code|memo|turn.start-turn.end", sorted.
static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *listed(propos_arena *arena, const propos_coding_data *codings, size_t count)
{
    const char **lines = propos_alloc(count + 1, sizeof *lines);
    for (size_t i = 0; i < count; i++) {
        const propos_coding_data *c = &codings[i];
        lines[i] = propos_arena_printf(arena, "%s|%s|%s|%u.%u-%u.%u\n", c->coder, c->code,
                                       c->memo == NULL ? "" : c->memo, c->turn, c->start,
                                       c->turn_end, c->end);
    }
    qsort(lines, count, sizeof *lines, by_text);
    propos_buffer all = {0};
    for (size_t i = 0; i < count; i++) {
        propos_buffer_puts(&all, lines[i]);
    }
    free(lines);
    return propos_buffer_take(&all);
}

START_TEST(what_goes_out_comes_back)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        invented made = invent(round * 7919U + 1);
        propos_buffer out = {0};
        propos_error error;
        propos_error_clear(&error);
        ck_assert_int_eq(formats_write_qdpx(&made.study, &out, &error), PROPOS_OK);
        projects_write("out.qdpx", out.bytes, out.length);
        made_project read = projects_read(projects_path("out.qdpx"), NULL);
        ck_assert_msg(read.status == PROPOS_OK, "%s", read.error.text);
        ck_assert_uint_eq(read.content.document_count, 1);
        ck_assert_uint_eq(read.content.documents[0].turn_count, TURNS);
        ck_assert_uint_eq(read.content.code_count, CODES);
        char *there = listed(made.arena, made.study.codings, CODINGS);
        char *back = listed(made.arena, read.content.codings, read.content.coding_count);
        ck_assert_str_eq(there, back);
        free(back);
        free(there);
        projects_free(&read);
        propos_buffer_free(&out);
        propos_arena_free(made.arena);
    }
}
END_TEST

// ---- the published structure ----

// What REFI-QDA 1.0 allows, of what we write: under each element its children in their order, and
// the attributes that must be there. "+": at least one child.
static const struct {
    const char *element, *children, *required;
} STRUCTURE[] = {
    {"Project", "Users CodeBook Variables Cases Sources", "name"},
    {"Users", "User", ""},
    {"User", "", "guid"},
    {"CodeBook", "Codes", ""},
    {"Codes", "Code", ""},
    {"Code", "Description Code", "guid name isCodable"},
    {"Variables", "Variable", ""},
    {"Variable", "Description", "guid name typeOfVariable"},
    {"Cases", "Case", ""},
    {"Case", "Description CodeRef VariableValue SourceRef SelectionRef", "guid"},
    {"VariableValue", "VariableRef TextValue", ""},
    {"VariableRef", "", "targetGUID"},
    {"SourceRef", "", "targetGUID"},
    {"CodeRef", "", "targetGUID"},
    {"TextValue", "", ""},
    {"Description", "", ""},
    {"Sources", "TextSource", ""},
    {"TextSource", "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue",
     "guid name plainTextPath"},
    {"PlainTextSelection", "Description Coding NoteRef", "guid startPosition endPosition"},
    {"Coding", "CodeRef NoteRef", "guid"},
};
enum { RULES = sizeof STRUCTURE / sizeof STRUCTURE[0], DEEP = 32 };

typedef struct validation {
    int rules[DEEP];     // of the open elements
    size_t places[DEEP]; // how far each is in its list of children
    int depth;
    char guids[400][40]; // that are defined; references come after, but for cases
    size_t guid_count, element_count;
} validation;

static int rule_of(const char *element)
{
    for (int i = 0; i < RULES; i++) {
        if (strcmp(STRUCTURE[i].element, element) == 0) {
            return i;
        }
    }
    ck_abort_msg("<%s> is in no rule", element);
}

// The place of a name in a list parted by blanks.
static size_t place_in(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; (at = strstr(at, name)) != NULL; at++) {
        bool whole = (at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0');
        if (whole) {
            return (size_t)(at - list) + 1;
        }
    }
    return 0;
}

static bool check_start(void *context, const formats_xml_element *element)
{
    validation *v = context;
    int rule = rule_of(element->name);
    if (v->depth > 0) {
        size_t place = place_in(STRUCTURE[v->rules[v->depth - 1]].children, element->name);
        ck_assert_msg(place > 0, "<%s> in <%s>", element->name,
                      STRUCTURE[v->rules[v->depth - 1]].element);
        ck_assert_msg(place >= v->places[v->depth - 1], "<%s> comes too late", element->name);
        v->places[v->depth - 1] = place;
    } else {
        ck_assert_str_eq(element->name, "Project");
        ck_assert_str_eq(formats_xml_get(element, "xmlns"), "urn:QDA-XML:project:1.0");
    }
    char required[64];
    strcpy(required, STRUCTURE[rule].required);
    for (char *name = strtok(required, " "); name != NULL; name = strtok(NULL, " ")) {
        ck_assert_msg(formats_xml_get(element, name) != NULL, "<%s> lacks %s", element->name, name);
    }
    const char *guid = formats_xml_get(element, "guid");
    if (guid != NULL) {
        ck_assert_uint_eq(strlen(guid), 36);
        ck_assert_uint_eq(strspn(guid, "0123456789abcdefABCDEF-"), 36);
        for (size_t i = 0; i < v->guid_count; i++) {
            ck_assert_str_ne(v->guids[i], guid);
        }
        ck_assert_uint_lt(v->guid_count, 400);
        strcpy(v->guids[v->guid_count++], guid);
    }
    ck_assert_int_lt(v->depth, DEEP);
    v->rules[v->depth] = rule;
    v->places[v->depth++] = 0;
    v->element_count++;
    return true;
}

static void check_end(void *context, const char *name)
{
    validation *v = context;
    (void)name;
    v->depth--;
}

START_TEST(the_structure_is_the_published_one)
{
    invented made = invent(42);
    propos_attribute attributes[] = {{"âge", "44"}, {"métier", "soudeuse & mère"}};
    propos_speaker_data speaker = {
        .document = "nuit", .label = "Rose", .attributes = attributes, .attribute_count = 2};
    made.study.speakers = &speaker;
    made.study.speaker_count = 1;
    propos_buffer out = {0};
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(formats_write_qdpx(&made.study, &out, &error), PROPOS_OK);
    formats_archive *archive = NULL;
    char *xml = NULL;
    size_t length = 0;
    ck_assert_int_eq(formats_archive_open(out.bytes, out.length, "out.qdpx", &archive, &error),
                     PROPOS_OK);
    ck_assert_uint_eq(formats_archive_count(archive), 2);
    ck_assert_int_eq(formats_archive_read_named(archive, "project.qde", &xml, &length, &error),
                     PROPOS_OK);
    static const formats_xml_handler handler = {.start = check_start, .end = check_end};
    validation *v = calloc(1, sizeof *v);
    ck_assert_int_eq(formats_xml_read(xml, length, "project.qde", NULL, &handler, v, &error),
                     PROPOS_OK);
    ck_assert_int_eq(v->depth, 0);
    ck_assert_uint_gt(v->element_count, 3 * CODINGS);
    free(v);
    free(xml);
    formats_archive_close(archive);
    projects_write("out.qdpx", out.bytes, out.length);
    made_project read = projects_read(projects_path("out.qdpx"), NULL);
    ck_assert_uint_eq(read.content.speaker_count, 1);
    ck_assert_str_eq(read.content.speakers[0].label, "Rose");
    ck_assert_str_eq(read.content.speakers[0].attributes[1].value, "soudeuse & mère");
    projects_free(&read);
    propos_buffer_free(&out);
    propos_arena_free(made.arena);
}
END_TEST

START_TEST(iramuteq_has_a_line_of_variables_before_each_turn)
{
    propos_turn_data turns[] = {
        {.number = 1, .speaker = "Meneuse", .text = "Et la nuit ?", .time_ms = -1},
        {.number = 2, .speaker = "n° 7", .text = "On *s'entraide*.", .time_ms = -1}};
    propos_document_data document = {
        .id = "FG_1", .group = "Équipe de nuit", .turns = turns, .turn_count = 2};
    propos_attribute attribute = {"âge", "44 ans"};
    propos_speaker_data speaker = {
        .document = "FG_1", .label = "n° 7", .attributes = &attribute, .attribute_count = 1};
    propos_study_data study = {.id = "s",
                               .documents = &document,
                               .document_count = 1,
                               .speakers = &speaker,
                               .speaker_count = 1};
    propos_buffer out = {0};
    formats_write_iramuteq(&study, &out);
    ck_assert_str_eq(propos_buffer_text(&out),
                     "**** *document_fg1 *groupe_equipedenuit *locuteur_meneuse\nEt la nuit ?\n\n"
                     "**** *document_fg1 *groupe_equipedenuit *locuteur_n7 *age_44ans\n"
                     "On  s'entraide .\n\n");
    propos_buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("write_study");
    TCase *cases = tcase_create("write_study");
    tcase_add_checked_fixture(cases, projects_open, projects_close);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, what_goes_out_comes_back);
    tcase_add_test(cases, the_structure_is_the_published_one);
    tcase_add_test(cases, iramuteq_has_a_line_of_variables_before_each_turn);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
