#include "search/sentence.h"

#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// A longer text is something pasted, not a question; the readers look at each word in the light of
// all others.
enum { SENTENCE_TOKENS = 200 };

// ---- what the readers write ----

void propos_sentence_take(sentence *s, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < s->count; i++) {
        s->seen[i] = WORD_TAKEN;
    }
    s->understood = true;
}

static void add_node(sentence *s, propos_query ***nodes, size_t *count, size_t *capacity,
                     propos_query *node)
{
    for (size_t i = 0; i < *count; i++) {
        if (propos_query_same((*nodes)[i], node)) {
            return; // said twice
        }
    }
    if (*count == *capacity) {
        *capacity = *capacity == 0 ? 8 : *capacity * 2;
        propos_query **more = propos_arena_alloc(s->in->arena, *capacity, sizeof(propos_query *));
        for (size_t i = 0; i < *count; i++) {
            more[i] = (*nodes)[i];
        }
        *nodes = more;
    }
    (*nodes)[(*count)++] = node;
}

void propos_sentence_filter(sentence *s, propos_query *node)
{
    s->understood = true;
    add_node(s, &s->filters, &s->filter_count, &s->filter_capacity, node);
}

void propos_sentence_prefer(sentence *s, propos_query *node)
{
    propos_query *group = propos_query_node(s->in->arena, PROPOS_QUERY_GROUP, NULL, node->position);
    propos_query *prefer =
        propos_query_node(s->in->arena, PROPOS_QUERY_PREFER, NULL, node->position);
    propos_query_add(s->in->arena, group, node);
    propos_query_add(s->in->arena, prefer, node->kind == PROPOS_QUERY_GROUP ? node : group);
    s->understood = true;
    add_node(s, &s->prefers, &s->prefer_count, &s->prefer_capacity, prefer);
}

// Letters, digits and single joints between them need no quotation marks.
static bool plain_value(const char *value, bool joints)
{
    bool after_letter = false;
    size_t length = strlen(value);
    for (size_t at = 0; at < length;) {
        uint32_t c;
        at += propos_utf8_read(value + at, length - at, &c);
        bool letter = propos_is_word_letter(c) && c != '_';
        bool joint = joints && (c == '-' || c == '.' || c == '_') && after_letter && at < length;
        if (!letter && !joint) {
            return false;
        }
        after_letter = letter;
    }
    return after_letter;
}

propos_query *propos_sentence_node(const sentence *s, propos_filter filter, const char *value,
                                   long position)
{
    propos_query *node = propos_query_node(s->in->arena, PROPOS_QUERY_FILTER,
                                           propos_arena_strdup(s->in->arena, value), position);
    bool ours = filter == PROPOS_BY_AGREED || filter == PROPOS_BY_ROLE ||
                filter == PROPOS_BY_LINE || filter == PROPOS_BY_TURN || filter == PROPOS_BY_MARK;
    node->filter = filter;
    // A hyphen between coders is an operator; elsewhere it belongs to the name.
    node->quoted = !ours && !plain_value(value, filter != PROPOS_BY_CODED_BY);
    return node;
}

// ---- clauses and empty words ----

static bool bounds_clause(const token *item)
{
    switch (item->kind) {
    case TOKEN_OPEN:
    case TOKEN_CLOSE:
    case TOKEN_END:
        return true;
    case TOKEN_PUNCT:
        return strchr(",;:.?!", item->text[0]) != NULL || strcmp(item->text, "…") == 0 ||
               strcmp(item->text, "–") == 0 || strcmp(item->text, "—") == 0 ||
               strcmp(item->text, "-") == 0;
    default:
        return false;
    }
}

size_t propos_clause_start(const sentence *s, size_t at)
{
    while (at > 0 && !bounds_clause(&s->items[at - 1])) {
        at--;
    }
    return at;
}

size_t propos_clause_end(const sentence *s, size_t at)
{
    while (at < s->count && !bounds_clause(&s->items[at])) {
        at++;
    }
    return at;
}

