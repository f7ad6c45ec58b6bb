// Questions to an invented study, from the record and the index to the JSON: who is found, in full
// or in part, and what the answer says of it.
#include "invented_study.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "corpus/snapshot.h"
#include "engine/engine.h"
#include "search/query.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static invented_study study;
static propos_shelf *shelf;
static propos_library *library;

static void open_library(void)
{
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(propos_shelf_new(study.state, NULL, 0, &shelf, &error), PROPOS_OK);
    ck_assert_int_eq(propos_library_new(shelf, &library, &error), PROPOS_OK);
}

static void close_library(void)
{
    propos_library_free(library);
    propos_shelf_free(shelf);
}

static json_t *ask(const char *operation, const char *subject, const char *parameters)
{
    json_t *answer = NULL;
    propos_error error;
    propos_status status =
        invented_study_ask(library, operation, subject, parameters, &answer, &error);
    ck_assert_msg(status == PROPOS_OK, "%s: %s", parameters, error.text);
    return answer;
}

static json_t *search(const char *query, const char *more)
{
    propos_buffer parameters = {0};
    propos_buffer_printf(&parameters, "lang=en&q=%s%s%s", query, more[0] != '\0' ? "&" : "", more);
    json_t *answer = ask("search", NULL, propos_buffer_text(&parameters));
    propos_buffer_free(&parameters);
    return answer;
}

// "FG1:2 FG1:4 | FG1:6": the turns found in full, then those in part.
static char *turns_of(const json_t *answer)
{
    propos_buffer out = {0};
    bool partial = false;
    size_t i;
    json_t *hit;
    json_array_foreach(json_object_get(answer, "hits"), i, hit)
    {
        bool is_partial = json_is_true(json_object_get(hit, "partial"));
        propos_buffer_puts(&out, i > 0 ? " " : "");
        propos_buffer_puts(&out, is_partial && !partial ? "| " : "");
        partial = is_partial;
        propos_buffer_printf(
            &out, "%s:%lld",
            json_string_value(json_object_get(json_object_get(hit, "document"), "id")),
            (long long)json_integer_value(json_object_get(hit, "turn")));
    }
    return propos_buffer_take(&out);
}

static void expect(const char *query, const char *more, const char *wanted)
{
    json_t *answer = search(query, more);
    char *found = turns_of(answer);
    ck_assert_msg(strcmp(found != NULL ? found : "", wanted) == 0, "%s: found “%s”, wanted “%s”",
                  query, found != NULL ? found : "", wanted);
    free(found);
    json_decref(answer);
}

