#include "search/names.h"

#include "base/i18n.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// Digits of a turn's number.
enum { ADDRESS_DIGITS = 6 };

typedef struct lexer {
    reading *in;
    const char *text, *end;
    const char *at;
    long position;  // code points before `at`
    bool after_gap; // white space, the beginning or an opening parenthesis stands before `at`
    tokens *out;
} lexer;

// Heads that an apostrophe parts from the word they lean on (DESIGN section 5), folded.
static const char *const elisions[] = {"l", "m", "t",     "qu",     "n",      "s",      "j", "d",
                                       "c", "z", "jusqu", "quoiqu", "lorsqu", "puisqu", NULL};

// ---- where the lexer stands ----

static uint32_t char_at(const lexer *lx, const char *at, size_t *length)
{
    uint32_t value = 0;
    *length = 0;
    if (at < lx->end) {
        *length = propos_utf8_read(at, (size_t)(lx->end - at), &value);
    }
    return value;
}

static uint32_t peek(const lexer *lx, const char *at)
{
    size_t length;
    return char_at(lx, at, &length);
}

static void step(lexer *lx)
{
    size_t length;
    char_at(lx, lx->at, &length);
    lx->at += length;
    lx->position++;
}

static void step_to(lexer *lx, const char *to)
{
    while (lx->at < to) {
        step(lx);
    }
}

// ---- tokens ----

token *propos_tokens_add(propos_arena *arena, tokens *list, const token *item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 32 : list->capacity * 2;
        token *items = propos_arena_alloc(arena, capacity, sizeof *items);
        if (list->count > 0) {
            memcpy(items, list->items, list->count * sizeof *items);
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count] = *item;
    return &list->items[list->count++];
}

static token *add(lexer *lx, token_kind kind, const char *text, long position)
{
    token item = {.kind = kind, .text = text, .position = position};
    return propos_tokens_add(lx->in->arena, lx->out, &item);
}

static const char *folded(propos_arena *arena, const char *text)
{
    char *fold = propos_folded(text);
    const char *kept = propos_arena_strdup(arena, fold);
    free(fold);
    return kept;
}

// ---- quotations ----

// Reads a quotation at `at` (its opening mark) into `text`, trimmed. “…” and « … » nest; in "…" a
// backslash protects the next character.
static propos_status lex_quotation(lexer *lx, const char **text)
{
    long opened = lx->position;
    uint32_t open = peek(lx, lx->at), close = propos_closing_quote(open);
    propos_buffer inside = {0};
    size_t depth = 1;
    step(lx);
    while (lx->at < lx->end) {
        const char *from = lx->at;
        uint32_t c = peek(lx, from);
        step(lx);
        if (c == '\\' && close == '"' && lx->at < lx->end) {
            from = lx->at;
            step(lx);
        } else if (c == close) {
            if (--depth == 0) {
                break;
            }
        } else if (c == open && close != '"') {
            depth++;
        }
        propos_buffer_add(&inside, from, (size_t)(lx->at - from));
    }
    if (depth > 0) {
        propos_buffer_free(&inside);
        return propos_fail_query(lx->in->error, opened,
                                 _("this quotation mark is never closed: expected %s"),
                                 close == '"'    ? "\""
                                 : close == 0xBB ? "»"
                                                 : "”");
    }
    const char *start = propos_buffer_text(&inside), *stop = start + inside.length;
    size_t length;
    while (start < stop) {
        uint32_t c;
        length = propos_utf8_read(start, (size_t)(stop - start), &c);
        if (!propos_is_space(c)) {
            break;
        }
        start += length;
    }
    const char *last = start;
    for (const char *at = start; at < stop; at += length) {
        uint32_t c;
        length = propos_utf8_read(at, (size_t)(stop - at), &c);
        if (!propos_is_space(c)) {
            last = at + length;
        }
    }
    *text = propos_arena_strndup(lx->in->arena, start, (size_t)(last - start));
    propos_buffer_free(&inside);
    return PROPOS_OK;
}

static propos_status lex_phrase(lexer *lx, token_kind kind, long position)
{
    const char *text = "";
    propos_status status = lex_quotation(lx, &text);
    if (status != PROPOS_OK) {
        return status;
    }
    if (!propos_has_letter(text)) {
        return propos_fail_query(lx->in->error, position,
                                 _("there is no word between the quotation marks"));
    }
    add(lx, kind, text, position);
    return PROPOS_OK;
}

