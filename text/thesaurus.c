// The MyThes format: in the .idx, after two head lines, "word|offset" sorted by bytes; at that byte
// of the .dat "word|N", then N lines "(part of speech)|neighbour|neighbour". The index is kept in
// memory; entries are read from the file as they are asked for.
#include "text/thesaurus.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "text/unicode.h"
#include "text/wordmap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INSTALLED "/usr/share/mythes/th_fr_FR_v2.dat"
// Debian's index has 0.6 MB.
#define INDEX_BYTES_MAX ((size_t)32 << 20)
// The longest entry of Debian's has 2 kB; what lies beyond is left out.
#define ENTRY_BYTES_MAX ((size_t)16 << 10)
// Longer than any French word or turn of phrase.
#define WORD_BYTES_MAX ((size_t)200)

struct propos_thesaurus {
    char *index;             // the .idx, terminated
    const char *first, *end; // its sorted lines
    int entries;             // the .dat, open
    off_t entries_size;
};

static const char *place(void)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
    const char *chosen = getenv("PROPOS_THESAURUS");
    return chosen != NULL && chosen[0] != '\0' ? chosen : INSTALLED;
}

// FILE.idx for FILE.dat (or for FILE).
static char *index_path(const char *path)
{
    size_t length = strlen(path);
    bool dat = length > 4 && strcmp(path + length - 4, ".dat") == 0;
    return propos_printf("%.*s.idx", (int)(dat ? length - 4 : length), path);
}

bool propos_thesaurus_is_installed(void)
{
    struct stat about;
    char *index = index_path(place());
    bool both = stat(place(), &about) == 0 && stat(index, &about) == 0;
    free(index);
    return both;
}

static propos_status missing(const char *path, propos_error *error)
{
    return propos_fail(error, PROPOS_UNAVAILABLE,
                       _("the French thesaurus %s is not installed (Debian package mythes-fr)"),
                       path);
}

static propos_status damaged(const char *path, propos_error *error)
{
    return propos_fail_at(error, PROPOS_DAMAGED, path, 0,
                          _("this is not a thesaurus in UTF-8; install mythes-fr again"));
}

// True when `bytes` begin with the line "UTF-8"; *after is then the next line.
static bool starts_in_utf8(const char *bytes, const char *end, const char **after)
{
    static const char HEAD[] = "UTF-8";
    size_t length = sizeof HEAD - 1;
    if ((size_t)(end - bytes) <= length || memcmp(bytes, HEAD, length) != 0)
        return false;
    const char *at = bytes + length;
    at += *at == '\r';
    if (at == end || *at != '\n')
        return false;
    *after = at + 1;
    return true;
}

static propos_status read_index(propos_thesaurus *thesaurus, const char *path, propos_error *error)
{
    char *index = index_path(path);
    size_t length = 0;
    propos_status status =
        propos_read_file(index, INDEX_BYTES_MAX, &thesaurus->index, &length, error);
    const char *at = NULL;
    if (status == PROPOS_NOT_FOUND) {
        status = missing(index, error);
    } else if (status != PROPOS_OK) {
        status = damaged(index, error);
    } else {
        thesaurus->end = thesaurus->index + length;
        // The second line counts the entries; nothing depends on it.
        if (starts_in_utf8(thesaurus->index, thesaurus->end, &at))
            at = memchr(at, '\n', (size_t)(thesaurus->end - at));
        else
            at = NULL;
        if (at == NULL)
            status = damaged(index, error);
        else
            thesaurus->first = at + 1;
    }
    free(index);
    return status;
}

static propos_status open_entries(propos_thesaurus *thesaurus, const char *path,
                                  propos_error *error)
{
    struct stat about;
    char head[16];
    const char *after = NULL;
    thesaurus->entries = open(path, O_RDONLY | O_CLOEXEC);
    if (thesaurus->entries < 0)
        return errno == ENOENT || errno == ENOTDIR ? missing(path, error) : damaged(path, error);
    ssize_t got = pread(thesaurus->entries, head, sizeof head, 0);
    if (got < 0 || fstat(thesaurus->entries, &about) != 0 ||
        !starts_in_utf8(head, head + got, &after))
        return damaged(path, error);
    thesaurus->entries_size = about.st_size;
    return PROPOS_OK;
}

propos_status propos_thesaurus_open(propos_thesaurus **out, propos_error *error)
{
    const char *path = place();
    propos_thesaurus *thesaurus = propos_alloc(1, sizeof *thesaurus);
    thesaurus->entries = -1;
    propos_status status = open_entries(thesaurus, path, error);
    if (status == PROPOS_OK)
        status = read_index(thesaurus, path, error);
    if (status != PROPOS_OK) {
        propos_thesaurus_free(thesaurus);
        thesaurus = NULL;
    }
    *out = thesaurus;
    return status;
}

void propos_thesaurus_free(propos_thesaurus *thesaurus)
{
    if (thesaurus == NULL)
        return;
    if (thesaurus->entries >= 0)
        (void)close(thesaurus->entries);
    free(thesaurus->index);
    free(thesaurus);
}

// ---- finding an entry ----

static size_t line_length(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((newline != NULL ? newline : end) - at);
    return length > 0 && at[length - 1] == '\r' ? length - 1 : length;
}

