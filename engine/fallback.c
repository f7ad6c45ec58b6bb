// The engine on the record itself: each leaf of the tree gives a sorted list of passages, FTS5
// doing the looking up; the operators are set algebra on the lists. What FTS5 cannot decide as
// Xapian does (phrases across lines, words side by side in any order) is decided on the passage's
// own words.
#include "engine/lists.h"
#include "engine/private.h"

#include "base/i18n.h"
#include "base/memory.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// Rows, or passages, between two looks at the deadline.
enum { STOP_EVERY = 64 };
// Words asked in one MATCH expression: FTS5 keeps a reader open for each.
enum { WORDS_AT_ONCE = 100 };

static const char *const COLUMNS[PROPOS_FIELDS] = {
    [PROPOS_FIELD_TEXT] = "text",       [PROPOS_FIELD_CODE] = "codes",
    [PROPOS_FIELD_MEMO] = "memos",      [PROPOS_FIELD_DEFINITION] = "definitions",
    [PROPOS_FIELD_CONTEXT] = "context",
};
static const char *const CHANNEL_LETTERS[PROPOS_CHANNELS] = {
    [PROPOS_CHANNEL_EXACT] = "",
    [PROPOS_CHANNEL_STEM] = "S",
    [PROPOS_CHANNEL_FOLD] = "F",
    [PROPOS_CHANNEL_FOLD_STEM] = "G",
};

typedef struct fallback {
    propos_engine engine;
    propos_record *record;     // not ours
    propos_analyser *analyser; // not ours
    sqlite3 *db;               // the record's
} fallback;