// ---- words ----

static const char *word_end(const lexer *lx, const char *at)
{
    size_t length, next;
    while (at < lx->end) {
        uint32_t c = char_at(lx, at, &length);
        if (!propos_is_word_letter(c)) {
            uint32_t after = char_at(lx, at + length, &next);
            if (!propos_joins_letters(c) || next == 0 || !propos_is_word_letter(after)) {
                break;
            }
        }
        at += length;
    }
    return at;
}

// The head of `word` before its first apostrophe when it is one of the elisions; *rest is what
// follows.
static const char *elided_head(lexer *lx, const char *word, size_t length, const char **rest)
{
    const char *end = word + length;
    for (const char *at = word; at < end;) {
        uint32_t c;
        size_t bytes = propos_utf8_read(at, (size_t)(end - at), &c);
        if (propos_is_apostrophe(c)) {
            const char *head = folded(
                lx->in->arena, propos_arena_strndup(lx->in->arena, word, (size_t)(at - word)));
            *rest = at + bytes;
            for (size_t i = 0; *rest < end && elisions[i] != NULL; i++) {
                if (strcmp(head, elisions[i]) == 0) {
                    return head;
                }
            }
            return NULL;
        }
        at += bytes;
    }
    return NULL;
}

// The operators are written in capitals: "et" and "ou" are words.
static bool operator_of(const char *word, size_t length, token_kind *kind)
{
    static const struct {
        const char *word;
        token_kind kind;
    } operators[] = {{"ET", TOKEN_AND}, {"AND", TOKEN_AND},  {"OU", TOKEN_OR},
                     {"OR", TOKEN_OR},  {"SAUF", TOKEN_NOT}, {"NOT", TOKEN_NOT}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (strlen(operators[i].word) == length && memcmp(operators[i].word, word, length) == 0) {
            *kind = operators[i].kind;
            return true;
        }
    }
    return false;
}

static char *with_straight_apostrophes(propos_arena *arena, const char *word, size_t length)
{
    propos_buffer out = {0};
    for (size_t at = 0; at < length;) {
        uint32_t c;
        size_t bytes = propos_utf8_read(word + at, length - at, &c);
        if (propos_is_apostrophe(c)) {
            propos_buffer_putc(&out, '\'');
        } else {
            propos_buffer_add(&out, word + at, bytes);
        }
        at += bytes;
    }
    char *text = propos_arena_strndup(arena, propos_buffer_text(&out), out.length);
    propos_buffer_free(&out);
    return text;
}

static propos_status lex_word(lexer *lx)
{
    const char *start = lx->at, *end = word_end(lx, start);
    long position = lx->position;
    token_kind kind = TOKEN_WORD;
    if (peek(lx, end) != '*' && operator_of(start, (size_t)(end - start), &kind)) {
        add(lx, kind, propos_arena_strndup(lx->in->arena, start, (size_t)(end - start)), position);
        step_to(lx, end);
        return PROPOS_OK;
    }
    const char *rest, *head = NULL, *next;
    while ((next = elided_head(lx, start, (size_t)(end - start), &rest)) != NULL) {
        position += (long)propos_utf8_count(start, (size_t)(rest - start));
        start = rest;
        head = next;
    }
    const char *text = with_straight_apostrophes(lx->in->arena, start, (size_t)(end - start));
    step_to(lx, end);
    if (peek(lx, end) == '*') {
        long star = lx->position;
        step(lx);
        if (propos_utf8_count(text, strlen(text)) < PROPOS_PREFIX_LEAST) {
            return propos_fail_query(lx->in->error, star,
                                     _("expected at least two letters before “*”"));
        }
        uint32_t after = peek(lx, lx->at);
        if (lx->at < lx->end && (propos_is_word_letter(after) || after == '*')) {
            return propos_fail_query(lx->in->error, star,
                                     _("“*” can only stand at the end of a word"));
        }
        kind = TOKEN_PREFIX;
    }
    token *word = add(lx, kind, text, position);
    word->fold = folded(lx->in->arena, text);
    word->elided = head;
    return PROPOS_OK;
}

// ---- filters ----

// Whether the value ends here: at most the sentence's own punctuation is left ("A","B" goes on).
static bool at_value_end(lexer ahead)
{
    while (ahead.at < ahead.end && propos_is_trailing_mark(peek(&ahead, ahead.at))) {
        step(&ahead);
    }
    return ahead.at == ahead.end || propos_ends_value(peek(&ahead, ahead.at));
}

