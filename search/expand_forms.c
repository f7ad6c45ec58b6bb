// A word's other forms and its family, from the words of the study (corpus/vocabulary.h).
#include "search/expander.h"

#include "base/memory.h"
#include "corpus/vocabulary.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>

// An unaccented word has a handful of accented spellings (cote: côte, côté, coté).
#define SPELLINGS_MAX 8
// A verb has some 50 forms; a study that has more of one has them of a verb that says nothing.
#define FORMS_MAX 48
// Dictionary words of one form ("prise" has three).
#define LEMMAS_MAX 8
// Words of one stem that are looked at; more belong to no single family.
#define STEMMED_MAX 32
// Letters that words of one family must share at the beginning: with fewer, "commun" joins
// "commencer"; measured on judged questions.
#define FAMILY_LETTERS 7
// Words that begin alike and are looked at.
#define ALIKE_MAX 64
// Stems of one family that are asked: each costs a list of passages, and those beyond are rare.
#define FAMILY_MAX 12

typedef struct forms {
    expander_work *w;
    const char *stem; // of the query word: what has it is found without us
    expander_words lemmas;
    bool own;            // the word is a dictionary word itself
    expander_words done; // stems that are asked already
} forms;

static bool has(const expander_words *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static expander_words list_of(const forms *f, size_t limit)
{
    return (expander_words){.arena = f->w->expander->arena, .limit = limit};
}

// ---- lemmas ----

static void keep_lemma(void *context, const char *lemma)
{
    (void)expander_keep(context, lemma);
}

// The dictionary words of `word`: from the record when the study has it, else from the dictionary.
static void find_lemmas(forms *f, const char *word)
{
    const propos_expander *e = f->w->expander;
    bool known = false;
    (void)propos_vocabulary_lemmas(e->record, word, expander_keep, &f->lemmas, NULL);
    (void)propos_vocabulary_has(e->record, word, &known, NULL);
    if (f->lemmas.count > 0 || known || e->dictionary == NULL) {
        return;
    }
    if (*e->dictionary == NULL && propos_dictionary_is_installed()) {
        (void)propos_dictionary_open(e->dictionary, NULL);
    }
    if (*e->dictionary != NULL) {
        propos_dictionary_lemmas(*e->dictionary, word, keep_lemma, &f->lemmas);
    }
}

// Adds words of the study, by stem where all words of a stem are among them, else letter by
// letter.
static void add_forms(forms *f, propos_bridge bridge, const expander_words *words)
{
    const propos_expander *e = f->w->expander;
    const propos_lists *lists = propos_analyser_lists(e->analyser);
    for (size_t i = 0; i < words->count; i++) {
        const char *stem = expander_stem(f->w, words->items[i]);
        // "je suis" is no form of what anybody asks about.
        if (strcmp(stem, f->stem) == 0 || has(&f->done, stem) ||
            propos_lists_is_stop(lists, words->items[i])) {
            continue;
        }
        expander_words same = list_of(f, STEMMED_MAX);
        (void)propos_vocabulary_stemmed(e->record, stem, expander_keep, &same, NULL);
        bool all = same.count < STEMMED_MAX;
        for (size_t j = 0; j < same.count && all; j++) {
            all = has(words, same.items[j]);
        }
        free(same.items);
        if (all) {
            (void)expander_keep(&f->done, stem);
        }
        expander_add(f->w, bridge, words->items[i], !all);
    }
}

static void add_lemmas(forms *f)
{
    const propos_expander *e = f->w->expander;
    expander_words near = list_of(f, FORMS_MAX);
    expander_words far = list_of(f, FORMS_MAX);
    f->own = has(&f->lemmas, f->w->key);
    for (size_t i = 0; i < f->lemmas.count; i++) {
        // "prise" is a word of its own; that it may be a form of "prendre" joins the two as a
        // family.
        bool same = !f->own || strcmp(f->lemmas.items[i], f->w->key) == 0;
        (void)propos_vocabulary_forms(e->record, f->lemmas.items[i], expander_keep,
                                      same ? &near : &far, NULL);
    }
    add_forms(f, PROPOS_BRIDGE_LEMMA, &near);
    add_forms(f, PROPOS_BRIDGE_FAMILY, &far);
    free(near.items);
    free(far.items);
}

// ---- accents ----

// The accented spellings of a word typed without accents.
static void add_spellings(forms *f)
{
    char *folded = propos_folded(f->w->key);
    expander_words spelled = list_of(f, SPELLINGS_MAX);
    if (strcmp(folded, f->w->key) == 0) {
        (void)propos_vocabulary_spellings(f->w->expander->record, folded, expander_keep, &spelled,
                                          NULL);
    }
    for (size_t i = 0; i < spelled.count; i++) {
        if (strcmp(expander_stem(f->w, spelled.items[i]), f->stem) != 0) {
            expander_add(f->w, PROPOS_BRIDGE_ACCENT, spelled.items[i], true);
        }
        if (f->lemmas.count == 0) {
            find_lemmas(f, spelled.items[i]);
        }
    }
    free(spelled.items);
    free(folded);
}

// ---- families ----

// The bytes of the first `letters` letters; 0 when the word has fewer.
static size_t prefix_length(const char *word, size_t letters)
{
    size_t length = strlen(word);
    return propos_utf8_count(word, length) < letters ? 0
                                                     : propos_utf8_offset(word, length, letters);
}

static void add_alike(forms *f)
{
    char *folded = propos_folded(f->w->key);
    size_t length = prefix_length(folded, FAMILY_LETTERS);
    expander_words alike = list_of(f, ALIKE_MAX);
    size_t before = f->w->count;
    if (length > 0) {
        folded[length] = '\0';
        (void)propos_vocabulary_starting(f->w->expander->record, folded, expander_keep, &alike,
                                         NULL);
    }
    for (size_t i = 0; i < alike.count && f->w->count - before < FAMILY_MAX; i++) {
        const char *stem = expander_stem(f->w, alike.items[i]);
        if (strcmp(stem, f->stem) != 0 && !has(&f->done, stem)) {
            (void)expander_keep(&f->done, stem);
            expander_add(f->w, PROPOS_BRIDGE_FAMILY, alike.items[i], false);
        }
    }
    free(alike.items);
    free(folded);
}

// The words of the study that are forms of `word` or have its stem.
static void gather_forms(const forms *f, const char *word, expander_words *out)
{
    propos_record *record = f->w->expander->record;
    (void)propos_vocabulary_forms(record, word, expander_keep, out, NULL);
    (void)propos_vocabulary_stemmed(record, expander_stem(f->w, word), expander_keep, out, NULL);
}

// The families that the lists put `word` in.
static void add_listed(forms *f, const char *word, expander_words *near, expander_words *far)
{
    propos_synonym *found = NULL;
    size_t count =
        propos_lists_family(propos_analyser_lists(f->w->expander->analyser), word, &found);
    for (size_t i = 0; i < count; i++) {
        gather_forms(f, found[i].words, found[i].source == PROPOS_SYNONYM_FORM ? near : far);
    }
    free(found);
}

// A word belongs to the families of its dictionary words: "choisissent" to those of "choisir".
static void add_families(forms *f)
{
    expander_words near = list_of(f, FORMS_MAX);
    expander_words far = list_of(f, FORMS_MAX);
    add_listed(f, f->w->key, &near, &far);
    for (size_t i = 0; i < f->lemmas.count && !f->own; i++) {
        add_listed(f, f->lemmas.items[i], &near, &far);
    }
    add_forms(f, PROPOS_BRIDGE_LEMMA, &near);
    add_forms(f, PROPOS_BRIDGE_FAMILY, &far);
    free(near.items);
    free(far.items);
}

void expander_forms(expander_work *w)
{
    forms f = {.w = w, .stem = expander_stem(w, w->key)};
    f.lemmas = list_of(&f, LEMMAS_MAX);
    f.done = list_of(&f, SIZE_MAX);
    find_lemmas(&f, w->key);
    add_spellings(&f);
    add_lemmas(&f);
    add_families(&f);
    add_alike(&f);
    w->lemmas = f.lemmas;
    free(f.done.items);
}
