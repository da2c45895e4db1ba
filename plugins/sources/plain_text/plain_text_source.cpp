// SPDX-License-Identifier: Apache-2.0
#include "plugins/sources/plain_text/plain_text_source.h"

#include "core/data/text_rules.h"

#include <algorithm>

namespace bafo::sources {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Collects lines into documents.
class Cutter {
public:
    Cutter(const data::SourceOptions &options, data::EntrySink &sink)
        : m_options(options)
        , m_sink(sink)
    {
    }

    Result<void> addLine(std::string_view line, std::int64_t number)
    {
        const bool isEmpty = data::trimmed(line).empty();
        const bool isEnd = m_options.unit == data::DocumentUnit::line
            || (m_options.unit == data::DocumentUnit::paragraph && isEmpty);
        if (m_text.empty() && isEmpty) {
            return {};
        }
        if (m_text.empty()) {
            m_firstLine = number;
        }
        if (!isEmpty || !isEnd) {
            m_text += (m_text.empty() ? "" : "\n");
            m_text += line;
        }
        return isEnd ? finish() : Result<void>();
    }

    Result<void> finish()
    {
        while (!m_text.empty() && (m_text.back() == '\n')) {
            m_text.pop_back();
        }
        if (m_text.empty()) {
            return {};
        }
        data::Entry entry{.texts = {{m_options.language, std::move(m_text)}},
                          .context = {},
                          .place = "line " + std::to_string(m_firstLine)};
        m_text.clear();
        return m_sink.add(std::move(entry));
    }

private:
    const data::SourceOptions &m_options;
    data::EntrySink &m_sink;
    std::string m_text;
    std::int64_t m_firstLine = 0;
};

} // namespace

Result<void> PlainTextSource::read(std::string_view bytes, const data::SourceOptions &options,
                                   data::EntrySink &sink) const
{
    if (const auto bad = data::firstBadByte(bytes)) {
        const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
        return fail(ErrorCode::data,
                    "line " + std::to_string(line) + ", byte " + std::to_string(*bad) + " of the file is no UTF-8",
                    "convert the file to UTF-8, for example with iconv");
    }
    if (bytes.starts_with(kByteOrderMark)) {
        sink.skip("byte-order mark");
        bytes.remove_prefix(kByteOrderMark.size());
    }
    Cutter cutter(options, sink);
    for (std::int64_t number = 1; !bytes.empty(); ++number) {
        const std::size_t end = bytes.find('\n');
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        BAFO_TRY(cutter.addLine(line, number));
    }
    return cutter.finish();
}

} // namespace bafo::sources
