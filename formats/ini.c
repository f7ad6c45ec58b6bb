#include "formats/ini.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"

#include <ini.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// inih cuts section names and keys at 49 bytes without a word; longer ones are refused here.
#define INI_NAME_BYTES 49

// inih takes a semicolon after a space for a comment; values hold semicolons ("nom ; prénom"), so
// they travel through it as this byte, which no text holds.
#define INI_SEMICOLON '\x01'

// Longest line: pieces are joined one by one, which must not become slow.
#define INI_LINE_BYTES 16384

// inih's line buffer is small (ini_max_line). A longer line is given to it in pieces, as the
// continuation lines that it joins by calling the handler again with the same name.
typedef struct reading {
    propos_arena *arena;
    const char *text;
    size_t length, at;
    const char *rest; // what is left of a long line
    size_t rest_length;
    long line;        // the line being read
    long *call_lines; // the line of each call of the reader, for inih counts calls
    size_t call_count, call_capacity;
    long too_long; // a line that cannot be divided, or 0
    propos_ini *ini;
    size_t entry_capacity;
    bool continues; // the last piece was a continuation
} reading;

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\v' || byte == '\f' || byte == '\r';
}

// How much of `line` fits into `room` bytes; a piece may end only between two bytes that inih
// keeps.
static size_t piece_of(const char *line, size_t length, size_t room)
{
    if (length <= room) {
        return length;
    }
    for (size_t cut = room; cut > 0; cut--) {
        if (!is_space(line[cut - 1]) && !is_space(line[cut]) && strchr(";#", line[cut]) == NULL) {
            return cut;
        }
    }
    return 0;
}

static void next_line(reading *r)
{
    const char *start = r->text + r->at;
    const char *end = memchr(start, '\n', r->length - r->at);
    size_t size = end == NULL ? r->length - r->at : (size_t)(end - start);
    r->at += size + (end != NULL);
    r->line++;
    // Indented lines are lines like others, not continuations.
    while (size > 0 && is_space(start[0])) {
        start++;
        size--;
    }
    while (size > 0 && is_space(start[size - 1])) {
        size--;
    }
    r->rest = start;
    r->rest_length = size;
}

static char *read_piece(char *out, int room, void *context)
{
    reading *r = context;
    bool continues = r->rest_length > 0;
    if (r->too_long != 0 || room < 8) {
        return NULL;
    }
    if (!continues) {
        if (r->at >= r->length) {
            return NULL;
        }
        next_line(r);
    }
    bool comment = r->rest_length > 0 && !continues && strchr(";#", r->rest[0]) != NULL;
    size_t size = comment ? 0 : piece_of(r->rest, r->rest_length, (size_t)room - 4);
    if (!comment && r->rest_length > 0 && (size == 0 || r->rest_length > INI_LINE_BYTES)) {
        r->too_long = r->line;
        return NULL;
    }
    char *to = out;
    if (continues) {
        *to++ = ' ';
    }
    for (size_t i = 0; i < size; i++) {
        *to++ = (char)(r->rest[i] == ';' ? INI_SEMICOLON : r->rest[i]);
    }
    *to++ = '\n';
    *to = '\0';
    r->rest += size;
    r->rest_length = comment ? 0 : r->rest_length - size;
    r->continues = continues;
    PROPOS_GROW(r->call_lines, r->call_capacity, r->call_count + 1);
    r->call_lines[r->call_count++] = r->line;
    return out;
}

static char *restored(propos_arena *arena, const char *text)
{
    char *copy = propos_arena_strdup(arena, text);
    for (char *at = copy; *at != '\0'; at++) {
        if (*at == INI_SEMICOLON) {
            *at = ';';
        }
    }
    return copy;
}

static int on_entry(void *context, const char *section, const char *name, const char *value)
{
    reading *r = context;
    propos_ini *ini = r->ini;
    if (r->continues && ini->count == 0) {
        return 0;
    }
    if (r->continues) {
        propos_ini_entry *last = &ini->entries[ini->count - 1];
        char *more = restored(r->arena, value);
        last->value = propos_arena_printf(r->arena, "%s%s", last->value, more);
        return 1;
    }
    if (name[0] == '\0' || strlen(name) >= INI_NAME_BYTES || strlen(section) >= INI_NAME_BYTES) {
        return 0;
    }
    PROPOS_GROW(ini->entries, r->entry_capacity, ini->count + 1);
    ini->entries[ini->count++] = (propos_ini_entry){.section = restored(r->arena, section),
                                                    .name = restored(r->arena, name),
                                                    .value = restored(r->arena, value),
                                                    .line = r->line};
    return 1;
}

propos_status propos_ini_read(propos_arena *arena, const char *text, size_t length,
                              const char *file, propos_ini *ini, propos_error *error)
{
    propos_status status = PROPOS_OK;
    reading r = {.arena = arena, .text = text, .length = length, .ini = ini};
    memset(ini, 0, sizeof *ini);
    int bad = ini_parse_stream(read_piece, &r, on_entry, &r);
    if (bad > 0 && (size_t)bad <= r.call_count) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, file, r.call_lines[bad - 1],
                                _("this line is neither [section] nor name = value (names have at "
                                  "most %d bytes); a comment begins with ; or #"),
                                INI_NAME_BYTES - 1);
    } else if (bad != 0) {
        status = propos_fail(error, PROPOS_INTERNAL, "inih: %d", bad);
    } else if (r.too_long != 0) {
        status = propos_fail_at(error, PROPOS_BAD_INPUT, file, r.too_long,
                                _("this line is too long: shorten it"));
    }
    propos_ini_entry *entries = ini->entries;
    ini->entries = propos_arena_copy(arena, entries, ini->count, sizeof *entries);
    free(entries);
    free(r.call_lines);
    return status;
}

const char *propos_ini_get(const propos_ini *ini, const char *section, const char *name)
{
    for (size_t i = ini->count; i-- > 0;) {
        if (strcmp(ini->entries[i].section, section) == 0 &&
            strcmp(ini->entries[i].name, name) == 0) {
            return ini->entries[i].value;
        }
    }
    return NULL;
}