// Where the line after that at `at` begins, or `end`.
static const char *next_line(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline != NULL ? newline + 1 : end;
}

// As strcmp(): the word at the head of a line, up to its bar, against `word`.
static int compare(const char *line, size_t length, const char *word, size_t size)
{
    const char *bar = memchr(line, '|', length);
    size_t head = bar != NULL ? (size_t)(bar - line) : length;
    int order = memcmp(line, word, head < size ? head : size);
    return order != 0 ? order : (head > size) - (head < size);
}

// Digits up to the end of a line; -1 when that is no number, or too large a one.
static int64_t number_of(const char *at, size_t length)
{
    int64_t value = 0;
    if (length == 0 || length > 15)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

// Where the entry of `word` begins in the .dat, or -1.
static int64_t offset_of(const propos_thesaurus *thesaurus, const char *word, size_t size)
{
    const char *low = thesaurus->first;
    const char *high = thesaurus->end; // the line sought begins in [low, high)
    while (low < high) {
        const char *line = low + (high - low) / 2;
        while (line > low && line[-1] != '\n')
            line--;
        size_t length = line_length(line, thesaurus->end);
        int order = compare(line, length, word, size);
        if (order == 0)
            return length > size ? number_of(line + size + 1, length - size - 1) : -1;
        if (order < 0)
            low = next_line(line, thesaurus->end);
        else
            high = line;
    }
    return -1;
}

// ---- reading an entry ----

// The neighbour of `length` bytes as it is compared: without "(se)" and the like before it. NULL
// when nothing is left. Malloc'ed.
static char *neighbour_of(const char *bytes, size_t length)
{
    if (length > 0 && bytes[0] == '(') {
        const char *close = memchr(bytes, ')', length);
        size_t skipped = close != NULL ? (size_t)(close + 1 - bytes) : length;
        bytes += skipped;
        length -= skipped;
    }
    while (length > 0 && *bytes == ' ') {
        bytes++;
        length--;
    }
    while (length > 0 && bytes[length - 1] == ' ')
        length--;
    if (length == 0 || length > WORD_BYTES_MAX || !propos_utf8_valid(bytes, length))
        return NULL;
    char *raw = propos_strndup(bytes, length);
    char *neighbour = propos_normalised(raw);
    free(raw);
    return neighbour;
}

typedef struct giving {
    const char *word;
    text_map given;
    bool (*each)(void *context, const char *neighbour);
    void *context;
} giving;

// Gives one neighbour, unless it was given. False: stop.
static bool give(giving *g, const char *bytes, size_t length)
{
    char *neighbour = neighbour_of(bytes, length);
    bool more = true;
    if (neighbour != NULL && strcmp(neighbour, g->word) != 0 &&
        text_map_get(&g->given, neighbour, strlen(neighbour)) == NULL) {
        text_map_put(&g->given, neighbour, 0);
        more = g->each(g->context, neighbour);
    }
    free(neighbour);
    return more;
}

// The fields of "(part of speech)|neighbour|neighbour". False: stop.
static bool give_line(giving *g, const char *line, size_t length)
{
    const char *end = line + length;
    const char *bar = memchr(line, '|', length);
    bool more = true;
    while (more && bar != NULL) {
        const char *field = bar + 1;
        bar = memchr(field, '|', (size_t)(end - field));
        more = give(g, field, (size_t)((bar != NULL ? bar : end) - field));
    }
    return more;
}

// The entry in `bytes`, which must be that of the word (of `size` bytes) that the index sent here
// for.
static void give_entry(giving *g, const char *bytes, size_t count, const char *word, size_t size)
{
    const char *end = bytes + count;
    size_t length = line_length(bytes, end);
    if (length <= size || bytes[size] != '|' || memcmp(bytes, word, size) != 0)
        return;
    int64_t lines = number_of(bytes + size + 1, length - size - 1);
    const char *at = next_line(bytes, end);
    bool more = true;
    for (; more && lines > 0 && at < end; lines--) {
        more = give_line(g, at, line_length(at, end));
        at = next_line(at, end);
    }
}

// Gives the neighbours of `word`, spelt as in the thesaurus; false when it has none such.
static bool give_word(const propos_thesaurus *thesaurus, giving *g, const char *word)
{
    size_t size = strlen(word);
    int64_t offset = offset_of(thesaurus, word, size);
    if (offset < 0 || offset >= thesaurus->entries_size)
        return false;
    char bytes[ENTRY_BYTES_MAX];
    ssize_t got = pread(thesaurus->entries, bytes, sizeof bytes, (off_t)offset);
    if (got > 0)
        give_entry(g, bytes, (size_t)got, word, size);
    return true;
}

void propos_thesaurus_neighbours(const propos_thesaurus *thesaurus, const char *word,
                                 bool (*each)(void *context, const char *neighbour), void *context)
{
    size_t size = strlen(word);
    if (size == 0 || size > WORD_BYTES_MAX)
        return;
    giving g = {.word = word, .each = each, .context = context};
    if (!give_word(thesaurus, &g, word) && word[0] >= 'a' && word[0] <= 'z') {
        // The few proper names stand with their capital.
        char *name = propos_strdup(word);
        name[0] = (char)(name[0] - 'a' + 'A');
        (void)give_word(thesaurus, &g, name);
        free(name);
    }
    text_map_free(&g.given);
}