static bool in_list(const sentence *s, size_t at,
                    bool (*holds)(const propos_lists *lists, const char *word))
{
    if (s->in->lists == NULL || s->items[at].kind != TOKEN_WORD) {
        return false;
    }
    char *normal = propos_normalised(s->items[at].text);
    bool found = holds(s->in->lists, normal) || holds(s->in->lists, s->forms[at]);
    const char *hyphen = strchr(normal, '-');
    if (!found && hyphen != NULL && strcmp(s->forms[at], s->items[at].fold) != 0) {
        normal[hyphen - normal] = '\0'; // "dit-on": the verb with its accents
        found = holds(s->in->lists, normal);
    }
    free(normal);
    return found;
}

// Initials are no function words: HAD is a way to be in hospital.
static bool is_initials(const char *word)
{
    size_t capitals = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return capitals > 1 && word[capitals] == '\0';
}

static bool is_stop_word(const sentence *s, size_t at)
{
    if (!s->shouted && s->items[at].kind == TOKEN_WORD && is_initials(s->items[at].text)) {
        return false;
    }
    return in_list(s, at, propos_lists_is_stop);
}

static bool is_request_word(const sentence *s, size_t at)
{
    return in_list(s, at, propos_lists_is_request);
}

bool propos_is_empty_word(const sentence *s, size_t at)
{
    return s->seen[at] == WORD_TAKEN || is_stop_word(s, at) || is_request_word(s, at);
}

// ---- what the readers share ----

// Steps back over determiners.
size_t propos_before_determiners(const sentence *s, size_t at)
{
    while (at > 0 && propos_word_is(s, at - 1, "@the")) {
        at--;
    }
    return at;
}

size_t propos_free_words(const sentence *s, size_t at)
{
    size_t count = 0;
    while (at + count < s->count && s->seen[at + count] == WORD_FREE &&
           s->items[at + count].kind == TOKEN_WORD) {
        count++;
    }
    return count;
}

bool propos_followed_by(const sentence *s, size_t at, char mark)
{
    return at < s->count && s->items[at].kind == TOKEN_PUNCT && s->items[at].text[0] == mark &&
           s->items[at].text[1] == '\0';
}

// Two values of one filter exclude each other: they are joined by OU.
void propos_sentence_either(sentence *s, propos_query *node)
{
    for (size_t i = 0; i < s->filter_count; i++) {
        propos_query *given = s->filters[i];
        bool is_or = given->kind == PROPOS_QUERY_OR;
        const propos_query *first = is_or ? given->children[0] : given;
        bool same = first->kind == PROPOS_QUERY_FILTER && first->filter == node->filter &&
                    (node->name == NULL || strcmp(first->name, node->name) == 0);
        if (!same) {
            continue;
        }
        if (propos_query_same(given, node)) {
            return;
        }
        if (!is_or) {
            propos_query *either =
                propos_query_node(s->in->arena, PROPOS_QUERY_OR, NULL, given->position);
            propos_query_add(s->in->arena, either, given);
            s->filters[i] = either;
            given = either;
        }
        for (size_t j = 0; j < given->child_count; j++) {
            if (propos_query_same(given->children[j], node)) {
                return;
            }
        }
        propos_query_add(s->in->arena, given, node);
        return;
    }
    propos_sentence_filter(s, node);
}

// ---- what can be read as a sentence ----

// True when the text uses operators: then it says itself how its words belong together.
static bool has_structure(const tokens *list)
{
    size_t depth = 0;
    for (size_t i = 0; i < list->count; i++) {
        token_kind before = i > 0 ? list->items[i - 1].kind : TOKEN_END;
        switch (list->items[i].kind) {
        case TOKEN_AND:
        case TOKEN_OR:
        case TOKEN_NOT:
        case TOKEN_MINUS:
        case TOKEN_NEAR:
            if (depth == 0 || list->items[i].kind == TOKEN_NEAR) {
                return true;
            }
            break;
        case TOKEN_FILTER:
            break;
        case TOKEN_OPEN:
            // Inside a field or a preference everything is as it was written.
            depth += depth > 0 || before == TOKEN_FIELD || before == TOKEN_PREFER;
            break;
        case TOKEN_CLOSE:
            depth -= depth > 0;
            break;
        default:
            break;
        }
    }
    return false;
}

