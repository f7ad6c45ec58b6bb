// The only other C++: a yardstick has to be cut from the thing that it measures.
#include <string>
#include <vector>

#include <xapian.h>

extern "C" {
#include "bench/bare.h"
}

struct bare_writer {
    Xapian::WritableDatabase db;
};

struct bare_reader {
    Xapian::Database db;
};

extern "C" bare_writer *bare_writer_new(const char *path)
{
    return new bare_writer{Xapian::WritableDatabase(path, Xapian::DB_CREATE_OR_OVERWRITE)};
}

extern "C" void bare_writer_add(bare_writer *writer, const engine_document *document)
{
    Xapian::Document d;
    for (size_t i = 0; i < document->count; i++) {
        const engine_posting &p = document->items[i];
        std::string term(document->bytes.bytes + p.start, p.length);
        if (p.position > 0) {
            d.add_posting(term, p.position, p.wdf);
        } else {
            d.add_term(term, p.wdf);
        }
    }
    writer->db.replace_document(document->id, d);
}

extern "C" void bare_writer_commit(bare_writer *writer)
{
    writer->db.commit();
}

extern "C" void bare_writer_free(bare_writer *writer)
{
    delete writer;
}

extern "C" bare_reader *bare_reader_new(const char *path)
{
    return new bare_reader{Xapian::Database(path)};
}

extern "C" void bare_reader_free(bare_reader *reader)
{
    delete reader;
}

static Xapian::Query query_of(const propos_node *node);

static std::vector<Xapian::Query> children_of(const propos_node *node)
{
    std::vector<Xapian::Query> children;
    for (size_t i = 0; i < node->child_count; i++) {
        if (node->children[i]->kind != PROPOS_NODE_DECIDE) {
            children.push_back(query_of(node->children[i]));
        }
    }
    return children;
}

static Xapian::Query combined(Xapian::Query::op op, const propos_node *node, unsigned window = 0)
{
    std::vector<Xapian::Query> children = children_of(node);
    return Xapian::Query(op, children.begin(), children.end(), window);
}

static Xapian::Query query_of(const propos_node *node)
{
    char term[ENGINE_TERM_SIZE];
    unsigned count = static_cast<unsigned>(node->child_count);
    switch (node->kind) {
    case PROPOS_NODE_NONE:
        return Xapian::Query();
    case PROPOS_NODE_TERM:
        return Xapian::Query(
            std::string(term, engine_term(node->field, node->channel, node->text, term)));
    case PROPOS_NODE_FILTER:
        return 0.0 * Xapian::Query(std::string(term, engine_filter_term(node->text, term)));
    case PROPOS_NODE_PREFIX:
        return Xapian::Query(Xapian::Query::OP_WILDCARD,
                             std::string(engine_field_letter(node->field)) + node->text);
    case PROPOS_NODE_PHRASE:
        return combined(Xapian::Query::OP_PHRASE, node, count);
    case PROPOS_NODE_NEAR:
        return combined(Xapian::Query::OP_NEAR, node, node->distance + 1);
    case PROPOS_NODE_AND:
        return combined(Xapian::Query::OP_AND, node);
    case PROPOS_NODE_OR:
        return combined(node->pooled ? Xapian::Query::OP_SYNONYM : Xapian::Query::OP_OR, node);
    case PROPOS_NODE_NOT:
        return combined(Xapian::Query::OP_AND_NOT, node);
    case PROPOS_NODE_MAYBE:
        return combined(Xapian::Query::OP_AND_MAYBE, node);
    case PROPOS_NODE_SCALE:
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query_of(node->children[0]),
                             node->weight);
    default:
        return Xapian::Query(std::string());
    }
}

namespace
{

class Decider : public Xapian::MatchDecider
{
  public:
    Decider(propos_decide_fn decide, void *context) : decide_(decide), context_(context)
    {
    }
    bool operator()(const Xapian::Document &document) const override
    {
        return decide_(context_, document.get_docid());
    }

  private:
    propos_decide_fn decide_;
    void *context_;
};

} // namespace

extern "C" size_t bare_match(bare_reader *reader, const propos_node *tree, size_t limit, bool exact,
                             propos_decide_fn decide, void *context)
{
    Xapian::Enquire enquire(reader->db);
    enquire.set_weighting_scheme(Xapian::BM25Weight(ENGINE_BM25_K1, 0, 1, ENGINE_BM25_B, 0.5));
    enquire.set_query(query_of(tree));
    Xapian::doccount all = reader->db.get_doccount();
    Xapian::doccount most = limit > all ? all : static_cast<Xapian::doccount>(limit);
    Decider decider(decide, context);
    Xapian::MSet found =
        enquire.get_mset(0, most, exact ? all : 0, nullptr, decide != nullptr ? &decider : nullptr);
    size_t sum = 0;
    for (Xapian::MSetIterator i = found.begin(); i != found.end(); ++i) {
        sum += *i > 0;
    }
    return found.get_matches_estimated() + 0 * sum;
}
