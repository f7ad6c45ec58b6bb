// Property: what is printed reads back as the same tree, for random trees and for random texts; and
// an interpretation is understood as itself.
#include "tests/search/invented_names.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { TREES = 6000, TEXTS = 12000, DEEPEST = 5 };

static propos_lists *lists;
static propos_names *names;
static uint64_t state;

static void set_up(void)
{
    static propos_snapshot *studies[1];
    studies[0] = invented_study();
    lists = shipped_lists();
    names = propos_names_new(studies, 1);
}

static void tear_down(void)
{
    propos_names_free(names);
    propos_lists_free(lists);
}

// xorshift64*: the same trees on every machine.
static size_t pick(size_t count)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (size_t)((state * UINT64_C(2685821657736338717)) >> 33) % count;
}

#define PICK(array) array[pick(sizeof(array) / sizeof *(array))]

static propos_query *node(propos_arena *arena, propos_query_kind kind, const char *text)
{
    propos_query *made = propos_arena_alloc(arena, 1, sizeof *made);
    made->kind = kind;
    made->text = text;
    return made;
}

static void add(propos_arena *arena, propos_query *parent, propos_query *child)
{
    propos_query **children =
        propos_arena_alloc(arena, parent->child_count + 1, sizeof(propos_query *));
    for (size_t i = 0; i < parent->child_count; i++) {
        children[i] = parent->children[i];
    }
    children[parent->child_count++] = child;
    parent->children = children;
}

// Words that no reader of sentences takes for anything but words.
static const char *const plain_words[] = {"nuit",      "relève",  "épuisement", "aujourd'hui",
                                          "peut-être", "3C",      "VIII.G",     "patient·e·s",
                                          "œdème",     "sommeil", "MG",         "kiné"};
static const char *const quotes[] = {"petit jour", "c'est l'heure",    "dit « non »",
                                     "a \"b\" c",  "barre \\ oblique", "ET OU SAUF",
                                     "(nuit) -x",  "l’été : oui ?"};

static propos_query *make_leaf(propos_arena *arena)
{
    switch (pick(8)) {
    case 0:
        return node(arena, PROPOS_QUERY_PHRASE, PICK(quotes));
    case 1:
        return node(arena, PROPOS_QUERY_EXACT, PICK(quotes));
    case 2:
        return node(arena, PROPOS_QUERY_PREFIX, PICK(plain_words));
    case 3: {
        propos_query *near = node(arena, PROPOS_QUERY_NEAR, NULL);
        near->distance = (uint32_t)pick(100) + 1;
        for (size_t i = pick(2) + 2; i > 0; i--) {
            add(arena, near,
                pick(2) == 0 ? node(arena, PROPOS_QUERY_PHRASE, PICK(quotes))
                             : node(arena, PROPOS_QUERY_WORD, PICK(plain_words)));
        }
        return near;
    }
    default:
        return node(arena, PROPOS_QUERY_WORD, PICK(plain_words));
    }
}

static propos_query *make(propos_arena *arena, size_t depth, bool filters, bool preferences);

// A sub-query or a whole one: a leaf stands in a group.
static propos_query *make_query(propos_arena *arena, size_t depth, bool filters, bool preferences)
{
    propos_query *made = make(arena, depth, filters, preferences);
    if (made->kind == PROPOS_QUERY_GROUP || made->kind == PROPOS_QUERY_AND ||
        made->kind == PROPOS_QUERY_OR) {
        return made;
    }
    propos_query *group = node(arena, PROPOS_QUERY_GROUP, NULL);
    add(arena, group, made);
    return group;
}

