#include "indexer/align.h"

#include "base/memory.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

// Words in a run that says where in a text one is: five in a row are seldom said twice.
enum { RUN_WORDS = 5 };
// Words in a row that anchor the alignment when both texts have them once.
enum { ANCHOR_WORDS = 3 };
// Runs of a text that are looked up in another one before the two are compared whole.
enum { SAMPLE_RUNS = 64 };
// A stretch between anchors is compared word by word up to this many pairs of words.
enum { MOST_PAIRS = 4000000 };
// A carried span may have this many times its words, and these more: corrections, not another text.
enum { STRETCH_TIMES = 2, STRETCH_WORDS = 5 };

#define NOWHERE UINT32_MAX

typedef struct word {
    uint64_t hash; // of its folded letters
    uint32_t turn; // index in the document
    uint32_t start, end;
} word;

// A run of words and where it begins.
typedef struct run {
    uint64_t hash;
    uint32_t at;
} run;

struct indexer_words {
    const propos_document_data *document;
    word *items;
    size_t count, capacity;
    run *runs; // of RUN_WORDS words, sorted by hash
    size_t run_count;
};

struct indexer_alignment {
    const indexer_words *from, *to;
    uint32_t *match; // for each word of `from` the one of `to`, or NOWHERE
};

// ---- words ----

static uint64_t mix(uint64_t hash, uint64_t value)
{
    // FNV-1a over the value's bytes would do; this is its step on the whole value, spread.
    hash ^= value + 0x9E3779B97F4A7C15U + (hash << 6) + (hash >> 2);
    return hash * 0x100000001B3U;
}

static bool is_letter(uint32_t value)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)value);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_MN;
}

// Letters without case and accents; œ and æ as two.
static uint64_t mix_letter(uint64_t hash, uint32_t value)
{
    utf8proc_int32_t parts[8];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)value, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < 8; i++) {
        if (parts[i] == 0x153 || parts[i] == 0xE6) {
            hash = mix(mix(hash, parts[i] == 0x153 ? 'o' : 'a'), 'e');
        } else if (utf8proc_category(parts[i]) != UTF8PROC_CATEGORY_MN) {
            hash = mix(hash, (uint64_t)parts[i]);
        }
    }
    return hash;
}

static void add_words(indexer_words *words, uint32_t turn)
{
    const char *text = words->document->turns[turn].text;
    size_t length = strlen(text);
    uint32_t point = 0;
    bool open = false;
    for (size_t at = 0; at < length; point++) {
        uint32_t value = 0;
        at += propos_utf8_read(text + at, length - at, &value);
        bool letter = is_letter(value);
        if (letter && !open) {
            PROPOS_GROW(words->items, words->capacity, words->count + 1);
            words->items[words->count++] = (word){.turn = turn, .start = point};
        }
        if (letter) {
            word *last = &words->items[words->count - 1];
            last->hash = mix_letter(last->hash, value);
            last->end = point + 1;
        }
        open = letter;
    }
}

// ---- runs of words ----

static int by_hash(const void *x, const void *y)
{
    const run *a = x;
    const run *b = y;
    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    return a->at < b->at ? -1 : a->at > b->at;
}

// The runs of `length` words, sorted by hash.
static run *list_runs(const indexer_words *words, size_t length, size_t *count)
{
    *count = words->count >= length ? words->count - length + 1 : 0;
    run *runs = propos_alloc(*count + 1, sizeof *runs);
    for (size_t i = 0; i < *count; i++) {
        uint64_t hash = 0;
        for (size_t j = 0; j < length; j++) {
            hash = mix(hash, words->items[i + j].hash);
        }
        runs[i] = (run){hash, (uint32_t)i};
    }
    qsort(runs, *count, sizeof *runs, by_hash);
    return runs;
}

