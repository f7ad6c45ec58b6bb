// Xapian behind the C face of engine/private.h: the only C++ of Propos. No exception leaves this
// file.
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <xapian.h>

extern "C" {
#include "base/i18n.h"
#include "base/memory.h"
#include "engine/private.h"
}

struct engine_database {
    Xapian::Database db;
    std::string path;
};

struct engine_writer {
    Xapian::WritableDatabase db;
    std::string path;
};

namespace
{

// ---- errors ----

// Thrown when propos_match_options.stop says so.
struct Stopped {
};

// Thrown when a C function below has failed and has filled the error.
struct Failed {
    propos_status status;
};

propos_status status_of(const Xapian::Error &e)
{
    std::string type = e.get_type();
    if (type == "DatabaseLockError") {
        return PROPOS_BUSY;
    }
    if (type == "DatabaseNotFoundError" || type == "DatabaseVersionError") {
        return PROPOS_REBUILD;
    }
    // Nothing that we ask of Xapian is invalid: what it finds invalid it has read from the files.
    bool system = type != "DatabaseCorruptError" && e.get_error_string() != nullptr;
    return system ? PROPOS_IO : PROPOS_DAMAGED;
}

propos_status fail(propos_error *error, const std::string &path, const Xapian::Error &e)
{
    propos_status status = status_of(e);
    const char *reason =
        e.get_error_string() != nullptr ? e.get_error_string() : e.get_msg().c_str();
    switch (status) {
    case PROPOS_BUSY:
        return propos_fail_at(error, status, path.c_str(), 0,
                              _("the index is being written by another program: try again later"));
    case PROPOS_REBUILD:
        return propos_fail_at(error, status, path.c_str(), 0,
                              _("there is no index here that this version of Propos can read"));
    case PROPOS_IO:
        return propos_fail_at(error, status, path.c_str(), 0,
                              _("cannot read or write the index: %s"), reason);
    default:
        return propos_fail_at(error, status, path.c_str(), 0, _("the index is damaged: %s"),
                              reason);
    }
}

// Runs `work` and turns whatever it throws into a status. *modified (may be null) is set when a
// commit was in the way.
template <typename Work>
propos_status guarded(const std::string &path, bool *modified, propos_error *error,
                      Work work) noexcept
{
    try {
        return work();
    } catch (const Stopped &) {
        return propos_fail(error, PROPOS_DEADLINE, _("the search took too long and was stopped"));
    } catch (const Failed &failed) {
        return failed.status;
    } catch (const Xapian::DatabaseModifiedError &) {
        if (modified != nullptr) {
            *modified = true;
        }
        return propos_fail_at(error, PROPOS_BUSY, path.c_str(), 0,
                              _("the index changes too fast to be read: try again later"));
    } catch (const Xapian::Error &e) {
        return fail(error, path, e);
    } catch (const std::bad_alloc &) {
        // Only damaged files make Xapian ask for more than there is.
        return propos_fail_at(error, PROPOS_DAMAGED, path.c_str(), 0, _("the index is damaged: %s"),
                              propos_system_message(ENOMEM));
    } catch (const std::exception &e) {
        return propos_fail_at(error, PROPOS_INTERNAL, path.c_str(), 0,
                              _("the search engine failed: %s"), e.what());
    } catch (...) {
        return propos_fail_at(error, PROPOS_INTERNAL, path.c_str(), 0,
                              _("the search engine failed: %s"), "?");
    }
}

// ---- scores ----

// Asks `stop` now and then.
class Stopper
{
  public:
    explicit Stopper(const propos_match_options &options) : options_(options)
    {
    }
    void tick()
    {
        if (++count_ % EVERY == 0 && options_.stop != nullptr &&
            options_.stop(options_.stop_context)) {
            throw Stopped();
        }
    }

  private:
    // Postings between two looks: some 50 µs, and too rare to be felt.
    static const unsigned EVERY = 1024;
    const propos_match_options &options_;
    unsigned count_ = 0;
};

// BM25 as engine/private.h describes it. Words of codes, memos, definitions and of the context are
// indexed with wdf 0, so that a passage is as long as what was said in it; here they count as one
// occurrence.
class Bm25 : public Xapian::Weight
{
  public:
    explicit Bm25(Stopper &stopper) : stopper_(stopper)
    {
        need_stat(COLLECTION_SIZE);
        need_stat(TERMFREQ);
        need_stat(AVERAGE_LENGTH);
        need_stat(DOC_LENGTH);
        need_stat(DOC_LENGTH_MIN);
        need_stat(WDF);
        need_stat(WDF_MAX);
    }
    Bm25 *clone() const override
    {
        return new Bm25(stopper_);
    }
    void init(double factor) override
    {
        double n = get_termfreq();
        double idf = std::log(1 + (get_collection_size() - n + 0.5) / (n + 0.5));
        scale_ = factor * idf * (ENGINE_BM25_K1 + 1);
        double average = get_average_length();
        per_length_ = average > 0 ? ENGINE_BM25_K1 * ENGINE_BM25_B / average : 0;
        base_ = ENGINE_BM25_K1 * (1 - ENGINE_BM25_B);
        shortest_ = ENGINE_BM25_K1 * ENGINE_BM25_B * ENGINE_BM25_SHORTEST;
    }
    double get_sumpart(Xapian::termcount wdf, Xapian::termcount length,
                       Xapian::termcount) const override
    {
        stopper_.tick();
        double occurrences = wdf == 0 ? 1 : wdf;
        // What researchers wrote about a passage is worth the same however long the passage is.
        double long_part =
            wdf == 0 ? ENGINE_BM25_K1 * ENGINE_BM25_B : std::max(length * per_length_, shortest_);
        return scale_ * occurrences / (base_ + long_part + occurrences);
    }
    double get_maxpart() const override
    {
        double occurrences = std::max<Xapian::termcount>(get_wdf_upper_bound(), 1);
        double long_part = std::max(get_doclength_lower_bound() * per_length_, shortest_);
        return scale_ * occurrences / (base_ + long_part + occurrences);
    }
    double get_sumextra(Xapian::termcount, Xapian::termcount) const override
    {
        return 0;
    }
    double get_maxextra() const override
    {
        return 0;
    }

