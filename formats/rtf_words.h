// The control words of Rich Text Format that say something about its text.
#ifndef PROPOS_FORMATS_RTF_WORDS_H
#define PROPOS_FORMATS_RTF_WORDS_H

// Where the text of a group goes.
typedef enum rtf_destination {
    RTF_TO_TEXT,
    RTF_TO_NOWHERE,
    RTF_TO_FONTS,       // the list of fonts: which charset each has
    RTF_TO_RANGE_START, // the name of a comment whose range begins (ends) here
    RTF_TO_RANGE_END,
    RTF_TO_AUTHOR,
    RTF_TO_COMMENT,
    RTF_TO_COMMENT_NAME
} rtf_destination;

typedef enum rtf_word_kind {
    RTF_SIGN,        // `value` as UTF-8
    RTF_DESTINATION, // a destination: `to`
    RTF_NOTE,        // a footnote
    RTF_BOX,         // text of a text box
    RTF_PARAGRAPH,
    RTF_LINE,
    RTF_TAB,
    RTF_CELL,
    RTF_ROW,
    RTF_PARD,
    RTF_IN_TABLE,
    RTF_ROW_STARTS,
    RTF_PLAIN,
    RTF_HIDDEN,
    RTF_DELETED,
    RTF_UC,
    RTF_U,
    RTF_FONT,
    RTF_CHARSET,
    RTF_CODE_PAGE,
    RTF_MAC,
    RTF_PC
} rtf_word_kind;

typedef struct rtf_word {
    const char *name;
    const char *sign; // of RTF_SIGN
    rtf_word_kind kind;
    rtf_destination to; // of RTF_DESTINATION
} rtf_word;

// NULL for a word that says nothing about the text, or none at all.
const rtf_word *rtf_word_named(const char *name);

#endif
