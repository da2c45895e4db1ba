// SPDX-License-Identifier: Apache-2.0
#include "core/data/instruction_builder.h"

#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/data/text_rules.h"

#include <algorithm>
#include <set>

namespace bafo::data {
namespace {

/// Keeps these draws apart from every other use of the same seed ("BILI").
constexpr std::uint32_t kPurpose = 0x42494C49;

/// Conversations of one pair or question: draws hang on seed, dataset and pair only.
class Draws {
public:
    Draws(std::uint64_t seed, std::size_t origin, std::int64_t pair)
        : m_stream({.seed = seed,
                    .step = static_cast<std::uint64_t>(origin),
                    .sequence = static_cast<std::uint64_t>(pair),
                    .layer = 0,
                    .purpose = kPurpose})
    {
    }

    double share() { return m_stream.uniform(m_next++); }
    std::size_t below(std::size_t count)
    {
        return std::min(static_cast<std::size_t>(share() * static_cast<double>(count)), count - 1);
    }

private:
    RandomStream m_stream;
    std::uint64_t m_next = 0;
};

constexpr std::size_t kWindowWords = 8;

/// What a document has in common with another that says the same: its text, of a conversation its questions, without
/// trimmings; and every eight words in a row.
Result<std::vector<std::string>> keysOf(const Document &document)
{
    std::vector<std::string> keys;
    const std::string whole = normalizedKey(document.text);
    std::vector<std::size_t> starts{0};
    for (std::size_t gap = whole.find(' '); gap != std::string::npos; gap = whole.find(' ', gap + 1)) {
        starts.push_back(gap + 1);
    }
    for (std::size_t i = 0; i + kWindowWords <= starts.size(); ++i) {
        const std::size_t end = i + kWindowWords < starts.size() ? starts[i + kWindowWords] - 1 : whole.size();
        keys.push_back(whole.substr(starts[i], end - starts[i]));
    }
    if (document.turns.empty()) {
        keys.push_back(whole);
        return keys;
    }
    for (const text::ChatMessage &message : BAFO_TRY(parseConversation(document.turns))) {
        if (message.role == "user") {
            keys.push_back(normalizedKey(message.content));
        }
    }
    return keys;
}

Failure inOrigin(const std::string &name, const std::string &what, const std::string &hint)
{
    return fail(ErrorCode::config, "the dataset '" + name + "' " + what, hint);
}

class Builder {
public:
    Builder(const InstructionTemplates &templates, const BuilderSettings &settings,
            const std::unordered_set<std::string> &evaluationKeys)
        : m_templates(templates)
        , m_settings(settings)
        , m_evaluationKeys(evaluationKeys)
    {
    }

    Result<void> addOrigin(const BuilderOrigin &origin, bool isParallel)
    {
        BAFO_TRY(check(origin, isParallel));
        std::vector<Document> group;
        const DocumentQuery query{.language = {}, .split = std::string(kTrainSplit), .search = {}};
        const auto add = [&](const Document &document) -> Result<void> {
            if (!group.empty() && (document.pair == 0 || document.pair != group.front().pair)) {
                BAFO_TRY(addGroup(group, isParallel));
                group.clear();
            }
            group.push_back(document);
            return {};
        };
        BAFO_TRY(origin.dataset->visit(query, add));
        if (group.empty()) {
            return inOrigin(origin.name, "has no documents in the split 'train'",
                            "split it first: bafo data split " + origin.name + " --held-out 0.1");
        }
        BAFO_TRY(addGroup(group, isParallel));
        ++m_origin;
        return {};
    }

    BuiltConversations take()
    {
        std::sort(m_drawn.begin(), m_drawn.end(), [](const Drawn &a, const Drawn &b) { return a.order < b.order; });
        for (Drawn &drawn : m_drawn) {
            m_built.entries.push_back(std::move(drawn.made));
        }
        return std::move(m_built);
    }

private:
    struct Drawn {
        std::pair<double, std::size_t> order;
        MadeEntry made;
    };

    Result<void> check(const BuilderOrigin &origin, bool isParallel)
    {
        if (BAFO_TRY(origin.dataset->holdsConversations()) == isParallel) {
            return isParallel
                ? inOrigin(origin.name, "holds conversations, not translated texts", "use --from-questions")
                : inOrigin(origin.name, "holds texts, not questions with answers", "use --from-parallel");
        }
        std::set<std::string> licences;
        for (const Source &source : BAFO_TRY(origin.dataset->sources())) {
            if (source.isForEvaluation) {
                return inOrigin(origin.name, "has an evaluation in it: " + source.file,
                                "nothing that models are tested with may be learnt; build from other text");
            }
            licences.insert(source.licence);
        }
        std::string licence;
        for (const std::string &one : licences) {
            licence += (licence.empty() ? "" : "; ") + one;
        }
        const std::string revision = BAFO_TRY(origin.dataset->revision());
        const std::string shares = std::to_string(m_settings.translate) + " " + std::to_string(m_settings.ask) + " "
            + std::to_string(m_settings.cross);
        m_built.origins.push_back(
            {.name = origin.name,
             .sha256 = sha256Of(revision + "\n" + std::to_string(m_settings.seed) + "\n" + shares),
             .licence = licence,
             .provenance = "built from the dataset " + origin.name + ", revision " + revision.substr(0, 12) + ", seed "
                 + std::to_string(m_settings.seed)});
        return {};
    }

