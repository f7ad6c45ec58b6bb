#include "search/names.h"

#include "base/memory.h"
#include "base/study.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

// Names longer than this are sentences, not names that somebody types.
enum { NAME_WORDS = 10, VALUE_WORDS = 4, GROUP_WORDS = 5 };

typedef struct name_entry {
    const char *key;   // folded, words separated by one space
    const char *loose; // the same with its plurals off
    name_kind kind;
    const char *value, *attribute;
    const char *named; // as it is written
    bool proper, needs_intro, cased, part, weak, alias;
} name_entry;

struct propos_names {
    propos_arena *arena;
    name_entry *entries; // sorted by loose key, then kind
    size_t count, capacity;
    const char **attributes; // as written
    const char **attribute_folds;
    size_t attribute_count, attribute_capacity;
    propos_snapshot *const *snapshots;
    size_t snapshot_count;
};

// Words that stand in many names and alone name nobody.
static const char *const common_words[] = {
    "medecin",   "docteur",       "patient",     "infirmier",    "infirmiere",
    "soignant",  "professionnel", "participant", "participante", "personne",
    "gens",      "groupe",        "group",       "focus",        "entretien",
    "interview", "document",      "service",     "centre",       "hopital",
    "equipe",    "institut",      "etudiant",    "femme",        "homme",
    "autre",     "inconnu",       "inconnue",    "indetermine",  "nord",
    "sud",       "est",           "ouest",       "moi",          "nous",
    "doctor",    "physician",     "nurse",       "people",       "woman",
    "man",       "other",         "unknown",     "team",         "hospital",
    "student",   "center",        "oui",         "non",          "yes",
    "no",        "les",           "des",         "the",          "and",
    "pour",      "avec",          "sans",        "aux",          "par",
    "sur",       "dans",          "saint",       "grand",        "petit",
    "nouveau",   "general",       "generale",    "cas",          "citation",
    "question",  "code",          "etude",       "study",        NULL};