  private:
    Stopper &stopper_;
    double scale_ = 0, per_length_ = 0, base_ = 0, shortest_ = 0;
};

// ---- sources: what a term cannot say ----

// A source that says yes or no to a passage. It is asked through check(), last of an AND, as it
// claims to match everything; only if nothing else is in the AND does it go through all of them.
class Test : public Xapian::PostingSource
{
  public:
    explicit Test(Stopper &stopper) : stopper_(stopper)
    {
    }
    void init(const Xapian::Database &db) override
    {
        db_ = db;
        last_ = db.get_lastdocid();
        current_ = 0;
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return 0;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return db_.get_doccount();
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return db_.get_doccount();
    }
    void next(double) override
    {
        go_on(current_ + 1);
    }
    void skip_to(Xapian::docid id, double) override
    {
        go_on(id);
    }
    bool check(Xapian::docid id, double) override
    {
        stopper_.tick();
        current_ = id;
        return matches(id);
    }
    bool at_end() const override
    {
        return current_ > last_;
    }
    Xapian::docid get_docid() const override
    {
        return current_;
    }

  protected:
    virtual bool matches(Xapian::docid id) = 0;
    Xapian::Database db_;

  private:
    void go_on(Xapian::docid id)
    {
        for (current_ = id; current_ <= last_ && !matches(current_); current_++) {
            stopper_.tick();
        }
    }
    Stopper &stopper_;
    Xapian::docid last_ = 0, current_ = 0;
};

class Decide : public Test
{
  public:
    Decide(Stopper &stopper, const propos_node *node, bool wanted)
        : Test(stopper), node_(node), wanted_(wanted)
    {
    }

  protected:
    bool matches(Xapian::docid id) override
    {
        return node_->decide(node_->context, id) == wanted_;
    }

  private:
    const propos_node *node_;
    bool wanted_;
};

// The postings of one term, asked for one passage after the other: going on is cheap, and that a
// passage lacks the term is known without its list of terms.
class Postings
{
  public:
    explicit Postings(std::string term) : term_(std::move(term))
    {
    }
    // Adds the term's positions in a passage.
    void add_places(const Xapian::Database &db, Xapian::docid id, std::vector<uint32_t> &places)
    {
        if (!open_ || id < asked_) {
            it_ = db.postlist_begin(term_);
            end_ = db.postlist_end(term_);
            open_ = true;
        }
        asked_ = id;
        if (it_ != end_ && *it_ < id) {
            it_.skip_to(id);
        }
        if (it_ == end_ || *it_ != id) {
            return;
        }
        auto end = it_.positionlist_end();
        for (auto place = it_.positionlist_begin(); place != end; ++place) {
            places.push_back(*place);
        }
    }

  private:
    std::string term_;
    Xapian::PostingIterator it_, end_;
    Xapian::docid asked_ = 0;
    bool open_ = false;
};

// NEAR. Xapian's own OP_NEAR misses matches where words share a position (a hyphenated word and its
// first part, a repeated word): it moves one of the two on and never looks back.
class Nearness
{
  public:
    Nearness(const Xapian::Database &db, const std::vector<std::vector<std::string>> &words,
             uint32_t distance)
        : db_(db), distance_(distance), at_(words.size()), places_(words.size())
    {
        for (const std::vector<std::string> &choices : words) {
            words_.emplace_back(choices.begin(), choices.end());
        }
    }
    bool holds(Xapian::docid id)
    {
        for (size_t i = 0; i < words_.size(); i++) {
            at_[i].clear();
            for (Postings &choice : words_[i]) {
                choice.add_places(db_, id, at_[i]);
            }
            if (at_[i].empty()) {
                return false;
            }
            if (words_[i].size() > 1) {
                std::sort(at_[i].begin(), at_[i].end());
            }
            places_[i] = {at_[i].data(), at_[i].size()};
        }
        uint32_t where = 0;
        return engine_near(places_.data(), places_.size(), distance_, 0, &where);
    }

  private:
    Xapian::Database db_;
    uint32_t distance_;
    std::vector<std::vector<Postings>> words_;
    std::vector<std::vector<uint32_t>> at_;
    std::vector<engine_places> places_;
};

class Near : public Test
{
  public:
    Near(Stopper &stopper, std::shared_ptr<Nearness> nearness)
        : Test(stopper), nearness_(std::move(nearness))
    {
    }

  protected:
    bool matches(Xapian::docid id) override
    {
        return nearness_->holds(id);
    }

