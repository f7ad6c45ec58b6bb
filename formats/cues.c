#include "formats/cues.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/content.h"
#include "formats/labelshape.h"
#include "formats/signs.h"
#include "formats/turns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A label that is there once is one when so many of 100 cues have labels.
#define LABELLED_PERCENT 60
// Where fewer than this many of 100 cues have a label, labels stand where the speaker changes, and
// a cue without one goes on with the speaker before.
#define EACH_LABELLED_PERCENT 90

typedef struct cue_labels {
    propos_arena *arena;
    propos_map uses; // label -> index in counts
    size_t *counts;  // room for one of each cue
    size_t count;
    size_t labelled; // cues that begin with something of a label's shape
    size_t cues;
    const char *listed; // study.ini's, ",M,1," or NULL
    bool named;         // some cue has a speaker
    bool voices;        // the format names the speakers
    bool goes_on;       // a cue without a label goes on with the speaker before
} cue_labels;

// The label that a text begins with; its name in `name` (LABEL_BYTES + 1).
static bool label_of(const char *text, label_form *form, char *name)
{
    label_form forms[2];
    size_t length = strlen(text);
    size_t line = strcspn(text, "\n");
    size_t count = label_forms(text, line < length ? line : length, forms);
    if (count == 0 || forms[0].style == LABEL_BARE || forms[0].shape == LABEL_OTHER ||
        label_refused(text + forms[0].start, forms[0].length)) {
        return false;
    }
    *form = forms[0];
    label_name(text + form->start, form->length, name);
    return true;
}

// [SPEAKER_00]: shapes that label_forms() does not take for a label.
static bool bracketed(const char *text, label_form *form, char *name)
{
    const char *close = text[0] == '[' ? strchr(text, ']') : NULL;
    if (close == NULL || close - text < 2 || close - text - 1 > LABEL_BYTES || close[1] != ':') {
        return false;
    }
    *form = (label_form){.style = LABEL_BRACKET,
                         .start = 1,
                         .length = (size_t)(close - text - 1),
                         .text = (size_t)(close - text) + 2,
                         .time_ms = -1};
    label_name(text + 1, form->length, name);
    return true;
}

static bool any_label(const char *text, label_form *form, char *name)
{
    return bracketed(text, form, name) || label_of(text, form, name);
}

// ", M ,1" -> ",M,1,": so that a label is looked up whole.
static const char *listed_labels(propos_arena *arena, const char *labels)
{
    if (labels == NULL || labels[0] == '\0') {
        return NULL;
    }
    propos_buffer list = {0};
    propos_buffer_putc(&list, ',');
    for (const char *at = labels; *at != '\0';) {
        at += strspn(at, " \t,;");
        size_t length = strcspn(at, ",;");
        const char *next = at + length;
        while (length > 0 && strchr(" \t", at[length - 1]) != NULL) {
            length--;
        }
        propos_buffer_add(&list, at, length);
        propos_buffer_putc(&list, ',');
        at = next;
    }
    const char *copy = propos_arena_strdup(arena, propos_buffer_text(&list));
    propos_buffer_free(&list);
    return copy;
}

static void count_label(cue_labels *labels, const char *name)
{
    size_t at = propos_map_get(&labels->uses, name);
    if (at == PROPOS_MAP_NONE) {
        at = labels->count++;
        (void)propos_map_add(&labels->uses, propos_arena_strdup(labels->arena, name), at);
    }
    labels->counts[at]++;
    labels->labelled++;
}

static bool accepted(const cue_labels *labels, const char *name)
{
    if (labels->listed != NULL) {
        char key[LABEL_BYTES + 3];
        (void)snprintf(key, sizeof key, ",%s,", name);
        return strstr(labels->listed, key) != NULL;
    }
    size_t at = propos_map_get(&labels->uses, name);
    return at != PROPOS_MAP_NONE &&
           (labels->counts[at] >= 2 || labels->labelled * 100 >= labels->cues * LABELLED_PERCENT);
}

static void find_labels(cue_labels *labels, const formats_cue *cues, size_t count)
{
    size_t kept = 0;
    char name[LABEL_BYTES + 1];
    label_form form;
    labels->cues = count;
    for (size_t i = 0; i < count; i++) {
        labels->voices = labels->voices || cues[i].voice != NULL;
        if (any_label(cues[i].text, &form, name)) {
            count_label(labels, name);
        }
    }
    for (size_t i = 0; i < count; i++) {
        kept += any_label(cues[i].text, &form, name) && accepted(labels, name);
    }
    labels->named = labels->voices || kept > 0;
    labels->goes_on = kept > 0 && kept * 100 < count * EACH_LABELLED_PERCENT;
}

