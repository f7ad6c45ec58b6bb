// The boolean terms of a passage: what a query filters by. The same terms stand in the record's
// table passage_filter and in the Xapian index. A term is PREFIX + value; codes and names go in as
// their ordinal-free ids, folded where users type them. A turn without a speaker has no XS and no
// XR; a label that names nobody
// ("?") has no XS. A document without kind, group… has no such term. Line ends in a value are
// spaces.
#ifndef PROPOS_CORPUS_FILTERS_H
#define PROPOS_CORPUS_FILTERS_H

#define PROPOS_FILTER_DOCUMENT "XD"  // document id, as written
#define PROPOS_FILTER_GROUP "XG"     // group, folded
#define PROPOS_FILTER_SPEAKER "XS"   // DOCUMENT '/' label (of the person: aliases resolved)
#define PROPOS_FILTER_ROLE "XR"      // participant, moderator, …
#define PROPOS_FILTER_KIND "XK"      // focus-group, interview, quotes
#define PROPOS_FILTER_CODE "XC"      // code id; every ancestor's too
#define PROPOS_FILTER_CODER "XW"     // coder with a span on the passage, as written
#define PROPOS_FILTER_CODED "XY"     // "1" when any span is on it, else "0"
#define PROPOS_FILTER_QUESTION "XQ"  // guide question
#define PROPOS_FILTER_MARK "XM"      // mark kind, English name
#define PROPOS_FILTER_LOCATOR "XL"   // locator, folded
#define PROPOS_FILTER_ATTRIBUTE "XA" // name folded '=' value folded
#define PROPOS_FILTER_ALL "XX"       // on every passage, no value

#endif