  private:
    std::shared_ptr<Nearness> nearness_;
};

// The passages outside which a DECIDE is false.
class Among : public Xapian::PostingSource
{
  public:
    explicit Among(const propos_node *node) : ids_(node->among), end_(ids_ + node->among_count)
    {
    }
    void init(const Xapian::Database &) override
    {
        at_ = nullptr;
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return 0;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return static_cast<Xapian::doccount>(end_ - ids_);
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return static_cast<Xapian::doccount>(end_ - ids_);
    }
    void next(double) override
    {
        at_ = at_ == nullptr ? ids_ : at_ + 1;
    }
    void skip_to(Xapian::docid id, double) override
    {
        at_ = std::lower_bound(at_ == nullptr ? ids_ : at_, end_, id);
    }
    bool at_end() const override
    {
        return at_ == end_;
    }
    Xapian::docid get_docid() const override
    {
        return *at_;
    }

  private:
    const uint32_t *ids_, *end_, *at_ = nullptr;
};

// What the caller adds to a passage's score; it stands on every passage.
class Boost : public Xapian::PostingSource
{
  public:
    explicit Boost(const propos_match_options &options) : options_(options)
    {
    }
    void init(const Xapian::Database &db) override
    {
        count_ = db.get_doccount();
        last_ = db.get_lastdocid();
        current_ = 0;
        set_maxweight(std::max(options_.boost_most, 0.0));
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return count_;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return count_;
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return count_;
    }
    double get_weight() const override
    {
        double boost = options_.boost(options_.boost_context, current_);
        return std::min(std::max(boost, 0.0), get_maxweight());
    }
    void next(double) override
    {
        current_++;
    }
    void skip_to(Xapian::docid id, double) override
    {
        current_ = id;
    }
    bool at_end() const override
    {
        return current_ > last_;
    }
    Xapian::docid get_docid() const override
    {
        return current_;
    }

  private:
    const propos_match_options &options_;
    Xapian::doccount count_ = 0;
    Xapian::docid last_ = 0, current_ = 0;
};

// A DECIDE, and whether its yes or its no is wanted; or a NEAR.
struct Verdict {
    const propos_node *node;
    bool wanted;
    std::shared_ptr<Nearness> nearness;
    bool holds(Xapian::docid id, Stopper &stopper) const
    {
        stopper.tick();
        return nearness ? nearness->holds(id) : node->decide(node->context, id) == wanted;
    }
};

// The decisions that every hit depends on. Xapian asks a decider only for passages whose score is
// high enough to be among the hits, a source for every passage that the rest matches.
class Decider : public Xapian::MatchDecider
{
  public:
    Decider(Stopper &stopper, const std::vector<Verdict> &verdicts)
        : stopper_(stopper), verdicts_(verdicts)
    {
    }
    bool operator()(const Xapian::Document &document) const override
    {
        Xapian::docid id = document.get_docid();
        return std::all_of(verdicts_.begin(), verdicts_.end(),
                           [&](const Verdict &v) { return v.holds(id, stopper_); });
    }

  private:
    Stopper &stopper_;
    const std::vector<Verdict> &verdicts_;
};

// Sees every passage that matches.
class Spy : public Xapian::MatchSpy
{
  public:
    Spy(const propos_match_options &options, Stopper &stopper)
        : options_(options), stopper_(stopper)
    {
    }
    void operator()(const Xapian::Document &document, double) override
    {
        stopper_.tick();
        if (options_.every != nullptr) {
            options_.every(options_.every_context, document.get_docid());
        }
    }

  private:
    const propos_match_options &options_;
    Stopper &stopper_;
};

// ---- vocabulary ----

// The exact forms of a field, for engine_expand().
class Vocabulary
{
  public:
    Vocabulary(engine_database *database, propos_field field)
        : database_(database), letter_(engine_field_letter(field)),
          it_(database->db.allterms_end()), end_(database->db.allterms_end())
    {
    }
    engine_vocabulary face()
    {
        return {this, seek, next};
    }
    Xapian::doccount passages() const
    {
        return it_.get_termfreq();
    }
    bool modified = false;

  private:
    static propos_status seek(void *context, const char *from, const char **word,
                              propos_error *error)
    {
        auto self = static_cast<Vocabulary *>(context);
        return guarded(self->database_->path, &self->modified, error, [&] {
            self->go_to(self->letter_ + from);
            *word = self->word();
            return PROPOS_OK;
        });
    }
    static propos_status next(void *context, const char **word, propos_error *error)
    {
        auto self = static_cast<Vocabulary *>(context);
        return guarded(self->database_->path, &self->modified, error, [&] {
            // Between this term and the next there is nothing.
            self->since_ = *self->it_ + '\0';
            ++self->it_;
            *word = self->word();
            return PROPOS_OK;
        });
    }
    // Opening an iterator and going on with one each read a way down the tree: it goes back only
    // where it must, and stays where the term asked for is the one it stands at.
    void go_to(std::string from)
    {
        if (!open_ || from < since_) {
            it_ = database_->db.allterms_begin(letter_);
            open_ = true;
        } else if (it_ == end_ || from <= *it_) {
            return;
        }
        it_.skip_to(from);
        since_ = std::move(from);
    }
    const char *word()
    {
        if (it_ == end_) {
            return nullptr;
        }
        term_ = *it_;
        return term_.c_str() + letter_.size();
    }

