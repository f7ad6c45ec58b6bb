#include "query/check.h"

#include "analysis/twice.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "query/ask.h"
#include "query/draft_file.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// What goes into one request: with its escapes and the text around it, it stays below the daemon's
// limit of a body (64 KiB).
enum { PART_BYTES = 20000, ROW_BYTES = 15000 };
// The text sent before and behind a part: a quotation that begins in the part ends in what is sent,
// and one that began before it is seen whole.
enum { AROUND_BYTES = 6500 };

// One request, with `name` = `value` added to the options' parameters.
static propos_status ask_part(const query_options *options, const char *name, const char *value,
                              json_t **answer, propos_error *error)
{
    query_options *part = propos_alloc(1, sizeof *part);
    *part = *options;
    propos_status status = PROPOS_OK;
    if (part->parameter_count == QUERY_MOST_PARAMETERS) {
        status = propos_fail(error, PROPOS_USAGE, _("too many options"));
    } else {
        part->parameters[part->parameter_count++] = (propos_parameter){name, value};
        status = query_ask(part, answer, error);
    }
    free(part);
    return status;
}

// The units that neither this part nor those before it quote.
static void keep_unquoted(json_t *whole, const json_t *part)
{
    json_t *left = json_object_get(json_object_get(whole, "unquoted"), "left");
    const json_t *others = json_object_get(json_object_get(part, "unquoted"), "left");
    for (size_t i = json_array_size(left); i > 0; i--) {
        bool there = false;
        size_t j = 0;
        const json_t *other = NULL;
        json_array_foreach(others, j, other)
        {
            there = there || json_equal(other, json_array_get(left, i - 1)) != 0;
        }
        if (!there) {
            (void)json_array_remove(left, i - 1);
        }
    }
}

// Adds a part's answer, which is taken over.
static void join(json_t **whole, json_t *part)
{
    if (*whole == NULL) {
        *whole = part;
        return;
    }
    (void)json_array_extend(json_object_get(*whole, "quotes"), json_object_get(part, "quotes"));
    keep_unquoted(*whole, part);
    json_decref(part);
}

// ---- tables ----

static propos_status check_rows(const query_options *options, const json_t *rows, json_t **answer,
                                propos_error *error)
{
    propos_status status = PROPOS_OK;
    size_t count = json_array_size(rows);
    size_t at = 0;
    do {
        json_t *some = json_array();
        size_t bytes = 0;
        while (at < count && bytes < ROW_BYTES) {
            json_t *row = json_array_get(rows, at);
            char *text = json_dumps(row, JSON_COMPACT);
            size_t more = strlen(text);
            free(text);
            if (bytes > 0 && bytes + more > PART_BYTES) {
                break;
            }
            bytes += more;
            at++;
            (void)json_array_append(some, row);
        }
        char *text = json_dumps(some, JSON_COMPACT);
        json_t *part = NULL;
        status = ask_part(options, "quotes", text, &part, error);
        free(text);
        json_decref(some);
        if (status == PROPOS_OK) {
            join(answer, part);
        }
    } while (status == PROPOS_OK && at < count);
    return status;
}

// ---- drafts ----

// The line's beginning at or before `at`, but not before `least`.
static size_t line_start(const char *text, size_t at, size_t least)
{
    size_t start = at;
    while (start > least && text[start - 1] != '\n') {
        start--;
    }
    if (start > least || least == 0) {
        return start;
    }
    // One long paragraph: between two characters.
    while (at > least && ((unsigned char)text[at] & 0xC0U) == 0x80U) {
        at--;
    }
    return at;
}

// Keeps the quotations that begin in code points [from, to) of the draft, as they stand in it.
static void settle_entries(json_t *part, size_t base, size_t lines, size_t from, size_t to)
{
    json_t *quotes = json_object_get(part, "quotes");
    for (size_t i = json_array_size(quotes); i > 0; i--) {
        json_t *quote = json_array_get(quotes, i - 1);
        const json_t *at = json_object_get(quote, "at");
        size_t start = (size_t)json_integer_value(json_array_get(at, 0)) + base;
        size_t end = (size_t)json_integer_value(json_array_get(at, 1)) + base;
        if (start < from || start >= to) {
            (void)json_array_remove(quotes, i - 1);
            continue;
        }
        json_int_t line = json_integer_value(json_object_get(quote, "line"));
        propos_json_set(quote, "line", json_integer(line + (json_int_t)lines));
        propos_json_set(quote, "at", propos_json_pair((long)start, (long)end));
    }
}

static size_t lines_before(const char *text, size_t at)
{
    size_t lines = 0;
    for (size_t i = 0; i < at; i++) {
        lines += text[i] == '\n';
    }
    return lines;
}

static propos_status check_part(const query_options *options, const query_draft *draft, size_t from,
                                size_t to, json_t **part, propos_error *error)
{
    const char *text = draft->text;
    size_t before = from > AROUND_BYTES ? line_start(text, from - AROUND_BYTES, 0) : 0;
    before = from - before > (size_t)2 * AROUND_BYTES ? from : before;
    size_t behind =
        draft->length - to > AROUND_BYTES ? line_start(text, to + AROUND_BYTES, to) : draft->length;
    char *piece = propos_strndup(text + before, behind - before);
    propos_status status = ask_part(options, "draft", piece, part, error);
    free(piece);
    if (status == PROPOS_OK) {
        settle_entries(*part, propos_utf8_count(text, before), lines_before(text, before),
                       propos_utf8_count(text, from), propos_utf8_count(text, to));
    }
    return status;
}

static propos_status check_text(const query_options *options, const query_draft *draft,
                                json_t **answer, propos_error *error)
{
    propos_status status = PROPOS_OK;
    size_t from = 0;
    do {
        size_t to = draft->length;
        if (to - from > PART_BYTES) {
            to = line_start(draft->text, from + PART_BYTES, from);
        }
        json_t *part = NULL;
        status = check_part(options, draft, from, to, &part, error);
        if (status == PROPOS_OK) {
            join(answer, part);
        }
        from = to;
    } while (status == PROPOS_OK && from < draft->length);
    return status;
}

propos_status query_check(const query_options *options, json_t **answer, propos_error *error)
{
    *answer = NULL;
    propos_arena *arena = propos_arena_new();
    query_draft draft;
    propos_status status = query_draft_read(arena, options->file, &draft, error);
    if (status == PROPOS_OK && draft.rows != NULL) {
        status = check_rows(options, draft.rows, answer, error);
    } else if (status == PROPOS_OK) {
        status = check_text(options, &draft, answer, error);
    }
    if (status == PROPOS_OK) {
        json_t *quotes = json_object_get(*answer, "quotes");
        propos_check_twice(quotes);
        propos_json_set(*answer, "counts", propos_check_counts(quotes));
    } else {
        json_decref(*answer);
        *answer = NULL;
    }
    json_decref(draft.rows);
    propos_arena_free(arena);
    return status;
}