// Parentheses of the reader's own making: filters in them belong together.
static bool groups_filters(const sentence *s)
{
    size_t open = 0;
    for (size_t i = 0; i < s->count; i++) {
        token_kind kind = s->items[i].kind;
        if (s->seen[i] == WORD_FIXED) {
            if (open > 0) {
                return true;
            }
            continue;
        }
        open += kind == TOKEN_OPEN;
        if (kind == TOKEN_CLOSE && open-- == 0) {
            return true; // unbalanced: the parser says where
        }
    }
    return open > 0;
}

// Filters, fields and preferences with what they hold stay as they are.
static void fix_filters(sentence *s)
{
    for (size_t i = 0; i < s->count; i++) {
        token_kind kind = s->items[i].kind;
        if (kind == TOKEN_FILTER || kind == TOKEN_FIELD) {
            s->given |= 1U << s->items[i].filter;
        }
        if (kind == TOKEN_FILTER) {
            s->seen[i] = WORD_FIXED;
        }
        if (kind != TOKEN_FIELD && kind != TOKEN_PREFER) {
            continue;
        }
        size_t depth = 0;
        s->seen[i] = WORD_FIXED;
        do {
            i++;
            if (i >= s->count) {
                break;
            }
            s->seen[i] = WORD_FIXED;
            if (s->items[i].kind == TOKEN_FILTER) {
                s->given |= 1U << s->items[i].filter;
            }
            depth += s->items[i].kind == TOKEN_OPEN;
            depth -= s->items[i].kind == TOKEN_CLOSE && depth > 0;
        } while (depth > 0);
    }
}

// The pronouns that a French question hangs on its verb.
static const char *without_pronoun(propos_arena *arena, const char *fold)
{
    static const char *const pronouns[] = {
        "-t-il", "-t-elle", "-t-on", "-t-ils", "-t-elles", "-elles", "-elle", "-ils",
        "-il",   "-on",     "-moi",  "-nous",  "-vous",    "-je",    "-tu",   NULL};
    size_t length = strlen(fold);
    if (strcmp(fold, "rendez-vous") == 0) {
        return fold;
    }
    for (size_t i = 0; pronouns[i] != NULL; i++) {
        size_t tail = strlen(pronouns[i]);
        if (length > tail + 1 && strcmp(fold + length - tail, pronouns[i]) == 0) {
            return propos_arena_strndup(arena, fold, length - tail);
        }
    }
    return fold;
}

// ---- what is left ----

static bool is_content(const sentence *s, size_t at)
{
    token_kind kind = s->items[at].kind;
    return s->seen[at] == WORD_FREE && (kind == TOKEN_WORD || kind == TOKEN_PHRASE ||
                                        kind == TOKEN_EXACT || kind == TOKEN_PREFIX);
}

// Where the head of a clause has got to: the words before its subject.
typedef struct clause_head {
    bool open;  // still before the first word of content
    bool asks;  // "que", "qui", "on", "what" has been met
    bool finds; // "trouve", "passages" has been met
    bool verb;  // "parle", "dit" has been met
} clause_head;

// True when the next word that is not a stop word speaks ("les participants parlent de").
static bool verb_follows(const sentence *s, size_t at)
{
    do {
        at++;
    } while (at < s->count && s->items[at].kind == TOKEN_WORD && is_stop_word(s, at));
    return propos_word_is(s, at, "@speaks");
}

// True when a word at the head of a clause only asks. What is no request by itself ("dire la
// vérité", "recherche clinique") stays unless something before it asks.
static bool only_asks(const sentence *s, size_t at, clause_head *head)
{
    bool pronoun = strcmp(s->forms[at], s->items[at].fold) != 0;
    if (is_stop_word(s, at)) {
        head->asks = head->asks || propos_word_is(s, at, "@asks|@pronoun|=où");
        return true;
    }
    if (!head->open) {
        // "ce que les patients disent de …": the verb asks, wherever its subject stands.
        bool about = at + 1 < s->count && s->items[at + 1].kind == TOKEN_WORD &&
                     (propos_word_is(s, at + 1, "de|du|des|d|about|of") ||
                      (s->items[at + 1].elided != NULL && s->items[at + 1].elided[0] == 'd'));
        return head->asks && about && propos_word_is(s, at, "@speaks");
    }
    if (propos_word_is(s, at, "@passages|@find") || (pronoun && is_request_word(s, at))) {
        head->finds = true;
        return true;
    }
    if ((head->asks && propos_word_is(s, at, "@want")) ||
        (propos_word_is(s, at, "give|get|show|tell|donne|donnez") &&
         propos_word_is(s, at + 1, "me|us|moi|nous"))) {
        return true;
    }
    if ((head->asks && propos_word_is(s, at, "@speaks")) ||
        (head->finds && (is_request_word(s, at) || propos_word_is(s, at, "@coded")))) {
        head->verb = true;
        return true;
    }
    if (propos_word_is(s, at, "@people") &&
        (head->verb || ((head->asks || head->finds) && verb_follows(s, at)))) {
        return true;
    }
    // "quelle place pour …"
    return at > 0 && propos_word_is(s, at, "place") && strncmp(s->forms[at - 1], "quel", 4) == 0;
}

