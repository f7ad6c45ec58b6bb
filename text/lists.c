#include "text/lists.h"

#include "base/buffer.h"
#include "base/digest.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/paths.h"
#include "text/letters.h"
#include "text/lists_parts.h"
#include "text/synonyms.h"
#include "text/unicode.h"
#include "text/wordmap.h"

#include <stdlib.h>
#include <string.h>

// A word list is written by hand; a larger file was put there by mistake.
#define LIST_BYTES_MAX ((size_t)4 << 20)
// Three equal letters in a row lengthen a hesitation: "euuuh".
#define LENGTHENED 3
// The shortest third persons plural (nient, rient), in bytes.
#define PLURAL_VERB_MIN 5

struct propos_lists {
    text_map stop, request, hesitation, elision, whole, acronym;
    text_map plural_verb, not_plural_verb;
    text_map mark_words, mark_qualifiers; // without accents
    text_synonyms synonyms, families;
    char digest[PROPOS_DIGEST_SIZE];
};

// A line of a list file, cut into its entries (casefolded NFC, single spaces).
typedef struct entries {
    char **items;
    size_t count, capacity;
    char *label; // what stood before a colon, or NULL
} entries;

// Takes the entries of one line over into the lists. `what` is list_file.what.
typedef propos_status (*take_fn)(propos_lists *lists, int what, const entries *line,
                                 const char *path, long number, propos_error *error);

typedef struct list_file {
    const char *name;
    take_fn take;
    int what;        // for `take`
    bool index_time; // acts on the index: part of its digest
} list_file;

enum {
    LIST_STOP,
    LIST_REQUEST,
    LIST_HESITATION,
    LIST_ELISION,
    LIST_WHOLE,
    LIST_PLURAL,
    LIST_NOT_PLURAL
};

static void entries_free(entries *line)
{
    for (size_t i = 0; i < line->count; i++)
        free(line->items[i]);
    free(line->items);
    free(line->label);
    *line = (entries){0};
}

static text_map *words_of(propos_lists *lists, int what)
{
    switch (what) {
    case LIST_REQUEST:
        return &lists->request;
    case LIST_HESITATION:
        return &lists->hesitation;
    case LIST_ELISION:
        return &lists->elision;
    case LIST_WHOLE:
        return &lists->whole;
    case LIST_PLURAL:
        return &lists->plural_verb;
    case LIST_NOT_PLURAL:
        return &lists->not_plural_verb;
    default:
        return &lists->stop;
    }
}

static propos_status take_words(propos_lists *lists, int what, const entries *line,
                                const char *path, long number, propos_error *error)
{
    text_map *map = words_of(lists, what);
    if (line->label)
        return propos_fail_at(error, PROPOS_BAD_INPUT, path, number,
                              _("a list of words has no “name:” before its words"));
    for (size_t i = 0; i < line->count; i++) {
        const char *word = line->items[i];
        text_map_put(map, word, 0);
        if (what != LIST_HESITATION && what != LIST_ELISION && what != LIST_WHOLE) {
            // People type queries without accents, and the fourth channel stems words without them.
            char *plain = propos_folded(word);
            text_map_put(map, plain, 0);
            free(plain);
        }
    }
    return PROPOS_OK;
}

static propos_status take_group(propos_lists *lists, int what, const entries *line,
                                const char *path, long number, propos_error *error)
{
    if (line->label || line->count < 2)
        return propos_fail_at(error, PROPOS_BAD_INPUT, path, number,
                              _("a line of synonyms is “one form = another form”"));
    propos_synonym_source source = (propos_synonym_source)what;
    bool star = source == PROPOS_SYNONYM_ACRONYM || source == PROPOS_SYNONYM_SHORT;
    if (!star)
        text_synonyms_add(&lists->synonyms, source, line->items, line->count, &lists->elision);
    // A short form stands for each of its full ones, but "psy" makes no psychiatrist of a
    // psychologist.
    for (size_t i = 1; star && i < line->count; i++) {
        char *const both[] = {line->items[0], line->items[i]};
        text_synonyms_add(&lists->synonyms, source, both, 2, &lists->elision);
    }
    if (what == PROPOS_SYNONYM_ACRONYM)
        text_map_put(&lists->acronym, line->items[0], 0);
    return PROPOS_OK;
}