// Reads name:VALUE. A value in quotes as a whole is unquoted; else it is kept as typed, quotes
// inside it too (codé-par:"Anne Roux"+B).
static propos_status lex_value(lexer *lx, token *filter)
{
    long position = lx->position;
    const char *start = lx->at, *last = start; // `last`: the end without trailing punctuation
    if (propos_closing_quote(peek(lx, lx->at)) != 0) {
        propos_status status = lex_quotation(lx, &filter->text);
        if (status != PROPOS_OK) {
            return status;
        }
        if (at_value_end(*lx)) {
            filter->quoted = true;
            return filter->text[0] != '\0'
                       ? PROPOS_OK
                       : propos_fail_query(lx->in->error, position,
                                           _("there is nothing between the quotation marks"));
        }
        last = lx->at;
    }
    while (lx->at < lx->end && !propos_ends_value(peek(lx, lx->at))) {
        uint32_t c = peek(lx, lx->at);
        if (propos_closing_quote(c) != 0) {
            const char *ignored;
            propos_status status = lex_quotation(lx, &ignored);
            if (status != PROPOS_OK) {
                return status;
            }
            last = lx->at;
            continue;
        }
        step(lx);
        if (!propos_is_trailing_mark(c)) {
            last = lx->at;
        }
    }
    filter->text = propos_arena_strndup(lx->in->arena, start, (size_t)(last - start));
    if (filter->text[0] == '\0' || peek(lx, start) == '(') {
        return propos_fail_query(
            lx->in->error, position,
            _("expected one value after the colon, in quotation marks if it holds spaces"));
    }
    return PROPOS_OK;
}

static propos_status unknown_name(lexer *lx, const char *name, const char *fold, long position)
{
    const char *near = propos_filter_near(lx->in, fold);
    if (near[0] != '\0') {
        return propos_fail_query(
            lx->in->error, position,
            _("“%s:” is neither a filter nor an attribute of the participants; did you mean %s?"),
            name, near);
    }
    return propos_fail_query(
        lx->in->error, position,
        _("“%s:” is neither a filter nor an attribute of the participants; expected sur:, texte:, "
          "code:, codé-par:, groupe:, locuteur:… or a space after the colon"),
        name);
}

// "attribut.NAME" -> NAME; NULL when it is not of that form.
static const char *attribute_suffix(const char *name)
{
    static const char *const prefixes[] = {"attribut.", "attribute."};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncasecmp(name, prefixes[i], length) == 0 && name[length] != '\0') {
            return name + length;
        }
    }
    return NULL;
}

// codé: is told from code: by its accent; without it, by its value.
static propos_filter code_or_coded(const char *name, const token *filter)
{
    char *normal = propos_normalised(name);
    bool accent = strstr(normal, "\xc3\xa9") != NULL;
    free(normal);
    if (accent) {
        return PROPOS_BY_CODED;
    }
    token as_coded = *filter;
    as_coded.filter = PROPOS_BY_CODED;
    reading quiet = {0};
    return !filter->quoted && propos_filter_check(&quiet, &as_coded) == PROPOS_OK ? PROPOS_BY_CODED
                                                                                  : PROPOS_BY_CODE;
}

static propos_status lex_filter_value(lexer *lx, token *item, const char *name)
{
    long value = lx->position;
    propos_status status = lex_value(lx, item);
    if (status != PROPOS_OK) {
        return status;
    }
    if (item->filter == PROPOS_BY_CODE) {
        item->filter = code_or_coded(name, item);
    }
    long named = item->position;
    item->position = value;
    status = propos_filter_check(lx->in, item);
    item->position = named;
    if (status == PROPOS_OK) {
        propos_tokens_add(lx->in->arena, lx->out, item);
    }
    return status;
}

