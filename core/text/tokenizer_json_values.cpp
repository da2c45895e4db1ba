// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_json_values.h"

namespace bafo::text {

using Json = nlohmann::json;

Failure damagedTokenizer(const std::string &message)
{
    return fail(ErrorCode::data, message, "the tokenizer is damaged; copy it again");
}

Failure notUnderstood(const std::string &what, const Json &value, const std::string &hint)
{
    return fail(ErrorCode::data,
                what + " " + value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 200)
                    + " would change the tokens and is not understood",
                hint);
}

Json at(const Json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found == object.end() ? Json() : *found;
}

bool isTrue(const Json &value)
{
    return value.is_boolean() && value.get<bool>();
}

std::string textOf(const Json &value)
{
    return value.is_string() ? value.get<std::string>() : std::string();
}

} // namespace bafo::text
