// Comments in the margin of Word and Writer documents -> codings.
//
// People code in the margin: a comment is the name of a code; or they think in it: it is a memo.
// study.ini can say which ([import] comments = codes | memos | none). Otherwise a comment is a code
// when the code book has one by that id or name, when another comment of the study says the same,
// or when it is a few words without the end of a sentence. "Peur : elle le dit deux fois" is the
// code, when that is one, and its memo; a line or a part between semicolons is a code of its own.
// A memo belongs to what the same person coded there, else to the code "commentaire".
#include "base/i18n.h"
#include "base/memory.h"
#include "indexer/reading.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// A code's name has a few words; more are a remark.
#define CODE_WORDS 6
#define CODE_BYTES 100

// The code of memos that stand at words nobody coded.
#define MEMO_CODE "commentaire"

typedef enum comment_use { USE_GUESS, USE_CODES, USE_MEMOS, USE_NONE } comment_use;

typedef struct commenting {
    propos_reading *reading;
    propos_map names; // folded id or name of a code -> index in study.codes
    propos_map said;  // folded part of a comment -> index in `uses`
    size_t *uses;
    size_t use_count, use_capacity;
    size_t codes, memos; // comments read so, told in a doubt
} commenting;

// ---- parts ----

// The next part of a comment, between line ends and semicolons, without blanks at its ends; false
// at the end.
static bool next_part(const char **at, const char **part, size_t *length)
{
    while (**at != '\0') {
        const char *start = *at + strspn(*at, " \t");
        size_t size = strcspn(start, ";\n");
        *at = start + size + (start[size] != '\0');
        while (size > 0 && strchr(" \t\r", start[size - 1]) != NULL) {
            size--;
        }
        if (size > 0) {
            *part = start;
            *length = size;
            return true;
        }
    }
    return false;
}

// Where "CODE : memo" divides: the length of the code, and the memo.
static size_t code_before_colon(const char *part, size_t length, const char **memo)
{
    const char *colon = memchr(part, ':', length);
    size_t size = colon == NULL ? 0 : (size_t)(colon - part);
    while (size > 0 && strchr(" \t", part[size - 1]) != NULL) {
        size--;
    }
    // A no-break space before the colon, as French typography has it.
    if (size >= 2 && memcmp(part + size - 2, "\xC2\xA0", 2) == 0) {
        size -= 2;
    } else if (size >= 3 && memcmp(part + size - 3, "\xE2\x80\xAF", 3) == 0) {
        size -= 3;
    }
    *memo = colon == NULL ? NULL : colon + 1 + strspn(colon + 1, " \t");
    return size;
}

static size_t words_in(const char *text, size_t length)
{
    size_t words = 0;
    for (size_t i = 0; i < length; i++) {
        words += text[i] != ' ' && (i == 0 || text[i - 1] == ' ');
    }
    return words;
}

static char *folded_part(const char *text, size_t length)
{
    char *copy = propos_strndup(text, length);
    char *folded = propos_folded(copy);
    free(copy);
    return folded;
}

// ---- what is a code ----

static void note_code(commenting *c, size_t index)
{
    const propos_code_data *code = &c->reading->study.codes[index];
    const char *both[] = {code->id, code->name};
    for (size_t i = 0; i < 2; i++) {
        char *folded = propos_folded(both[i]);
        (void)propos_map_add(&c->names, propos_arena_strdup(c->reading->arena, folded), index);
        free(folded);
    }
}

static size_t code_of(const commenting *c, const char *text, size_t length)
{
    char *folded = folded_part(text, length);
    size_t found = propos_map_get(&c->names, folded);
    free(folded);
    return found;
}

static void count_parts(commenting *c, const char *text)
{
    const char *part = NULL;
    size_t length = 0;
    while (next_part(&text, &part, &length)) {
        char *folded = folded_part(part, length);
        size_t index =
            propos_map_add(&c->said, propos_arena_strdup(c->reading->arena, folded), c->use_count);
        if (index == c->use_count) {
            PROPOS_GROW(c->uses, c->use_capacity, ++c->use_count);
            c->uses[index] = 0;
        }
        c->uses[index]++;
        free(folded);
    }
}

static bool comes_again(const commenting *c, const char *text, size_t length)
{
    char *folded = folded_part(text, length);
    size_t found = propos_map_get(&c->said, folded);
    free(folded);
    return found < c->use_count && c->uses != NULL && c->uses[found] > 1;
}