// Hits in the order of the text (full ones first), so that the table does not depend on scores.
static const struct {
    const char *query, *found;
} QUESTIONS[] = {
    // Words: forms of one word, apostrophes, case, accents.
    {"texte:échéance", "FG1:2 FG1:4 FG1:5"},
    {"texte:l’échéance", "FG1:2 FG1:4 FG1:5"},
    {"texte:ECHEANCES", "FG1:2 FG1:4 FG1:5"},
    {"texte:coeur", "FG1:6"},
    // A bare word is also the name of a code there; memos, definitions, words of like meaning and
    // the turns around
    // are partial.
    {"échéance", "FG1:2 FG1:4 FG1:5 E1:4 | FG1:1 FG1:3 FG1:6"},
    {"bailleur", "C1:1 | FG1:2 FG1:4 E1:4"},
    {"crainte", "| FG1:2 FG1:3"},
    {"zzz", ""},
    // All words are required; some of them are a part.
    {"loyer poisson", "FG1:4 | FG1:1 FG1:2 FG1:3 FG1:5 E1:2 E1:3 E1:4"},
    {"loyer ET poisson", "FG1:4"},
    {"loyer OU poisson", "FG1:2 FG1:4 E1:3 E1:4"},
    {"loyer SAUF poisson", "FG1:2 E1:4"},
    {"texte:poisson -texte:loyer", "FG1:4 E1:3"},
    // The study's own synonym counts in full.
    {"texte:halle", "FG1:6 E1:2"},
    // Phrases go across notation; the very letters only with an equals sign.
    {"\"la concurrence la concurrence\"", "FG1:3"},
    {"\"marchés couverts\"", "E1:2"},
    // Who half remembers a quotation is answered in part; two words must both be there.
    {"\"il gèle en janvier sur la halle\"", "| FG1:2 FG1:6 E1:2"},
    {"\"poisson moins\"", "| FG1:4"},
    {"\"poisson moins\" ET vend", ""},
    {"texte:\"poisson moins\"", ""},
    {"=\"échéance\"", "FG1:2 FG1:5"},
    {"=\"echeance\"", ""},
    {"supermar*", "FG1:3"},
    {"loyer ~3 peur", "FG1:2"},
    {"loyer ~1 peur", ""},
    {"mémo:crainte", "FG1:3"},
    // Names: codes by id, name or a word of it, with what lies below.
    {"code:T1", "FG1:2 FG1:3 FG1:4 E1:4"},
    {"code:loyer", "FG1:2 FG1:4 E1:4"},
    {"code:\"la concurrence\"", "FG1:3"},
    {"code:T1.1 groupe:clients", "E1:4"},
    {"groupe:FG1 code:T1", "FG1:2 FG1:3 FG1:4"},
    {"locuteur:2", "FG1:3 FG1:6"},
    {"locuteur:JO", "FG1:3 FG1:6"},
    {"locuteur:FG1/1", "FG1:2 FG1:4 FG1:7"},
    {"rôle:modérateur", "FG1:1 FG1:5"},
    {"métier:poissonnier", "FG1:2 FG1:4 FG1:7"},
    {"age:>50 texte:poisson", "FG1:4"},
    {"age:>=70", "E1:2 E1:4"},
    {"age:<45", "FG1:3 FG1:6"},
    {"age:40-60 texte:gèle", "FG1:2"},
    {"document:E1 texte:poisson", "E1:3"},
    {"question:2 texte:halle", "FG1:6"},
    {"question:clients texte:halle", "FG1:6"},
    {"ligne:3", "FG1:2"},
    {"ligne:4-7", "FG1:3 FG1:4"},
    {"tour:4 document:FG1", "FG1:4"},
    {"turn:2-4 texte:poisson", "FG1:4 E1:3"},
    {"FG1:3", "FG1:3"},
    {"repère:p3v2", "C1:2"},
    {"marque:rires", "FG1:3"},
    {"étude:marché texte:halle", "FG1:6 E1:2"},
    {"codé:non document:E1", "E1:1 E1:2 E1:3"},
    // Coders.
    {"codé-par:Ana", "FG1:2 FG1:3 FG1:4 FG1:6 FG1:7 E1:4 E2:1"},
    {"codeur:bob", "FG1:2 FG1:3 FG1:4"},
    {"codé-par:Ana+Bob", "FG1:2 FG1:4"},
    {"codé-par:tous", "FG1:2 FG1:4"},
    {"codé-par:deux", "FG1:2 FG1:4"},
    {"codé-par:2+", "FG1:2 FG1:4"},
    {"codé-par:3+", ""},
    {"codé-par:Ana,Bob document:FG1", "FG1:2 FG1:3 FG1:4 FG1:6 FG1:7"},
    {"codé-par:Ana-Bob", "FG1:6 FG1:7"},
    {"codé-par:Bob-Ana", ""},
    {"code:T1.1 codé-par:Ana-Bob", "FG1:4"},
    {"code:T3 codé-par:tous", ""},
    {"code:T1 codé-par:tous", "FG1:2"},
    {"code:T3 -codé-par:Bob", "FG1:2"},
    {"(code:T2 OU code:T3) codé-par:Ana", "FG1:2 FG1:6 FG1:7 E2:1"},
    {"codé-par:tous accord:même", "FG1:2"},
    {"codé-par:tous accord:oui", "FG1:2"},
    {"codé-par:tous accord:non", "FG1:4"},
    {"recouvrement:45%", "FG1:2"},
    {"recouvrement:46%", ""},
    // About X: the word in the shared stretch, or a code of each there; else in part.
    {"sur:échéance codé-par:tous", "FG1:2 | FG1:4"},
    {"sur:pluie codé-par:tous", "| FG1:2 FG1:4"},
    {"sur:poisson codé-par:tous", "| FG1:4"},
    {"sur:concurrence codé-par:tous", ""},
    {"sur:concurrence codé-par:Ana", "FG1:3"},
    {"(sur:échéance) ET codé-par:tous", "FG1:2"},
    {"all passages about échéance coded by both researchers", "FG1:2 | FG1:4"},
    {"tous les passages sur l'échéance codés par les deux chercheurs", "FG1:2 | FG1:4"},
    // Adjacent passages of one turn that one coding covers are one hit, without a code filter they
    // are two.
    {"tabouret", "E2:1 E2:1"},
    {"tabouret code:T2", "E2:1"},
};
enum { QUESTION_COUNT = sizeof QUESTIONS / sizeof *QUESTIONS };