// FG2:39, as passages are numbered: a turn of a document. False when that is not what stands here.
static bool lex_address(lexer *lx, const char *name, long position)
{
    token document = {.kind = TOKEN_WORD, .text = name, .fold = folded(lx->in->arena, name)};
    name_match match;
    lexer ahead = *lx;
    const char *start = lx->at;
    while (propos_is_digit(peek(&ahead, ahead.at))) {
        step(&ahead);
    }
    size_t digits = (size_t)(ahead.at - start);
    if (digits == 0 || digits > ADDRESS_DIGITS || propos_is_word_letter(peek(&ahead, ahead.at)) ||
        !propos_names_find(lx->in->names, NAME_DOCUMENT, &document, 1, &match)) {
        return false;
    }
    token item = {.kind = TOKEN_FILTER, .position = position, .filter = PROPOS_BY_DOCUMENT};
    item.text = match.value;
    propos_tokens_add(lx->in->arena, lx->out, &item);
    item.filter = PROPOS_BY_TURN;
    item.text = propos_arena_strndup(lx->in->arena, start, digits);
    item.position = lx->position;
    propos_tokens_add(lx->in->arena, lx->out, &item);
    lx->at = ahead.at;
    lx->position = ahead.position;
    return true;
}

// The name is read and `lx->at` stands at the value.
static propos_status lex_named(lexer *lx, const char *name, const char *attribute, long position)
{
    propos_arena *arena = lx->in->arena;
    token item = {.kind = TOKEN_FILTER, .position = position};
    const char *fold = folded(arena, name);
    if (attribute == NULL && propos_filter_is_prefer(fold)) {
        add(lx, TOKEN_PREFER, name, position);
        return PROPOS_OK;
    }
    if (attribute == NULL && propos_filter_from(fold, &item.filter)) {
        if (propos_filter_takes_words(item.filter)) {
            add(lx, TOKEN_FIELD, name, position)->filter = item.filter;
            return PROPOS_OK;
        }
        return lex_filter_value(lx, &item, name);
    }
    item.filter = PROPOS_BY_ATTRIBUTE;
    item.name = attribute != NULL ? attribute : attribute_suffix(name);
    bool explicit = item.name != NULL;
    item.name = explicit ? item.name : name;
    bool known = lx->in->names != NULL
                     ? propos_names_attribute(lx->in->names, folded(arena, item.name))
                     : explicit;
    if (!known && !explicit && lex_address(lx, name, position)) {
        return PROPOS_OK;
    }
    return known ? lex_filter_value(lx, &item, name) : unknown_name(lx, item.name, fold, position);
}

// attribut."NAME":value; false when that is not what stands here.
static bool lex_quoted_attribute(lexer *lx, const char **attribute)
{
    static const char *const prefixes[] = {"attribut.\"", "attribute.\""};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(prefixes[i]);
        if ((size_t)(lx->end - lx->at) > length && strncasecmp(lx->at, prefixes[i], length) == 0) {
            lexer ahead = *lx;
            reading quiet = *lx->in;
            quiet.error = NULL;
            ahead.in = &quiet;
            step_to(&ahead, lx->at + length - 1);
            if (lex_quotation(&ahead, attribute) == PROPOS_OK && propos_has_letter(*attribute) &&
                peek(&ahead, ahead.at) == ':') {
                step(&ahead);
                lx->at = ahead.at;
                lx->position = ahead.position;
                return true;
            }
        }
    }
    return false;
}

// A word, or name:value.
static propos_status lex_word_or_filter(lexer *lx)
{
    const char *start = lx->at, *end = word_end(lx, start), *attribute = "";
    long position = lx->position;
    if (lex_quoted_attribute(lx, &attribute)) {
        return lex_named(lx, "", attribute, position);
    }
    size_t next;
    if (peek(lx, end) != ':' || propos_is_digit(peek(lx, start)) ||
        !propos_begins_value(char_at(lx, end + 1, &next)) || next == 0) {
        const char *name = propos_arena_strndup(lx->in->arena, start, (size_t)(end - start));
        propos_filter filter;
        const char *fold = folded(lx->in->arena, name);
        // A colon with a space behind it is punctuation; anything else should have been a value.
        bool glued = peek(lx, end) == ':' &&
                     (end + 1 == lx->end || !propos_is_space(char_at(lx, end + 1, &next)));
        if (glued && (propos_filter_from(fold, &filter) || propos_filter_is_prefer(fold))) {
            return propos_fail_query(lx->in->error,
                                     position + (long)propos_utf8_count(name, strlen(name)) + 1,
                                     _("expected a value after “%s:”"), name);
        }
        return lex_word(lx);
    }
    const char *name = propos_arena_strndup(lx->in->arena, start, (size_t)(end - start));
    step_to(lx, end);
    step(lx); // the colon
    return lex_named(lx, name, NULL, position);
}