static propos_status failed(const fallback *f, propos_error *error)
{
    int code = sqlite3_errcode(f->db);
    const char *file = sqlite3_db_filename(f->db, "main");
    file = file != NULL ? file : "";
    switch (code & 0xff) {
    case SQLITE_INTERRUPT:
        return propos_fail(error, PROPOS_DEADLINE, _("the search took too long and was stopped"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return propos_fail_at(error, PROPOS_BUSY, file, 0,
                              _("the study is being written: try again later"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return propos_fail_at(error, PROPOS_DAMAGED, file, 0,
                              _("the study's record is damaged: %s"), sqlite3_errmsg(f->db));
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
        return propos_fail_at(error, PROPOS_IO, file, 0, _("cannot read the study's record: %s"),
                              sqlite3_errmsg(f->db));
    default:
        return propos_fail_at(error, PROPOS_INTERNAL, file, 0,
                              _("cannot read the study's record: %s"), sqlite3_errmsg(f->db));
    }
}

// ---- a match ----

typedef struct run {
    fallback *f;
    const propos_match_options *options;
    unsigned steps;
    propos_error *error;
} run;

static propos_status tick(run *r)
{
    if (++r->steps % STOP_EVERY == 0 && r->options->stop != NULL &&
        r->options->stop(r->options->stop_context)) {
        return propos_fail(r->error, PROPOS_DEADLINE,
                           _("the search took too long and was stopped"));
    }
    return PROPOS_OK;
}

// Runs `sql` with `text` as its one value and adds its rows (id, score) to `out`.
static propos_status read_list(run *r, const char *sql, const char *text, engine_list *out)
{
    sqlite3_stmt *statement = NULL;
    propos_status status = PROPOS_OK;
    if (sqlite3_prepare_v2(r->f->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        return failed(r->f, r->error);
    }
    if (text != NULL) {
        (void)sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
    }
    int code = SQLITE_ROW;
    while (status == PROPOS_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        engine_list_add(out, (uint32_t)sqlite3_column_int64(statement, 0),
                        sqlite3_column_double(statement, 1));
        status = tick(r);
    }
    if (status == PROPOS_OK && code != SQLITE_DONE) {
        status = failed(r->f, r->error);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

// bm25() is the lower the better.
static const char MATCH_SCORED[] = "SELECT rowid, -bm25(passage_fts) FROM passage_fts"
                                   " WHERE passage_fts MATCH ?1 ORDER BY rowid";
static const char MATCH_ALIKE[] = "SELECT rowid, 1.0 FROM passage_fts"
                                  " WHERE passage_fts MATCH ?1 ORDER BY rowid";
static const char FILTERED[] =
    "SELECT passage, 0.0 FROM passage_filter WHERE term = ?1 ORDER BY passage";
static const char EVERYTHING[] = "SELECT id, 0.0 FROM passage ORDER BY id";

// Adds a word to a MATCH expression, quoted so that nothing in it has a meaning.
static void quote_word(propos_buffer *expression, const char *letter, const char *word)
{
    propos_buffer_putc(expression, '"');
    propos_buffer_puts(expression, letter);
    for (const char *c = word; *c != '\0'; c++) {
        if (*c == '"') {
            propos_buffer_putc(expression, '"');
        }
        propos_buffer_putc(expression, *c);
    }
    propos_buffer_putc(expression, '"');
}

// Adds a TERM, or an OR of them; false when it holds none.
static bool quote_position(propos_buffer *expression, const propos_node *node)
{
    if (node->kind == PROPOS_NODE_TERM) {
        quote_word(expression, CHANNEL_LETTERS[node->channel], node->text);
        return true;
    }
    bool any = false;
    for (size_t i = 0; node->kind == PROPOS_NODE_OR && i < node->child_count; i++) {
        size_t before = expression->length;
        propos_buffer_puts(expression, any ? " OR " : "(");
        if (quote_position(expression, node->children[i])) {
            any = true;
        } else {
            propos_buffer_cut(expression, before);
        }
    }
    if (any) {
        propos_buffer_putc(expression, ')');
    }
    return any;
}

static propos_status match_term(run *r, const propos_node *node, engine_list *out)
{
    propos_buffer expression = {0};
    propos_buffer_printf(&expression, "{%s} : ", COLUMNS[node->field]);
    quote_word(&expression, CHANNEL_LETTERS[node->channel], node->text);
    propos_status status = read_list(r, MATCH_SCORED, expression.bytes, out);
    propos_buffer_free(&expression);
    return status;
}

// ---- phrases ----

// Passages that hold every word of the phrase somewhere.
static propos_status phrase_candidates(run *r, const propos_node *node, engine_list *out)
{
    propos_buffer expression = {0};
    propos_buffer_printf(&expression, "{%s} : (", COLUMNS[node->field]);
    bool possible = true;
    for (size_t i = 0; i < node->child_count && possible; i++) {
        propos_buffer_puts(&expression, i == 0 ? "" : " AND ");
        possible = quote_position(&expression, node->children[i]);
    }
    propos_buffer_putc(&expression, ')');
    propos_status status = possible ? read_list(r, MATCH_SCORED, expression.bytes, out) : PROPOS_OK;
    propos_buffer_free(&expression);
    return status;
}

// Decides on the words of one passage. `statement` reads the field's text.
static propos_status verify(run *r, const propos_node *node, sqlite3_stmt *statement, uint32_t id,
                            bool *matches)
{
    *matches = false;
    (void)sqlite3_bind_int64(statement, 1, id);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        size_t length = (size_t)sqlite3_column_bytes(statement, 0);
        propos_tokens tokens = {0};
        propos_tokens_of(r->f->analyser, text != NULL ? text : "", length, &tokens);
        *matches = text != NULL && engine_local_positions(node, &tokens, text);
        propos_tokens_free(&tokens);
    }
    propos_status status =
        code == SQLITE_ROW || code == SQLITE_DONE ? PROPOS_OK : failed(r->f, r->error);
    (void)sqlite3_reset(statement);
    return status;
}

static propos_status match_phrase(run *r, const propos_node *node, const engine_list *within,
                                  engine_list *out)
{
    engine_list candidates = {0};
    sqlite3_stmt *statement = NULL;
    char *sql = propos_printf("SELECT %s FROM passage_fts WHERE rowid = ?1", COLUMNS[node->field]);
    propos_status status = phrase_candidates(r, node, &candidates);
    if (status != PROPOS_OK) {
        goto out;
    }
    if (within != NULL) {
        engine_list_keep(&candidates, within, true);
    }
    if (sqlite3_prepare_v2(r->f->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        status = failed(r->f, r->error);
    }
    for (size_t i = 0; status == PROPOS_OK && i < candidates.count; i++) {
        bool matches = false;
        status = verify(r, node, statement, candidates.items[i].id, &matches);
        if (matches) {
            engine_list_add(out, candidates.items[i].id, candidates.items[i].score);
        }
        if (status == PROPOS_OK) {
            status = tick(r);
        }
    }
out:
    (void)sqlite3_finalize(statement);
    free(sql);
    engine_list_free(&candidates);
    return status;
}

// ---- prefixes ----

typedef struct vocabulary {
    fallback *f;
    sqlite3_stmt *statement;
} vocabulary;

static propos_status vocabulary_step(vocabulary *v, const char **word, propos_error *error)
{
    int code = sqlite3_step(v->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return failed(v->f, error);
    }
    *word = code == SQLITE_ROW ? (const char *)sqlite3_column_text(v->statement, 0) : NULL;
    return PROPOS_OK;
}

static propos_status vocabulary_seek(void *context, const char *from, const char **word,
                                     propos_error *error)
{
    vocabulary *v = context;
    (void)sqlite3_reset(v->statement);
    (void)sqlite3_bind_text(v->statement, 1, from, -1, SQLITE_TRANSIENT);
    return vocabulary_step(v, word, error);
}

static propos_status vocabulary_next(void *context, const char **word, propos_error *error)
{
    return vocabulary_step(context, word, error);
}

static propos_status vocabulary_open(vocabulary *v, fallback *f, propos_field field,
                                     propos_error *error)
{
    v->f = f;
    if (sqlite3_prepare_v2(f->db,
                           "SELECT term, doc FROM temp.engine_vocabulary"
                           " WHERE term >= ?1 AND col = ?2",
                           -1, &v->statement, NULL) != SQLITE_OK) {
        return failed(f, error);
    }
    (void)sqlite3_bind_text(v->statement, 2, COLUMNS[field], -1, SQLITE_STATIC);
    return PROPOS_OK;
}

static propos_status match_words(run *r, const char *column, char **words, size_t count,
                                 engine_list *out)
{
    propos_status status = PROPOS_OK;
    for (size_t done = 0; status == PROPOS_OK && done < count; done += WORDS_AT_ONCE) {
        propos_buffer expression = {0};
        engine_list some = {0};
        propos_buffer_printf(&expression, "{%s} : (", column);
        for (size_t i = done; i < count && i < done + WORDS_AT_ONCE; i++) {
            propos_buffer_puts(&expression, i == done ? "" : " OR ");
            quote_word(&expression, "", words[i]);
        }
        propos_buffer_putc(&expression, ')');
        status = read_list(r, MATCH_ALIKE, expression.bytes, &some);
        engine_list_unite(out, &some);
        engine_list_free(&some);
        propos_buffer_free(&expression);
    }
    return status;
}

static propos_status match_prefix(run *r, const propos_node *node, engine_list *out)
{
    vocabulary v = {0};
    engine_words words = {0};
    propos_status status = vocabulary_open(&v, r->f, node->field, r->error);
    if (status == PROPOS_OK) {
        engine_vocabulary face = {&v, vocabulary_seek, vocabulary_next};
        status = engine_expand_words(&face, node->text, &words, r->error);
    }
    (void)sqlite3_finalize(v.statement);
    if (status == PROPOS_OK) {
        status = match_words(r, COLUMNS[node->field], words.items, words.count, out);
    }
    engine_words_free(&words);
    return status;
}

// ---- operators ----

// Writes the passages that match `node` to `out`, which is empty: of all passages, or of those in
// `within` unless it is NULL.
static propos_status evaluate(run *r, const propos_node *node, const engine_list *within,
                              engine_list *out);

static propos_status match_all(run *r, const engine_list *within, engine_list *out)
{
    if (within == NULL) {
        return read_list(r, EVERYTHING, NULL, out);
    }
    for (size_t i = 0; i < within->count; i++) {
        engine_list_add(out, within->items[i].id, 0);
    }
    return PROPOS_OK;
}

static propos_status match_decide(run *r, const propos_node *node, const engine_list *within,
                                  engine_list *out)
{
    engine_list everything = {0};
    propos_status status = PROPOS_OK;
    if (within == NULL) {
        status = match_all(r, NULL, &everything);
        within = &everything;
    }
    for (size_t i = 0; status == PROPOS_OK && i < within->count; i++) {
        if (node->decide(node->context, within->items[i].id)) {
            engine_list_add(out, within->items[i].id, 0);
        }
        status = tick(r);
    }
    engine_list_free(&everything);
    return status;
}

// How late a child of an AND is evaluated: what is cheap and narrows the rest comes first, DECIDE
// last.
static int turn_of(const propos_node *node)
{
    switch (node->kind) {
    case PROPOS_NODE_DECIDE:
        return 3;
    case PROPOS_NODE_NONE:
    case PROPOS_NODE_TERM:
    case PROPOS_NODE_FILTER:
    case PROPOS_NODE_PREFIX:
        return 0;
    case PROPOS_NODE_ALL:
    case PROPOS_NODE_PHRASE:
    case PROPOS_NODE_NEAR:
        return 1;
    default:
        return 2;
    }
}

static propos_status match_and(run *r, const propos_node *node, const engine_list *within,
                               engine_list *out)
{
    bool first = true;
    propos_status status = PROPOS_OK;
    for (int turn = 0; turn <= 3; turn++) {
        for (size_t i = 0; status == PROPOS_OK && i < node->child_count; i++) {
            if (turn_of(node->children[i]) != turn) {
                continue;
            }
            engine_list narrower = {0};
            status = evaluate(r, node->children[i], first ? within : out, &narrower);
            engine_list_score(&narrower, out);
            engine_list_free(out);
            *out = narrower;
            first = false;
        }
    }
    return status;
}

static propos_status match_or(run *r, const propos_node *node, const engine_list *within,
                              engine_list *out)
{
    propos_status status = PROPOS_OK;
    for (size_t i = 0; status == PROPOS_OK && i < node->child_count; i++) {
        engine_list one = {0};
        status = evaluate(r, node->children[i], within, &one);
        engine_list_unite(out, &one);
        engine_list_free(&one);
    }
    return status;
}

// NOT and MAYBE: the first child, then what each of the others says of it.
static propos_status match_first(run *r, const propos_node *node, const engine_list *within,
                                 engine_list *out)
{
    propos_status status = evaluate(r, node->children[0], within, out);
    for (size_t i = 1; status == PROPOS_OK && i < node->child_count; i++) {
        engine_list other = {0};
        status = evaluate(r, node->children[i], out, &other);
        if (node->kind == PROPOS_NODE_NOT) {
            engine_list_keep(out, &other, false);
        } else {
            engine_list_score(out, &other);
        }
        engine_list_free(&other);
    }
    return status;
}

static propos_status match_scale(run *r, const propos_node *node, const engine_list *within,
                                 engine_list *out)
{
    propos_status status = evaluate(r, node->children[0], within, out);
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].score *= node->weight > 0 ? node->weight : 0;
    }
    return status;
}

static propos_status evaluate(run *r, const propos_node *node, const engine_list *within,
                              engine_list *out)
{
    propos_status status = PROPOS_OK;
    switch (node->kind) {
    case PROPOS_NODE_NONE:
        break;
    case PROPOS_NODE_ALL:
        status = match_all(r, within, out);
        break;
    case PROPOS_NODE_TERM:
        status = match_term(r, node, out);
        break;
    case PROPOS_NODE_FILTER:
        status = read_list(r, FILTERED, node->text, out);
        break;
    case PROPOS_NODE_PREFIX:
        status = match_prefix(r, node, out);
        break;
    case PROPOS_NODE_PHRASE:
    case PROPOS_NODE_NEAR:
        status = match_phrase(r, node, within, out);
        break;
    case PROPOS_NODE_AND:
        status = match_and(r, node, within, out);
        break;
    case PROPOS_NODE_OR:
        status = match_or(r, node, within, out);
        break;
    case PROPOS_NODE_NOT:
    case PROPOS_NODE_MAYBE:
        status = match_first(r, node, within, out);
        break;
    case PROPOS_NODE_SCALE:
        status = match_scale(r, node, within, out);
        break;
    case PROPOS_NODE_DECIDE:
        status = match_decide(r, node, within, out);
        break;
    }
    if (status == PROPOS_OK && within != NULL) {
        engine_list_keep(out, within, true);
    }
    return status;
}

// ---- the engine ----

static void rank(const propos_match_options *options, engine_list *found, propos_matches *out)
{
    for (size_t i = 0; i < found->count; i++) {
        propos_hit *hit = &found->items[i];
        if (options->every != NULL) {
            options->every(options->every_context, hit->id);
        }
        if (options->boost != NULL) {
            hit->score += options->boost(options->boost_context, hit->id);
        }
    }
    engine_list_rank(found);
    size_t first = options->first < found->count ? options->first : found->count;
    size_t left = found->count - first;
    out->total = found->count;
    out->count = options->limit < left ? options->limit : left;
    out->hits = propos_alloc(out->count + 1, sizeof *out->hits);
    for (size_t i = 0; i < out->count; i++) {
        out->hits[i] = found->items[first + i];
    }
}

static propos_status fallback_match(propos_engine *engine, const propos_node *tree,
                                    const propos_match_options *options, propos_matches *out,
                                    propos_error *error)
{
    run r = {.f = (fallback *)engine, .options = options, .error = error};
    engine_list found = {0};
    // One transaction for all the lists, so that an import in between does not mix two states.
    if (sqlite3_exec(r.f->db, "SAVEPOINT engine_match", NULL, NULL, NULL) != SQLITE_OK) {
        return failed(r.f, error);
    }
    propos_status status = evaluate(&r, tree, NULL, &found);
    (void)sqlite3_exec(r.f->db, "RELEASE engine_match", NULL, NULL, NULL);
    if (status == PROPOS_OK) {
        rank(options, &found, out);
    }
    engine_list_free(&found);
    return status;
}

typedef struct giving {
    vocabulary v;
    bool (*each)(void *context, const char *word, size_t passages);
    void *context;
} giving;

static bool give_word(void *context, const char *word)
{
    giving *g = context;
    return g->each(g->context, word, (size_t)sqlite3_column_int64(g->v.statement, 1));
}

static propos_status fallback_words(propos_engine *engine, const char *prefix,
                                    bool (*each)(void *context, const char *word, size_t passages),
                                    void *context, propos_error *error)
{
    giving g = {.each = each, .context = context};
    propos_status status = vocabulary_open(&g.v, (fallback *)engine, PROPOS_FIELD_TEXT, error);
    if (status == PROPOS_OK) {
        engine_vocabulary face = {&g.v, vocabulary_seek, vocabulary_next};
        status = engine_expand(&face, prefix, give_word, &g, error);
    }
    (void)sqlite3_finalize(g.v.statement);
    return status;
}

static void fallback_close(propos_engine *engine)
{
    fallback *f = (fallback *)engine;
    (void)sqlite3_exec(f->db, "DROP TABLE IF EXISTS temp.engine_vocabulary", NULL, NULL, NULL);
    free(f);
}

static propos_status fallback_revision(propos_engine *engine, uint64_t *revision,
                                       propos_error *error)
{
    return propos_record_revision(((fallback *)engine)->record, revision, error);
}

// Each statement sees the record's newest state by itself.
static propos_status fallback_reopen(propos_engine *engine, propos_error *error)
{
    (void)engine;
    (void)error;
    return PROPOS_OK;
}

static const engine_methods FALLBACK = {"fts5",          fallback_close, fallback_revision,
                                        fallback_reopen, fallback_match, fallback_words};

propos_status propos_engine_open_fallback(propos_record *record, propos_analyser *analyser,
                                          propos_engine **out, propos_error *error)
{
    fallback *f = propos_alloc(1, sizeof *f);
    f->engine.methods = &FALLBACK;
    f->record = record;
    f->analyser = analyser;
    f->db = propos_record_sqlite(record);
    if (sqlite3_exec(f->db,
                     "CREATE VIRTUAL TABLE IF NOT EXISTS temp.engine_vocabulary"
                     " USING fts5vocab(main, passage_fts, col)",
                     NULL, NULL, NULL) != SQLITE_OK) {
        propos_status status = failed(f, error);
        free(f);
        return status;
    }
    *out = &f->engine;
    return PROPOS_OK;
}