// --in: what was said and what was coded are kept apart.
static const struct {
    const char *query, *in, *found;
} PARTS[] = {
    {"échéance", "in=all", "FG1:2 FG1:4 FG1:5 E1:4 | FG1:1 FG1:3 FG1:6"},
    {"échéance", "in=said", "FG1:2 FG1:4 FG1:5"},
    {"échéance", "in=coded", "FG1:2 FG1:4 E1:4"},
    {"bailleur", "in=said", "C1:1"},
    {"bailleur", "in=coded", "| FG1:2 FG1:4 E1:4"},
    {"inquiétudes échéance", "in=coded", "FG1:2 FG1:4 E1:4 | FG1:3"},
    {"\"loyer et ses échéances\"", "in=said", "| FG1:2"},
    {"\"loyer et ses échéances\"", "in=coded", "FG1:2 FG1:4 E1:4"},
    {"sur:échéance codé-par:tous", "in=said", "FG1:2 | FG1:4"},
    {"sur:échéance codé-par:tous", "in=coded", "FG1:2 | FG1:4"},
};
enum { PART_COUNT = sizeof PARTS / sizeof *PARTS };

START_TEST(said_or_coded)
{
    char more[64];
    (void)snprintf(more, sizeof more, "sort=text&%s", PARTS[_i].in);
    expect(PARTS[_i].query, more, PARTS[_i].found);
}
END_TEST

START_TEST(found)
{
    expect(QUESTIONS[_i].query, "study=marche&limit=0&sort=text", QUESTIONS[_i].found);
}
END_TEST

// `interpreted`, asked again, is read as itself and finds the same.
START_TEST(interpreted_finds_the_same)
{
    json_t *answer = search(QUESTIONS[_i].query, "study=marche&limit=0&sort=text");
    const char *as_read = json_string_value(json_object_get(answer, "interpreted"));
    json_t *again = search(as_read, "study=marche&limit=0&sort=text");
    ck_assert_str_eq(json_string_value(json_object_get(again, "interpreted")), as_read);
    ck_assert_msg(json_equal(json_object_get(answer, "total"), json_object_get(again, "total")),
                  "%s", as_read);
    char *first = turns_of(answer);
    char *second = turns_of(again);
    ck_assert_str_eq(first != NULL ? first : "", second != NULL ? second : "");
    free(first);
    free(second);
    json_decref(answer);
    json_decref(again);
}
END_TEST

static void path_of_index(char out[PROPOS_PATH_SIZE])
{
    char folder[PROPOS_PATH_SIZE];
    ck_assert_int_eq(propos_path_join(folder, study.state, "marche", NULL), PROPOS_OK);
    ck_assert_int_eq(propos_path_join(out, folder, PROPOS_INDEX_NAME, NULL), PROPOS_OK);
}

// Without the index the fallback finds the same, and says why it answers.
START_TEST(fallback_finds_the_same)
{
    char index[PROPOS_PATH_SIZE];
    char aside[PROPOS_PATH_SIZE + 8];
    path_of_index(index);
    (void)snprintf(aside, sizeof aside, "%s.aside", index);
    json_t *whole = search("échéance", "study=marche");
    ck_assert_str_eq(json_string_value(json_object_get(whole, "engine")), "xapian");
    ck_assert_uint_eq(json_array_size(json_object_get(whole, "degraded")), 0);
    json_decref(whole);
    ck_assert_int_eq(rename(index, aside), 0);
    close_library();
    open_library();
    for (size_t i = 0; i < QUESTION_COUNT; i++) {
        expect(QUESTIONS[i].query, "study=marche&limit=0&sort=text", QUESTIONS[i].found);
    }
    json_t *answer = search("échéance", "study=marche");
    ck_assert_str_eq(json_string_value(json_object_get(answer, "engine")), "fts5");
    ck_assert_uint_eq(json_array_size(json_object_get(answer, "degraded")), 1);
    json_decref(answer);
    // The index comes back: the next request uses it.
    ck_assert_int_eq(rename(aside, index), 0);
    answer = search("échéance", "study=marche");
    ck_assert_str_eq(json_string_value(json_object_get(answer, "engine")), "xapian");
    json_decref(answer);
}
END_TEST

// ---- what an answer says ----

static const json_t *at(const json_t *object, const char *path)
{
    char *copy = strdup(path);
    char *rest = NULL;
    for (char *key = strtok_r(copy, ".", &rest); key != NULL && object != NULL;
         key = strtok_r(NULL, ".", &rest)) {
        object = json_is_array(object) ? json_array_get(object, strtoul(key, NULL, 10))
                                       : json_object_get(object, key);
    }
    free(copy);
    return object;
}

