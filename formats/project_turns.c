// Turns from a tool's own marks of who speaks, instead of from the labels in the text.
#include "base/buffer.h"
#include "base/memory.h"
#include "formats/project.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

typedef struct assembly {
    project *p;
    const offsets_text *text;
    propos_turn_data *turns;
    size_t count, capacity;
} assembly;

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t';
}

// The bytes at the start of a marked stretch that are the speaker's label: "Paul : ", with the
// brackets and signs around it; 0 when it does not begin so.
static size_t label_bytes(const char *text, size_t length, const char *speaker)
{
    size_t name = strlen(speaker);
    size_t at = 0;
    while (at < length && (is_blank(text[at]) || strchr("[(*-", text[at]) != NULL)) {
        at++;
    }
    if (name == 0 || length - at < name) {
        return 0;
    }
    char *there = propos_strndup(text + at, name);
    char *a = propos_folded(there);
    char *b = propos_folded(speaker);
    bool same = strcmp(a, b) == 0;
    free(b);
    free(a);
    free(there);
    if (!same) {
        return 0;
    }
    size_t end = at + name;
    bool sign = false;
    while (end < length) {
        size_t step = is_blank(text[end]) ? 1 : 0;
        step = length - end >= 2 && memcmp(text + end, "\xC2\xA0", 2) == 0 ? 2 : step;
        step = length - end >= 3 && memcmp(text + end, "\xE2\x80\xAF", 3) == 0 ? 3 : step;
        if (strchr(":]*)", text[end]) != NULL) {
            sign = true;
            step = 1;
        }
        if (step == 0) {
            break;
        }
        end += step;
    }
    return sign ? end : 0;
}

// A turn's text is that of the source with white space as one blank; a run ends where it was more.
static void add_turn(assembly *a, uint32_t from, uint32_t to, const char *speaker)
{
    const offsets_text *text = a->text;
    size_t at = propos_utf8_offset(text->text, text->length, from);
    size_t end = propos_utf8_offset(text->text, text->length, to);
    size_t skipped = speaker == NULL ? 0 : label_bytes(text->text + at, end - at, speaker);
    from += (uint32_t)propos_utf8_count(text->text + at, skipped);
    at += skipped;
    propos_buffer out = {0};
    propos_text_run *runs = NULL;
    size_t run_count = 0;
    size_t run_capacity = 0;
    uint32_t points = 0;
    bool gap = true;
    while (at < end) {
        uint32_t value = 0;
        size_t width = propos_utf8_read(text->text + at, end - at, &value);
        if (is_blank(text->text[at])) {
            gap = true;
        } else {
            if (gap) {
                if (points > 0) {
                    propos_buffer_putc(&out, ' ');
                    points++;
                }
                PROPOS_GROW(runs, run_capacity, run_count + 1);
                runs[run_count++] = (propos_text_run){points, from, 0};
                gap = false;
            }
            propos_buffer_add(&out, text->text + at, width);
            points++;
            runs[run_count - 1].length++;
        }
        at += width;
        from++;
    }
    if (points > 0) {
        PROPOS_GROW(a->turns, a->capacity, a->count + 1);
        a->turns[a->count] = (propos_turn_data){
            .number = (uint32_t)a->count + 1,
            .speaker = speaker,
            .text = propos_arena_strdup(a->p->arena, propos_buffer_text(&out)),
            .time_ms = -1,
            .runs = propos_arena_copy(a->p->arena, runs, run_count, sizeof *runs),
            .run_count = run_count,
            .source = {a->p->input->name, 0},
        };
        a->count++;
    }
    free(runs);
    propos_buffer_free(&out);
}

static int by_start(const void *x, const void *y)
{
    const project_turn *a = x;
    const project_turn *b = y;
    return a->from < b->from ? -1 : a->from > b->from;
}

void project_turns(project *p, size_t source, const project_turn *marks, size_t count,
                   propos_document_data *document)
{
    assembly a = {.p = p, .text = &p->sources[source].text};
    project_turn *sorted = propos_alloc(count, sizeof *sorted);
    memcpy(sorted, marks, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_start);
    uint32_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (sorted[i].from > at) {
            add_turn(&a, at, sorted[i].from, NULL);
        }
        uint32_t from = sorted[i].from > at ? sorted[i].from : at;
        if (sorted[i].to > from) {
            add_turn(&a, from, sorted[i].to, sorted[i].speaker);
            at = sorted[i].to;
        }
    }
    uint32_t length = (uint32_t)propos_utf8_count(a.text->text, a.text->length);
    if (at < length) {
        add_turn(&a, at, length, NULL);
    }
    document->turns = propos_arena_copy(p->arena, a.turns, a.count, sizeof *a.turns);
    document->turn_count = a.count;
    free(sorted);
    free(a.turns);
}