static propos_query *make_filter(propos_arena *arena, size_t depth)
{
    static const struct {
        propos_filter filter;
        const char *name, *text;
        bool quoted;
    } filters[] = {
        {PROPOS_BY_CODE, NULL, "III.B", false},
        {PROPOS_BY_CODE, NULL, "oui", true},
        {PROPOS_BY_CODE, NULL, "Les nuits \"blanches\" (sic) \\", true},
        {PROPOS_BY_CODER, NULL, "A", false},
        {PROPOS_BY_CODED_BY, NULL, "A+B", false},
        {PROPOS_BY_CODED_BY, NULL, "A-B", false},
        {PROPOS_BY_CODED_BY, NULL, "2+", false},
        {PROPOS_BY_CODED_BY, NULL, "\"Anne Roux\"+B", false},
        {PROPOS_BY_CODED_BY, NULL, "Anne-Lise", true},
        {PROPOS_BY_AGREED, NULL, "même", false},
        {PROPOS_BY_OVERLAP, NULL, "50%", false},
        {PROPOS_BY_SPEAKER, NULL, "?", true},
        {PROPOS_BY_GROUP, NULL, "sages-femmes libérales", true},
        {PROPOS_BY_ROLE, NULL, "modérateur", false},
        {PROPOS_BY_DOCUMENT, NULL, "FG1", false},
        {PROPOS_BY_STUDY, NULL, "veilleuses", false},
        {PROPOS_BY_QUESTION, NULL, "2", false},
        {PROPOS_BY_LINE, NULL, "130-140", false},
        {PROPOS_BY_LOCATOR, NULL, "K1K7", false},
        {PROPOS_BY_MARK, NULL, "rires", false},
        {PROPOS_BY_CODED, NULL, "non", false},
        {PROPOS_BY_ATTRIBUTE, "âge", ">=50", false},
        {PROPOS_BY_ATTRIBUTE, "milieu", "semi rural", true},
    };
    size_t i = pick(sizeof filters / sizeof *filters + 3);
    propos_query *made = node(arena, PROPOS_QUERY_FILTER, NULL);
    if (i >= sizeof filters / sizeof *filters) {
        static const propos_filter fields[] = {PROPOS_BY_ABOUT, PROPOS_BY_TEXT, PROPOS_BY_MEMO};
        made->filter = fields[i - sizeof filters / sizeof *filters];
        add(arena, made, make_query(arena, depth, false, false));
        return made;
    }
    made->filter = filters[i].filter;
    made->name = filters[i].name;
    made->text = filters[i].text;
    made->quoted = filters[i].quoted;
    return made;
}

// Parentheses around nothing but words melt into the group around them: such a tree is never read.
static bool melts(const propos_query *made)
{
    for (size_t i = 0; i < made->child_count; i++) {
        propos_query_kind kind = made->children[i]->kind;
        if (kind == PROPOS_QUERY_FILTER || kind == PROPOS_QUERY_PREFER ||
            kind == PROPOS_QUERY_NOT || kind == PROPOS_QUERY_GROUP) {
            return false;
        }
    }
    return made->kind == PROPOS_QUERY_GROUP;
}

static propos_query *make_many(propos_arena *arena, propos_query_kind kind, size_t depth,
                               bool filters, bool preferences)
{
    propos_query *made = node(arena, kind, NULL);
    for (size_t i = pick(3) + 2; i > 0;) {
        bool prefers = preferences && kind != PROPOS_QUERY_OR && pick(8) == 0;
        propos_query *child;
        if (prefers) {
            child = node(arena, PROPOS_QUERY_PREFER, NULL);
            add(arena, child, make_query(arena, depth - 1, filters, false));
        } else {
            child = make(arena, depth - 1, filters, preferences);
        }
        if (kind == PROPOS_QUERY_GROUP && melts(child)) {
            continue;
        }
        add(arena, made, child);
        i--;
    }
    return made;
}

static propos_query *make(propos_arena *arena, size_t depth, bool filters, bool preferences)
{
    size_t kind = depth == 0 ? 9 : pick(10);
    switch (kind) {
    case 0:
    case 1:
    case 2:
        return make_many(arena, PROPOS_QUERY_GROUP, depth, filters, preferences);
    case 3:
        return make_many(arena, PROPOS_QUERY_AND, depth, filters, preferences);
    case 4:
        return make_many(arena, PROPOS_QUERY_OR, depth, filters, preferences);
    case 5: {
        propos_query *negated = node(arena, PROPOS_QUERY_NOT, NULL);
        add(arena, negated, make(arena, depth - 1, filters, false));
        return negated;
    }
    case 6:
    case 7:
        if (filters) {
            return make_filter(arena, depth - 1);
        }
        return make_leaf(arena);
    default:
        return make_leaf(arena);
    }
}