// Values of an answer by their place, as JSON.
static void is(const json_t *answer, const char *path, const char *wanted)
{
    const json_t *value = at(answer, path);
    ck_assert_msg(value != NULL, "%s is missing", path);
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    ck_assert_msg(strcmp(text, wanted) == 0, "%s is %s, wanted %s", path, text, wanted);
    free(text);
}

START_TEST(a_hit_in_full)
{
    json_t *answer = search("sur:échéance codé-par:tous", "study=marche");
    is(answer, "query", "\"sur:échéance codé-par:tous\"");
    is(answer, "match", "\"all\"");
    is(answer, "total", "1");
    is(answer, "total_partial", "1");
    is(answer, "did_you_mean", "null");
    is(answer, "notices", "[]");
    is(answer, "counts",
       "{\"documents\":1,\"groups\":1,\"moderator\":0,\"passages\":1,\"speakers\":1,\"turns\":1,"
       "\"units\":4}");
    is(answer, "hits.0.passage", "\"marche/FG1/2.1\"");
    is(answer, "hits.0.rank", "1");
    is(answer, "hits.0.partial", "false");
    is(answer, "hits.0.reason", "null");
    is(answer, "hits.0.study", "\"marche\"");
    is(answer, "hits.0.document",
       "{\"date\":null,\"id\":\"FG1\",\"kind\":\"focus-group\",\"title\":\"Les vendeurs\"}");
    is(answer, "hits.0.group", "\"vendeurs de la halle\"");
    is(answer, "hits.0.speaker",
       "{\"attributes\":{\"age\":\"58\",\"métier\":\"poissonnier\"},\"label\":\"1\","
       "\"role\":\"participant\"}");
    is(answer, "hits.0.turn", "2");
    is(answer, "hits.0.span", "[0,71]");
    is(answer, "hits.0.lines", "[3,3]");
    is(answer, "hits.0.question", "1");
    is(answer, "hits.0.locator", "null");
    is(answer, "hits.0.time_ms", "null");
    is(answer, "hits.0.highlights", "[[2,10]]");
    is(answer, "hits.0.why.0",
       "{\"asked\":\"échéance\",\"found\":\"échéance\",\"kind\":\"exact\"}");
    is(answer, "hits.0.why.1",
       "{\"asked\":\"échéance\",\"found\":\"Le loyer et ses échéances\",\"kind\":\"code\"}");
    is(answer, "hits.0.agreement",
       "{\"coders\":[\"Ana\",\"Bob\"],\"codes\":[\"T1.1\"],\"level\":\"same\",\"overlap\":[[2,32]]"
       "}");
    is(answer, "hits.0.codings.1.path", "[\"Les inquiétudes\"]");
    is(answer, "hits.0.before.0.turn", "1");
    is(answer, "hits.0.before.0.speaker.role", "\"moderator\"");
    is(answer, "hits.0.after.0.text",
       "\"Moi c'est la concurrence {rires} la concurrence du supermarché.\"");
    is(answer, "hits.1.partial", "true");
    is(answer, "hits.1.reason", "\"only Ana has a code about it there\"");
    json_decref(answer);
}
END_TEST

START_TEST(codings_are_clipped)
{
    json_t *answer = search("code:T2 document:FG1", "study=marche&sort=text");
    is(answer, "hits.0.codings.0.start", "34");
    is(answer, "hits.0.codings.0.continues", "[false,true]");
    is(answer, "hits.1.codings.0.start", "0");
    is(answer, "hits.1.codings.0.end", "10");
    is(answer, "hits.1.codings.0.continues", "[true,false]");
    is(answer, "counts.units", "1");
    is(answer, "hits.0.speaker.label", "\"JO\"");
    is(answer, "hits.0.speaker.attributes.age", "\"41\"");
    json_decref(answer);
}
END_TEST

START_TEST(a_merged_hit)
{
    json_t *answer = search("tabouret code:T2", "study=marche");
    is(answer, "total", "1");
    is(answer, "counts.passages", "2");
    is(answer, "hits.0.places.1.passage", "\"marche/E2/1.2\"");
    const char *text = json_string_value(at(answer, "hits.0.text"));
    ck_assert_ptr_nonnull(strstr(text, "tabouret bleu"));
    ck_assert_ptr_nonnull(strstr(text, "tabouret rouge"));
    ck_assert_uint_eq(json_array_size(at(answer, "hits.0.highlights")), 2);
    ck_assert_uint_eq(json_array_size(at(answer, "hits.0.codings")), 1);
    json_decref(answer);
}
END_TEST

