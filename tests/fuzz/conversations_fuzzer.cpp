// SPDX-License-Identifier: Apache-2.0
// Files of conversations: what is taken in can be learnt from, and comes back from the database as it went in.
#include "plugins/sources/conversations/conversations_source.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

class CheckingSink final : public bafo::data::EntrySink {
public:
    bafo::Result<void> add(bafo::data::Entry entry) override
    {
        for (const bafo::data::EntryText &text : entry.texts) {
            bafo::fuzz::require(bafo::data::whyUnusable(text.conversation).empty());
            const auto again = bafo::data::parseConversation(bafo::data::toJson(text.conversation));
            bafo::fuzz::require(again && *again == text.conversation);
        }
        return {};
    }
    void skip(std::string_view reason) override { bafo::fuzz::require(!reason.empty()); }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    CheckingSink sink;
    const auto read = bafo::sources::ConversationsSource().read(bafo::fuzz::textOf(data, size), {}, sink);
    bafo::fuzz::require(read || !read.error().message.empty());
    return 0;
}