static propos_status take_family(propos_lists *lists, int what, const entries *line,
                                 const char *path, long number, propos_error *error)
{
    (void)what;
    bool same = line->label != NULL && strcmp(line->label, "same") == 0;
    if ((line->label != NULL && !same) || line->count < 2)
        return propos_fail_at(error, PROPOS_BAD_INPUT, path, number,
                              _("a line of a family is “word = another word”, with “same:” before "
                                "forms of one word"));
    text_synonyms_add(&lists->families, same ? PROPOS_SYNONYM_FORM : PROPOS_SYNONYM_FAMILY,
                      line->items, line->count, &lists->elision);
    return PROPOS_OK;
}

static bool kind_named(const char *name, uint32_t *kind)
{
    for (int i = 0; i < PROPOS_MARK_KINDS; i++) {
        if (strcmp(propos_mark_name((propos_mark_kind)i), name) == 0) {
            *kind = (uint32_t)i;
            return true;
        }
    }
    return false;
}

static propos_status take_marks(propos_lists *lists, int what, const entries *line,
                                const char *path, long number, propos_error *error)
{
    (void)what;
    uint32_t kind = 0;
    bool qualifier = line->label && strcmp(line->label, "beside") == 0;
    if (!line->label || (!qualifier && !kind_named(line->label, &kind)))
        return propos_fail_at(
            error, PROPOS_BAD_INPUT, path, number,
            _("a line of marks is “kind: word, word”, and the kind is one of those "
              "named at the top of the file"));
    for (size_t i = 0; i < line->count; i++) {
        char *plain = propos_folded(line->items[i]);
        text_map_put(qualifier ? &lists->mark_qualifiers : &lists->mark_words, plain, kind);
        free(plain);
    }
    return PROPOS_OK;
}

// Casefolded NFC with single spaces, none at the ends; NULL when nothing is left.
static char *entry_of(const char *bytes, size_t length)
{
    char *raw = propos_strndup(bytes, length);
    char *word = propos_normalised(raw);
    free(raw);
    propos_buffer out = {0};
    for (const char *at = word; *at;) {
        at += strspn(at, " \t\r\n\v\f");
        size_t run = strcspn(at, " \t\r\n\v\f");
        if (run > 0 && out.length > 0)
            propos_buffer_putc(&out, ' ');
        propos_buffer_add(&out, at, run);
        at += run;
    }
    free(word);
    if (out.length == 0) {
        propos_buffer_free(&out);
        return NULL;
    }
    return propos_buffer_take(&out);
}

// Cuts a line at `=`, `,` and `;`.
static void cut_line(const char *line, size_t length, entries *out)
{
    size_t start = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && line[i] == ':' && !out->label && out->count == 0) {
            out->label = entry_of(line + start, i - start);
            start = i + 1;
        } else if (i == length || line[i] == '=' || line[i] == ',' || line[i] == ';') {
            char *word = entry_of(line + start, i - start);
            start = i + 1;
            if (!word)
                continue;
            PROPOS_GROW(out->items, out->capacity, out->count + 1);
            out->items[out->count++] = word;
        }
    }
}

static propos_status read_line(propos_lists *lists, const list_file *file, const char *path,
                               long number, const char *line, size_t length,
                               propos_buffer *index_time, propos_error *error)
{
    entries cut = {0};
    propos_status status = PROPOS_OK;
    const char *comment = memchr(line, '#', length);
    if (comment)
        length = (size_t)(comment - line);
    if (!propos_utf8_valid(line, length))
        return propos_fail_at(error, PROPOS_BAD_INPUT, path, number,
                              _("the line is not UTF-8 text"));
    cut_line(line, length, &cut);
    if (cut.count > 0 || cut.label)
        status = file->take(lists, file->what, &cut, path, number, error);
    // Of an acronym's line only the short side acts at index time.
    size_t digested =
        file->what == PROPOS_SYNONYM_ACRONYM && file->take == take_group ? 1 : cut.count;
    for (size_t i = 0; file->index_time && i < digested && i < cut.count; i++)
        propos_buffer_printf(index_time, "%s:%s\n", cut.label ? cut.label : "", cut.items[i]);
    entries_free(&cut);
    return status;
}