START_TEST(trees_read_back)
{
    propos_buffer printed = {0};
    state = UINT64_C(20090507);
    for (size_t i = 0; i < TREES; i++) {
        propos_arena *arena = propos_arena_new();
        propos_query *tree = make_query(arena, pick(DEEPEST), true, true);
        propos_parsed parsed;
        propos_error error;
        propos_error_clear(&error);
        propos_buffer_cut(&printed, 0);
        propos_query_print(tree, &printed);
        const char *text = propos_buffer_text(&printed);
        propos_status status = propos_query_parse(arena, text, names, lists, &parsed, &error);
        if (printed.length > PROPOS_QUERY_BYTES) {
            ck_assert_int_eq(status, PROPOS_BAD_QUERY);
        } else {
            ck_assert_msg(status == PROPOS_OK, "%s: position %ld: %s", text, error.position,
                          error.text);
            propos_buffer again = {0};
            propos_query_print(parsed.tree, &again);
            ck_assert_msg(propos_query_same(tree, parsed.tree), "%s\n  is read as %s", text,
                          propos_buffer_text(&again));
            propos_buffer_free(&again);
        }
        propos_arena_free(arena);
    }
    propos_buffer_free(&printed);
}
END_TEST

// Pieces that the readers of sentences look for, in any order.
static const char *const pieces[] = {"tous",
                                     "les",
                                     "passages",
                                     "sur",
                                     "la",
                                     "nuit",
                                     "codés",
                                     "par",
                                     "A",
                                     "B",
                                     "mais",
                                     "pas",
                                     "et",
                                     "ou",
                                     "deux",
                                     "chercheurs",
                                     "non",
                                     "que",
                                     "disent",
                                     "qui",
                                     "parle",
                                     "de",
                                     "du",
                                     "l'épuisement",
                                     "groupe",
                                     "des",
                                     "sages-femmes",
                                     "kinésithérapeutes",
                                     "CHL",
                                     "contre",
                                     "comparer",
                                     "FG1",
                                     "FG2",
                                     ":",
                                     ",",
                                     "?",
                                     "(",
                                     ")",
                                     "« Son calme »",
                                     "III.B",
                                     "(III.C)",
                                     "participante",
                                     "8",
                                     "seulement",
                                     "dans",
                                     "où",
                                     "rient",
                                     "rires",
                                     "modérateur",
                                     "l.",
                                     "138",
                                     "ligne",
                                     "question",
                                     "2",
                                     "repéré",
                                     "K1K7",
                                     "groupe:CHL",
                                     "codé-par:tous",
                                     "plutôt:(nuit)",
                                     "sur:(a b)",
                                     "ET",
                                     "OU",
                                     "SAUF",
                                     "-x",
                                     "~3",
                                     "échapp*",
                                     "coded",
                                     "by",
                                     "both",
                                     "researchers",
                                     "about",
                                     "at",
                                     "least",
                                     "two",
                                     "the",
                                     "where",
                                     "ce",
                                     "quel",
                                     "place",
                                     "ruraux",
                                     "médecins",
                                     "avec",
                                     "le",
                                     "même",
                                     "code",
                                     "d'accord",
                                     "{rires}",
                                     "(.)",
                                     "\"petit jour\"",
                                     "trouve-moi",
                                     "en",
                                     "désaccord",
                                     "VO2",
                                     "Aubrac",
                                     "Nord",
                                     "-"};

START_TEST(texts_settle)
{
    propos_buffer text = {0}, printed = {0};
    size_t read = 0;
    state = UINT64_C(20091015);
    for (size_t i = 0; i < TEXTS; i++) {
        propos_arena *arena = propos_arena_new();
        propos_parsed parsed, again;
        propos_buffer_cut(&text, 0);
        for (size_t j = pick(9) + 1; j > 0; j--) {
            propos_buffer_printf(&text, "%s%s", text.length > 0 ? " " : "", PICK(pieces));
        }
        if (propos_query_parse(arena, text.bytes, names, lists, &parsed, NULL) == PROPOS_OK) {
            read++;
            propos_buffer_cut(&printed, 0);
            propos_query_print(parsed.tree, &printed);
            ck_assert_msg(printed.length > 0, "%s is emptied", text.bytes);
            propos_status status =
                propos_query_parse(arena, printed.bytes, names, lists, &again, NULL);
            ck_assert_msg(status == PROPOS_OK && propos_query_same(parsed.tree, again.tree),
                          "%s\n  gives %s\n  which is not read as itself", text.bytes,
                          printed.bytes);
        }
        propos_arena_free(arena);
    }
    ck_assert_msg(read > TEXTS / 3, "only %zu of %d texts could be read", read, TEXTS);
    propos_buffer_free(&text);
    propos_buffer_free(&printed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("interpretations read back");
    TCase *tests = tcase_create("round trip");
    tcase_set_timeout(tests, 0);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, trees_read_back);
    tcase_add_test(tests, texts_settle);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