// A clause of nothing but asking: "qui en parle", "ce qu'ils en pensent".
static bool clause_asks(const sentence *s, size_t start, size_t end)
{
    clause_head head = {.open = true};
    for (size_t i = start; i < end; i++) {
        if (s->items[i].kind != TOKEN_WORD || s->seen[i] != WORD_FREE || !only_asks(s, i, &head)) {
            return false;
        }
    }
    return head.asks && head.verb;
}

// True when the text asks: a question mark, a question word first, or words about the asking.
static bool is_request(const sentence *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->items[i].kind == TOKEN_PUNCT && s->items[i].text[0] == '?') {
            return true;
        }
    }
    if (propos_word_is(s, 0, "@asks|=où")) {
        return true;
    }
    clause_head head = {.open = true};
    for (size_t i = 0; i < s->count && s->items[i].kind == TOKEN_WORD && only_asks(s, i, &head);
         i++) {
    }
    if (head.finds) {
        return true;
    }
    for (size_t start = 0, end; start < s->count; start = end + 1) {
        end = propos_clause_end(s, start);
        if (clause_asks(s, start, end)) {
            return true;
        }
    }
    return false;
}

// The words that only ask go: stop words everywhere, words about the asking at the head of a
// clause.
static void drop_empty_words(sentence *s)
{
    clause_head head = {.open = true};
    for (size_t i = 0; i < s->count; i++) {
        if (bounds_clause(&s->items[i])) {
            head = (clause_head){.open = true};
        } else if (s->seen[i] == WORD_FREE && s->items[i].kind == TOKEN_WORD) {
            if (only_asks(s, i, &head)) {
                s->seen[i] = WORD_TAKEN;
            } else {
                head.open = false;
            }
        }
    }
}

static size_t content_left(const sentence *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) {
        count += is_content(s, i);
    }
    return count;
}

static void add_node_token(sentence *s, tokens *out, propos_query *node)
{
    token item = {.kind = TOKEN_NODE, .node = node, .position = node->position, .text = ""};
    propos_tokens_add(s->in->arena, out, &item);
}

static propos_query *word_node(const sentence *s, size_t at)
{
    static const propos_query_kind kinds[] = {[TOKEN_WORD] = PROPOS_QUERY_WORD,
                                              [TOKEN_PHRASE] = PROPOS_QUERY_PHRASE,
                                              [TOKEN_EXACT] = PROPOS_QUERY_EXACT,
                                              [TOKEN_PREFIX] = PROPOS_QUERY_PREFIX};
    const token *item = &s->items[at];
    const char *text = item->text;
    if (item->kind == TOKEN_WORD && strcmp(s->forms[at], item->fold) != 0) {
        // "renvoient-ils": the verb is the word. Its pronoun begins at the first hyphen from the
        // right that leaves as many hyphens as its form has.
        size_t hyphens = 0;
        for (const char *form = s->forms[at]; *form != '\0'; form++) {
            hyphens += *form == '-';
        }
        size_t end = 0;
        for (; text[end] != '\0' && (text[end] != '-' || hyphens-- > 0); end++) {
        }
        text = propos_arena_strndup(s->in->arena, text, end);
    }
    return propos_query_node(s->in->arena, kinds[item->kind], text, item->position);
}