    engine_database *database_;
    std::string letter_, term_, since_; // `it_` stands at the first term from since_ on
    Xapian::TermIterator it_, end_;
    bool open_ = false;
};

// ---- from tree to query ----

// Xapian's own static MatchAll counts its users without a lock, so threads must not share it (its
// API documentation says so): each query gets one of its own.
Xapian::Query every_passage()
{
    return Xapian::Query(std::string());
}

class Builder
{
  public:
    Builder(engine_database *database, Stopper &stopper, bool *modified, propos_error *error)
        : database_(database), stopper_(stopper), modified_(modified), error_(error)
    {
    }

    Xapian::Query build(const propos_node *node)
    {
        switch (node->kind) {
        case PROPOS_NODE_NONE:
            return Xapian::Query();
        case PROPOS_NODE_ALL:
            return unscored(every_passage());
        case PROPOS_NODE_TERM:
            return Xapian::Query(term(node));
        case PROPOS_NODE_FILTER:
            return filter(node);
        case PROPOS_NODE_PREFIX:
            return prefix(node);
        case PROPOS_NODE_PHRASE:
            return combine(Xapian::Query::OP_PHRASE, node, 0, node->child_count);
        case PROPOS_NODE_NEAR:
            return near(node, nullptr);
        case PROPOS_NODE_AND:
            return all_of(node);
        case PROPOS_NODE_OR:
            return combine(node->pooled ? Xapian::Query::OP_SYNONYM : Xapian::Query::OP_OR, node, 0,
                           0);
        case PROPOS_NODE_NOT:
            return without(node);
        case PROPOS_NODE_MAYBE:
            return Xapian::Query(Xapian::Query::OP_AND_MAYBE, build(node->children[0]),
                                 combine(Xapian::Query::OP_OR, node, 1, 0));
        case PROPOS_NODE_SCALE:
            return Xapian::Query(std::max(node->weight, 0.0), build(node->children[0]));
        case PROPOS_NODE_DECIDE:
            return Xapian::Query(Xapian::Query::OP_AND, unscored(every_passage()),
                                 decide(node, true));
        }
        return Xapian::Query();
    }

    // The query but for the decisions that every hit depends on, which go to `last`: they are asked
    // only for passages that would be among the hits.
    Xapian::Query build_top(const propos_node *node, std::vector<Verdict> &last)
    {
        switch (node->kind) {
        case PROPOS_NODE_AND: {
            std::vector<const propos_node *> decisions;
            Xapian::Query query = all_but_decisions(node, decisions, &last);
            for (const propos_node *decision : decisions) {
                last.push_back({decision, true, nullptr});
            }
            return query;
        }
        case PROPOS_NODE_NOT: {
            Xapian::Query query = build_top(node->children[0], last);
            for (size_t i = 1; i < node->child_count; i++) {
                const propos_node *child = node->children[i];
                if (child->kind == PROPOS_NODE_DECIDE) {
                    last.push_back({child, false, nullptr});
                } else {
                    query = Xapian::Query(Xapian::Query::OP_AND_NOT, query, build(child));
                }
            }
            return query;
        }
        case PROPOS_NODE_MAYBE:
            return Xapian::Query(Xapian::Query::OP_AND_MAYBE, build_top(node->children[0], last),
                                 combine(Xapian::Query::OP_OR, node, 1, 0));
        case PROPOS_NODE_DECIDE:
            last.push_back({node, true, nullptr});
            return unscored(every_passage());
        case PROPOS_NODE_NEAR:
            return near(node, &last);
        default:
            return build(node);
        }
    }

  private:
    // The children of an AND that are no DECIDE; those go to `decisions`. `last`: the children are
    // on top, too.
    Xapian::Query all_but_decisions(const propos_node *node,
                                    std::vector<const propos_node *> &decisions,
                                    std::vector<Verdict> *last)
    {
        std::vector<Xapian::Query> parts;
        for (size_t i = 0; i < node->child_count; i++) {
            const propos_node *child = node->children[i];
            if (child->kind == PROPOS_NODE_DECIDE) {
                decisions.push_back(child);
                if (child->among != nullptr) {
                    parts.push_back(unscored(Xapian::Query((new Among(child))->release())));
                }
            } else {
                parts.push_back(last != nullptr ? build_top(child, *last) : build(child));
            }
        }
        if (parts.empty()) {
            parts.push_back(unscored(every_passage()));
        }
        return Xapian::Query(Xapian::Query::OP_AND, parts.begin(), parts.end());
    }

    static std::string term(const propos_node *node)
    {
        char text[ENGINE_TERM_SIZE];
        size_t length = engine_term(node->field, node->channel, node->text, text);
        return std::string(text, length);
    }

    // Matches the same with no score. It also keeps a query as one piece: Xapian would take an AND
    // apart and apply its phrases and exclusions after everything else, DECIDE included.
    static Xapian::Query unscored(const Xapian::Query &query)
    {
        return Xapian::Query(0.0, query);
    }
    static Xapian::Query one_piece(const Xapian::Query &query)
    {
        return Xapian::Query(1.0, query);
    }

    static Xapian::Query filter(const propos_node *node)
    {
        char text[ENGINE_TERM_SIZE];
        size_t length = engine_filter_term(node->text, text);
        return unscored(Xapian::Query(std::string(text, length)));
    }