static bool looks_like_code(const commenting *c, const char *text, size_t length)
{
    bool sentence = length > 0 && strchr(".?!", text[length - 1]) != NULL;
    return length <= CODE_BYTES &&
           (comes_again(c, text, length) || (!sentence && words_in(text, length) <= CODE_WORDS));
}

static bool is_code(const commenting *c, const char *text, size_t length, comment_use use)
{
    return use != USE_MEMOS && length > 0 &&
           (code_of(c, text, length) != PROPOS_MAP_NONE || use == USE_CODES ||
            looks_like_code(c, text, length));
}

// The id of the code by that name, made when there is none.
static const char *need_code(commenting *c, const char *text, size_t length,
                             const formats_comment *comment)
{
    propos_study_data *study = &c->reading->study;
    size_t index = code_of(c, text, length);
    if (index == PROPOS_MAP_NONE) {
        const char *name = propos_arena_strndup(c->reading->arena, text, length);
        propos_code_data code = {.id = name, .name = name, .source = comment->source};
        index = study->code_count;
        (void)reading_add_code(c->reading, &code);
        note_code(c, index);
    }
    return study->codes[index].id;
}

// ---- codings ----

static void add(commenting *c, const char *document, const formats_comment *comment,
                const char *code, const char *memo)
{
    propos_coding_data coding = {
        .coder = comment->coder,
        .code = code,
        .document = document,
        .turn = comment->turn,
        .start = comment->start,
        .turn_end = comment->turn_end,
        .end = comment->end,
        .quote = comment->quote,
        .memo = memo,
        .source = comment->source,
    };
    reading_add_coding(c->reading, &coding);
}

static bool meets(const propos_coding_data *coding, const formats_comment *comment)
{
    bool before = coding->turn_end < comment->turn ||
                  (coding->turn_end == comment->turn && coding->end <= comment->start);
    bool after = coding->turn > comment->turn_end ||
                 (coding->turn == comment->turn_end && coding->start >= comment->end);
    return !before && !after;
}