static propos_status read_list(propos_lists *lists, const list_file *file, const char *dir,
                               propos_buffer *index_time, propos_error *error)
{
    char path[PROPOS_PATH_SIZE];
    char *bytes = NULL;
    size_t length = 0;
    propos_status status = propos_path_join(path, dir, file->name, error);
    if (status == PROPOS_OK)
        status = propos_read_file(path, LIST_BYTES_MAX, &bytes, &length, error);
    if (status != PROPOS_OK)
        goto out;
    if (file->index_time)
        propos_buffer_printf(index_time, "[%s]\n", file->name);
    size_t at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (long number = 1; at < length && status == PROPOS_OK; number++) {
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t size = end ? (size_t)(end - (bytes + at)) : length - at;
        status = read_line(lists, file, path, number, bytes + at, size, index_time, error);
        at += size + 1;
    }
out:
    free(bytes);
    return status;
}

// The elisions come first: the groups of synonyms are split by them.
static const list_file shipped[] = {
    {"elisions.txt", take_words, LIST_ELISION, true},
    {"whole-words.txt", take_words, LIST_WHOLE, true},
    {"hesitations.txt", take_words, LIST_HESITATION, true},
    {"marks.txt", take_marks, 0, true},
    {"plural-verbs.txt", take_words, LIST_PLURAL, true},
    {"not-plural-verbs.txt", take_words, LIST_NOT_PLURAL, true},
    {"acronyms.txt", take_group, PROPOS_SYNONYM_ACRONYM, true},
    {"function-words-fr.txt", take_words, LIST_STOP, false},
    {"function-words-en.txt", take_words, LIST_STOP, false},
    {"question-words.txt", take_words, LIST_STOP, false},
    {"oral-markers.txt", take_words, LIST_STOP, false},
    {"request-words.txt", take_words, LIST_REQUEST, false},
    {"short-forms.txt", take_group, PROPOS_SYNONYM_SHORT, false},
    {"everyday.txt", take_group, PROPOS_SYNONYM_EVERYDAY, false},
    {"families.txt", take_family, 0, false},
};

static const list_file of_a_study[] = {
    {"stopwords.txt", take_words, LIST_STOP, false},
    {"synonyms.txt", take_group, PROPOS_SYNONYM_STUDY, false},
};

propos_status propos_lists_load(const char *dir, propos_lists **out, propos_error *error)
{
    propos_lists *lists = propos_alloc(1, sizeof *lists);
    propos_buffer index_time = {0};
    propos_status status = PROPOS_OK;
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped && status == PROPOS_OK; i++) {
        status = read_list(lists, &shipped[i], dir, &index_time, error);
        if (status == PROPOS_NOT_FOUND)
            status = propos_fail(error, PROPOS_UNAVAILABLE,
                                 _("the word list %s is missing from %s; install Propos again"),
                                 shipped[i].name, dir);
    }
    propos_digest(propos_buffer_text(&index_time), index_time.length, lists->digest);
    propos_buffer_free(&index_time);
    if (status != PROPOS_OK) {
        propos_lists_free(lists);
        lists = NULL;
    }
    *out = lists;
    return status;
}

static propos_lists *copy_of(const propos_lists *base)
{
    propos_lists *lists = propos_alloc(1, sizeof *lists);
    text_map_copy(&base->stop, &lists->stop);
    text_map_copy(&base->request, &lists->request);
    text_map_copy(&base->hesitation, &lists->hesitation);
    text_map_copy(&base->elision, &lists->elision);
    text_map_copy(&base->whole, &lists->whole);
    text_map_copy(&base->acronym, &lists->acronym);
    text_map_copy(&base->plural_verb, &lists->plural_verb);
    text_map_copy(&base->not_plural_verb, &lists->not_plural_verb);
    text_map_copy(&base->mark_words, &lists->mark_words);
    text_map_copy(&base->mark_qualifiers, &lists->mark_qualifiers);
    text_synonyms_copy(&base->synonyms, &lists->synonyms);
    text_synonyms_copy(&base->families, &lists->families);
    memcpy(lists->digest, base->digest, sizeof lists->digest);
    return lists;
}

propos_status propos_lists_load_study(const propos_lists *base, const char *study_dir,
                                      propos_lists **out, propos_error *error)
{
    propos_lists *lists = copy_of(base);
    propos_buffer unused = {0};
    propos_status status = PROPOS_OK;
    for (size_t i = 0; i < sizeof of_a_study / sizeof *of_a_study && status == PROPOS_OK; i++) {
        status = read_list(lists, &of_a_study[i], study_dir, &unused, error);
        if (status == PROPOS_NOT_FOUND) {
            propos_error_clear(error);
            status = PROPOS_OK;
        }
    }
    propos_buffer_free(&unused);
    if (status != PROPOS_OK) {
        propos_lists_free(lists);
        lists = NULL;
    }
    *out = lists;
    return status;
}

