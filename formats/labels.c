#include "formats/labels.h"

#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "formats/labelshape.h"
#include "formats/signs.h"
#include "formats/transcript.h"

#include <stdlib.h>
#include <string.h>

// Of 100 paragraphs (or lines, where there are no paragraphs), so many begin with a label that
// comes again when a document is plainly a transcript of labelled speech…
#define PLAIN_PERCENT 40
// … and so many when even a name that is there once must be one…
#define SURE_PERCENT 80
// … and fewer than this when its colons belong to prose.
#define PROSE_PERCENT 5

// A label of more than initials, digits or a code must come again this often when the document is
// less than plainly a transcript.
#define NAME_USES 3

// Labels with a clock time, "[Chercheur] (0:01 - 0:11)", need be there so often in all.
#define TIMED_USES 2

// Numbers of units or headings ("UMS 12", "QUESTION 3") are a family too, but each is there once,
// and speakers come again: of a family with more members than this, a member speaks this often on
// average.
#define FAMILY_MEMBERS 6
#define FAMILY_USES_PERCENT 150

// A code without any sign after it ("VO2 Dans") needs so many uses in its family (VO1, VO2…).
#define BARE_USES 3

typedef struct known {
    const char *name; // in the arena
    label_shape shape;
    size_t uses[4];     // by label_style
    size_t timed;       // uses with a clock time after them: nothing else looks so
    size_t turn_starts; // uses where a paragraph begins, or after the end of a sentence
    long first_line;    // in the file
    bool accepted;
} known;

// Labels that differ by their number: VO1, VO2…
typedef struct family {
    size_t members, turn_starts;
} family;

struct formats_labels {
    propos_arena *arena;
    known *items;
    size_t count, capacity;
    propos_map index;  // name -> index in items
    propos_map family; // letters of a code, or words of "Participant 5" -> uses where turns begin
    struct family *families;
    size_t family_count, family_capacity;
    size_t paragraphs; // places where a turn may begin
    size_t timed;      // labels with a clock time after them
    bool any;
    size_t numbers; // different labels that are numbers
    size_t highest; // accepted one of them
};

static size_t all_uses(const known *label)
{
    return label->uses[0] + label->uses[1] + label->uses[2] + label->uses[3];
}

static size_t sign_uses(const known *label)
{
    return all_uses(label) - label->uses[LABEL_BARE];
}

// Adds the label unless it is there; returns its index.
static size_t index_of(formats_labels *labels, const char *name, label_shape shape, long line)
{
    size_t found = propos_map_get(&labels->index, name);
    if (found != PROPOS_MAP_NONE) {
        return found;
    }
    PROPOS_GROW(labels->items, labels->capacity, labels->count + 1);
    labels->items[labels->count] = (known){
        .name = propos_arena_strdup(labels->arena, name), .shape = shape, .first_line = line};
    propos_map_add(&labels->index, labels->items[labels->count].name, labels->count);
    return labels->count++;
}

static const known *find(const formats_labels *labels, const char *name)
{
    size_t found = propos_map_get(&labels->index, name);
    return found == PROPOS_MAP_NONE ? NULL : &labels->items[found];
}

// The name without its digits: VO2 -> VO, Participant 5 -> Participant. `out` has room for
// LABEL_BYTES + 1.
static void family_of(const char *name, char *out)
{
    size_t length = strlen(name);
    while (length > 0 &&
           ((name[length - 1] >= '0' && name[length - 1] <= '9') || name[length - 1] == ' ')) {
        length--;
    }
    memcpy(out, name, length);
    out[length] = '\0';
}

// The family of a label; an empty one for labels without.
static family family_with(const formats_labels *labels, const known *label)
{
    char name[LABEL_BYTES + 1];
    family_of(label->name, name);
    size_t found = propos_map_get(&labels->family, name);
    return found == PROPOS_MAP_NONE ? (family){0, 0} : labels->families[found];
}

static void count_family(formats_labels *labels, const known *label)
{
    char name[LABEL_BYTES + 1];
    family_of(label->name, name);
    size_t found = propos_map_get(&labels->family, name);
    if (found == PROPOS_MAP_NONE) {
        found = labels->family_count++;
        PROPOS_GROW(labels->families, labels->family_capacity, labels->family_count);
        labels->families[found] = (family){0, 0};
        propos_map_add(&labels->family, propos_arena_strdup(labels->arena, name), found);
    }
    labels->families[found].members++;
    labels->families[found].turn_starts += label->turn_starts;
}

// True for members of a family that speaks: VO1 to VO6, not headings or unit numbers.
static bool in_speaking_family(const formats_labels *labels, const known *label)
{
    family all = family_with(labels, label);
    bool again = all.turn_starts * 100 >= all.members * FAMILY_USES_PERCENT;
    bool few = label->shape == LABEL_CODE && all.members <= FAMILY_MEMBERS;
    return all.turn_starts >= BARE_USES && (again || few);
}

