// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_family.h"

#include <algorithm>
#include <optional>

namespace bafo::ui {
namespace {

MemberKind kindOf(const runs::ModelSummary &model)
{
    const std::string &how = model.lineage.how;
    if (model.adapterRank > 0) {
        return MemberKind::adapter;
    }
    if (how == "merge") {
        return MemberKind::merged;
    }
    if (how == "init") {
        return MemberKind::random;
    }
    if (how == "expand") {
        return MemberKind::grown;
    }
    if (how == "train") {
        return MemberKind::trained;
    }
    return how == "export" ? MemberKind::exported : MemberKind::base;
}

/// Parents by index into the listing, without circles.
class Parents {
public:
    explicit Parents(const std::vector<runs::ModelSummary> &models)
        : m_models(models)
        , m_parentOf(models.size())
        , m_isInCircle(models.size(), false)
    {
        for (const runs::ModelSummary &model : models) {
            m_hashes.push_back(model.lineage.weightHash());
        }
        for (std::size_t child = 0; child < models.size(); ++child) {
            const auto parent = find(child);
            if (parent && descendsFrom(*parent, child)) {
                m_isInCircle[child] = true;
            } else {
                m_parentOf[child] = parent;
            }
        }
    }

    [[nodiscard]] std::optional<std::size_t> of(std::size_t child) const { return m_parentOf[child]; }
    [[nodiscard]] bool isInCircle(std::size_t child) const { return m_isInCircle[child]; }

private:
    /// What was merged stands under its adapter, which stands under its base.
    [[nodiscard]] std::optional<std::size_t> find(std::size_t child) const
    {
        std::optional<std::size_t> first;
        for (const runs::LineageParent &wanted : m_models[child].lineage.parents) {
            const auto found = find(child, wanted);
            if (found && m_models[*found].adapterRank > 0) {
                return found;
            }
            first = first ? first : found;
        }
        return first;
    }

    /// Of several models with these weights the one that has the name too.
    [[nodiscard]] std::optional<std::size_t> find(std::size_t child, const runs::LineageParent &wanted) const
    {
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < m_models.size(); ++i) {
            const bool hasName = wanted.name == m_models[i].name;
            const bool isIt = m_hashes[i].empty() ? hasName : wanted.weightHash == m_hashes[i];
            if (i != child && isIt && (!found || hasName)) {
                found = i;
            }
        }
        return found;
    }

    [[nodiscard]] bool descendsFrom(std::size_t model, std::size_t ancestor) const
    {
        for (std::optional<std::size_t> at = model; at; at = m_parentOf[*at]) {
            if (*at == ancestor) {
                return true;
            }
        }
        return false;
    }

    const std::vector<runs::ModelSummary> &m_models;
    std::vector<std::string> m_hashes;
    std::vector<std::optional<std::size_t>> m_parentOf;
    std::vector<bool> m_isInCircle;
};

class FamilyWalk {
public:
    explicit FamilyWalk(const runs::ModelListing &listing)
        : m_models(listing.models)
        , m_parents(listing.models)
        , m_childrenOf(listing.models.size())
    {
        for (std::size_t i = 0; i < m_models.size(); ++i) {
            if (const auto parent = m_parents.of(i)) {
                m_childrenOf[*parent].push_back(i);
            }
        }
        for (std::size_t i = 0; i < m_models.size(); ++i) {
            if (!m_parents.of(i)) {
                visit(i, 0);
            }
        }
    }

    std::vector<FamilyMember> members;

private:
    void visit(std::size_t index, int depth)
    {
        const runs::ModelSummary &model = m_models[index];
        FamilyMember member{.kind = kindOf(model),
                            .name = QString::fromStdString(model.name),
                            .depth = depth,
                            .model = model,
                            .error = {},
                            .origins = {},
                            .isOriginHere = m_parents.of(index).has_value(),
                            .isInCircle = m_parents.isInCircle(index),
                            .children = {}};
        for (const runs::LineageParent &parent : model.lineage.parents) {
            member.origins.append(QString::fromStdString(parent.name));
        }
        for (const std::size_t child : m_childrenOf[index]) {
            member.children.append(QString::fromStdString(m_models[child].name));
        }
        members.push_back(std::move(member));
        for (const std::size_t child : m_childrenOf[index]) {
            visit(child, depth + 1);
        }
    }

    const std::vector<runs::ModelSummary> &m_models;
    Parents m_parents;
    std::vector<std::vector<std::size_t>> m_childrenOf;
};

} // namespace

bool FamilyMember::missesItsOrigin() const
{
    const bool isFromOutside = kind == MemberKind::base || kind == MemberKind::unreadable;
    return !isFromOutside && !isOriginHere && !isInCircle && !origins.isEmpty();
}

QString FamilyMember::setting(const char *key) const
{
    const auto found = model.lineage.settings.find(key);
    return found == model.lineage.settings.end() ? QString() : QString::fromStdString(found->second);
}

std::vector<FamilyMember> familyOf(const runs::ModelListing &listing)
{
    FamilyWalk walk(listing);
    for (const runs::UnreadableModel &model : listing.unreadable) {
        walk.members.push_back({.kind = MemberKind::unreadable,
                                .name = QString::fromStdString(model.name),
                                .depth = 0,
                                .model = {},
                                .error = model.error,
                                .origins = {},
                                .isOriginHere = false,
                                .isInCircle = false,
                                .children = {}});
    }
    return std::move(walk.members);
}

} // namespace bafo::ui