static bool is_common(const char *word)
{
    for (size_t i = 0; common_words[i] != NULL; i++) {
        if (strcmp(common_words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

// ---- keys ----

// Folded, with one space for everything that is no letter and no digit.
static char *key_of(const char *text)
{
    char *fold = propos_folded(text);
    size_t length = strlen(fold);
    propos_buffer key = {0};
    bool gap = false;
    for (size_t at = 0; at < length;) {
        uint32_t c;
        size_t bytes = propos_utf8_read(fold + at, length - at, &c);
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
        bool letter = category <= UTF8PROC_CATEGORY_NO && category != UTF8PROC_CATEGORY_CN;
        if (letter && gap && key.length > 0) {
            propos_buffer_putc(&key, ' ');
        }
        gap = !letter;
        if (letter) {
            propos_buffer_add(&key, fold + at, bytes);
        }
        at += bytes;
    }
    free(fold);
    propos_buffer_add(&key, "", 0);
    char *out = key.bytes != NULL ? propos_buffer_take(&key) : propos_strdup("");
    return out;
}

// Takes the plural off a folded word, in place.
static void take_plural_off(char *word)
{
    size_t length = strlen(word);
    bool plural = length > 3 && (word[length - 1] == 's' || word[length - 1] == 'x');
    bool aux = length > 4 && strcmp(word + length - 3, "aux") == 0 && word[length - 4] != 'e';
    if (aux) {
        word[length - 2] = 'l'; // ruraux, rural
    }
    if (plural) {
        word[length - 1] = '\0';
    }
}

static char *loose_of(const char *key)
{
    propos_buffer out = {0};
    for (const char *at = key; *at != '\0';) {
        size_t length = strcspn(at, " ");
        char *word = propos_strndup(at, length);
        take_plural_off(word);
        if (out.length > 0) {
            propos_buffer_putc(&out, ' ');
        }
        propos_buffer_puts(&out, word);
        free(word);
        at += length;
        at += strspn(at, " ");
    }
    return out.bytes != NULL ? propos_buffer_take(&out) : propos_strdup("");
}

static size_t words_in(const char *key)
{
    size_t count = key[0] != '\0';
    for (const char *at = key; (at = strchr(at, ' ')) != NULL; at++) {
        count++;
    }
    return count;
}

static bool has_digit(const char *text)
{
    return strpbrk(text, "0123456789") != NULL;
}

static bool only_digits(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool begins_upper(const char *text)
{
    uint32_t c;
    propos_utf8_read(text, strlen(text), &c);
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU;
}

static bool is_common_word(const char *word)
{
    char *one = propos_strdup(word);
    take_plural_off(one);
    bool common = is_common(word) || is_common(one);
    free(one);
    return common;
}

// ---- building ----

static name_entry *add_entry(propos_names *names, name_kind kind, const char *named,
                             const char *value)
{
    char *key = key_of(named);
    name_entry *entry = NULL;
    if (key[0] != '\0' && words_in(key) <= NAME_WORDS) {
        char *loose = loose_of(key);
        PROPOS_GROW(names->entries, names->capacity, names->count + 1);
        entry = &names->entries[names->count++];
        *entry = (name_entry){.key = propos_arena_strdup(names->arena, key),
                              .loose = propos_arena_strdup(names->arena, loose),
                              .named = propos_arena_strdup(names->arena, named),
                              .kind = kind,
                              .value = value};
        free(loose);
    }
    free(key);
    return entry;
}

// Where aliases go.
typedef struct alias_place {
    propos_names *names;
    name_kind kind;
    const char *value;
} alias_place;

static void add_alias(void *context, const char *alias, propos_alias kind)
{
    const alias_place *place = context;
    name_entry *entry = add_entry(place->names, place->kind, alias, place->value);
    if (entry != NULL) {
        entry->proper = true;
        entry->part = kind == PROPOS_ALIAS_PART;
        entry->alias = true;
    }
}

static void add_document(propos_names *names, const propos_snap_document *document)
{
    name_entry *entry = add_entry(names, NAME_DOCUMENT, document->id, document->id);
    if (entry != NULL) {
        entry->proper = true;
        entry->needs_intro = only_digits(entry->key) || strlen(entry->key) < 2;
        entry->cased = !has_digit(document->id);
    }
    alias_place place = {.names = names, .kind = NAME_DOCUMENT, .value = document->id};
    propos_aliases_of_document(document, add_alias, &place);
    if (document->title != NULL) {
        char *key = key_of(document->title);
        if (words_in(key) >= 3) {
            add_entry(names, NAME_DOCUMENT, document->title, document->id);
        }
        free(key);
    }
}

// The words of a group's name, alone and side by side: "généralistes", "Onco-AURA".
static void add_group_parts(propos_names *names, const char *group)
{
    char *key = key_of(group);
    char *words[GROUP_WORDS];
    size_t count = 0;
    char *rest = NULL;
    if (words_in(key) > GROUP_WORDS) {
        free(key);
        return;
    }
    for (char *word = strtok_r(key, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        words[count++] = word;
    }
    for (size_t from = 0; from < count; from++) {
        char *part = propos_strdup("");
        bool common = true;
        for (size_t to = from; to < count && to - from + 1 < count; to++) {
            char *longer = propos_printf("%s%s%s", part, to > from ? " " : "", words[to]);
            free(part);
            part = longer;
            common = common && is_common_word(words[to]);
            bool says = strlen(words[from]) >= 3 && strlen(words[to]) >= 3 && !common;
            name_entry *entry = says ? add_entry(names, NAME_GROUP, part, group) : NULL;
            if (entry != NULL) {
                entry->part = true;
                entry->proper = begins_upper(group);
            }
        }
        free(part);
    }
    free(key);
}

// MG for "médecins généralistes": only after the word "groupe".
static void add_group_initials(propos_names *names, const char *group)
{
    char *key = key_of(group);
    char initials[GROUP_WORDS + 1] = {0};
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(key, " ", &rest); word != NULL && count < GROUP_WORDS;
         word = strtok_r(NULL, " ", &rest)) {
        if (strlen(word) > 2 && (unsigned char)word[0] < 0x80) {
            initials[count++] = word[0];
        }
    }
    name_entry *entry = count >= 2 ? add_entry(names, NAME_GROUP, initials, group) : NULL;
    if (entry != NULL) {
        entry->needs_intro = true;
        entry->proper = true;
        entry->part = true;
    }
    free(key);
}

static void add_group(propos_names *names, const char *group)
{
    name_entry *entry = add_entry(names, NAME_GROUP, group, group);
    if (entry != NULL) {
        entry->proper = begins_upper(group) || has_digit(group);
        entry->needs_intro = only_digits(entry->key) || strlen(entry->key) < 2 ||
                             is_common(entry->key) || is_common(entry->loose);
        entry->cased = strlen(entry->key) <= 3 && !has_digit(entry->key);
    }
    add_group_parts(names, group);
    add_group_initials(names, group);
}

static void add_speaker(propos_names *names, const char *label)
{
    name_entry *entry = add_entry(names, NAME_SPEAKER, label, label);
    if (entry != NULL) {
        bool mixed = has_digit(entry->key) && !only_digits(entry->key) && strlen(entry->key) >= 3 &&
                     strchr(entry->key, ' ') == NULL;
        entry->proper = true;
        entry->cased = !mixed && words_in(entry->key) == 1;
        entry->needs_intro = !mixed && (strlen(entry->key) < 4 || is_common(entry->loose));
    }
}

static void add_attribute_name(propos_names *names, const char *name)
{
    char *fold = propos_folded(name);
    bool known = propos_names_attribute(names, fold);
    if (!known) {
        size_t capacity = names->attribute_capacity;
        PROPOS_GROW(names->attributes, names->attribute_capacity, names->attribute_count + 1);
        PROPOS_GROW(names->attribute_folds, capacity, names->attribute_count + 1);
        names->attributes[names->attribute_count] = propos_arena_strdup(names->arena, name);
        names->attribute_folds[names->attribute_count++] = propos_arena_strdup(names->arena, fold);
    }
    free(fold);
}

static bool is_one(const char *const *list, const char *word)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        if (strcmp(list[i], word) == 0) {
            return true;
        }
    }
    return false;
}

// "F" in a column about sex is what "les femmes" are.
static void add_sex(propos_names *names, const propos_attribute *attribute)
{
    static const char *const columns[] = {"sexe", "genre", "sex", "gender", NULL};
    static const char *const women[] = {"f", "femme", "feminin", "female", "woman", NULL};
    static const char *const men[] = {"h", "m", "homme", "masculin", "male", "man", NULL};
    static const char *const called_women[] = {"femme", "woman", "women", NULL};
    static const char *const called_men[] = {"homme", "man", "men", NULL};
    char *column = propos_folded(attribute->name);
    char *value = propos_folded(attribute->value);
    const char *const *called = !is_one(columns, column) ? NULL
                                : is_one(women, value)   ? called_women
                                : is_one(men, value)     ? called_men
                                                         : NULL;
    for (size_t i = 0; called != NULL && called[i] != NULL; i++) {
        name_entry *entry = add_entry(names, NAME_ATTRIBUTE, called[i], attribute->value);
        if (entry != NULL) {
            entry->attribute = attribute->name;
            entry->weak = true;
        }
    }
    free(column);
    free(value);
}

// "oncologue médicale": the first word says what somebody is.
static void add_value_head(propos_names *names, const propos_attribute *attribute, const char *key)
{
    enum { HEAD_LETTERS = 6 };
    size_t length = strcspn(key, " ");
    char *head = propos_strndup(key, length);
    bool says = key[length] == ' ' && length >= HEAD_LETTERS && !is_common_word(head) &&
                !has_digit(key) && words_in(key) <= VALUE_WORDS;
    name_entry *entry = says ? add_entry(names, NAME_ATTRIBUTE, head, attribute->value) : NULL;
    if (entry != NULL) {
        entry->attribute = attribute->name;
        entry->part = true;
        entry->weak = true;
    }
    free(head);
}

static void add_attribute(propos_names *names, const propos_attribute *attribute)
{
    propos_role role;
    add_attribute_name(names, attribute->name);
    add_sex(names, attribute);
    char *key = key_of(attribute->value);
    bool says = strlen(key) >= 4 && !only_digits(key) && words_in(key) <= VALUE_WORDS &&
                !propos_role_from(attribute->value, &role);
    if (says) {
        add_value_head(names, attribute, key);
    }
    name_entry *entry =
        says ? add_entry(names, NAME_ATTRIBUTE, attribute->value, attribute->value) : NULL;
    if (entry != NULL) {
        if (is_common(entry->loose) || is_common(entry->key)) {
            names->count--;
        } else {
            entry->attribute = attribute->name;
        }
    }
    free(key);
}

static void add_turn(propos_names *names, const propos_snap_turn *turn)
{
    if (turn->locator == NULL || !has_digit(turn->locator)) {
        return;
    }
    name_entry *entry = add_entry(names, NAME_LOCATOR, turn->locator, turn->locator);
    if (entry != NULL) {
        entry->proper = true;
        entry->needs_intro = only_digits(entry->key) || strlen(entry->key) < 3;
    }
}

static void add_snapshot(propos_names *names, const propos_snapshot *study)
{
    for (uint32_t i = 0; i < study->document_count; i++) {
        add_document(names, &study->documents[i]);
    }
    for (uint32_t i = 0; i < study->group_count; i++) {
        add_group(names, study->groups[i]);
    }
    for (uint32_t i = 0; i < study->speaker_count; i++) {
        add_speaker(names, study->speakers[i].label);
        for (size_t j = 0; j < study->speakers[i].attribute_count; j++) {
            add_attribute(names, &study->speakers[i].attributes[j]);
        }
    }
    for (uint32_t i = 0; i < study->code_count; i++) {
        add_entry(names, NAME_CODE, study->codes[i].id, study->codes[i].id);
        add_entry(names, NAME_CODE, study->codes[i].name, study->codes[i].id);
        alias_place place = {.names = names, .kind = NAME_CODE, .value = study->codes[i].id};
        propos_aliases_of_code(&study->codes[i], add_alias, &place);
    }
    for (uint32_t i = 0; i < study->coder_count; i++) {
        add_entry(names, NAME_CODER, study->coders[i], study->coders[i]);
    }
    for (uint32_t i = 0; i < study->question_count; i++) {
        add_entry(names, NAME_QUESTION, study->questions[i].question, study->questions[i].question);
    }
    for (uint32_t i = 0; i < study->turn_count; i++) {
        add_turn(names, &study->turns[i]);
    }
}

static int by_key(const void *left, const void *right)
{
    const name_entry *a = left, *b = right;
    int order = strcmp(a->loose, b->loose);
    if (order == 0) {
        order = (a->kind > b->kind) - (a->kind < b->kind);
    }
    if (order == 0) {
        order = (int)a->part - (int)b->part; // whole names first
    }
    if (order == 0) {
        order = strcmp(a->key, b->key);
    }
    if (order == 0) {
        order = strcmp(a->value, b->value);
    }
    if (order == 0 && a->attribute != NULL && b->attribute != NULL) {
        order = strcmp(a->attribute, b->attribute);
    }
    return order;
}

propos_names *propos_names_new(propos_snapshot *const *snapshots, size_t count)
{
    propos_names *names = propos_alloc(1, sizeof *names);
    names->arena = propos_arena_new();
    names->snapshots = propos_arena_copy(names->arena, snapshots, count, sizeof(void *));
    names->snapshot_count = count;
    for (size_t i = 0; i < count; i++) {
        add_snapshot(names, snapshots[i]);
    }
    if (names->count == 0) {
        return names;
    }
    qsort(names->entries, names->count, sizeof *names->entries, by_key);
    size_t kept = 1;
    for (size_t i = 1; i < names->count; i++) {
        if (by_key(&names->entries[kept - 1], &names->entries[i]) != 0) {
            names->entries[kept++] = names->entries[i];
        }
    }
    names->count = kept;
    return names;
}

void propos_names_free(propos_names *names)
{
    if (names != NULL) {
        propos_arena_free(names->arena);
        free(names->entries);
        free(names->attributes);
        free(names->attribute_folds);
        free(names);
    }
}

// ---- finding ----

bool propos_names_attribute(const propos_names *names, const char *fold)
{
    for (size_t i = 0; names != NULL && i < names->attribute_count; i++) {
        if (strcmp(names->attribute_folds[i], fold) == 0) {
            return true;
        }
    }
    return false;
}

void propos_names_attributes(const propos_names *names,
                             void (*each)(void *context, const char *name), void *context)
{
    for (size_t i = 0; names != NULL && i < names->attribute_count; i++) {
        each(context, names->attributes[i]);
    }
}

// The first entry whose loose key is `loose`, or names->count.
static size_t first_entry(const propos_names *names, const char *loose)
{
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(names->entries[middle].loose, loose) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The same letters, case and accents too, but for what stands between words.
static bool same_case(const char *value, const char *typed)
{
    return strcmp(value, typed) == 0;
}

// Several groups share the word: the filter says the word and so means them all.
static bool shared(const propos_names *names, size_t entry)
{
    const name_entry *e = &names->entries[entry];
    const name_entry *next = e + 1;
    return e->part && entry + 1 < names->count && strcmp(next->loose, e->loose) == 0 &&
           next->kind == e->kind && strcmp(next->value, e->value) != 0;
}

static bool take(const propos_names *names, size_t entry, const char *key, const char *typed,
                 name_match *match)
{
    const name_entry *e = &names->entries[entry];
    bool exact = strcmp(e->key, key) == 0;
    if (e->cased && !same_case(e->value, typed)) {
        return false;
    }
    if (!exact && (e->proper || e->kind == NAME_CODER || e->kind == NAME_LOCATOR)) {
        return false; // proper names have no plural
    }
    if (e->needs_intro && e->part && key[0] != '\0' && !begins_upper(typed)) {
        return false; // initials are typed in capitals
    }
    *match = (name_match){.kind = e->kind,
                          .value = !shared(names, entry) ? e->value
                                   : typed == key ? e->named // several words: `typed` is but a key
                                                  : typed,
                          .attribute = e->attribute,
                          .proper = e->proper,
                          .weak = e->weak,
                          .alias = e->alias,
                          .needs_intro = e->needs_intro,
                          .singular = !exact && strlen(key) < strlen(e->key),
                          .plural = !exact && strlen(key) >= strlen(e->key)};
    return true;
}

static bool find_key(const propos_names *names, unsigned kinds, const char *key, const char *typed,
                     name_match *match)
{
    char *loose = loose_of(key);
    bool found = false;
    for (size_t i = first_entry(names, loose);
         !found && i < names->count && strcmp(names->entries[i].loose, loose) == 0; i++) {
        found = (names->entries[i].kind & kinds) != 0 && take(names, i, key, typed, match);
    }
    free(loose);
    return found;
}

// The key of `count` words side by side; what is elided before the first one does not belong to the
// name.
static char *key_of_tokens(const token *at, size_t count)
{
    propos_buffer text = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && at[i].elided != NULL) {
            propos_buffer_printf(&text, "%s ", at[i].elided);
        }
        propos_buffer_printf(&text, "%s ", at[i].text);
    }
    char *key = key_of(propos_buffer_text(&text));
    propos_buffer_free(&text);
    return key;
}

bool propos_names_find(const propos_names *names, unsigned kinds, const token *at, size_t count,
                       name_match *match)
{
    size_t longest = 0;
    while (longest < count && longest < NAME_WORDS && at[longest].kind == TOKEN_WORD) {
        longest++;
    }
    if (names == NULL || names->count == 0) {
        return false;
    }
    if (longest == 0 && count > 0 && at[0].kind == TOKEN_PHRASE) {
        char *key = key_of(at[0].text);
        bool found = find_key(names, kinds, key, at[0].text, match);
        free(key);
        match->tokens = 1;
        return found;
    }
    for (size_t length = longest; length > 0; length--) {
        char *key = key_of_tokens(at, length);
        bool found = find_key(names, kinds, key, length == 1 ? at[0].text : key, match);
        free(key);
        if (found) {
            match->tokens = length;
            return true;
        }
    }
    return false;
}

size_t propos_names_most_coders(const propos_names *names)
{
    size_t most = 0;
    for (size_t i = 0; names != NULL && i < names->snapshot_count; i++) {
        size_t count = names->snapshots[i]->coder_count;
        most = count > most ? count : most;
    }
    return most;
}

size_t propos_names_other_coders(const propos_names *names, const char *coder, const char **others,
                                 size_t room)
{
    size_t count = 0;
    if (names == NULL || names->snapshot_count != 1) {
        return 0;
    }
    const propos_snapshot *study = names->snapshots[0];
    for (uint32_t i = 0; i < study->coder_count && count < room; i++) {
        if (strcmp(study->coders[i], coder) != 0) {
            others[count++] = study->coders[i];
        }
    }
    return count;
}
