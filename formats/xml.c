#include "formats/xml.h"

#include "base/i18n.h"
#include "text/unicode.h"

#include <expat.h>
#include <iconv.h>
#include <string.h>

// Documents nest by tables in tables; ten times what any writer makes is still far from harm.
#define MOST_DEPTH 1000

// expat takes an int; and a stop is then noticed soon.
#define PIECE ((size_t)1 << 20)

typedef struct reading {
    XML_Parser parser;
    const char *file;
    const formats_xml_handler *handler;
    void *context;
    propos_error *error;
    propos_status status;
    bool stopped; // by the handler
    unsigned depth;
} reading;

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static void stop(reading *r)
{
    r->stopped = true;
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static long line_of(const reading *r)
{
    return (long)XML_GetCurrentLineNumber(r->parser);
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    reading *r = context;
    if (r->stopped) {
        return;
    }
    if (++r->depth > MOST_DEPTH) {
        r->status = propos_fail_at(r->error, PROPOS_BAD_INPUT, r->file, line_of(r),
                                   _("the XML is nested more than %d deep: no program writes such "
                                     "a file; save it again from the one that made it"),
                                   MOST_DEPTH);
        stop(r);
        return;
    }
    formats_xml_element element = {.name = local_name(name),
                                   .full = name,
                                   .attributes = (const char *const *)attributes,
                                   .line = line_of(r)};
    if (r->handler->start != NULL && !r->handler->start(r->context, &element)) {
        stop(r);
    }
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    reading *r = context;
    if (r->stopped) {
        return;
    }
    r->depth--;
    if (r->handler->end != NULL) {
        r->handler->end(r->context, local_name(name));
    }
}

static void XMLCALL on_text(void *context, const XML_Char *text, int length)
{
    reading *r = context;
    if (!r->stopped && r->handler->text != NULL) {
        r->handler->text(r->context, text, (size_t)length);
    }
}

// A file of ours to read declares none; one that does may want to swell ("a billion laughs") or to
// read other files.
static void XMLCALL on_entity(void *context, const XML_Char *name, int parameter,
                              const XML_Char *value, int length, const XML_Char *base,
                              const XML_Char *system, const XML_Char *public,
                              const XML_Char *notation)
{
    (void)parameter, (void)value, (void)length, (void)base, (void)system, (void)public,
        (void)notation;
    reading *r = context;
    if (!r->stopped) {
        r->status = propos_fail_at(r->error, PROPOS_BAD_INPUT, r->file, line_of(r),
                                   _("the XML declares the entity \"%s\", which is not allowed: "
                                     "save the file again from the program that made it"),
                                   name);
        stop(r);
    }
}

// Single-byte encodings that expat does not know itself.
static int XMLCALL on_encoding(void *context, const XML_Char *name, XML_Encoding *encoding)
{
    (void)context;
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1) {
        return XML_STATUS_ERROR;
    }
    for (int i = 0; i < 256; i++) {
        char byte = (char)i;
        char *in = &byte;
        char utf8[8];
        char *out = utf8;
        size_t left = 1;
        size_t room = sizeof utf8;
        uint32_t value = 0;
        (void)iconv(converter, NULL, NULL, NULL, NULL);
        bool one = iconv(converter, &in, &left, &out, &room) != (size_t)-1 && out > utf8;
        if (one) {
            size_t size = (size_t)(out - utf8);
            one = propos_utf8_read(utf8, size, &value) == size && value <= 0xFFFF;
        }
        encoding->map[i] = one ? (int)value : -1;
    }
    (void)iconv_close(converter);
    return XML_STATUS_OK;
}

static void parse(reading *r, const char *bytes, size_t length)
{
    size_t at = 0;
    do {
        size_t size = length - at < PIECE ? length - at : PIECE;
        bool last = at + size == length;
        if (XML_Parse(r->parser, bytes + at, (int)size, last) != XML_STATUS_OK) {
            if (!r->stopped) {
                r->status = propos_fail_at(
                    r->error, PROPOS_BAD_INPUT, r->file, line_of(r),
                    _("the XML is broken here (%s): the file was cut short or damaged; save it "
                      "again from the program that made it"),
                    XML_ErrorString(XML_GetErrorCode(r->parser)));
            }
            return;
        }
        at += size;
    } while (at < length);
}

propos_status formats_xml_read(const char *bytes, size_t length, const char *file,
                               const char *encoding, const formats_xml_handler *handler,
                               void *context, propos_error *error)
{
    reading r = {.parser = XML_ParserCreate(encoding),
                 .file = file,
                 .handler = handler,
                 .context = context,
                 .error = error,
                 .status = PROPOS_OK};
    if (r.parser == NULL) {
        return propos_fail(error, PROPOS_INTERNAL, "expat: XML_ParserCreate");
    }
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_start, on_end);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetEntityDeclHandler(r.parser, on_entity);
    XML_SetUnknownEncodingHandler(r.parser, on_encoding, NULL);
    (void)XML_SetParamEntityParsing(r.parser, XML_PARAM_ENTITY_PARSING_NEVER);
    parse(&r, bytes, length);
    XML_ParserFree(r.parser);
    return r.status;
}

const char *formats_xml_get(const formats_xml_element *element, const char *name)
{
    bool whole = strchr(name, ':') != NULL;
    for (const char *const *at = element->attributes; *at != NULL; at += 2) {
        if (strcmp(whole ? at[0] : local_name(at[0]), name) == 0) {
            return at[1];
        }
    }
    return NULL;
}

typedef struct beginning {
    const char *name, *space;
    bool is_it;
} beginning;

static bool look_at_first(void *context, const formats_xml_element *element)
{
    beginning *b = context;
    b->is_it = strcmp(element->name, b->name) == 0;
    bool found = b->space == NULL;
    for (const char *const *at = element->attributes; !found && *at != NULL; at += 2) {
        found = strstr(at[1], b->space) != NULL;
    }
    b->is_it = b->is_it && found;
    return false;
}

bool formats_xml_begins(const char *bytes, size_t length, const char *name, const char *space)
{
    static const formats_xml_handler FIRST = {.start = look_at_first};
    beginning b = {.name = name, .space = space};
    // Most files are no XML at all: no parser is made for them.
    size_t at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < length && strchr(" \t\r\n", bytes[at]) != NULL && bytes[at] != '\0') {
        at++;
    }
    bool wide =
        length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
    if (!wide && (at == length || bytes[at] != '<')) {
        return false;
    }
    (void)formats_xml_read(bytes, length, "", NULL, &FIRST, &b, NULL);
    return b.is_it;
}