static bool same_coder(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

// Gives the memo to the first coding of the same person there (of this document's comments, which
// begin at `first`) that has none; false when there is none.
static bool give_memo(commenting *c, const formats_comment *comment, size_t first)
{
    propos_study_data *study = &c->reading->study;
    for (size_t i = first; i < study->coding_count; i++) {
        propos_coding_data *coding = &study->codings[i];
        if (coding->memo == NULL && same_coder(coding->coder, comment->coder) &&
            meets(coding, comment)) {
            coding->memo = comment->text;
            return true;
        }
    }
    return false;
}

// Takes the codes that a comment names; false when it is a memo.
static bool take_codes(commenting *c, const char *document, const formats_comment *comment,
                       comment_use use)
{
    const char *at = comment->text;
    const char *part = NULL;
    size_t length = 0;
    size_t parts = 0;
    bool codes = true;
    while (codes && next_part(&at, &part, &length)) {
        codes = is_code(c, part, length, use);
        parts++;
    }
    if (codes && parts > 0) {
        for (at = comment->text; next_part(&at, &part, &length);) {
            add(c, document, comment, need_code(c, part, length, comment), NULL);
        }
        return true;
    }
    const char *memo = NULL;
    size_t code = code_before_colon(comment->text, strlen(comment->text), &memo);
    if (use != USE_MEMOS && code > 0 && memo[0] != '\0' &&
        (code_of(c, comment->text, code) != PROPOS_MAP_NONE ||
         comes_again(c, comment->text, code))) {
        add(c, document, comment, need_code(c, comment->text, code, comment), memo);
        return true;
    }
    return false;
}

static comment_use use_of(commenting *c, const reading_source *source)
{
    static const struct {
        const char *names;
        comment_use use;
    } USES[] = {{"|codes|code|", USE_CODES},
                {"|memos|memo|", USE_MEMOS},
                {"|none|no|aucun|non|", USE_NONE},
                {"|auto|", USE_GUESS}};
    const char *said = reading_option(c->reading, source->file->path, "comments");
    said = said != NULL ? said : reading_option(c->reading, source->file->path, "commentaires");
    if (said == NULL) {
        return USE_GUESS;
    }
    char *folded = propos_folded(said);
    char *wanted = propos_printf("|%s|", folded);
    comment_use use = USE_GUESS;
    bool known = false;
    for (size_t i = 0; i < sizeof USES / sizeof USES[0]; i++) {
        if (strstr(USES[i].names, wanted) != NULL) {
            use = USES[i].use;
            known = true;
        }
    }
    if (!known) {
        READING_FAULT(c->reading, NULL, "study.ini", 0,
                      _("comments = %s is not known: write codes, memos or none"), said);
    }
    free(wanted);
    free(folded);
    return use;
}

// What Word calls everybody once personal data were taken out of a file.
static bool is_nobody(const char *author)
{
    char *folded = propos_folded(author);
    bool nobody = strcmp(folded, "author") == 0 || strcmp(folded, "auteur") == 0;
    free(folded);
    return nobody;
}

// Settles the authors: one alone may be whoever --coder or study.ini says.
static void settle_coders(commenting *c, const reading_source *source)
{
    const formats_content *content = &source->content;
    const char *given = c->reading->coder != NULL
                            ? c->reading->coder
                            : reading_option(c->reading, source->file->path, "coder");
    bool one = true;
    for (size_t i = 0; i < content->comment_count; i++) {
        formats_comment *comment = &content->comments[i];
        comment->coder =
            comment->coder != NULL && is_nobody(comment->coder) ? NULL : comment->coder;
        one = one && same_coder(comment->coder, content->comments[0].coder);
    }
    for (size_t i = 0; given != NULL && i < content->comment_count; i++) {
        formats_comment *comment = &content->comments[i];
        comment->coder = one || comment->coder == NULL ? given : comment->coder;
    }
}

// Comments of a file whose text is another one's move to that; those that have no place there are
// left out, which a doubt says.
static void carry(commenting *c, reading_source *source)
{
    formats_content *content = &source->content;
    size_t kept = 0;
    for (size_t i = 0; source->twins != NULL && i < content->comment_count; i++) {
        formats_comment *comment = &content->comments[i];
        propos_coding_data coding = {.document = content->documents[0].id,
                                     .turn = comment->turn,
                                     .start = comment->start,
                                     .turn_end = comment->turn_end,
                                     .end = comment->end,
                                     .source = comment->source};
        if (reading_carry(c->reading, source, &coding)) {
            comment->turn = coding.turn;
            comment->start = coding.start;
            comment->turn_end = coding.turn_end;
            comment->end = coding.end;
            content->comments[kept++] = *comment;
        }
    }
    content->comment_count = source->twins != NULL ? kept : content->comment_count;
}

static void take_source(commenting *c, reading_source *source)
{
    carry(c, source);
    const formats_content *content = &source->content;
    comment_use use = use_of(c, source);
    const char *document = content->comment_count == 0 ? NULL : source->documents[0];
    if (document == NULL || use == USE_NONE) {
        return;
    }
    settle_coders(c, source);
    size_t first = c->reading->study.coding_count;
    bool *left = propos_alloc(content->comment_count, sizeof *left);
    for (size_t i = 0; i < content->comment_count; i++) {
        left[i] = !take_codes(c, document, &content->comments[i], use);
    }
    // Memos come after the codings that they may belong to.
    for (size_t i = 0; i < content->comment_count; i++) {
        const formats_comment *comment = &content->comments[i];
        c->codes += !left[i];
        c->memos += left[i];
        if (left[i] && !give_memo(c, comment, first)) {
            add(c, document, comment, need_code(c, MEMO_CODE, strlen(MEMO_CODE), comment),
                comment->text);
        }
    }
    free(left);
}

void reading_comments(propos_reading *reading)
{
    commenting c = {.reading = reading};
    for (size_t i = 0; i < reading->study.code_count; i++) {
        note_code(&c, i);
    }
    size_t comments = 0;
    for (size_t i = 0; i < reading->source_count; i++) {
        const formats_content *content = &reading->sources[i].content;
        for (size_t j = 0; j < content->comment_count; j++) {
            count_parts(&c, content->comments[j].text);
        }
        comments += content->comment_count;
    }
    for (size_t i = 0; i < reading->source_count; i++) {
        take_source(&c, &reading->sources[i]);
    }
    if (comments > 0 && c.codes + c.memos > 0) {
        READING_DOUBT(
            reading, NULL, NULL, 0,
            _("comments in the margin: %zu read as codes, %zu as memos; study.ini can fix "
              "it (comments = codes or memos)"),
            c.codes, c.memos);
    }
    propos_map_free(&c.names);
    propos_map_free(&c.said);
    free(c.uses);
}