    Xapian::Query decide(const propos_node *node, bool wanted)
    {
        return unscored(Xapian::Query((new Decide(stopper_, node, wanted))->release()));
    }

    // The children from `first` on under one operator.
    Xapian::Query combine(Xapian::Query::op op, const propos_node *node, size_t first,
                          size_t window)
    {
        std::vector<Xapian::Query> parts;
        for (size_t i = first; i < node->child_count; i++) {
            parts.push_back(build(node->children[i]));
        }
        return Xapian::Query(op, parts.begin(), parts.end(),
                             static_cast<Xapian::termcount>(window));
    }

    // DECIDE is asked after all the others.
    Xapian::Query all_of(const propos_node *node)
    {
        std::vector<const propos_node *> decisions;
        Xapian::Query query = all_but_decisions(node, decisions, nullptr);
        for (const propos_node *decision : decisions) {
            query = Xapian::Query(Xapian::Query::OP_AND, one_piece(query), decide(decision, true));
        }
        return query;
    }

    Xapian::Query without(const propos_node *node)
    {
        Xapian::Query query = build(node->children[0]);
        std::vector<const propos_node *> decisions;
        for (size_t i = 1; i < node->child_count; i++) {
            const propos_node *child = node->children[i];
            if (child->kind == PROPOS_NODE_DECIDE) {
                decisions.push_back(child);
            } else {
                query = Xapian::Query(Xapian::Query::OP_AND_NOT, query, build(child));
            }
        }
        for (const propos_node *decision : decisions) {
            query = Xapian::Query(Xapian::Query::OP_AND, one_piece(query), decide(decision, false));
        }
        return query;
    }

    // ---- NEAR ----
    //
    // OP_NEAR misses matches where two of its words share a position (a hyphenated word and its
    // first part, a hesitation and the word before it): of two at one position it moves either on
    // and never looks back. So it decides alone only where no two of its words can share one;
    // elsewhere Near looks again.

    static void terms_of(const propos_node *node, std::vector<const propos_node *> &terms)
    {
        if (node->kind == PROPOS_NODE_TERM) {
            terms.push_back(node);
        }
        for (size_t i = 0; node->kind == PROPOS_NODE_OR && i < node->child_count; i++) {
            terms_of(node->children[i], terms);
        }
    }

    using Words = std::vector<std::vector<const propos_node *>>;

    // True when one and the same word of a text may be meant by both, in a way that no marker
    // tells.
    static bool may_be_same(const std::vector<const propos_node *> &left,
                            const std::vector<const propos_node *> &right)
    {
        for (const propos_node *a : left) {
            for (const propos_node *b : right) {
                bool mixed =
                    (a->channel == PROPOS_CHANNEL_EXACT) != (b->channel == PROPOS_CHANNEL_EXACT);
                // The same letters may stand in both folded channels of one word.
                bool same = std::strcmp(a->text, b->text) == 0;
                if (mixed || same) {
                    return true;
                }
            }
        }
        return false;
    }

    // Passages where one of these words shares its place with another word.
    Xapian::Query sharing(const std::vector<const propos_node *> &word) const
    {
        std::vector<Xapian::Query> markers;
        for (const propos_node *choice : word) {
            std::string marker = ENGINE_SHARED_PLACE + term(choice);
            if (database_->db.term_exists(marker)) {
                markers.emplace_back(marker);
            }
        }
        return Xapian::Query(Xapian::Query::OP_OR, markers.begin(), markers.end());
    }

    // True when two words are asked by the same terms ("vaccin ~5 vaccins"). OP_NEAR is right
    // there: of one list of positions that is walked twice it sees each neighbouring pair.
    static bool is_one_word_twice(const std::vector<std::vector<std::string>> &terms)
    {
        if (terms.size() != 2) {
            return false;
        }
        std::vector<std::string> left = terms[0];
        std::vector<std::string> right = terms[1];
        std::sort(left.begin(), left.end());
        std::sort(right.begin(), right.end());
        return left == right;
    }

    // Passages where two of the words may share a place; *everywhere: any may be one.
    Xapian::Query doubtful(const Words &words, bool *everywhere) const
    {
        std::vector<Xapian::Query> pairs;
        for (size_t i = 0; i < words.size(); i++) {
            for (size_t j = i + 1; j < words.size(); j++) {
                *everywhere = *everywhere || may_be_same(words[i], words[j]);
                pairs.emplace_back(Xapian::Query::OP_AND, sharing(words[i]), sharing(words[j]));
            }
        }
        return Xapian::Query(Xapian::Query::OP_OR, pairs.begin(), pairs.end());
    }