static bool is_event(const char *text, size_t length)
{
    size_t space = 0;
    while (length > 0 && (space = signs_space_before(text, length)) > 0) {
        length -= space;
    }
    if (length < 3 || strchr("([{", text[0]) == NULL) {
        return false;
    }
    char close = (char)(text[0] == '(' ? ')' : text[0] == '[' ? ']' : '}');
    size_t first = 1 + strspn(text + 1, "0123456789. ");
    return memchr(text, close, length) == text + length - 1 && first < length &&
           signs_letter(text + first, length - first);
}

// Adds speech, divided at noScribe's overlaps: "//S02: Oui. //".
static void add_speech(propos_arena *arena, formats_turns *turns, formats_piece piece)
{
    const char *at = piece.text;
    const char *end = at + piece.length;
    const char *open = NULL;
    while ((open = memmem(at, (size_t)(end - at), "//", 2)) != NULL) {
        const char *close = memmem(open + 2, (size_t)(end - open - 2), "//", 2);
        const char *colon = memchr(open + 2, ':', (size_t)(end - open - 2));
        if (close == NULL || colon == NULL || colon > close || colon == open + 2 ||
            colon - open - 2 > LABEL_BYTES || memchr(open + 2, ' ', (size_t)(colon - open - 2))) {
            break;
        }
        formats_piece before = piece;
        before.text = at;
        before.length = (size_t)(open - at);
        formats_turns_add(turns, &before);
        formats_piece other = piece;
        other.speaker = propos_arena_strndup(arena, open + 2, (size_t)(colon - open - 2));
        other.text = colon + 1;
        other.length = (size_t)(close - colon - 1);
        formats_turns_add(turns, &other);
        at = close + 2;
        piece.start_ms = -1; // when the first speaker goes on is not said
    }
    piece.text = at;
    piece.length = (size_t)(end - at);
    formats_turns_add(turns, &piece);
}

// What a reading leaves to doubt.
typedef struct cue_doubts {
    size_t unnamed; // cues without a speaker, in a document that has some
    long first;
} cue_doubts;

static void add_cue(propos_arena *arena, formats_turns *turns, const cue_labels *labels,
                    const formats_cue *cue, const char **speaker, cue_doubts *doubts)
{
    char name[LABEL_BYTES + 1];
    label_form form;
    const char *text = cue->text;
    formats_piece piece = {.start_ms = cue->start_ms, .end_ms = cue->end_ms, .line = cue->line};
    bool named = cue->voice != NULL;
    if (named) {
        *speaker = cue->voice;
    } else if (!labels->voices && any_label(text, &form, name) && accepted(labels, name)) {
        *speaker = propos_arena_strdup(arena, name);
        text += form.text;
        named = true;
    } else if (is_event(text, strlen(text))) {
        piece.event = true;
    } else if (!labels->goes_on) {
        *speaker = NULL;
    }
    if (!named && !piece.event && labels->named && *speaker == NULL) {
        doubts->first = doubts->unnamed++ == 0 ? cue->line : doubts->first;
    }
    piece.speaker = *speaker;
    piece.text = text;
    piece.length = strlen(text);
    add_speech(arena, turns, piece);
}

void formats_cues_read(propos_arena *arena, const formats_input *input, const formats_cue *cues,
                       size_t count, formats_content *content)
{
    cue_labels labels = {.arena = arena,
                         .counts = propos_alloc(count + 1, sizeof *labels.counts),
                         .listed = listed_labels(arena, input->labels)};
    cue_doubts doubts = {0};
    const char *speaker = NULL;
    formats_turns *turns = formats_turns_new(arena, input->name);
    propos_document_data *document = formats_content_document(arena, input, content);
    find_labels(&labels, cues, count);
    for (size_t i = 0; i < count; i++) {
        add_cue(arena, turns, &labels, &cues[i], &speaker, &doubts);
    }
    formats_turns_finish(turns, document);
    if (doubts.unnamed > 0) {
        FORMATS_DOUBT(arena, content, input, doubts.first,
                      propos_plural("%lu piece of speech names no speaker (it is here)",
                                    "%lu pieces of speech name no speaker (the first is here)",
                                    doubts.unnamed),
                      (unsigned long)doubts.unnamed);
    }
    propos_map_free(&labels.uses);
    free(labels.counts);
}