// Those who ask the questions come last, and are counted apart; asked for themselves they are like
// others.
START_TEST(moderators_come_last)
{
    json_t *answer = search("texte:échéance", "study=marche");
    is(answer, "hits.2.turn", "5");
    is(answer, "counts.moderator", "1");
    json_decref(answer);
    answer = search("texte:échéance rôle:modérateur", "study=marche");
    is(answer, "hits.0.turn", "5");
    json_decref(answer);
}
END_TEST

// A preference never excludes: it lifts.
START_TEST(preferences_lift)
{
    json_t *answer = search("loyer plutôt:(document:E1)", "study=marche");
    is(answer, "total", "3");
    is(answer, "hits.0.document.id", "\"E1\"");
    json_decref(answer);
    answer = search("loyer plutôt:(document:FG1)", "study=marche");
    is(answer, "total", "3");
    is(answer, "hits.0.document.id", "\"FG1\"");
    json_decref(answer);
}
END_TEST

// Pages cut one order: page by page gives the same as all at once, totals included.
START_TEST(pages)
{
    static const char *const ASKED[] = {"échéance", "loyer poisson", "codé-par:Ana",
                                        "qui raconte beaucoup de choses du loyer et du poisson"};
    for (size_t q = 0; q < sizeof ASKED / sizeof *ASKED; q++) {
        json_t *all = search(ASKED[q], "limit=0&facets=off");
        size_t count = json_array_size(json_object_get(all, "hits"));
        ck_assert_uint_gt(count, 3);
        ck_assert_int_eq(json_integer_value(json_object_get(all, "total")) +
                             json_integer_value(json_object_get(all, "total_partial")),
                         count);
        ck_assert_ptr_null(json_object_get(all, "facets"));
        for (size_t i = 0; i < count; i++) {
            char more[64];
            (void)snprintf(more, sizeof more, "limit=1&offset=%zu", i);
            json_t *page = search(ASKED[q], more);
            ck_assert_uint_eq(json_array_size(json_object_get(page, "hits")), 1);
            char path[64];
            (void)snprintf(path, sizeof path, "hits.%zu.passage", i);
            ck_assert_str_eq(json_string_value(at(page, "hits.0.passage")),
                             json_string_value(at(all, path)));
            ck_assert(json_equal(json_object_get(page, "total"), json_object_get(all, "total")));
            ck_assert(json_equal(json_object_get(page, "counts"), json_object_get(all, "counts")));
            json_decref(page);
        }
        json_decref(all);
    }
}
END_TEST

START_TEST(facets_count_full_matches)
{
    json_t *answer = search("échéance", "study=marche&limit=1");
    is(answer, "facets.document",
       "[{\"count\":3,\"name\":\"Les vendeurs\",\"value\":\"FG1\"},"
       "{\"count\":1,\"name\":\"Une cliente\",\"value\":\"E1\"}]");
    is(answer, "facets.coder", "[{\"count\":3,\"value\":\"Ana\"},{\"count\":2,\"value\":\"Bob\"}]");
    is(answer, "facets.code.0", "{\"count\":3,\"name\":\"Les inquiétudes\",\"value\":\"T1\"}");
    is(answer, "facets.speaker.0", "{\"count\":2,\"value\":\"FG1/1\"}");
    json_decref(answer);
}
END_TEST

START_TEST(several_studies)
{
    json_t *answer = search("loyer", "");
    is(answer, "total", "4");
    json_decref(answer);
    answer = search("loyer étude:quai", "");
    is(answer, "total", "1");
    is(answer, "hits.0.study", "\"quai\"");
    json_decref(answer);
    // The study's path names it as its id does.
    propos_buffer more = {0};
    propos_buffer_printf(&more, "study=%s", study.other);
    answer = search("loyer", propos_buffer_text(&more));
    is(answer, "total", "1");
    propos_buffer_free(&more);
    json_decref(answer);
    // Who coded what is known of one study only: the other says so.
    answer = search("codé-par:tous", "");
    is(answer, "total", "2");
    ck_assert_uint_eq(json_array_size(json_object_get(answer, "notices")), 1);
    json_decref(answer);
    answer = search("codé-par:tous", "study=quai");
    is(answer, "total", "0");
    ck_assert_uint_eq(json_array_size(json_object_get(answer, "notices")), 1);
    json_decref(answer);
}
END_TEST

START_TEST(a_long_question_ranks_by_any_word)
{
    json_t *answer = search("le poisson, le loyer, le froid et le supermarché", "study=marche");
    is(answer, "match", "\"any\"");
    is(answer, "hits.0.partial", "false");
    ck_assert_int_ge(json_integer_value(json_object_get(answer, "total")), 5);
    json_decref(answer);
    answer = search("loyer poisson", "study=marche&match=any");
    is(answer, "match", "\"any\"");
    is(answer, "total", "4");
    json_decref(answer);
}
END_TEST

