#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "formats/hyphens.h"
#include "formats/labels.h"
#include "formats/pages.h"
#include "formats/signs.h"
#include "formats/times.h"
#include "formats/transcript.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// An event is a sentence or two: a bracket that closes later than this many lines on is not one.
#define EVENT_LINES 12

// What is being put together.
typedef struct assembly {
    propos_arena *arena;
    const char *document, *file;
    propos_doubts *doubts;
    bool paragraphs; // no line was broken by a page
    formats_pages pages;
    formats_labels *labels;
    formats_hyphens *hyphens;
    propos_turn_data *turns;
    size_t count, capacity;
    bool open;  // a turn is under way: turns[count - 1]
    bool event; // it is an event, which nothing is added to
    propos_buffer text;
    size_t points; // code points in `text`
    propos_line_mark *marks;
    size_t mark_count, mark_capacity;
    bool unnumbered; // some line of the turn has no number
    propos_text_run *runs;
    size_t run_count, run_capacity;
} assembly;

// Closes the turn under way.
static void close_turn(assembly *a)
{
    if (!a->open) {
        return;
    }
    propos_turn_data *turn = &a->turns[a->count - 1];
    turn->text = propos_arena_strdup(a->arena, propos_buffer_text(&a->text));
    turn->lines = propos_arena_copy(a->arena, a->marks, a->mark_count, sizeof *a->marks);
    turn->line_count = a->mark_count;
    turn->runs = propos_arena_copy(a->arena, a->runs, a->run_count, sizeof *a->runs);
    turn->run_count = a->run_count;
    turn->lines_complete = a->mark_count > 0 && !a->unnumbered;
    if (turn->text[0] == '\0') {
        propos_doubt_add(a->arena, a->doubts, a->document, a->file, turn->source.line,
                         _("nothing follows the label \"%s\": the turn is empty"), turn->speaker);
    }
    a->open = false;
}

static void open_turn(assembly *a, const char *speaker, long line)
{
    close_turn(a);
    PROPOS_GROW(a->turns, a->capacity, a->count + 1);
    a->turns[a->count] = (propos_turn_data){.number = (uint32_t)a->count + 1,
                                            .speaker = speaker,
                                            .time_ms = -1,
                                            .source = {.file = a->file, .line = line}};
    a->count++;
    a->open = true;
    a->event = false;
    a->unnumbered = false;
    a->points = 0;
    a->mark_count = 0;
    a->run_count = 0;
    propos_buffer_cut(&a->text, 0);
}

// True for a word cut at a line's end ("compte-" + "rendu"): no space comes between.
static bool word_goes_on(const assembly *a, const char *next, size_t length)
{
    size_t size = a->text.length;
    return !a->paragraphs && size >= 2 && a->text.bytes[size - 1] == '-' &&
           signs_space_before(a->text.bytes, size - 1) == 0 &&
           strchr("-.()", a->text.bytes[size - 2]) == NULL && signs_letter(next, length);
}

// Puts what belongs between the text so far and the next line.
static void join(assembly *a, const char *next, size_t length)
{
    if (a->text.length == 0 || length == 0) {
        return;
    }
    if (!word_goes_on(a, next, length)) {
        propos_buffer_putc(&a->text, ' ');
        a->points++;
    } else if (formats_hyphens_cut(a->hyphens, a->text.bytes, a->text.length, next, length)) {
        propos_buffer_cut(&a->text, a->text.length - 1);
        a->points--;
        a->runs[a->run_count - 1].length--; // the text ends with the hyphen of the last line
    }
}

// Notes which letters of the source the next `length` code points of the turn are.
static void add_run(assembly *a, size_t source, size_t length)
{
    propos_text_run *last = a->run_count > 0 ? &a->runs[a->run_count - 1] : NULL;
    if (length == 0) {
        return;
    }
    if (last != NULL && last->start + last->length == a->points &&
        last->source + last->length == source) {
        last->length += (uint32_t)length;
        return;
    }
    PROPOS_GROW(a->runs, a->run_capacity, a->run_count + 1);
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the line above has made room
    a->runs[a->run_count++] =
        (propos_text_run){(uint32_t)a->points, (uint32_t)source, (uint32_t)length};
}

// Adds a part of a line to the turn under way; it stands at code point `source` of the source.
static void add_text(assembly *a, const formats_line *line, size_t from, size_t to, size_t source)
{
    const char *text = line->text + from;
    size_t length = to - from;
    int32_t printed = line->printed;
    join(a, text, length);
    bool same_place = a->mark_count > 0 && a->marks[a->mark_count - 1].start == a->points;
    if (printed > 0 && same_place) {
        a->marks[a->mark_count - 1].line = printed; // the label stood on a line of its own
    } else if (printed > 0) {
        PROPOS_GROW(a->marks, a->mark_capacity, a->mark_count + 1);
        a->marks[a->mark_count++] =
            (propos_line_mark){.start = (uint32_t)a->points, .line = printed};
    } else {
        a->unnumbered = true;
    }
    propos_buffer_add(&a->text, text, length);
    size_t points = propos_utf8_count(text, length);
    add_run(a, source, points);
    a->points += points;
}

// The sign that closes an event which begins like this, '\0' when none does.
static char closing_sign(const formats_line *line)
{
    return (char)(line->text[0] == '{' ? '}' : line->text[0] == '(' ? ')' : '\0');
}

static bool begins_turn(const assembly *a, size_t i)
{
    formats_label label;
    if (i >= a->pages.count) {
        return true;
    }
    const formats_line *line = &a->pages.lines[i];
    return (a->pages.spaced ? line->after_blank : line->paragraph) || line->page_top ||
           formats_labels_at_start(a->labels, line, &label);
}

