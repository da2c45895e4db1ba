// SPDX-License-Identifier: Apache-2.0
#include "core/formats/yaml_limits.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <string>

namespace bafo::formats {
namespace {

/// Stops the reading of a document that breaks a rule; yaml-cpp knows no other way out.
class RuleBroken : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::string at(const YAML::Mark &mark)
{
    return mark.is_null() ? std::string() : "line " + std::to_string(mark.line + 1) + ": ";
}

/// Listens to a first reading that builds nothing.
class RuleGuard final : public YAML::EventHandler {
public:
    explicit RuleGuard(int maxDepth)
        : m_maxDepth(maxDepth)
    {
    }

    void OnDocumentStart(const YAML::Mark &mark) override
    {
        if (++m_numDocuments > 1) {
            throw RuleBroken(at(mark) + "a second document begins, one is read");
        }
    }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override { refuseAnchor(mark, anchor); }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override
    {
        throw RuleBroken(at(mark) + "aliases are not read");
    }
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, const std::string &) override
    {
        refuseAnchor(mark, anchor);
        refuseTag(mark, tag);
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        enter(mark, tag, anchor);
    }
    void OnSequenceEnd() override { --m_depth; }
    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        enter(mark, tag, anchor);
    }
    void OnMapEnd() override { --m_depth; }

private:
    static void refuseAnchor(const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (anchor != 0) {
            throw RuleBroken(at(mark) + "anchors are not read");
        }
    }

    /// yaml-cpp gives what has no tag "?", and what stands in quotes "!".
    static void refuseTag(const YAML::Mark &mark, const std::string &tag)
    {
        if (!tag.empty() && tag != "?" && tag != "!") {
            throw RuleBroken(at(mark) + "tags are not read");
        }
    }

    void enter(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor)
    {
        refuseAnchor(mark, anchor);
        refuseTag(mark, tag);
        if (++m_depth > m_maxDepth) {
            throw RuleBroken(at(mark) + "nested deeper than " + std::to_string(m_maxDepth));
        }
    }

    int m_maxDepth;
    int m_depth = 0;
    int m_numDocuments = 0;
};

} // namespace

Result<YAML::Node> parseYaml(std::string_view text, const YamlLimits &limits)
{
    if (text.size() > limits.maxBytes) {
        return fail(ErrorCode::config,
                    "it has " + std::to_string(text.size()) + " bytes, " + std::to_string(limits.maxBytes)
                        + " are allowed");
    }
    const std::string document(text);
    try {
        std::istringstream stream(document);
        YAML::Parser parser(stream);
        RuleGuard guard(limits.maxDepth);
        while (parser.HandleNextDocument(guard)) { // to the end: YAML::Load drops what stands behind the first document
        }
        return YAML::Load(document);
    } catch (const RuleBroken &error) {
        return fail(ErrorCode::config, error.what(), "write it out in plain YAML");
    } catch (const YAML::Exception &error) {
        return fail(ErrorCode::config, at(error.mark) + error.msg, "check the indentation and the colons there");
    }
}

} // namespace bafo::formats