// The words that are left, what was written as a filter, then what the readers made.
static void rewrite(sentence *s, tokens *list)
{
    propos_arena *arena = s->in->arena;
    tokens out = {0};
    token end = list->items[s->count];
    bool about = (s->by_coder || s->in_memos) && content_left(s) > 0 &&
                 (s->given & ((1U << PROPOS_BY_ABOUT) | (1U << PROPOS_BY_MEMO))) == 0;
    propos_query *inside = NULL;
    for (size_t i = 0; i < s->count; i++) {
        if (is_content(s, i) && about) {
            inside = inside != NULL
                         ? inside
                         : propos_query_node(arena, PROPOS_QUERY_GROUP, NULL, s->items[i].position);
            propos_query_add(arena, inside, word_node(s, i));
        } else if (is_content(s, i)) {
            add_node_token(s, &out, word_node(s, i));
        } else if (s->seen[i] == WORD_FIXED) {
            propos_tokens_add(arena, &out, &s->items[i]);
        }
    }
    if (inside != NULL) {
        propos_query *sur = propos_query_node(arena, PROPOS_QUERY_FILTER, NULL, inside->position);
        sur->filter = s->in_memos ? PROPOS_BY_MEMO : PROPOS_BY_ABOUT;
        propos_query_add(arena, sur, inside);
        add_node_token(s, &out, sur);
    }
    for (size_t i = 0; i < s->filter_count; i++) {
        add_node_token(s, &out, s->filters[i]);
    }
    for (size_t i = 0; i < s->prefer_count; i++) {
        add_node_token(s, &out, s->prefers[i]);
    }
    propos_tokens_add(arena, &out, &end);
    *list = out;
}

// Words that a name took may come back: a preference alone would ask for nothing.
static void give_words_back(sentence *s)
{
    bool asks = s->filter_count > 0 || content_left(s) > 0;
    for (size_t i = 0; i < s->count; i++) {
        token_kind kind = s->items[i].kind;
        asks = asks || (s->seen[i] == WORD_FIXED && (kind == TOKEN_FILTER || kind == TOKEN_FIELD));
    }
    for (size_t i = 0; i < s->count && !asks; i++) {
        if (s->seen[i] == WORD_TAKEN && s->items[i].kind != TOKEN_PUNCT && !is_stop_word(s, i) &&
            !is_request_word(s, i)) {
            s->seen[i] = WORD_FREE;
        }
    }
    // Nothing but stop words: they are what is asked.
    bool nothing = !asks && content_left(s) == 0;
    for (size_t i = 0; i < s->count && nothing; i++) {
        if (s->seen[i] == WORD_TAKEN) {
            s->seen[i] = WORD_FREE;
        }
    }
}

static bool begin(sentence *s, const tokens *list)
{
    propos_arena *arena = s->in->arena;
    s->items = list->items;
    s->count = list->count - 1;
    s->seen = propos_arena_alloc(arena, s->count + 1, 1);
    s->forms = propos_arena_alloc(arena, s->count + 1, sizeof *s->forms);
    for (size_t i = 0; i < s->count; i++) {
        s->forms[i] =
            s->items[i].kind == TOKEN_WORD ? without_pronoun(arena, s->items[i].fold) : "";
    }
    s->shouted = true;
    for (size_t i = 0; i < s->count; i++) {
        const char *text = s->items[i].kind == TOKEN_WORD ? s->items[i].text : "";
        s->shouted = s->shouted && strpbrk(text, "abcdefghijklmnopqrstuvwxyz") == NULL;
    }
    fix_filters(s);
    return !groups_filters(s);
}

bool propos_read_sentence(reading *in, tokens *list)
{
    sentence s = {.in = in};
    if (list->count < 2 || list->count > SENTENCE_TOKENS || has_structure(list) ||
        !begin(&s, list)) {
        return false;
    }
    bool asks = is_request(&s);
    propos_sentence_coders(&s);
    propos_sentence_places(&s);
    propos_sentence_codes(&s);
    propos_sentence_people(&s);
    propos_sentence_names(&s);
    propos_sentence_without(&s);
    if (asks || propos_sentence_is_marks(&s)) {
        propos_sentence_marks(&s);
    }
    if (!asks && !s.understood) {
        return false;
    }
    drop_empty_words(&s);
    give_words_back(&s);
    rewrite(&s, list);
    return true;
}