// "(.)" and "(…)" begin speech; "(1'25)", "(Rires.)" are events. Braces always are.
static bool is_event_text(const char *text, size_t length)
{
    int64_t time = 0;
    if (text[0] == '{') {
        return true;
    }
    return length > 2 &&
           (signs_letter(text + 1, length - 1) || formats_time_read(text + 1, length - 2, &time));
}

// The number of lines that the event at line `i` takes, 0 when there is none: from a bracket where
// a turn may begin to its closing one at a line's end, where the next turn may begin.
static size_t event_lines(const assembly *a, size_t i)
{
    const formats_line *line = &a->pages.lines[i];
    char sign = closing_sign(line);
    if (sign == '\0' || !begins_turn(a, i) || !is_event_text(line->text, line->length)) {
        return 0;
    }
    for (size_t count = 1; count <= EVENT_LINES && i + count <= a->pages.count; count++) {
        line = &a->pages.lines[i + count - 1];
        formats_label label;
        if (count > 1 && (line->after_blank || formats_labels_at_start(a->labels, line, &label))) {
            return 0;
        }
        const char *close = memchr(line->text, sign, line->length);
        if (close != NULL) {
            bool last = close == line->text + line->length - 1;
            return last && begins_turn(a, i + count) ? count : 0;
        }
    }
    return 0;
}

static void add_event(assembly *a, size_t i, size_t count)
{
    open_turn(a, NULL, a->pages.lines[i].source_line);
    for (size_t end = i + count; i < end; i++) {
        add_text(a, &a->pages.lines[i], 0, a->pages.lines[i].length, a->pages.lines[i].source);
    }
    propos_turn_data *turn = &a->turns[a->count - 1];
    if (a->text.length > 2 &&
        !formats_time_read(a->text.bytes + 1, a->text.length - 2, &turn->time_ms)) {
        turn->time_ms = -1;
    }
    a->event = true;
}

static void doubt_label(const assembly *a, const formats_line *line, const formats_label *label)
{
    if (label->glued) {
        propos_doubt_add(a->arena, a->doubts, a->document, a->file, line->source_line,
                         _("the label \"%s\" is glued to the words after it: taken for a speaker"),
                         label->name);
    }
}

// Adds a line's text from byte `from` on, divided where another speaker begins inside it.
static void add_speech(assembly *a, const formats_line *line, size_t from)
{
    formats_label label;
    size_t source = line->source + propos_utf8_count(line->text, from);
    while (formats_labels_inside(a->labels, line, from, &label)) {
        size_t end = label.start;
        size_t space = 0;
        while (end > from && (space = signs_space_before(line->text, end)) > 0) {
            end -= space;
        }
        add_text(a, line, from, end, source);
        open_turn(a, label.name, line->source_line);
        propos_doubt_add(a->arena, a->doubts, a->document, a->file, line->source_line,
                         _("two speakers on one line: \"%s\" was taken to begin a turn"),
                         label.name);
        source += propos_utf8_count(line->text + from, label.text - from);
        from = label.text;
    }
    add_text(a, line, from, line->length, source);
}

// Speech that no label stands before: it goes on with the turn under way, unless an event or
// nothing came before it.
static void add_unlabelled(assembly *a, const formats_line *line)
{
    bool named = a->open && !a->event && a->turns[a->count - 1].speaker != NULL;
    bool paragraph =
        line->paragraph || (line->page_top && !signs_small_letter(line->text, line->length));
    if (!a->open || a->event || (!named && paragraph)) {
        bool after_event = a->event && formats_labels_any(a->labels);
        open_turn(a, NULL, line->source_line);
        if (after_event) {
            propos_doubt_add(a->arena, a->doubts, a->document, a->file, line->source_line,
                             _("speech without a label follows an event: its speaker is unknown"));
        }
    }
    add_speech(a, line, 0);
}

static void assemble(assembly *a)
{
    size_t i = 0;
    while (i < a->pages.count) {
        const formats_line *line = &a->pages.lines[i];
        formats_label label;
        size_t event = event_lines(a, i);
        if (event > 0) {
            add_event(a, i, event);
            i += event;
            continue;
        }
        if (formats_labels_at_start(a->labels, line, &label)) {
            open_turn(a, label.name, line->source_line);
            a->turns[a->count - 1].time_ms = label.time_ms;
            doubt_label(a, line, &label);
            add_speech(a, line, label.text);
        } else {
            add_unlabelled(a, line);
        }
        i++;
    }
    close_turn(a);
}

propos_status propos_transcript_text(propos_arena *arena, const char *text, size_t length,
                                     const char *file, const propos_transcript_options *options,
                                     propos_document_data *document, propos_doubts *doubts,
                                     propos_error *error)
{
    (void)error; // content never makes this fail
    assembly a = {.arena = arena,
                  .document = document->id,
                  .file = propos_arena_strdup(arena, file),
                  .doubts = doubts,
                  .paragraphs = options != NULL && options->paragraphs};
    formats_pages_read(arena, text, length, a.paragraphs, a.document, a.file, &a.pages, doubts);
    a.labels = formats_labels_find(arena, &a.pages, options == NULL ? NULL : options->labels,
                                   a.document, a.file, doubts);
    a.hyphens = formats_hyphens_new(&a.pages);
    assemble(&a);
    document->turns = propos_arena_copy(arena, a.turns, a.count, sizeof *a.turns);
    document->turn_count = a.count;
    document->source = (propos_source){.file = a.file, .line = 0};
    formats_labels_free(a.labels);
    formats_hyphens_free(a.hyphens);
    propos_buffer_free(&a.text);
    free(a.turns);
    free(a.marks);
    free(a.runs);
    return PROPOS_OK;
}
