// SPDX-License-Identifier: Apache-2.0
#include "plugins/sources/sources.h"

#include "plugins/sources/conversations/conversations_source.h"
#include "plugins/sources/gettext_mo/gettext_mo_source.h"
#include "plugins/sources/jsonl/jsonl_source.h"
#include "plugins/sources/plain_text/plain_text_source.h"
#include "plugins/sources/tab_pairs/tab_pairs_source.h"

namespace bafo::sources {

Registry<data::DocumentSource> makeSources()
{
    Registry<data::DocumentSource> sources("data source");
    sources.add(std::make_unique<PlainTextSource>());
    sources.add(std::make_unique<JsonlSource>());
    sources.add(std::make_unique<GettextMoSource>());
    sources.add(std::make_unique<ConversationsSource>());
    sources.add(std::make_unique<TabPairsSource>());
    return sources;
}

} // namespace bafo::sources
