#include "formats/columns.h"

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/memory.h"
#include "text/unicode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// Quotations are long, and sentences: letters a cell on average, and blanks.
#define QUOTE_POINTS 25
#define QUOTE_BLANKS 3

// Names of codes are short and come again: letters a cell at most, different ones of 100 at most.
#define CODE_POINTS 60
#define CODE_DIFFERENT_PERCENT 70

typedef enum role {
    ROLE_DOCUMENT,
    ROLE_QUOTE,
    ROLE_CODER,
    ROLE_SPEAKER,
    ROLE_LINE,
    ROLE_TURN,
    ROLE_UNIT,
    ROLE_MEMO,
    ROLE_ROUND,
    ROLE_STATUS,
    ROLE_CODE
} role;

// Headers, folded, without numbers at their end. For codes, `level` is the place in the tree that
// the word has in French and English methods books.
static const struct {
    role role;
    int level;
    const char *names;
} HEADERS[] = {
    {ROLE_DOCUMENT, 0,
     "document|doc|entretien|interview|transcription|transcript|retranscription|fichier|file|"
     "source|"
     "focus group|focus-group|numero d'entretien|numero entretien|n° entretien|n° d'entretien|"
     "id entretien|code entretien|nom du document|document name"},
    {ROLE_QUOTE, 0,
     "verbatim|verbatims|citation|citations|quote|quotation|quotes|extrait|extraits|excerpt|texte|"
     "text|segment|segments|passage|passages|propos|unite de sens|unites de sens|"
     "unite de signification|unite de texte|content|contenu|phrase|phrases"},
    {ROLE_CODER, 0,
     "codeur|codeuse|coder|chercheur|chercheuse|researcher|analyste|code par|coded by|annotateur|"
     "annotator|lecteur|evaluateur|encodeur|codage de"},
    {ROLE_SPEAKER, 0,
     "locuteur|locutrice|speaker|participant|participante|patient|patiente|intervenant|"
     "interviewe|interviewee|qui|personne|sujet|respondent"},
    {ROLE_LINE, 0, "ligne|lignes|line|lines|n° ligne|n° de ligne|numero de ligne|l."},
    {ROLE_TURN, 0, "tour|turn|tour de parole|n° tour"},
    {ROLE_UNIT, 0,
     "unit|unite|ums|us|n° ums|numero ums|n° unite|numero|n°|id|no|num|#|n° verbatim|"
     "numero de verbatim"},
    {ROLE_MEMO, 0,
     "memo|memos|commentaire|commentaires|comment|comments|remarque|remarques|note|notes|"
     "observation|observations|analyse|interpretation"},
    {ROLE_ROUND, 0, "round|tour de codage|tour_de_codage"},
    {ROLE_STATUS, 0, "status|statut|etat"},
    {ROLE_CODE, 0,
     "metatheme|meta-theme|metacategorie|meta-categorie|dimension|dimensions|axe|axes|domaine|"
     "domaines|grand theme|grands themes|theme principal|main theme|concept|partie"},
    {ROLE_CODE, 1,
     "theme|themes|categorie|categories|category|thematique|thematiques|rubrique|famille|"
     "code parent|parent code|parent|theme general"},
    {ROLE_CODE, 2,
     "sous-theme|sous-themes|sous theme|sous themes|subtheme|sub-theme|sous-categorie|"
     "sous-categories|sous categorie|sous categories|subcategory|sub-category|sous-thematique|"
     "propriete|proprietes|property"},
    {ROLE_CODE, 3,
     "code|codes|codage|coding|label|etiquette|etiquettes|etiquetage|noeud|node|tag|tags|"
     "code ouvert|code axial|codage ouvert|codage axial|open code|item|idee|idee cle"},
    {ROLE_CODE, 4, "sous-code|sous-codes|sous code|sous codes|subcode|sub-code|sous-item"},
};

// "niveau 1", "level 2": the number is the level.
static const char *const NUMBERED = "|niveau|level|rang|";

// The header without a number at its end, and that number (0: none).
static char *base_of(const char *header, long *number)
{
    char *folded = propos_folded(header);
    size_t length = strlen(folded);
    size_t digits = length;
    while (digits > 0 && isdigit((unsigned char)folded[digits - 1])) {
        digits--;
    }
    *number = digits < length ? strtol(folded + digits, NULL, 10) : 0;
    while (digits > 0 && strchr(" .:_-()", folded[digits - 1]) != NULL) {
        digits--;
    }
    if (digits > 0) {
        folded[digits] = '\0';
    }
    return folded;
}

static bool listed(const char *word, const char *names)
{
    size_t length = strlen(word);
    for (const char *at = names; *at != '\0' && length > 0;) {
        size_t part = strcspn(at, "|");
        if (part == length && strncmp(at, word, length) == 0) {
            return true;
        }
        at += part + (at[part] == '|');
    }
    return false;
}

static int *place_of(formats_columns *columns, role wanted)
{
    switch (wanted) {
    case ROLE_DOCUMENT:
        return &columns->document;
    case ROLE_QUOTE:
        return &columns->quote;
    case ROLE_CODER:
        return &columns->coder;
    case ROLE_SPEAKER:
        return &columns->speaker;
    case ROLE_LINE:
        return &columns->line;
    case ROLE_TURN:
        return &columns->turn;
    case ROLE_UNIT:
        return &columns->unit;
    case ROLE_MEMO:
        return &columns->memo;
    case ROLE_ROUND:
        return &columns->round;
    case ROLE_STATUS:
        return &columns->status;
    case ROLE_CODE:
    default:
        return NULL;
    }
}