    // `last` (may be NULL): as in build_top().
    Xapian::Query near(const propos_node *node, std::vector<Verdict> *last)
    {
        uint32_t distance = engine_distance(node->distance);
        if (distance + 1 < node->child_count) {
            return Xapian::Query();
        }
        Words words(node->child_count);
        std::vector<std::vector<std::string>> terms(node->child_count);
        for (size_t i = 0; i < node->child_count; i++) {
            terms_of(node->children[i], words[i]);
            for (const propos_node *choice : words[i]) {
                terms[i].push_back(term(choice));
            }
        }
        bool everywhere = false;
        Xapian::Query where;
        if (!is_one_word_twice(terms)) {
            where = doubtful(words, &everywhere);
        }
        if (where.empty() && !everywhere) {
            return combine(Xapian::Query::OP_NEAR, node, 0, distance + 1);
        }
        auto nearness = std::make_shared<Nearness>(database_->db, terms, distance);
        Xapian::Query all = combine(Xapian::Query::OP_AND, node, 0, 0);
        if (everywhere && last != nullptr) {
            // Reading positions is dear: only where the score is high enough.
            last->push_back({node, true, nearness});
            return all;
        }
        Xapian::Query test((new Near(stopper_, nearness))->release());
        Xapian::Query other(Xapian::Query::OP_AND, all, unscored(test));
        if (everywhere) {
            return other;
        }
        // What both find has the same score in both.
        return Xapian::Query(Xapian::Query::OP_MAX,
                             combine(Xapian::Query::OP_NEAR, node, 0, distance + 1),
                             Xapian::Query(Xapian::Query::OP_AND, unscored(where), other));
    }

    Xapian::Query prefix(const propos_node *node)
    {
        Vocabulary vocabulary(database_, node->field);
        engine_vocabulary face = vocabulary.face();
        engine_words words = {};
        propos_status status = engine_expand_words(&face, node->text, &words, error_);
        std::vector<std::string> terms;
        for (size_t i = 0; status == PROPOS_OK && i < words.count; i++) {
            terms.push_back(engine_field_letter(node->field) + std::string(words.items[i]));
        }
        engine_words_free(&words);
        if (status != PROPOS_OK) {
            *modified_ = *modified_ || vocabulary.modified;
            throw Failed{status};
        }
        // One word that can be spelled in many ways: its occurrences are counted together.
        return Xapian::Query(Xapian::Query::OP_SYNONYM, terms.begin(), terms.end());
    }

    engine_database *database_;
    Stopper &stopper_;
    bool *modified_;
    propos_error *error_;
};

// ---- the match ----

void take_hits(const Xapian::MSet &found, propos_matches *out)
{
    out->hits = static_cast<propos_hit *>(propos_alloc(found.size() + 1, sizeof *out->hits));
    out->count = 0;
    for (auto it = found.begin(); it != found.end(); ++it) {
        out->hits[out->count++] = {*it, it.get_weight()};
    }
    out->total = found.get_matches_estimated();
}

// ---- no scores ----

// The passages that a tree without scores matches, in the order of their ids. Xapian's matcher is
// made for ranking: for filters alone its set-up costs more than reading their postings.
class Walk
{
  public:
    virtual ~Walk() = default;
    // The first passage from `from` on, 0 when there is none. `from` never goes down.
    virtual Xapian::docid seek(Xapian::docid from) = 0;
};
using Walks = std::vector<std::unique_ptr<Walk>>;

class TermWalk : public Walk
{
  public:
    TermWalk(const Xapian::Database &db, const std::string &term)
        : it_(db.postlist_begin(term)), end_(db.postlist_end(term))
    {
    }
    Xapian::docid seek(Xapian::docid from) override
    {
        if (it_ != end_ && *it_ < from) {
            it_.skip_to(from);
        }
        return it_ == end_ ? 0 : *it_;
    }

  private:
    Xapian::PostingIterator it_, end_;
};

class ListWalk : public Walk
{
  public:
    explicit ListWalk(const propos_node *node) : at_(node->among), end_(at_ + node->among_count)
    {
    }
    Xapian::docid seek(Xapian::docid from) override
    {
        at_ = std::lower_bound(at_, end_, from);
        return at_ == end_ ? 0 : *at_;
    }

  private:
    const uint32_t *at_, *end_;
};

// All of `all`, none of `none`, and the verdicts.
class AndWalk : public Walk
{
  public:
    AndWalk(Stopper &stopper, Walks all, Walks none, std::vector<Verdict> verdicts)
        : stopper_(stopper), all_(std::move(all)), none_(std::move(none)),
          verdicts_(std::move(verdicts))
    {
    }
    Xapian::docid seek(Xapian::docid from) override
    {
        for (Xapian::docid id = meet(from); id != 0; id = meet(id + 1)) {
            bool holds =
                std::none_of(none_.begin(), none_.end(),
                             [id](const std::unique_ptr<Walk> &w) { return w->seek(id) == id; }) &&
                std::all_of(verdicts_.begin(), verdicts_.end(),
                            [&](const Verdict &v) { return v.holds(id, stopper_); });
            if (holds) {
                return id;
            }
        }
        return 0;
    }

  private:
    // The first passage from `id` on where all meet.
    Xapian::docid meet(Xapian::docid id)
    {
        for (size_t agreed = 0, i = 0; agreed < all_.size(); i = (i + 1) % all_.size()) {
            stopper_.tick();
            Xapian::docid next = all_[i]->seek(id);
            if (next == 0) {
                return 0;
            }
            agreed = next == id ? agreed + 1 : 1;
            id = next;
        }
        return id;
    }

    Stopper &stopper_;
    Walks all_, none_;
    std::vector<Verdict> verdicts_;
};

class OrWalk : public Walk
{
  public:
    explicit OrWalk(Walks any) : any_(std::move(any))
    {
    }
    Xapian::docid seek(Xapian::docid from) override
    {
        Xapian::docid first = 0;
        for (auto &walk : any_) {
            Xapian::docid next = walk->seek(from);
            first = next != 0 && (first == 0 || next < first) ? next : first;
        }
        return first;
    }

