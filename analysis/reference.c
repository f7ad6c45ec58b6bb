#include "analysis/reference.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// Longer numbers are no lines.
enum { DIGITS_MOST = 6 };

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

// The number at `*at`, which is moved behind it; 0 when it is too long for a line.
static int32_t number_at(const char **at)
{
    size_t digits = strspn(*at, "0123456789");
    int32_t value = digits <= DIGITS_MOST ? (int32_t)strtol(*at, NULL, 10) : 0;
    *at += digits;
    return value;
}

void reference_lines(const char *text, int32_t lines[2])
{
    lines[0] = lines[1] = 0;
    for (const char *at = text; *at != '\0';) {
        if (!is_digit(*at)) {
            at++;
            continue;
        }
        int32_t value = number_at(&at);
        if (value <= 0) {
            continue;
        }
        lines[0] = lines[0] == 0 || value < lines[0] ? value : lines[0];
        lines[1] = value > lines[1] ? value : lines[1];
    }
}

// True when nothing but numbers, separators and dashes is there, and a number at least.
static bool only_numbers(const char *folded)
{
    size_t digits = 0;
    for (const char *at = folded; *at != '\0'; at++) {
        digits += is_digit(*at);
        if (!is_digit(*at) && strchr(" ,;-/", *at) == NULL) {
            return false;
        }
    }
    return digits > 0;
}

// What follows a word for lines ("l.", "lignes", "line"), or NULL.
static const char *after_line_word(const char *folded)
{
    static const char *const WORDS[] = {"lignes", "ligne", "lines", "line", "ll", "l"};
    for (const char *at = folded; *at != '\0'; at++) {
        if (at > folded && isalnum((unsigned char)at[-1]) != 0) {
            continue;
        }
        for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
            size_t length = strlen(WORDS[i]);
            const char *next = at + length;
            if (strncmp(at, WORDS[i], length) != 0) {
                continue;
            }
            next += *next == '.';
            next += strspn(next, " ");
            if (is_digit(*next)) {
                return next;
            }
        }
    }
    return NULL;
}

// The lines from here on: "137-138", "137 à 138", "137, 138"; another word ends them.
static void lines_from(const char *at, int32_t lines[2])
{
    propos_buffer part = {0};
    propos_buffer_puts(&part, "");
    while (*at != '\0') {
        bool word_between = strncmp(at, "a ", 2) == 0 || strncmp(at, "et ", 3) == 0 ||
                            strncmp(at, "to ", 3) == 0 || strncmp(at, "and ", 4) == 0 ||
                            strncmp(at, "l. ", 3) == 0 || strncmp(at, "l.", 2) == 0;
        if (word_between) {
            at += strcspn(at, " 0123456789");
        } else if (is_digit(*at) || strchr(" ,-", *at) != NULL) {
            propos_buffer_putc(&part, *at++);
        } else {
            break;
        }
    }
    reference_lines(propos_buffer_text(&part), lines);
    propos_buffer_free(&part);
}

uint32_t reference_document(const propos_snapshot *snapshot, const char *name)
{
    char *wanted = propos_folded(name);
    uint32_t found = PROPOS_NONE;
    for (uint32_t i = 0; i < snapshot->document_count && found == PROPOS_NONE; i++) {
        const char *names[] = {snapshot->documents[i].id, snapshot->documents[i].title};
        for (size_t j = 0; j < 2 && found == PROPOS_NONE; j++) {
            char *folded = names[j] == NULL ? NULL : propos_folded(names[j]);
            found = folded != NULL && strcmp(folded, wanted) == 0 ? i : PROPOS_NONE;
            free(folded);
        }
    }
    free(wanted);
    return found;
}

// The label without the words that people put before it.
static const char *bare_label(const char *folded)
{
    static const char *const BEFORE[] = {
        "participante ", "participant ", "locutrice ", "locuteur ", "speaker ",   "moderatrice ",
        "moderateur ",   "moderator ",   "le ",        "la ",       "enqueteur ", "interviewer "};
    for (size_t i = 0; i < sizeof BEFORE / sizeof *BEFORE; i++) {
        size_t length = strlen(BEFORE[i]);
        if (strncmp(folded, BEFORE[i], length) == 0) {
            return folded + length;
        }
    }
    return folded;
}

bool reference_names_speaker(const propos_snapshot *snapshot, uint32_t speaker, const char *name)
{
    if (speaker == PROPOS_NONE) {
        return false;
    }
    const propos_snap_speaker *s = &snapshot->speakers[speaker];
    const char *labels[] = {s->label,
                            s->person == PROPOS_NONE ? NULL : snapshot->speakers[s->person].label};
    char *wanted = propos_folded(name);
    bool named = s->role == PROPOS_ROLE_MODERATOR && strncmp(bare_label(wanted), "moderat", 7) == 0;
    for (size_t i = 0; i < 2 && !named; i++) {
        char *folded = labels[i] == NULL ? NULL : propos_folded(labels[i]);
        named = folded != NULL && strcmp(bare_label(folded), bare_label(wanted)) == 0;
        free(folded);
    }
    free(wanted);
    return named;
}

static bool is_speaker(const propos_snapshot *s, const char *part)
{
    for (uint32_t i = 0; i < s->speaker_count; i++) {
        if (reference_names_speaker(s, i, part)) {
            return true;
        }
    }
    return false;
}

// One part of a reference between commas: a document, or a speaker of some document.
static void read_part(propos_arena *arena, const propos_snapshot *const *studies,
                      size_t study_count, const char *part, reference *out)
{
    bool numbers = only_numbers(part);
    for (size_t i = 0; i < study_count && part[0] != '\0'; i++) {
        if (out->document == NULL && reference_document(studies[i], part) != PROPOS_NONE) {
            out->document = propos_arena_strdup(arena, part);
            return;
        }
        if (out->speaker == NULL && !numbers && is_speaker(studies[i], part)) {
            out->speaker = propos_arena_strdup(arena, part);
            return;
        }
    }
}

static void read_names(propos_arena *arena, const propos_snapshot *const *studies,
                       size_t study_count, const char *folded, reference *out)
{
    for (const char *at = folded; *at != '\0';) {
        at += strspn(at, " ,;:");
        size_t length = strcspn(at, ",;:");
        size_t kept = length;
        while (kept > 0 && at[kept - 1] == ' ') {
            kept--;
        }
        read_part(arena, studies, study_count, propos_arena_strndup(arena, at, kept), out);
        at += length;
    }
}

bool reference_read(propos_arena *arena, const propos_snapshot *const *studies, size_t study_count,
                    const char *text, size_t length, reference *out)
{
    *out = (reference){.text = propos_arena_strndup(arena, text, length)};
    char *folded = propos_folded(out->text);
    const char *lines = after_line_word(folded);
    if (lines != NULL) {
        lines_from(lines, out->lines);
    } else if (only_numbers(folded)) {
        reference_lines(folded, out->lines);
    }
    read_names(arena, studies, study_count, folded, out);
    free(folded);
    return out->lines[0] > 0 || out->document != NULL;
}