// Adds a code column, kept in order of level, then of place.
static void add_code(formats_columns *columns, int column, int level)
{
    if (columns->code_count == FORMATS_CODE_COLUMNS) {
        return;
    }
    size_t at = columns->code_count++;
    while (at > 0 && columns->levels[at - 1] > level) {
        columns->codes[at] = columns->codes[at - 1];
        columns->levels[at] = columns->levels[at - 1];
        at--;
    }
    columns->codes[at] = column;
    columns->levels[at] = level;
}

static void by_header(const propos_table *table, formats_columns *columns, bool *taken)
{
    for (int c = 0; c < (int)table->column_count; c++) {
        long number = 0;
        char *word = base_of(table->columns[c], &number);
        if (number > 0 && number < FORMATS_CODE_COLUMNS && listed(word, NUMBERED)) {
            add_code(columns, c, (int)number);
            taken[c] = true;
        }
        for (size_t i = 0; !taken[c] && i < sizeof HEADERS / sizeof HEADERS[0]; i++) {
            int *place = place_of(columns, HEADERS[i].role);
            if (!listed(word, HEADERS[i].names)) {
                continue;
            }
            if (place == NULL) {
                add_code(columns, c, HEADERS[i].level);
                taken[c] = true;
            } else if (*place < 0) {
                *place = c;
                taken[c] = true;
            }
        }
        free(word);
    }
}

typedef struct facts {
    size_t filled, points, blanks, different, numbers;
} facts;

static facts look_at(const propos_table *table, int column)
{
    facts f = {0};
    propos_map seen = {0};
    for (size_t row = 0; row < table->row_count; row++) {
        const char *cell = propos_csv_cell(table, row, column);
        if (cell[0] == '\0') {
            continue;
        }
        f.filled++;
        f.points += propos_utf8_count(cell, strlen(cell));
        for (const char *at = cell; *at != '\0'; at++) {
            f.blanks += *at == ' ';
        }
        f.different += propos_map_add(&seen, cell, row) == row;
        f.numbers += strspn(cell, "0123456789.,:-/ ") == strlen(cell);
    }
    propos_map_free(&seen);
    return f;
}

static void by_cells(const propos_table *table, formats_columns *columns, bool *taken)
{
    size_t longest = 0;
    int quote = -1;
    int code = -1;
    for (int c = 0; c < (int)table->column_count; c++) {
        facts f = look_at(table, c);
        if (taken[c] || f.filled == 0) {
            continue;
        }
        if (f.points >= f.filled * QUOTE_POINTS && f.blanks >= f.filled * QUOTE_BLANKS &&
            f.points > longest) {
            longest = f.points;
            quote = c;
        }
        bool again = f.different * 100 <= f.filled * CODE_DIFFERENT_PERCENT;
        if (code < 0 && f.points <= f.filled * CODE_POINTS && again && f.numbers * 2 < f.filled) {
            code = c;
        }
    }
    if (columns->quote < 0 && quote >= 0) {
        columns->quote = quote;
        columns->quote_guessed = true;
        taken[quote] = true;
    }
    if (columns->code_count == 0 && code >= 0 && code != columns->quote) {
        add_code(columns, code, 0);
        columns->code_guessed = true;
    }
}

bool formats_columns_guess(const propos_table *table, formats_columns *columns)
{
    *columns = (formats_columns){.document = -1,
                                 .quote = -1,
                                 .coder = -1,
                                 .speaker = -1,
                                 .line = -1,
                                 .turn = -1,
                                 .unit = -1,
                                 .memo = -1,
                                 .round = -1,
                                 .status = -1};
    bool *taken = propos_alloc(table->column_count + 1, sizeof *taken);
    by_header(table, columns, taken);
    by_cells(table, columns, taken);
    free(taken);
    return columns->quote >= 0 && columns->code_count > 0;
}

static void say(propos_buffer *out, const propos_table *table, int column, const char *what)
{
    if (column >= 0) {
        propos_buffer_printf(out, "%s“%s” = %s", out->length > 0 ? ", " : "",
                             table->columns[column], what);
    }
}

static bool is_read(const formats_columns *columns, int column)
{
    const int single[] = {columns->document, columns->quote, columns->coder,
                          columns->speaker,  columns->turn,  columns->unit,
                          columns->memo,     columns->round, columns->status};
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
        if (single[i] == column) {
            return true;
        }
    }
    for (size_t i = 0; i < columns->code_count; i++) {
        if (columns->codes[i] == column) {
            return true;
        }
    }
    return false;
}

const char *formats_columns_said(propos_arena *arena, const propos_table *table,
                                 const formats_columns *columns)
{
    propos_buffer out = {0};
    propos_buffer rest = {0};
    say(&out, table, columns->document, _("document"));
    say(&out, table, columns->quote, _("quotation"));
    for (size_t i = 0; i < columns->code_count; i++) {
        say(&out, table, columns->codes[i], _("code"));
    }
    say(&out, table, columns->coder, _("coder"));
    say(&out, table, columns->speaker, _("speaker"));
    say(&out, table, columns->turn, _("turn"));
    say(&out, table, columns->unit, _("unit"));
    say(&out, table, columns->memo, _("memo"));
    say(&out, table, columns->round, _("round"));
    say(&out, table, columns->status, _("status"));
    for (int c = 0; c < (int)table->column_count; c++) {
        if (table->columns[c][0] != '\0' && !is_read(columns, c)) {
            propos_buffer_printf(&rest, "%s“%s”", rest.length > 0 ? ", " : "", table->columns[c]);
        }
    }
    const char *said = rest.length == 0 ? propos_arena_strdup(arena, propos_buffer_text(&out))
                                        : propos_arena_printf(arena, _("%s; not read: %s"),
                                                              propos_buffer_text(&out), rest.bytes);
    propos_buffer_free(&out);
    propos_buffer_free(&rest);
    return said;
}