// A turn may begin at a line after a blank one, at a page's top, and after the end of a sentence.
static bool turn_may_begin(const formats_pages *pages, size_t i)
{
    const formats_line *line = &pages->lines[i];
    return line->paragraph || line->page_top ||
           signs_sentence_end(pages->lines[i - 1].text, pages->lines[i - 1].length);
}

static bool is_short(label_shape shape)
{
    return shape == LABEL_NUMBER || shape == LABEL_INITIALS || shape == LABEL_CODE ||
           shape == LABEL_FAMILY;
}

static void gather(formats_labels *labels, const formats_pages *pages)
{
    for (size_t i = 0; i < pages->count; i++) {
        const formats_line *line = &pages->lines[i];
        label_form forms[2];
        size_t count = label_forms(line->text, line->length, forms);
        bool begins = turn_may_begin(pages, i);
        labels->paragraphs += i == 0 || (pages->spaced ? line->after_blank : line->paragraph);
        for (size_t f = 0; f < count; f++) {
            char name[LABEL_BYTES + 1];
            label_name(line->text + forms[f].start, forms[f].length, name);
            size_t at = index_of(labels, name, forms[f].shape, line->source_line);
            labels->items[at].uses[forms[f].style]++;
            // Speech without punctuation: there a short label before a colon is enough.
            bool plain = !pages->spaced && forms[f].style != LABEL_BARE && is_short(forms[f].shape);
            labels->items[at].turn_starts += begins || plain;
            labels->items[at].timed += forms[f].time_ms >= 0;
        }
    }
    for (size_t i = 0; i < labels->count; i++) {
        labels->timed += labels->items[i].timed;
        labels->numbers += labels->items[i].shape == LABEL_NUMBER;
        if (labels->items[i].shape == LABEL_CODE || labels->items[i].shape == LABEL_FAMILY) {
            count_family(labels, &labels->items[i]);
        }
    }
}

// How much of the document begins with something that comes again and looks like a label, per cent.
static size_t labelled_percent(const formats_labels *labels)
{
    size_t uses = 0;
    for (size_t i = 0; i < labels->count; i++) {
        const known *label = &labels->items[i];
        if (label->shape != LABEL_OTHER && label->turn_starts >= 2 &&
            !label_refused(label->name, strlen(label->name))) {
            uses += label->turn_starts;
        }
    }
    return labels->paragraphs == 0 ? 0 : uses * 100 / labels->paragraphs;
}

static bool comes_again(const formats_labels *labels, const known *label, size_t percent)
{
    size_t signs = sign_uses(label);
    bool numbered = label->shape == LABEL_CODE || label->shape == LABEL_FAMILY;
    if (label->timed > 0 && labels->timed >= TIMED_USES) {
        return true;
    }
    if (label->shape == LABEL_OTHER || label_refused(label->name, strlen(label->name)) ||
        label->turn_starts * 2 < all_uses(label) || percent < PROSE_PERCENT) {
        return false;
    }
    if (numbered && all_uses(label) >= 2 && in_speaking_family(labels, label)) {
        return true;
    }
    if (signs == 0 || (numbered && family_with(labels, label).members > FAMILY_MEMBERS)) {
        return false;
    }
    size_t need = is_short(label->shape) || percent >= PLAIN_PERCENT ? 2 : NAME_USES;
    return signs >= need;
}

// A label that is there once, in a document that has others.
static bool fits_others(const formats_labels *labels, const known *label, size_t percent)
{
    size_t length = strlen(label->name);
    if (label->turn_starts == 0 || label_refused(label->name, length)) {
        return false;
    }
    // Participants are numbered from 1: 39 is none where there are five.
    size_t most = labels->highest > labels->numbers ? labels->highest : labels->numbers;
    switch (label->shape) {
    case LABEL_NUMBER: // without a time where speakers have one, it is a question's number
        return (labels->timed < TIMED_USES || label->timed > 0) &&
               (size_t)strtol(label->name, NULL, 10) <= most + 1;
    case LABEL_INITIALS:
        return length <= 2 && percent >= PLAIN_PERCENT;
    case LABEL_CODE:
    case LABEL_FAMILY:
        return in_speaking_family(labels, label);
    case LABEL_NAME:
        return percent >= SURE_PERCENT && strchr(label->name, ' ') == NULL;
    case LABEL_OTHER:
    default:
        return false;
    }
}

static void accept(formats_labels *labels, known *label)
{
    label->accepted = true;
    labels->any = true;
    if (label->shape == LABEL_NUMBER) {
        size_t number = (size_t)strtol(label->name, NULL, 10);
        labels->highest = number > labels->highest ? number : labels->highest;
    }
}