START_TEST(in_french)
{
    json_t *answer = ask("search", NULL, "q=sur:échéance codé-par:tous&study=marche&lang=fr");
    // The sentence is the catalogue's when there is one; the thread's own language is left as it
    // was.
    ck_assert_ptr_nonnull(json_string_value(at(answer, "hits.1.reason")));
    ck_assert_int_eq(propos_language_get(), PROPOS_ENGLISH);
    json_decref(answer);
}
END_TEST

// ---- errors ----

static const struct {
    const char *operation, *subject, *parameters;
    propos_status status;
    const char *said; // somewhere in the message
    long position;
} ERRORS[] = {
    {"search", NULL, "study=marche", PROPOS_USAGE, "q is missing", -1},
    {"search", NULL, "q=loyer&limt=3", PROPOS_USAGE, "limt", -1},
    {"search", NULL, "q=loyer&limit=-1", PROPOS_USAGE, "limit", -1},
    {"search", NULL, "q=loyer&limit=many", PROPOS_USAGE, "limit", -1},
    {"search", NULL, "q=loyer&context=51", PROPOS_USAGE, "context", -1},
    {"search", NULL, "q=loyer&sort=date", PROPOS_USAGE, "relevance, text", -1},
    {"search", NULL, "q=loyer&match=some", PROPOS_USAGE, "auto, all, any", -1},
    {"search", NULL, "q=loyer&facets=1", PROPOS_USAGE, "on, off", -1},
    {"codes", NULL, "q=loyer", PROPOS_USAGE, "study, lang", -1},
    {"fetch", NULL, "", PROPOS_USAGE, "fetch", -1},
    {"search", NULL, "q=loyer&study=rien", PROPOS_UNAVAILABLE, "marche, quai", -1},
    {"search", NULL, "q=loyer&study=/nowhere/at/all", PROPOS_UNAVAILABLE, "propos-index", -1},
    {"search", NULL, "q=loyer codé-par:Zoé&study=marche", PROPOS_BAD_QUERY, "“Zoé”", 6},
    {"search", NULL, "q=codé-par:Ana+Zoé&study=marche", PROPOS_BAD_QUERY, "Ana, Bob", 0},
    {"search", NULL, "q=code:zzz", PROPOS_BAD_QUERY, "zzz", 0},
    {"search", NULL, "q=groupe:marins&study=marche", PROPOS_BAD_QUERY, "vendeurs de la halle", 0},
    {"search", NULL, "q=locuteur:99", PROPOS_BAD_QUERY, "99", 0},
    {"search", NULL, "q=document:X9&study=marche", PROPOS_BAD_QUERY, "FG1, E1, C1", 0},
    {"search", NULL, "q=métier:marin&study=marche", PROPOS_BAD_QUERY, "poissonnier", 0},
    {"search", NULL, "q=rôle:roi", PROPOS_BAD_QUERY, "modérateur", 5},
    {"search", NULL, "q=marque:zzz", PROPOS_BAD_QUERY, "zzz", 7},
    {"search", NULL, "q=étude:rien", PROPOS_BAD_QUERY, "rien", 0},
    {"search", NULL, "q=ligne:douze", PROPOS_BAD_QUERY, "douze", 6},
    {"search", NULL, "q=question:9", PROPOS_BAD_QUERY, "9", 0},
    {"search", NULL, "q=accord:parfois", PROPOS_BAD_QUERY, "même", 7},
    {"search", NULL, "q=recouvrement:beaucoup", PROPOS_BAD_QUERY, "50%", 13},
    {"search", NULL, "q=loyer (poisson", PROPOS_BAD_QUERY, "", 6},
    {"passage", "marche/FG1/99.1", "", PROPOS_NOT_FOUND, "marche/FG1/99.1", -1},
    {"passage", "marche", "", PROPOS_NOT_FOUND, "marche", -1},
    {"passage", NULL, "", PROPOS_USAGE, "STUDY/DOCUMENT", -1},
    {"document", "FG9", "", PROPOS_NOT_FOUND, "FG9", -1},
};

START_TEST(errors)
{
    json_t *answer = NULL;
    propos_error error;
    propos_status status = invented_study_ask(library, ERRORS[_i].operation, ERRORS[_i].subject,
                                              ERRORS[_i].parameters, &answer, &error);
    ck_assert_msg(status == ERRORS[_i].status, "%s %s: status %d, %s", ERRORS[_i].operation,
                  ERRORS[_i].parameters, (int)status, error.text);
    ck_assert_ptr_null(answer);
    ck_assert_int_eq(error.status, status);
    ck_assert_msg(strstr(error.text, ERRORS[_i].said) != NULL, "%s: %s", ERRORS[_i].parameters,
                  error.text);
    ck_assert_msg(error.position == ERRORS[_i].position, "%s: position %ld", ERRORS[_i].parameters,
                  error.position);
}
END_TEST

