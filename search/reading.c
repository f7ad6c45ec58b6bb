#include "search/language.h"

#include "text/marks.h"

#include <stdlib.h>
#include <string.h>

void propos_reading_notice(reading *in, const char *translated)
{
    for (size_t i = 0; i < in->notice_count; i++) {
        if (strcmp(in->notices[i], translated) == 0) {
            return;
        }
    }
    if (in->notice_count == in->notice_capacity) {
        in->notice_capacity = in->notice_capacity == 0 ? 4 : in->notice_capacity * 2;
        const char **more = propos_arena_alloc(in->arena, in->notice_capacity, sizeof *more);
        for (size_t i = 0; i < in->notice_count; i++) {
            more[i] = in->notices[i];
        }
        in->notices = more;
    }
    in->notices[in->notice_count++] = translated;
}

// A query of notation alone asks for the notation: {rires} is marque:rires.
static bool marks_to_filters(reading *in, tokens *list)
{
    bool found = false;
    for (size_t i = 0; i < list->count; i++) {
        token *item = &list->items[i];
        propos_mark *marks = NULL;
        if (item->kind != TOKEN_MARK || in->lists == NULL) {
            continue;
        }
        if (propos_marks_of(in->lists, item->text, strlen(item->text), &marks) > 0) {
            item->kind = TOKEN_FILTER;
            item->filter = PROPOS_BY_MARK;
            item->text = propos_arena_strdup(in->arena, propos_mark_name(marks[0].kind));
            found = true;
        }
        free(marks);
    }
    return found;
}

static propos_status parse_once(reading *in, const char *text, bool sentences, propos_query **tree)
{
    tokens list = {0};
    propos_status status = propos_lex(in, text, &list);
    if (status != PROPOS_OK) {
        return status;
    }
    if (!propos_tokens_say(&list)) {
        marks_to_filters(in, &list);
    }
    if (sentences && propos_read_sentence(in, &list)) {
        in->was_sentence = true;
    }
    return propos_parse_tokens(in, &list, tree);
}

// Reads what was understood once more, until it says the same: what is shown as the interpretation
// is then what asking it again gives. A sentence that does not settle is taken word by word.
static propos_status settle(reading *in, const char *text, propos_query **tree)
{
    enum { ROUNDS = 4 };
    propos_status status = parse_once(in, text, true, tree);
    for (int i = 0; i < ROUNDS && status == PROPOS_OK; i++) {
        propos_buffer printed = {0};
        propos_query *again = NULL;
        reading quiet = *in;
        quiet.error = NULL;
        quiet.notices = NULL;
        quiet.notice_count = quiet.notice_capacity = 0;
        propos_query_print(*tree, &printed);
        bool read = propos_buffer_text(&printed)[0] != '\0' &&
                    printed.length <= PROPOS_QUERY_BYTES &&
                    parse_once(&quiet, propos_buffer_text(&printed), true, &again) == PROPOS_OK;
        propos_buffer_free(&printed);
        if (!read) {
            break;
        }
        if (propos_query_same(*tree, again)) {
            return PROPOS_OK;
        }
        *tree = again;
    }
    if (status == PROPOS_OK) {
        in->was_sentence = false;
        in->notice_count = 0;
        status = parse_once(in, text, false, tree);
    }
    return status;
}

propos_status propos_query_parse(propos_arena *arena, const char *text, const propos_names *names,
                                 const propos_lists *lists, propos_parsed *parsed,
                                 propos_error *error)
{
    reading in = {.arena = arena, .names = names, .lists = lists, .error = error};
    *parsed = (propos_parsed){0};
    propos_status status = settle(&in, text, &parsed->tree);
    if (status != PROPOS_OK) {
        parsed->tree = NULL;
        return status;
    }
    parsed->was_sentence = in.was_sentence;
    parsed->notices = in.notices;
    parsed->notice_count = in.notice_count;
    return PROPOS_OK;
}