indexer_words *indexer_words_new(const propos_document_data *document)
{
    indexer_words *words = propos_alloc(1, sizeof *words);
    words->document = document;
    for (uint32_t i = 0; i < document->turn_count; i++) {
        add_words(words, i);
    }
    words->runs = list_runs(words, RUN_WORDS, &words->run_count);
    return words;
}

void indexer_words_free(indexer_words *words)
{
    if (words != NULL) {
        free(words->items);
        free(words->runs);
        free(words);
    }
}

// True when the run is one of the document's.
static bool has_run(const indexer_words *words, uint64_t hash)
{
    size_t low = 0;
    size_t high = words->run_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (words->runs[middle].hash < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < words->run_count && words->runs[low].hash == hash;
}

// The share among the first few runs, which the order of hashes draws by chance.
static double sampled_share(const indexer_words *shorter, const indexer_words *longer)
{
    size_t count = shorter->run_count < SAMPLE_RUNS ? shorter->run_count : SAMPLE_RUNS;
    size_t shared = 0;
    for (size_t i = 0; i < count; i++) {
        shared += has_run(longer, shorter->runs[i].hash);
    }
    return count == 0 ? 0 : (double)shared / (double)count;
}

double indexer_words_shared(const indexer_words *a, const indexer_words *b)
{
    const indexer_words *shorter = a->count <= b->count ? a : b;
    const indexer_words *longer = a->count <= b->count ? b : a;
    double sampled = sampled_share(shorter, longer);
    if (sampled < INDEXER_SAME_TEXT / 2) { // clearly another text, as nearly all pairs are
        return sampled;
    }
    size_t shared = 0;
    for (size_t i = 0, j = 0; i < shorter->run_count; i++) {
        while (j < longer->run_count && longer->runs[j].hash < shorter->runs[i].hash) {
            j++;
        }
        shared += j < longer->run_count && longer->runs[j].hash == shorter->runs[i].hash;
    }
    return shorter->run_count == 0 ? 0 : (double)shared / (double)shorter->run_count;
}

// ---- alignment ----

typedef struct pair {
    uint32_t from, to;
} pair;

static int by_from(const void *x, const void *y)
{
    const pair *a = x;
    const pair *b = y;
    return a->from < b->from ? -1 : a->from > b->from;
}

static bool alone(const run *runs, size_t count, size_t i)
{
    return (i == 0 || runs[i - 1].hash != runs[i].hash) &&
           (i + 1 == count || runs[i + 1].hash != runs[i].hash);
}

// Runs that each text has once, in the order of `from`.
static pair *list_anchors(const indexer_words *from, const indexer_words *to, size_t *count)
{
    size_t from_count = 0;
    size_t to_count = 0;
    run *x = list_runs(from, ANCHOR_WORDS, &from_count);
    run *y = list_runs(to, ANCHOR_WORDS, &to_count);
    pair *pairs = propos_alloc(from_count + 1, sizeof *pairs);
    *count = 0;
    for (size_t i = 0, j = 0; i < from_count; i++) {
        while (j < to_count && y[j].hash < x[i].hash) {
            j++;
        }
        if (j < to_count && y[j].hash == x[i].hash && alone(x, from_count, i) &&
            alone(y, to_count, j)) {
            pairs[(*count)++] = (pair){x[i].at, y[j].at};
        }
    }
    qsort(pairs, *count, sizeof *pairs, by_from);
    free(x);
    free(y);
    return pairs;
}

// Keeps the longest chain of anchors that goes up in both texts (a moved paragraph gives way).
static size_t keep_rising(pair *pairs, size_t count)
{
    uint32_t *tails = propos_alloc(count + 1, sizeof *tails); // last anchor of each chain length
    uint32_t *before = propos_alloc(count + 1, sizeof *before);
    size_t length = 0;
    for (uint32_t i = 0; i < count; i++) {
        size_t low = 0;
        size_t high = length;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (pairs[tails[middle]].to < pairs[i].to) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        before[i] = low == 0 ? NOWHERE : tails[low - 1];
        tails[low] = i;
        length = low == length ? length + 1 : length;
    }
    pair *kept = propos_alloc(length + 1, sizeof *kept);
    uint32_t at = length == 0 ? NOWHERE : tails[length - 1];
    for (size_t i = length; i > 0; i--) {
        kept[i - 1] = pairs[at];
        at = before[at];
    }
    memcpy(pairs, kept, length * sizeof *pairs);
    free(kept);
    free(before);
    free(tails);
    return length;
}

static bool same_word(const indexer_alignment *a, size_t from, size_t to)
{
    return a->from->items[from].hash == a->to->items[to].hash;
}

// The longest common subsequence of two stretches, by the table.
static void align_table(indexer_alignment *a, size_t from, size_t from_end, size_t to,
                        size_t to_end)
{
    size_t rows = from_end - from;
    size_t columns = to_end - to;
    if (rows == 0 || columns == 0 || rows > MOST_PAIRS / columns) {
        return;
    }
    uint32_t *table = propos_alloc((rows + 1) * (columns + 1), sizeof *table);
    for (size_t i = rows; i > 0; i--) {
        for (size_t j = columns; j > 0; j--) {
            uint32_t *cell = &table[(i - 1) * (columns + 1) + j - 1];
            uint32_t down = cell[columns + 1];
            uint32_t right = cell[1];
            *cell = same_word(a, from + i - 1, to + j - 1) ? cell[columns + 2] + 1
                    : down > right                         ? down
                                                           : right;
        }
    }
    for (size_t i = 0, j = 0; i < rows && j < columns;) {
        const uint32_t *cell = &table[i * (columns + 1) + j];
        if (same_word(a, from + i, to + j)) {
            a->match[from + i++] = (uint32_t)(to + j++);
        } else if (cell[columns + 1] >= cell[1]) {
            i++;
        } else {
            j++;
        }
    }
    free(table);
}

// A stretch between two anchors: equal words at both ends first, the table for the rest.
static void align_gap(indexer_alignment *a, size_t from, size_t from_end, size_t to, size_t to_end)
{
    while (from < from_end && to < to_end && same_word(a, from, to)) {
        a->match[from++] = (uint32_t)to++;
    }
    while (from < from_end && to < to_end && same_word(a, from_end - 1, to_end - 1)) {
        a->match[--from_end] = (uint32_t)--to_end;
    }
    align_table(a, from, from_end, to, to_end);
}

indexer_alignment *indexer_align(const indexer_words *from, const indexer_words *to)
{
    indexer_alignment *a = propos_alloc(1, sizeof *a);
    a->from = from;
    a->to = to;
    a->match = propos_alloc(from->count + 1, sizeof *a->match);
    for (size_t i = 0; i < from->count; i++) {
        a->match[i] = NOWHERE;
    }
    size_t count = 0;
    pair *anchors = list_anchors(from, to, &count);
    count = keep_rising(anchors, count);
    size_t at = 0;
    size_t to_at = 0;
    for (size_t i = 0; i < count; i++) {
        if (anchors[i].from < at || anchors[i].to < to_at) {
            continue; // inside the run before it
        }
        align_gap(a, at, anchors[i].from, to_at, anchors[i].to);
        for (size_t j = 0; j < ANCHOR_WORDS; j++) {
            a->match[anchors[i].from + j] = anchors[i].to + (uint32_t)j;
        }
        at = anchors[i].from + ANCHOR_WORDS;
        to_at = anchors[i].to + ANCHOR_WORDS;
    }
    align_gap(a, at, from->count, to_at, to->count);
    free(anchors);
    return a;
}

void indexer_alignment_free(indexer_alignment *alignment)
{
    if (alignment != NULL) {
        free(alignment->match);
        free(alignment);
    }
}

// ---- carrying ----

static uint32_t turn_index(const propos_document_data *document, uint32_t number)
{
    for (uint32_t i = 0; i < document->turn_count; i++) {
        uint32_t guess = number >= 1 ? (number - 1 + i) % (uint32_t)document->turn_count : i;
        if (document->turns[guess].number == number) {
            return guess;
        }
    }
    return NOWHERE;
}

// The first word that ends after this place.
static size_t word_after(const indexer_words *words, uint32_t turn, uint32_t point)
{
    size_t low = 0;
    size_t high = words->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const word *w = &words->items[middle];
        if (w->turn < turn || (w->turn == turn && w->end <= point)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The first word that begins at or after this place.
static size_t word_from(const indexer_words *words, uint32_t turn, uint32_t point)
{
    size_t at = word_after(words, turn, point);
    bool begun =
        at < words->count && words->items[at].turn == turn && words->items[at].start < point;
    return at + (begun ? 1 : 0);
}

static uint32_t point_at(const propos_turn_data *turn, uint32_t point)
{
    size_t length = strlen(turn->text);
    size_t at = propos_utf8_offset(turn->text, length, point);
    uint32_t value = 0;
    if (at < length) {
        (void)propos_utf8_read(turn->text + at, length - at, &value);
    }
    return value;
}

// Signs after the last word that belonged to the span ("." in « … petit peu. ») and that the other
// text has as well.
static uint32_t with_signs(const indexer_alignment *a, const formats_place *span,
                           uint32_t span_turn, const word *last, const word *target)
{
    const propos_turn_data *from = &a->from->document->turns[last->turn];
    const propos_turn_data *to = &a->to->document->turns[target->turn];
    uint32_t shared = 0;
    while (last->turn == span_turn && last->end + shared < span->end) {
        uint32_t value = point_at(from, last->end + shared);
        if (value == 0 || is_letter(value) || point_at(to, target->end + shared) != value) {
            break;
        }
        shared++;
    }
    return target->end + shared;
}

bool indexer_carry(const indexer_alignment *alignment, const formats_place *from, formats_place *to)
{
    const indexer_alignment *a = alignment;
    uint32_t turn = turn_index(a->from->document, from->turn);
    uint32_t turn_end = turn_index(a->from->document, from->turn_end);
    if (turn == NOWHERE || turn_end == NOWHERE) {
        return false;
    }
    size_t first = word_after(a->from, turn, from->start);
    size_t end = word_from(a->from, turn_end, from->end);
    size_t found = 0;
    size_t first_found = 0;
    size_t last_found = 0;
    for (size_t i = first; i < end; i++) {
        if (a->match[i] != NOWHERE) {
            first_found = found == 0 ? i : first_found;
            last_found = i;
            found++;
        }
    }
    if (found == 0 || 2 * found < end - first) {
        return false;
    }
    // A word that was corrected at either end stands beside its neighbour in both texts.
    size_t low = a->match[first_found];
    size_t high = a->match[last_found];
    size_t before = first_found - first;
    size_t after = end - 1 - last_found;
    size_t floor = 0;
    for (size_t i = first; i > 0 && floor == 0; i--) {
        floor = a->match[i - 1] != NOWHERE ? a->match[i - 1] + 1U : 0;
    }
    size_t ceiling = a->to->count;
    for (size_t i = end; i < a->from->count && ceiling == a->to->count; i++) {
        ceiling = a->match[i] != NOWHERE ? a->match[i] : ceiling;
    }
    low = low - floor <= before ? floor : low - before;
    high = ceiling - 1 - high <= after ? ceiling - 1 : high + after;
    if (high < low || high - low + 1 > STRETCH_TIMES * (end - first) + STRETCH_WORDS) {
        return false;
    }
    const word *start = &a->to->items[low];
    const word *last = &a->to->items[high];
    *to = (formats_place){
        .turn = a->to->document->turns[start->turn].number,
        .start = start->start,
        .turn_end = a->to->document->turns[last->turn].number,
        .end = with_signs(a, from, turn_end, &a->from->items[end - 1], last),
    };
    return true;
}