static bool at_once(void *context)
{
    (void)context;
    return true;
}

START_TEST(a_deadline_that_has_passed)
{
    propos_parameter q = {"q", "loyer"};
    propos_request request = {
        .operation = "search", .parameters = &q, .parameter_count = 1, .stop = at_once};
    json_t *answer = NULL;
    propos_error error;
    propos_error_clear(&error);
    ck_assert_int_eq(propos_library_answer(library, &request, &answer, &error), PROPOS_DEADLINE);
    // The library serves on.
    json_decref(search("loyer", ""));
}
END_TEST

// ---- the other operations ----

START_TEST(lists)
{
    json_t *answer = ask("codes", NULL, "study=marche");
    is(answer, "codes.0.id", "\"T1\"");
    is(answer, "codes.0.units", "7");
    is(answer, "codes.0.passages", "4");
    is(answer, "codes.0.coders", "[\"Ana\",\"Bob\"]");
    is(answer, "codes.1.id", "\"T1.1\"");
    is(answer, "codes.1.depth", "1");
    is(answer, "codes.1.parent", "\"T1\"");
    json_decref(answer);
    answer = ask("coders", NULL, "study=marche");
    is(answer, "coders.1.coder", "\"Bob\"");
    is(answer, "coders.1.codings", "4");
    is(answer, "coders.1.finished", "[\"FG1\"]");
    json_decref(answer);
    answer = ask("groups", NULL, "study=marche");
    is(answer, "groups.0.group", "\"vendeurs de la halle\"");
    is(answer, "groups.0.documents", "[\"FG1\"]");
    json_decref(answer);
    answer = ask("documents", NULL, "study=marche");
    is(answer, "documents.0.id", "\"FG1\"");
    is(answer, "documents.0.turns", "8");
    is(answer, "documents.0.finished", "[\"Ana\",\"Bob\"]");
    json_decref(answer);
    answer = ask("studies", NULL, "");
    is(answer, "studies.1.id", "\"quai\"");
    json_decref(answer);
    answer = ask("status", NULL, "study=marche");
    is(answer, "studies.0.engine", "\"xapian\"");
    is(answer, "studies.0.documents", "4");
    is(answer, "studies.0.turns", "15");
    is(answer, "studies.0.codings", "11");
    is(answer, "studies.0.coders", "[\"Ana\",\"Bob\"]");
    is(answer, "studies.0.degraded", "[]");
    json_decref(answer);
}
END_TEST

START_TEST(a_document)
{
    json_t *answer = ask("document", "fg1", "study=marche");
    is(answer, "document.id", "\"FG1\"");
    ck_assert_uint_eq(json_array_size(json_object_get(answer, "turns")), 8);
    is(answer, "turns.1.turn", "2");
    is(answer, "turns.1.lines", "[3,3]");
    is(answer, "turns.1.question", "1");
    ck_assert_uint_eq(json_array_size(at(answer, "turns.1.codings")), 4);
    is(answer, "turns.6.codings.0.continues", "[true,false]");
    is(answer, "turns.7.speaker", "null");
    json_decref(answer);
}
END_TEST

START_TEST(a_passage_by_its_address)
{
    json_t *answer = ask("passage", "marche/FG1/2.1", "context=2");
    is(answer, "turn", "2");
    is(answer, "agreement.level", "\"same\"");
    ck_assert_uint_eq(json_array_size(json_object_get(answer, "after")), 2);
    ck_assert_uint_eq(json_array_size(json_object_get(answer, "before")), 1);
    json_decref(answer);
}
END_TEST

START_TEST(completion)
{
    json_t *answer = ask("complete", NULL, "q=éché&study=marche");
    is(answer, "words.0.value", "\"échéance\"");
    is(answer, "codes.0.value", "\"T1.1\"");
    json_decref(answer);
    answer = ask("complete", NULL, "q=vend&study=marche");
    is(answer, "groups.0.value", "\"vendeurs de la halle\"");
    json_decref(answer);
}
END_TEST

// ---- change ----

