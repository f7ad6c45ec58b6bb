// One study as one request sees it: a snapshot, its names, and this thread's handles on the texts.
#ifndef PROPOS_SEARCH_VIEW_H
#define PROPOS_SEARCH_VIEW_H

#include "corpus/record.h"
#include "corpus/snapshot.h"
#include "search/catalogue.h"
#include "text/analyser.h"

typedef struct propos_view {
    const propos_snapshot *snapshot;
    const propos_catalogue *catalogue;
    propos_record *record;
    propos_analyser *analyser;
} propos_view;

#endif
