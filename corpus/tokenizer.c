#include "corpus/tokenizer.h"

#include "base/i18n.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

// Stands at a position that the analyser left empty: FTS5 counts positions by the words it is
// given.
#define FILLER "\x01"

typedef int (*token_fn)(void *context, int flags, const char *token, int length, int start,
                        int end);

struct Fts5Tokenizer {
    propos_analyser *analyser;
};

typedef struct emitter {
    token_fn emit;
    void *context;
    uint32_t position; // of the last word given to FTS5
    int code;
    char
        term[1 + PROPOS_WORD_BYTES * 2 + 1]; // a stem or fold can be longer than its word (œ -> oe)
} emitter;

static int tokenizer_create(void *context, const char **arguments, int count, Fts5Tokenizer **out)
{
    (void)arguments;
    if (count != 0) {
        return SQLITE_ERROR;
    }
    *out = propos_alloc(1, sizeof **out);
    (*out)->analyser = context;
    return SQLITE_OK;
}

static void tokenizer_delete(Fts5Tokenizer *tokenizer)
{
    free(tokenizer);
}

static void emit_term(emitter *e, bool colocated, char prefix, const char *term,
                      const propos_token *token)
{
    if (e->code != SQLITE_OK) {
        return;
    }
    size_t length = strlen(term);
    if (prefix != '\0') {
        if (length > sizeof e->term - 2) {
            length = sizeof e->term - 2;
        }
        e->term[0] = prefix;
        memcpy(e->term + 1, term, length);
        term = e->term;
        length++;
    }
    e->code = e->emit(e->context, colocated ? FTS5_TOKEN_COLOCATED : 0, term, (int)length,
                      (int)token->start_byte, (int)token->end_byte);
}

static bool emit_token(void *context, const propos_token *token)
{
    emitter *e = context;
    while (e->code == SQLITE_OK && e->position + 1 < token->position) {
        e->code = e->emit(e->context, 0, FILLER, 1, (int)token->start_byte, (int)token->start_byte);
        e->position++;
    }
    emit_term(e, e->position >= token->position, '\0', token->terms[PROPOS_CHANNEL_EXACT], token);
    e->position = token->position;
    emit_term(e, true, 'S', token->terms[PROPOS_CHANNEL_STEM], token);
    emit_term(e, true, 'F', token->terms[PROPOS_CHANNEL_FOLD], token);
    emit_term(e, true, 'G', token->terms[PROPOS_CHANNEL_FOLD_STEM], token);
    return e->code == SQLITE_OK;
}

static bool emit_fold(void *context, const propos_token *token)
{
    emitter *e = context;
    emit_term(e, false, 'F', token->terms[PROPOS_CHANNEL_FOLD], token);
    return e->code == SQLITE_OK;
}

// A query's string holds terms already.
static int tokenize_query(token_fn emit, void *context, const char *text, int length)
{
    int at = 0;
    while (at < length) {
        while (at < length && text[at] == ' ') {
            at++;
        }
        int start = at;
        while (at < length && text[at] != ' ') {
            at++;
        }
        if (at > start) {
            int code = emit(context, 0, text + start, at - start, start, at);
            if (code != SQLITE_OK) {
                return code;
            }
        }
    }
    return SQLITE_OK;
}

static int tokenizer_tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text,
                              int length, token_fn emit)
{
    if (text == NULL || length <= 0) {
        return SQLITE_OK;
    }
    if ((flags & FTS5_TOKENIZE_QUERY) != 0) {
        return tokenize_query(emit, context, text, length);
    }
    emitter e = {.emit = emit, .context = context};
    const bool neighbours = text[0] == CORPUS_NEIGHBOURS;
    propos_analyse(tokenizer->analyser, text, (size_t)length, neighbours ? emit_fold : emit_token,
                   &e);
    return e.code;
}

propos_status corpus_tokenizer_register(const propos_record *record, propos_error *error)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    propos_status status = corpus_prepare(record, "SELECT fts5(?1)", &statement, error);
    if (status != PROPOS_OK) {
        return status;
    }
    (void)sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
    (void)sqlite3_step(statement);
    (void)sqlite3_finalize(statement);
    if (api == NULL || api->iVersion < 2) {
        return propos_fail(error, PROPOS_INTERNAL,
                           _("this machine's SQLite library lacks FTS5, which Propos needs"));
    }
    fts5_tokenizer methods = {tokenizer_create, tokenizer_delete, tokenizer_tokenize};
    int code = api->xCreateTokenizer(api, "propos", record->analyser, &methods, NULL);
    return code == SQLITE_OK ? PROPOS_OK : corpus_fail(record, code, error);
}