static void decide(formats_labels *labels, const char *document, const char *file,
                   propos_doubts *doubts)
{
    size_t percent = labelled_percent(labels);
    for (size_t i = 0; i < labels->count; i++) {
        if (comes_again(labels, &labels->items[i], percent)) {
            accept(labels, &labels->items[i]);
        }
    }
    for (size_t i = 0; i < labels->count; i++) {
        known *label = &labels->items[i];
        if (label->accepted || label->shape == LABEL_OTHER) {
            continue;
        }
        if (labels->any && fits_others(labels, label, percent)) {
            accept(labels, label);
            propos_doubt_add(labels->arena, doubts, document, file, label->first_line,
                             _("the label \"%s\" is there only once: taken for a speaker; if it is "
                               "another name of one, say so with alias_of in participants.csv"),
                             label->name);
        } else if (labels->any && sign_uses(label) > 0 && label->turn_starts > 0 &&
                   strchr(label->name, ' ') == NULL) {
            propos_doubt_add(labels->arena, doubts, document, file, label->first_line,
                             _("\"%s\" looks like a speaker label, but is too rare: left in the "
                               "text; if it is one, list the labels in study.ini"),
                             label->name);
        }
    }
}

// The labels of study.ini hold alone.
static void take_listed(formats_labels *labels, const char *listed, const char *document,
                        const char *file, propos_doubts *doubts)
{
    while (*listed != '\0') {
        size_t length = strcspn(listed, ",;");
        const char *start = listed;
        size_t space = 0;
        listed += length + (listed[length] != '\0');
        while ((space = signs_space(start, length)) > 0) {
            start += space;
            length -= space;
        }
        while ((space = signs_space_before(start, length)) > 0) {
            length -= space;
        }
        if (length == 0 || length > LABEL_BYTES) {
            continue;
        }
        char name[LABEL_BYTES + 1];
        label_name(start, length, name);
        size_t at = index_of(labels, name, label_shape_of(start, length), 0);
        known *label = &labels->items[at];
        accept(labels, label);
        if (all_uses(label) == 0) {
            propos_doubt_add(labels->arena, doubts, document, file, 0,
                             _("the label \"%s\" of study.ini begins no line of this document"),
                             label->name);
        }
    }
}

formats_labels *formats_labels_find(propos_arena *arena, const formats_pages *pages,
                                    const char *listed, const char *document, const char *file,
                                    propos_doubts *doubts)
{
    formats_labels *labels = propos_alloc(1, sizeof *labels);
    labels->arena = arena;
    gather(labels, pages);
    if (listed != NULL && listed[0] != '\0') {
        take_listed(labels, listed, document, file, doubts);
    } else {
        decide(labels, document, file, doubts);
    }
    return labels;
}

void formats_labels_free(formats_labels *labels)
{
    if (labels != NULL) {
        propos_map_free(&labels->index);
        propos_map_free(&labels->family);
        free(labels->families);
        free(labels->items);
        free(labels);
    }
}

bool formats_labels_any(const formats_labels *labels)
{
    return labels->any;
}

static bool is_accepted(const formats_labels *labels, const char *line, const label_form *form,
                        formats_label *label)
{
    char name[LABEL_BYTES + 1];
    label_name(line + form->start, form->length, name);
    const known *found = find(labels, name);
    if (found == NULL || !found->accepted) {
        return false;
    }
    *label = (formats_label){.name = found->name,
                             .start = form->start,
                             .text = form->text,
                             .time_ms = form->time_ms,
                             .glued = form->glued,
                             .uses = all_uses(found)};
    return true;
}

bool formats_labels_at_start(const formats_labels *labels, const formats_line *line,
                             formats_label *label)
{
    label_form forms[2];
    size_t count = label_forms(line->text, line->length, forms);
    for (size_t i = 0; i < count; i++) {
        if (is_accepted(labels, line->text, &forms[i], label)) {
            return true;
        }
    }
    return false;
}

// Where the label before a colon may begin: after the last end of a sentence and a space, at most
// LABEL_BYTES back.
static size_t label_start(const char *line, size_t from, size_t colon)
{
    size_t start = colon;
    while (start > from && colon - start < LABEL_BYTES) {
        size_t space = signs_space_before(line, start);
        if (space > 0 && start - space > from && signs_sentence_end(line, start - space)) {
            return start;
        }
        start -= space > 0 ? space : 1;
    }
    return colon;
}

bool formats_labels_inside(const formats_labels *labels, const formats_line *line, size_t from,
                           formats_label *label)
{
    const char *text = line->text;
    const char *at = text + from;
    const char *end = text + line->length;
    while (at < end && (at = memchr(at, ':', (size_t)(end - at))) != NULL) {
        size_t colon = (size_t)(at - text);
        size_t start = label_start(text, from, colon);
        label_form form;
        if (start < colon && label_form_before(text, line->length, start, colon, &form) &&
            form.shape != LABEL_OTHER && is_accepted(labels, text, &form, label)) {
            return true;
        }
        at++;
    }
    return false;
}
