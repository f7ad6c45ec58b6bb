// The units of a code that a draft does not quote.
#include "analysis/check.h"

#include "analysis/options.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// True when the quotation was found in the unit, or the unit in the quotation: most of the shorter
// of the two.
static bool is_quoted_by(const propos_snapshot *s, const propos_snap_coding *c, const json_t *quote)
{
    const json_t *found = json_object_get(quote, "found");
    const char *document = json_string_value(json_object_get(found, "document"));
    const char *study = json_string_value(json_object_get(found, "study"));
    if (document == NULL || study == NULL || strcmp(study, s->id) != 0 ||
        strcmp(document, s->documents[c->document].id) != 0) {
        return false;
    }
    json_int_t turn = json_integer_value(json_object_get(found, "turn"));
    json_int_t turn_end = json_integer_value(json_object_get(found, "turn_end"));
    json_int_t first = s->turns[c->first_turn].number;
    json_int_t last = s->turns[c->last_turn].number;
    if (first != last || turn != turn_end) {
        return turn <= last && first <= turn_end;
    }
    json_int_t start = json_integer_value(json_object_get(found, "start"));
    json_int_t end = json_integer_value(json_object_get(found, "end"));
    json_int_t from = start > c->start ? start : c->start;
    json_int_t to = end < c->end ? end : c->end;
    json_int_t shorter = end - start < c->end - c->start ? end - start : c->end - c->start;
    return turn == first && 2 * (to - from) > shorter;
}

static bool is_quoted(const check *k, const propos_snapshot *s, const propos_snap_coding *c)
{
    size_t i = 0;
    const json_t *quote = NULL;
    json_array_foreach(k->quotes, i, quote)
    {
        if (is_quoted_by(s, c, quote)) {
            return true;
        }
    }
    return false;
}

// The words of the unit in its first turn, and in the further ones.
static propos_status unit_text(candidates_study *study, const propos_snap_coding *c,
                               propos_buffer *out, propos_error *error)
{
    propos_status status = PROPOS_OK;
    for (uint32_t t = c->first_turn; status == PROPOS_OK && t <= c->last_turn; t++) {
        const wording *words = NULL;
        const char *text = NULL;
        status = candidates_turn_words(study, t, &words, &text, error);
        if (status == PROPOS_OK) {
            size_t length = strlen(text);
            size_t from = t == c->first_turn ? propos_utf8_offset(text, length, c->start) : 0;
            size_t to = t == c->last_turn ? propos_utf8_offset(text, length, c->end) : length;
            propos_buffer_puts(out, t > c->first_turn ? "\n" : "");
            propos_buffer_add(out, text + from, to > from ? to - from : 0);
        }
    }
    return status;
}

static propos_status add_unit(candidates_study *study, const propos_snap_coding *c, json_t *list,
                              propos_error *error)
{
    const propos_snapshot *s = study->snapshot;
    propos_buffer text = {0};
    propos_status status = unit_text(study, c, &text, error);
    int32_t lines[2];
    bool estimated = false;
    uint32_t end = c->first_turn == c->last_turn ? c->end : s->turns[c->first_turn].length;
    bool known = propos_snapshot_lines(s, c->first_turn, c->start, end, lines, &estimated);
    uint32_t speaker = s->turns[c->first_turn].speaker;
    json_t *unit = json_object();
    propos_json_set(unit, "study", propos_json_text(s->id));
    propos_json_set(unit, "document", propos_json_text(s->documents[c->document].id));
    propos_json_set(unit, "turn", json_integer(s->turns[c->first_turn].number));
    propos_json_set(unit, "turn_end", json_integer(s->turns[c->last_turn].number));
    propos_json_set(unit, "lines", known ? propos_json_pair(lines[0], lines[1]) : json_null());
    propos_json_set(unit, "lines_estimated", json_boolean(estimated));
    propos_json_set(unit, "speaker",
                    speaker == PROPOS_NONE ? json_null()
                                           : propos_json_text(s->speakers[speaker].label));
    propos_json_set(unit, "coder",
                    c->coder == PROPOS_NONE ? json_null() : propos_json_text(s->coders[c->coder]));
    propos_json_set(unit, "code", propos_json_text(s->codes[c->code].id));
    propos_json_set(unit, "unit", propos_json_text(c->unit));
    propos_json_set(unit, "text", propos_json_text(propos_buffer_text(&text)));
    (void)json_array_append_new(list, unit);
    propos_buffer_free(&text);
    return status;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static size_t count_different(uint32_t *keys, size_t count)
{
    size_t different = 0;
    if (count > 1) {
        qsort(keys, count, sizeof *keys, by_value);
    }
    for (size_t i = 0; i < count; i++) {
        different += i == 0 || keys[i] != keys[i - 1];
    }
    return different;
}

// The units of a code and of those below it, each once, in the part that was asked.
static propos_status study_units(const check *k, candidates_study *study, uint32_t code,
                                 json_t *left, size_t *units, propos_error *error)
{
    const propos_snapshot *s = study->snapshot;
    uint32_t *keys = propos_alloc((size_t)s->coding_count + 1, sizeof *keys);
    bool *told = propos_alloc((size_t)s->coding_count + 1, sizeof *told); // by unit key
    size_t count = 0;
    propos_status status = PROPOS_OK;
    for (uint32_t i = 0; status == PROPOS_OK && i < s->coding_count; i++) {
        const propos_snap_coding *c = &s->codings[i];
        if (!propos_snapshot_below(s, c->code, code) || !propos_part_has_coding(study->part, i)) {
            continue;
        }
        keys[count++] = c->unit_key;
        bool first = c->unit_key > s->coding_count || !told[c->unit_key];
        if (first && !is_quoted(k, s, c)) {
            status = add_unit(study, c, left, error);
        }
        if (c->unit_key <= s->coding_count) {
            told[c->unit_key] = true;
        }
    }
    *units += count_different(keys, count);
    free(keys);
    free(told);
    return status;
}

propos_status check_unquoted(const check *k, json_t **out, propos_error *error)
{
    const char *name = propos_session_parameter(k->session, "code");
    *out = json_null();
    if (name == NULL) {
        return PROPOS_OK;
    }
    json_t *left = json_array();
    size_t units = 0;
    size_t known = 0;
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < k->study_count; i++) {
        uint32_t code = PROPOS_NONE;
        bool has = options_code(k->session, k->studies[i].snapshot, &code, error) == PROPOS_OK;
        known += has ? 1 : 0;
        if (has) {
            status = study_units(k, &k->studies[i], code, left, &units, error);
        }
    }
    if (status == PROPOS_OK && known == 0) {
        json_decref(left);
        return PROPOS_UNAVAILABLE; // *error is the last study's
    }
    json_t *object = json_object();
    propos_json_set(object, "code", propos_json_text(name));
    propos_json_set(object, "units", json_integer((json_int_t)units));
    propos_json_set(object, "left", left);
    *out = object;
    return status;
}
