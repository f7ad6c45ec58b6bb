#include "analysis/name_lists.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/paths.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// More than a list of words is.
static const size_t LIST_BYTES = (size_t)1 << 20;

struct name_lists {
    propos_arena *arena;
    propos_map first, none;
};

// Words parted by commas and lines; a line that begins with # says where they are from.
static void take(name_lists *lists, propos_map *map, const char *text)
{
    while (*text != '\0') {
        size_t line = strcspn(text, "\n");
        for (const char *at = text; *text != '#' && at < text + line;) {
            at += strspn(at, " ,\r");
            size_t length = strcspn(at, ",\n\r");
            if (at + length > text + line || length == 0) {
                break;
            }
            char *word = propos_strndup(at, length);
            char *folded = propos_folded(word);
            (void)propos_map_add(map, propos_arena_strdup(lists->arena, folded), 0);
            free(folded);
            free(word);
            at += length;
        }
        text += line + (text[line] == '\n');
    }
}

static propos_status load(name_lists *lists, propos_map *map, const char *name, propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    char *bytes = NULL;
    size_t length = 0;
    propos_status status = propos_path_join(path, propos_stopwords_dir(), name, error);
    if (status == PROPOS_OK) {
        status = propos_read_file(path, LIST_BYTES, &bytes, &length, error);
    }
    if (status == PROPOS_OK) {
        char *text = propos_strndup(bytes, length);
        take(lists, map, text);
        free(text);
    }
    free(bytes);
    return status;
}

propos_status name_lists_load(name_lists **out, propos_error *error)
{
    name_lists *lists = propos_alloc(1, sizeof *lists);
    lists->arena = propos_arena_new();
    propos_status status = load(lists, &lists->first, "first-names.txt", error);
    if (status == PROPOS_OK) {
        status = load(lists, &lists->none, "not-names.txt", error);
    }
    if (status == PROPOS_OK) {
        *out = lists;
    } else {
        name_lists_free(lists);
    }
    return status;
}

void name_lists_free(name_lists *lists)
{
    if (lists != NULL) {
        propos_map_free(&lists->first);
        propos_map_free(&lists->none);
        propos_arena_free(lists->arena);
        free(lists);
    }
}

static bool has(const propos_map *map, const char *word)
{
    char *folded = propos_folded(word);
    bool found = propos_map_get(map, folded) != PROPOS_MAP_NONE;
    free(folded);
    return found;
}

bool name_lists_is_first(const name_lists *lists, const char *word)
{
    return has(&lists->first, word);
}

bool name_lists_is_none(const name_lists *lists, const char *word)
{
    return has(&lists->none, word);
}