// ---- everything else ----

// {rires}, (.): notation. Returns its end, NULL when none begins here.
static const char *mark_end(const lexer *lx)
{
    uint32_t open = peek(lx, lx->at);
    if (open != '{' && open != '(') {
        return NULL;
    }
    bool dots = false;
    for (const char *at = lx->at + 1; at < lx->end;) {
        size_t length;
        uint32_t c = char_at(lx, at, &length);
        if (c == (open == '{' ? '}' : ')')) {
            return open == '{' || dots ? at + length : NULL;
        }
        dots = dots || c == '.' || c == 0x2026;
        if (open == '(' && c != '.' && c != 0x2026 && !propos_is_space(c)) {
            return NULL;
        }
        at += length;
    }
    return NULL;
}

static propos_status lex_near(lexer *lx)
{
    long position = lx->position;
    uint32_t distance = 0;
    step(lx);
    const char *digits = lx->at;
    while (propos_is_digit(peek(lx, lx->at)) && distance <= PROPOS_NEAR_MOST) {
        distance = distance * 10 + (peek(lx, lx->at) - '0');
        step(lx);
    }
    if (lx->at == digits || distance == 0 || distance > PROPOS_NEAR_MOST) {
        return propos_fail_query(lx->in->error, position,
                                 _("expected a number of words from 1 to %d after “~”"),
                                 PROPOS_NEAR_MOST);
    }
    add(lx, TOKEN_NEAR, "~", position)->distance = distance;
    return PROPOS_OK;
}

static propos_status lex_symbol(lexer *lx)
{
    long position = lx->position;
    const char *start = lx->at, *mark = mark_end(lx);
    uint32_t c = peek(lx, start);
    if (mark != NULL) {
        step_to(lx, mark);
        add(lx, TOKEN_MARK, propos_arena_strndup(lx->in->arena, start, (size_t)(mark - start)),
            position);
        return PROPOS_OK;
    }
    if (propos_closing_quote(c) != 0) {
        return lex_phrase(lx, TOKEN_PHRASE, position);
    }
    if (c == '~') {
        return lex_near(lx);
    }
    step(lx);
    uint32_t next = peek(lx, lx->at);
    if (c == '=' && propos_closing_quote(next) != 0) {
        return lex_phrase(lx, TOKEN_EXACT, position);
    }
    if (c == '*') {
        return propos_fail_query(lx->in->error, position,
                                 _("“*” stands alone: expected the beginning of a word before it"));
    }
    if (c == 0xBB || c == 0x201D) {
        return propos_fail_query(lx->in->error, position,
                                 _("this quotation mark closes nothing: expected one that opens"));
    }
    token_kind kind = c == '('   ? TOKEN_OPEN
                      : c == ')' ? TOKEN_CLOSE
                      : c == '-' && lx->after_gap && lx->at < lx->end &&
                              (propos_is_word_letter(next) || propos_closing_quote(next) != 0 ||
                               next == '(' || next == '=')
                          ? TOKEN_MINUS
                          : TOKEN_PUNCT;
    add(lx, kind, propos_arena_strndup(lx->in->arena, start, (size_t)(lx->at - start)), position);
    return PROPOS_OK;
}

propos_status propos_lex(reading *in, const char *text, tokens *out)
{
    size_t length = strlen(text);
    lexer lx = {
        .in = in, .text = text, .end = text + length, .at = text, .after_gap = true, .out = out};
    if (length > PROPOS_QUERY_BYTES) {
        return propos_fail_query(in->error, (long)propos_utf8_count(text, PROPOS_QUERY_BYTES),
                                 _("the query is too long: at most %d bytes"), PROPOS_QUERY_BYTES);
    }
    if (!propos_utf8_valid(text, length)) {
        return propos_fail_query(in->error, 0, _("the query is not written in UTF-8"));
    }
    while (lx.at < lx.end) {
        uint32_t c = peek(&lx, lx.at);
        if (propos_is_space(c)) {
            step(&lx);
            lx.after_gap = true;
            continue;
        }
        propos_status status = propos_is_word_letter(c) ? lex_word_or_filter(&lx) : lex_symbol(&lx);
        if (status != PROPOS_OK) {
            return status;
        }
        lx.after_gap = c == '(';
    }
    add(&lx, TOKEN_END, "", lx.position);
    return PROPOS_OK;
}