  private:
    Walks any_;
};

bool has_no_score(const propos_node *node)
{
    switch (node->kind) {
    case PROPOS_NODE_NONE:
    case PROPOS_NODE_ALL:
    case PROPOS_NODE_FILTER:
    case PROPOS_NODE_DECIDE:
        return true;
    case PROPOS_NODE_AND:
    case PROPOS_NODE_OR:
    case PROPOS_NODE_NOT:
        return std::all_of(node->children, node->children + node->child_count, has_no_score);
    default:
        return false;
    }
}

class WalkBuilder
{
  public:
    WalkBuilder(const Xapian::Database &db, Stopper &stopper) : db_(db), stopper_(stopper)
    {
    }
    std::unique_ptr<Walk> build(const propos_node *node)
    {
        char text[ENGINE_TERM_SIZE];
        Walks walks, none;
        std::vector<Verdict> verdicts;
        switch (node->kind) {
        case PROPOS_NODE_FILTER:
            return term(std::string(text, engine_filter_term(node->text, text)));
        case PROPOS_NODE_OR:
        case PROPOS_NODE_NONE:
            for (size_t i = 0; i < node->child_count; i++) {
                walks.push_back(build(node->children[i]));
            }
            return std::unique_ptr<Walk>(new OrWalk(std::move(walks)));
        case PROPOS_NODE_NOT:
            add(node->children[0], walks, verdicts, true);
            for (size_t i = 1; i < node->child_count; i++) {
                add(node->children[i], none, verdicts, false);
            }
            break;
        case PROPOS_NODE_AND:
            for (size_t i = 0; i < node->child_count; i++) {
                add(node->children[i], walks, verdicts, true);
            }
            break;
        default: // ALL, DECIDE
            add(node, walks, verdicts, true);
            break;
        }
        if (walks.empty()) {
            walks.push_back(term(std::string()));
        }
        return std::unique_ptr<Walk>(
            new AndWalk(stopper_, std::move(walks), std::move(none), std::move(verdicts)));
    }

  private:
    // The empty term is on every passage.
    std::unique_ptr<Walk> term(const std::string &name)
    {
        return std::unique_ptr<Walk>(new TermWalk(db_, name));
    }
    void add(const propos_node *node, Walks &walks, std::vector<Verdict> &verdicts, bool wanted)
    {
        if (node->kind == PROPOS_NODE_DECIDE) {
            verdicts.push_back({node, wanted, nullptr});
            if (wanted && node->among != nullptr) {
                // First, as the shortest.
                walks.insert(walks.begin(), std::unique_ptr<Walk>(new ListWalk(node)));
            }
        } else if (node->kind == PROPOS_NODE_ALL) {
            walks.push_back(term(std::string()));
        } else {
            walks.push_back(build(node));
        }
    }

    const Xapian::Database &db_;
    Stopper &stopper_;
};

void run_walk(engine_database *database, const propos_node *tree,
              const propos_match_options &options, propos_matches *out)
{
    Stopper stopper(options);
    std::unique_ptr<Walk> walk = WalkBuilder(database->db, stopper).build(tree);
    bool exact = options.exact || options.every != nullptr;
    std::vector<propos_hit> hits;
    for (Xapian::docid id = walk->seek(1); id != 0; id = walk->seek(id + 1)) {
        if (!exact && hits.size() >= options.limit) {
            break;
        }
        stopper.tick();
        out->total++;
        if (options.every != nullptr) {
            options.every(options.every_context, id);
        }
        if (out->total > options.first && hits.size() < options.limit) {
            hits.push_back({id, 0});
        }
    }
    out->hits = static_cast<propos_hit *>(propos_alloc(hits.size() + 1, sizeof *out->hits));
    std::copy(hits.begin(), hits.end(), out->hits);
    out->count = hits.size();
}

propos_status run_match(engine_database *database, const propos_node *tree,
                        const propos_match_options &options, propos_matches *out, bool *modified,
                        propos_error *error)
{
    if (options.boost == nullptr && has_no_score(tree)) {
        run_walk(database, tree, options, out);
        return PROPOS_OK;
    }
    Stopper stopper(options);
    std::vector<Verdict> last;
    Xapian::Query query = Builder(database, stopper, modified, error).build_top(tree, last);
    if (query.empty()) {
        return PROPOS_OK;
    }
    if (options.boost != nullptr) {
        query = Xapian::Query(Xapian::Query::OP_AND_MAYBE, query,
                              Xapian::Query((new Boost(options))->release()));
    }
    Xapian::Enquire enquire(database->db);
    enquire.set_query(query);
    enquire.set_weighting_scheme(Bm25(stopper));
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    bool exact = options.exact || options.every != nullptr;
    if (exact) {
        enquire.add_matchspy((new Spy(options, stopper))->release());
    }
    Xapian::doccount all = database->db.get_doccount();
    auto first = static_cast<Xapian::doccount>(std::min<size_t>(options.first, all));
    auto limit = static_cast<Xapian::doccount>(std::min<size_t>(options.limit, all - first));
    Decider decider(stopper, last);
    take_hits(
        enquire.get_mset(first, limit, exact ? all : 0, nullptr, last.empty() ? nullptr : &decider),
        out);
    return PROPOS_OK;
}

} // namespace