void propos_lists_free(propos_lists *lists)
{
    if (!lists)
        return;
    text_map_free(&lists->stop);
    text_map_free(&lists->request);
    text_map_free(&lists->hesitation);
    text_map_free(&lists->elision);
    text_map_free(&lists->whole);
    text_map_free(&lists->acronym);
    text_map_free(&lists->plural_verb);
    text_map_free(&lists->not_plural_verb);
    text_map_free(&lists->mark_words);
    text_map_free(&lists->mark_qualifiers);
    text_synonyms_free(&lists->synonyms);
    text_synonyms_free(&lists->families);
    free(lists);
}

static bool holds(const text_map *map, const char *word, size_t length)
{
    return text_map_get(map, word, length) != NULL;
}

bool propos_lists_is_stop(const propos_lists *lists, const char *word)
{
    return holds(&lists->stop, word, strlen(word));
}

bool propos_lists_is_request(const propos_lists *lists, const char *word)
{
    return holds(&lists->request, word, strlen(word));
}

bool propos_lists_is_hesitation(const propos_lists *lists, const char *word)
{
    return text_is_hesitation(lists, word, strlen(word));
}

size_t propos_lists_synonyms(const propos_lists *lists, const char *words, propos_synonym **out)
{
    return text_synonyms_find(&lists->synonyms, words, &lists->elision, out);
}

size_t propos_lists_family(const propos_lists *lists, const char *word, propos_synonym **out)
{
    return text_synonyms_find(&lists->families, word, &lists->elision, out);
}

const char *propos_lists_index_digest(const propos_lists *lists)
{
    return lists->digest;
}

bool text_is_elision(const propos_lists *lists, const char *word, size_t length)
{
    return holds(&lists->elision, word, length);
}

bool text_is_whole(const propos_lists *lists, const char *word, size_t length)
{
    return holds(&lists->whole, word, length);
}

bool text_is_acronym(const propos_lists *lists, const char *word, size_t length)
{
    return holds(&lists->acronym, word, length);
}

bool text_is_hesitation(const propos_lists *lists, const char *word, size_t length)
{
    if (holds(&lists->hesitation, word, length))
        return true;
    // "euuuuh", "hmmmmm": each run of a letter shrunk to one, then to two.
    char shrunk[2][16];
    size_t sizes[2] = {0, 0};
    size_t run = 0;
    size_t longest = 0;
    for (size_t i = 0; i < length; i++) {
        run = i > 0 && word[i] == word[i - 1] ? run + 1 : 1;
        longest = run > longest ? run : longest;
        for (size_t keep = 1; keep <= 2; keep++) {
            if (run <= keep && sizes[keep - 1] < sizeof shrunk[0])
                shrunk[keep - 1][sizes[keep - 1]++] = word[i];
        }
    }
    return longest >= LENGTHENED &&
           ((sizes[0] > 1 && holds(&lists->hesitation, shrunk[0], sizes[0])) ||
            holds(&lists->hesitation, shrunk[1], sizes[1]));
}

static bool ends_with(const char *word, size_t length, const char *ending)
{
    size_t size = strlen(ending);
    return length >= size && memcmp(word + length - size, ending, size) == 0;
}

bool text_is_plural_verb(const propos_lists *lists, const char *word, size_t length)
{
    // -aient is the stemmer's own; -tient and -vient are singular (il tient), and -scent is an
    // adjective.
    if (length < PLURAL_VERB_MIN || !ends_with(word, length, "ent") ||
        ends_with(word, length, "aient") || ends_with(word, length, "tient") ||
        ends_with(word, length, "vient") || ends_with(word, length, "scent"))
        return false;
    if (ends_with(word, length, "ment"))
        return holds(&lists->plural_verb, word, length);
    return !holds(&lists->not_plural_verb, word, length);
}

bool text_mark_word(const propos_lists *lists, const char *word, size_t length,
                    propos_mark_kind *kind)
{
    const uint32_t *value = text_map_get(&lists->mark_words, word, length);
    if (value)
        *kind = (propos_mark_kind)*value;
    return value != NULL;
}

bool text_mark_qualifier(const propos_lists *lists, const char *word, size_t length)
{
    return holds(&lists->mark_qualifiers, word, length);
}