START_TEST(changes_are_noticed)
{
    expect("texte:parapluie", "", "");
    invented_study_write(study.other, "transcripts/Q1.csv",
                         "turn,speaker,text\n1,A,Le parapluie du quai.\n");
    invented_study_index(study.other);
    expect("texte:parapluie", "", "Q1:1");
    // Word lists act at once: they are no part of the index.
    expect("texte:pépin", "study=quai", "");
    invented_study_write(study.other, "synonyms.txt", "pépin = parapluie\n");
    expect("texte:pépin", "study=quai", "Q1:1");
    // A study that goes away is gone, and the others answer.
    char there[PROPOS_PATH_SIZE];
    char aside[PROPOS_PATH_SIZE];
    ck_assert_int_eq(propos_path_join(there, study.state, "quai", NULL), PROPOS_OK);
    ck_assert_int_eq(propos_path_join(aside, study.folder, "quai-aside", NULL), PROPOS_OK);
    ck_assert_int_eq(rename(there, aside), 0);
    json_t *answer = ask("studies", NULL, "");
    ck_assert_uint_eq(json_array_size(json_object_get(answer, "studies")), 1);
    json_decref(answer);
    expect("texte:parapluie", "", "");
    ck_assert_int_eq(rename(aside, there), 0);
    expect("texte:parapluie", "", "Q1:1");
}
END_TEST

// ---- threads ----

static void *keep_asking(void *context)
{
    propos_library *own = NULL;
    propos_error error;
    propos_error_clear(&error);
    size_t *wrong = context;
    if (propos_library_new(shelf, &own, &error) != PROPOS_OK) {
        (*wrong)++;
        return NULL;
    }
    for (int i = 0; i < 40; i++) {
        static const char *const ASKED[] = {"q=sur:échéance codé-par:tous&study=marche",
                                            "q=loyer&study=marche", "q=le poisson du quai"};
        json_t *answer = NULL;
        propos_status status =
            invented_study_ask(own, "search", NULL, ASKED[i % 3], &answer, &error);
        bool fine = status == PROPOS_OK &&
                    (i % 3 != 0 || json_integer_value(json_object_get(answer, "total")) == 1) &&
                    (i % 3 != 1 || json_integer_value(json_object_get(answer, "total")) == 3);
        *wrong += fine ? 0 : 1;
        json_decref(answer);
    }
    propos_library_free(own);
    return NULL;
}

// Several libraries share a shelf while a study is imported anew.
START_TEST(threads)
{
    enum { THREADS = 4 };
    pthread_t ids[THREADS];
    size_t wrong[THREADS] = {0};
    for (size_t i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&ids[i], NULL, keep_asking, &wrong[i]), 0);
    }
    for (int i = 0; i < 5; i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "turn,speaker,text\n1,A,Le poisson du quai numéro %d.\n",
                       i);
        invented_study_write(study.other, "transcripts/Q1.csv", text);
        invented_study_index(study.other);
    }
    for (size_t i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(ids[i], NULL), 0);
        ck_assert_uint_eq(wrong[i], 0);
    }
}
END_TEST

static void make_study(void)
{
    propos_language_init();
    invented_study_make(&study);
}

static void remove_study(void)
{
    invented_study_remove(&study);
}

int main(void)
{
    Suite *suite = suite_create("answer");
    TCase *tests = tcase_create("answer");
    tcase_set_timeout(tests, 120); // sanitizers on a busy machine
    tcase_add_unchecked_fixture(tests, make_study, remove_study);
    tcase_add_checked_fixture(tests, open_library, close_library);
    tcase_add_loop_test(tests, found, 0, QUESTION_COUNT);
    tcase_add_loop_test(tests, said_or_coded, 0, PART_COUNT);
    tcase_add_loop_test(tests, interpreted_finds_the_same, 0, QUESTION_COUNT);
    tcase_add_test(tests, fallback_finds_the_same);
    tcase_add_test(tests, a_hit_in_full);
    tcase_add_test(tests, codings_are_clipped);
    tcase_add_test(tests, a_merged_hit);
    tcase_add_test(tests, moderators_come_last);
    tcase_add_test(tests, preferences_lift);
    tcase_add_test(tests, pages);
    tcase_add_test(tests, facets_count_full_matches);
    tcase_add_test(tests, several_studies);
    tcase_add_test(tests, a_long_question_ranks_by_any_word);
    tcase_add_test(tests, in_french);
    tcase_add_loop_test(tests, errors, 0, sizeof ERRORS / sizeof *ERRORS);
    tcase_add_test(tests, a_deadline_that_has_passed);
    tcase_add_test(tests, lists);
    tcase_add_test(tests, a_document);
    tcase_add_test(tests, a_passage_by_its_address);
    tcase_add_test(tests, completion);
    tcase_add_test(tests, changes_are_noticed);
    tcase_add_test(tests, threads);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