extern "C" {

propos_status engine_database_open(const char *path, engine_database **out, propos_error *error)
{
    return guarded(path, nullptr, error, [&] {
        std::unique_ptr<engine_database> database(new engine_database);
        database->path = path;
        database->db = Xapian::Database(path);
        *out = database.release();
        return PROPOS_OK;
    });
}

void engine_database_close(engine_database *database)
{
    (void)guarded("", nullptr, nullptr, [&] {
        delete database;
        return PROPOS_OK;
    });
}

propos_status engine_database_reopen(engine_database *database, propos_error *error)
{
    return guarded(database->path, nullptr, error, [&] {
        (void)database->db.reopen();
        return PROPOS_OK;
    });
}

propos_status engine_database_note(engine_database *database, const char *key, propos_buffer *out,
                                   propos_error *error)
{
    return guarded(database->path, nullptr, error, [&] {
        std::string value = database->db.get_metadata(key);
        propos_buffer_add(out, value.data(), value.size());
        return PROPOS_OK;
    });
}

propos_status engine_database_match(engine_database *database, const propos_node *tree,
                                    const propos_match_options *options, propos_matches *out,
                                    bool *modified, propos_error *error)
{
    *modified = false;
    *out = propos_matches{};
    return guarded(database->path, modified, error,
                   [&] { return run_match(database, tree, *options, out, modified, error); });
}

propos_status engine_database_words(engine_database *database, const char *prefix,
                                    bool (*each)(void *context, const char *word, size_t passages),
                                    void *context, bool *modified, propos_error *error)
{
    *modified = false;
    return guarded(database->path, modified, error, [&] {
        struct Giver {
            Vocabulary vocabulary;
            bool (*each)(void *context, const char *word, size_t passages);
            void *context;
        } giver = {Vocabulary(database, PROPOS_FIELD_TEXT), each, context};
        engine_vocabulary face = giver.vocabulary.face();
        auto give = [](void *to, const char *word) {
            auto self = static_cast<Giver *>(to);
            return self->each(self->context, word, self->vocabulary.passages());
        };
        propos_status status = engine_expand(&face, prefix, give, &giver, error);
        *modified = giver.vocabulary.modified;
        return status;
    });
}

propos_status engine_database_check(const char *path, propos_error *error)
{
    return guarded(path, nullptr, error, [&] {
        if (Xapian::Database::check(path, 0, nullptr) != 0) {
            return propos_fail_at(error, PROPOS_DAMAGED, path, 0,
                                  _("the index is damaged: index the study again"));
        }
        return PROPOS_OK;
    });
}

propos_status engine_writer_open(const char *path, bool create, engine_writer **out,
                                 propos_error *error)
{
    return guarded(path, nullptr, error, [&] {
        std::unique_ptr<engine_writer> writer(new engine_writer);
        writer->path = path;
        int flags = create ? Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS : Xapian::DB_OPEN;
        writer->db = Xapian::WritableDatabase(path, flags);
        *out = writer.release();
        return PROPOS_OK;
    });
}

void engine_writer_discard(engine_writer *writer)
{
    if (writer == nullptr) {
        return;
    }
    // Closing would commit what is pending; an empty transaction that is cancelled drops it.
    (void)guarded(writer->path, nullptr, nullptr, [&] {
        writer->db.begin_transaction(false);
        writer->db.cancel_transaction();
        return PROPOS_OK;
    });
    (void)guarded(writer->path, nullptr, nullptr, [&] {
        delete writer;
        return PROPOS_OK;
    });
}

propos_status engine_writer_put(engine_writer *writer, const engine_document *document,
                                propos_error *error)
{
    return guarded(writer->path, nullptr, error, [&] {
        Xapian::Document added;
        std::string term;
        for (size_t i = 0; i < document->count; i++) {
            const engine_posting &p = document->items[i];
            term.assign(document->bytes.bytes + p.start, p.length);
            if (p.position != 0) {
                added.add_posting(term, p.position, p.wdf);
            } else {
                added.add_term(term, p.wdf);
            }
        }
        writer->db.replace_document(document->id, added);
        return PROPOS_OK;
    });
}

propos_status engine_writer_remove(engine_writer *writer, uint32_t id, propos_error *error)
{
    return guarded(writer->path, nullptr, error, [&] {
        try {
            writer->db.delete_document(id);
        } catch (const Xapian::DocNotFoundError &) {
            // It came and went between two runs.
        }
        return PROPOS_OK;
    });
}

propos_status engine_writer_note(engine_writer *writer, const char *key, const char *value,
                                 propos_error *error)
{
    return guarded(writer->path, nullptr, error, [&] {
        writer->db.set_metadata(key, value);
        return PROPOS_OK;
    });
}

propos_status engine_writer_commit(engine_writer *writer, propos_error *error)
{
    return guarded(writer->path, nullptr, error, [&] {
        writer->db.commit();
        return PROPOS_OK;
    });
}

propos_status engine_merge(const char *const *parts, size_t count, const char *path,
                           propos_error *error)
{
    return guarded(path, nullptr, error, [&] {
        Xapian::Database all;
        for (size_t i = 0; i < count; i++) {
            all.add_database(Xapian::Database(parts[i]));
        }
        all.compact(path, Xapian::DBCOMPACT_NO_RENUMBER);
        return PROPOS_OK;
    });
}

} // extern "C"