    Result<void> addGroup(const std::vector<Document> &group, bool isParallel)
    {
        for (const Document &document : group) {
            const std::vector<std::string> keys
                = m_evaluationKeys.empty() ? std::vector<std::string>() : BAFO_TRY(keysOf(document));
            if (std::any_of(keys.begin(), keys.end(),
                            [this](const auto &key) { return m_evaluationKeys.contains(key); })) {
                ++m_built.skipped["it stands in an evaluation"];
                return {};
            }
        }
        Draws draws(m_settings.seed, m_origin, group.front().id);
        const std::size_t before = m_drawn.size();
        for (const Document &one : group) {
            for (const Document &other : group) {
                if (isParallel && one.language != other.language) {
                    addTranslation(one, other, draws);
                } else if (!isParallel && (&one == &other || one.language != other.language)) {
                    BAFO_TRY(addQuestion(one, other, draws));
                }
            }
        }
        const bool isUsed = m_drawn.size() > before;
        m_built.numPairs += isUsed ? 1 : 0;
        if (!isUsed) {
            ++m_built.skipped[isParallel && group.size() < 2 ? "it has no translation"
                                                             : "not drawn, or no wording for it"];
        }
        return {};
    }

    /// One of the texts for this direction, in whatever language the wording is; null where there is none.
    const std::string *draw(InstructionKind kind, const Document &from, const Document &to, Draws &draws) const
    {
        std::vector<const InstructionWording *> fitting;
        for (const InstructionWording &wording : m_templates) {
            if (wording.kind == kind && wording.from == from.language && wording.to == to.language) {
                fitting.push_back(&wording);
            }
        }
        if (fitting.empty()) {
            return nullptr;
        }
        const InstructionWording &chosen = *fitting[draws.below(fitting.size())];
        return &chosen.texts[draws.below(chosen.texts.size())];
    }

    void addTranslation(const Document &from, const Document &to, Draws &draws)
    {
        const bool isWanted = draws.share() < m_settings.translate;
        const std::string *text = draw(InstructionKind::translate, from, to, draws);
        if (isWanted && text != nullptr) {
            keep({{.role = "user", .content = *text, .input = from.text}, {.role = "assistant", .content = to.text}},
                 from, to, draws);
        }
    }

    Result<void> addQuestion(const Document &from, const Document &to, Draws &draws)
    {
        const bool isOwn = &from == &to;
        const bool isWanted = draws.share() < (isOwn ? m_settings.ask : m_settings.cross);
        const std::string *text = draw(InstructionKind::ask, from, to, draws);
        Conversation question = BAFO_TRY(parseConversation(from.turns));
        const Conversation answer = BAFO_TRY(parseConversation(to.turns));
        if (!isWanted || (!isOwn && (question.size() != 2 || answer.size() != 2))) {
            return {};
        }
        if (question.size() == 2 && text != nullptr) {
            std::string words = *text;
            words.replace(words.find("{question}"), std::string_view("{question}").size(), question.front().content);
            question.front().content = std::move(words);
            question.back().content = answer.back().content;
        } else if (!isOwn) {
            return {}; // nothing would say in which language to answer
        }
        keep(std::move(question), from, to, draws);
        return {};
    }

    void keep(Conversation conversation, const Document &from, const Document &to, Draws &draws)
    {
        const std::string language = from.language == to.language ? to.language : from.language + "-" + to.language;
        Entry entry{.texts = {}, .context = {}, .place = "document " + std::to_string(from.id), .group = {}};
        entry.texts.push_back({.language = language, .text = {}, .conversation = std::move(conversation)});
        entry.group = std::to_string(from.pair != 0 ? from.pair : from.id);
        m_drawn.push_back(
            {.order = {draws.share(), m_drawn.size()}, .made = {.origin = m_origin, .entry = std::move(entry)}});
    }

    const InstructionTemplates &m_templates;
    const BuilderSettings &m_settings;
    const std::unordered_set<std::string> &m_evaluationKeys;
    std::size_t m_origin = 0;
    std::vector<Drawn> m_drawn;
    BuiltConversations m_built;
};

} // namespace

Result<void> addEvaluationKeys(Dataset &dataset, std::unordered_set<std::string> &keys)
{
    for (const Source &source : BAFO_TRY(dataset.sources())) {
        if (!source.isForEvaluation) {
            continue;
        }
        const DocumentQuery query{.language = {}, .split = {}, .search = {}, .source = source.id};
        const auto add = [&keys](const Document &document) -> Result<void> {
            for (std::string &key : BAFO_TRY(keysOf(document))) {
                keys.insert(std::move(key));
            }
            return {};
        };
        BAFO_TRY(dataset.visit(query, add));
    }
    return {};
}

Result<BuiltConversations> buildInstructions(const std::vector<BuilderOrigin> &parallel,
                                             const std::vector<BuilderOrigin> &questions,
                                             const InstructionTemplates &templates, const BuilderSettings &settings,
                                             const std::unordered_set<std::string> &evaluationKeys)
{
    for (const double share : {settings.translate, settings.ask, settings.cross}) {
        if (!(share >= 0 && share <= 1)) {
            return fail(ErrorCode::config, "a share is " + std::to_string(share), "write shares from 0 to 1");
        }
    }
    Builder builder(templates, settings, evaluationKeys);
    for (const BuilderOrigin &origin : parallel) {
        BAFO_TRY(builder.addOrigin(origin, true));
    }
    for (const BuilderOrigin &origin : questions) {
        BAFO_TRY(builder.addOrigin(origin, false));
    }
    BuiltConversations built = builder.take();
    if (built.entries.empty()) {
        std::string why;
        for (const auto &[reason, count] : built.skipped) {
            why += "; " + std::to_string(count) + " pairs: " + reason;
        }
        return fail(ErrorCode::config, "nothing came out" + why,
                    "raise the shares, or name datasets of translated pairs");
    }
    return built;
}

} // namespace bafo::data
