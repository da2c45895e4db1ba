// SPDX-License-Identifier: Apache-2.0
#include "core/formats/pickle_values.h"

#include "core/formats/pickle_opcodes.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

namespace bafo::formats {
namespace {

using namespace pickle;

constexpr std::size_t kMaxStack = 4'000'000;
constexpr std::size_t kMaxTextBytes = 1U << 20U;
constexpr std::size_t kMaxGlobalBytes = 256;
constexpr unsigned kProtocol = 2;

Failure broken(const std::string &why)
{
    return fail(ErrorCode::data, "its pickle " + why,
                "the file is damaged or was made to mislead: take it from its origin again");
}

Failure foreign(const std::string &why)
{
    return fail(ErrorCode::data, "its pickle " + why,
                "nothing of it was run. Ask its maker for the weights alone: model.save_pretrained(), or "
                "torch.save(model.state_dict(), FILE)");
}

bool isPlain(std::string_view text)
{
    return !text.empty() && text.size() <= kMaxGlobalBytes
        && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

class Machine {
public:
    Machine(std::span<const std::byte> bytes, GlobalJudge judge, const PickleLimits &limits)
        : m_bytes(bytes)
        , m_judge(judge)
        , m_limits(limits)
    {
    }

    Result<PickleValues> run()
    {
        if (m_bytes.size() > m_limits.maxBytes) {
            return broken("has " + std::to_string(m_bytes.size()) + " bytes, " + std::to_string(m_limits.maxBytes)
                          + " are allowed");
        }
        if (m_bytes.size() < 2 || m_bytes[0] != std::byte{Protocol} || m_bytes[1] != std::byte{kProtocol}) {
            return broken("is not of protocol 2, which torch.save writes");
        }
        m_at = 2;
        while (!m_isStopped) {
            const auto opcode = static_cast<std::uint8_t>(BAFO_TRY(number(1)));
            BAFO_TRY(step(opcode));
        }
        if (m_at != m_bytes.size() || m_stack.size() != 1 || !m_marks.empty()) {
            return broken("does not end where it says");
        }
        m_values.root = m_stack.front();
        return std::move(m_values);
    }

private:
    Result<std::uint64_t> number(unsigned size)
    {
        const std::string_view taken = BAFO_TRY(take(size));
        std::uint64_t value = 0;
        for (unsigned i = 0; i < size; ++i) {
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(taken[i])) << (8 * i);
        }
        return value;
    }

    Result<std::string_view> take(std::uint64_t count)
    {
        if (count > m_bytes.size() - m_at) {
            return broken("is cut short at byte " + std::to_string(m_bytes.size()));
        }
        const std::string_view taken(reinterpret_cast<const char *>(m_bytes.data()) + m_at, count);
        m_at += count;
        return taken;
    }

    Result<std::string_view> line()
    {
        const std::string_view rest(reinterpret_cast<const char *>(m_bytes.data()) + m_at,
                                    std::min(m_bytes.size() - m_at, kMaxGlobalBytes + 1));
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos || !isPlain(rest.substr(0, end))) {
            return broken("imports something without a sound name");
        }
        m_at += end + 1;
        return rest.substr(0, end);
    }

    Result<void> step(std::uint8_t opcode)
    {
        switch (opcode) {
        case Mark:
            m_marks.push_back(m_stack.size());
            return m_marks.size() > m_limits.maxDepth ? broken("is nested too deeply") : Result<void>();
        case Stop:
            m_isStopped = true;
            return {};
        case BinPut:
        case LongBinPut:
            return remember(BAFO_TRY(number(opcode == BinPut ? 1 : 4)));
        case BinGet:
        case LongBinGet:
            return recall(BAFO_TRY(number(opcode == BinGet ? 1 : 4)));
        case EmptyTuple:
        case Tuple:
        case Tuple1:
        case Tuple2:
        case Tuple3:
            return makeTuple(opcode);
        case Append:
        case Appends:
        case SetItem:
        case SetItems:
            return extend(opcode);
        case Global:
        case Reduce:
        case NewObject:
        case Build:
        case BinPersistent:
            return stepObject(opcode);
        default:
            return stepConstant(opcode);
        }
    }

    Result<void> stepConstant(std::uint8_t opcode)
    {
        switch (opcode) {
        case None:
            return push({});
        case True:
        case False:
            return push({.kind = PickleKind::boolean, .integer = opcode == True ? 1 : 0});
        case BinInt:
            return pushInteger(static_cast<std::int32_t>(BAFO_TRY(number(4))));
        case BinInt1:
            return pushInteger(static_cast<std::int64_t>(BAFO_TRY(number(1))));
        case BinInt2:
            return pushInteger(static_cast<std::int64_t>(BAFO_TRY(number(2))));
        case Long1: {
            const std::uint64_t size = BAFO_TRY(number(1));
            return pushLong(BAFO_TRY(take(size)));
        }
        case BinFloat:
            return push(
                {.kind = PickleKind::number, .number = std::bit_cast<double>(__builtin_bswap64(BAFO_TRY(number(8))))});
        case BinUnicode: {
            const std::uint64_t size = BAFO_TRY(number(4));
            if (size > kMaxTextBytes) {
                return broken("claims a text of " + std::to_string(size) + " bytes");
            }
            return push({.kind = PickleKind::text, .text = BAFO_TRY(take(size))});
        }
        case EmptyList:
            return push({.kind = PickleKind::list});
        case EmptyDictionary:
            return push({.kind = PickleKind::dictionary});
        default:
            return refuse(opcode);
        }
    }

    static Result<void> refuse(std::uint8_t opcode)
    {
        return foreign("uses the opcode " + nameOfRefused(opcode) + ", which torch.save does not write");
    }

    Result<void> push(PickleValue value)
    {
        if (m_values.all.size() >= m_limits.maxValues) {
            return broken("holds more than " + std::to_string(m_limits.maxValues) + " values");
        }
        m_values.all.push_back(std::move(value));
        return pushPlace(static_cast<std::uint32_t>(m_values.all.size() - 1));
    }

    Result<void> pushPlace(std::uint32_t place)
    {
        if (m_stack.size() >= kMaxStack) {
            return broken("piles up more than " + std::to_string(kMaxStack) + " values");
        }
        m_stack.push_back(place);
        return {};
    }

    Result<void> pushInteger(std::int64_t value) { return push({.kind = PickleKind::integer, .integer = value}); }

    /// Two's complement, little-endian, as long as it needs to be.
    Result<void> pushLong(std::string_view bytes)
    {
        if (bytes.size() > sizeof(std::uint64_t)) {
            return push({.kind = PickleKind::bigInteger});
        }
        std::uint64_t value = !bytes.empty() && static_cast<signed char>(bytes.back()) < 0 ? ~std::uint64_t{0} : 0;
        for (std::size_t i = bytes.size(); i-- > 0;) {
            value = value << 8U | static_cast<unsigned char>(bytes[i]);
        }
        return pushInteger(static_cast<std::int64_t>(value));
    }

    /// The place of the uppermost value, taken off. What lies below the last mark is out of reach.
    Result<std::uint32_t> pop()
    {
        if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back())) {
            return broken("takes a value where there is none");
        }
        const std::uint32_t place = m_stack.back();
        m_stack.pop_back();
        return place;
    }

    /// All values above the last mark, taken off together with it.
    Result<std::vector<std::uint32_t>> popToMark()
    {
        if (m_marks.empty()) {
            return broken("ends a list that it has not begun");
        }
        const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<std::uint32_t> places(begin, m_stack.end());
        m_stack.erase(begin, m_stack.end());
        m_marks.pop_back();
        return places;
    }

    /// CPython numbers what it remembers one after the other; a number out of order is a memory bomb.
    Result<void> remember(std::uint64_t index)
    {
        if (index != m_memo.size() || m_stack.empty()) {
            return broken("remembers something as number " + std::to_string(index) + ", out of order");
        }
        m_memo.push_back(m_stack.back());
        return {};
    }

    Result<void> recall(std::uint64_t index)
    {
        if (index >= m_memo.size()) {
            return broken("recalls number " + std::to_string(index) + ", which it has not remembered");
        }
        return pushPlace(m_memo[index]);
    }

    /// Puts one value into another, which may itself be in others already: CPython fills a container before it stores
    /// it, so what the limits see is what there is.
    Result<void> put(std::uint32_t container, std::uint32_t content)
    {
        PickleValue &outer = m_values.all[container];
        const PickleValue &inner = m_values.all[content];
        outer.depth = std::max(outer.depth, inner.depth + 1);
        outer.weight += inner.weight;
        if (outer.depth > m_limits.maxDepth) {
            return broken("is nested deeper than " + std::to_string(m_limits.maxDepth));
        }
        if (outer.weight > m_limits.maxWeight) {
            return broken("would unfold to more than " + std::to_string(m_limits.maxWeight) + " values");
        }
        outer.items.push_back(content);
        return {};
    }

    /// A new value on the stack, made of others.
    Result<void> pushMade(PickleKind kind, const std::vector<std::uint32_t> &contents)
    {
        BAFO_TRY(push({.kind = kind}));
        const std::uint32_t made = m_stack.back();
        m_values.all[made].items.reserve(contents.size());
        for (const std::uint32_t content : contents) {
            BAFO_TRY(put(made, content));
        }
        return {};
    }

    Result<void> makeTuple(std::uint8_t opcode)
    {
        std::vector<std::uint32_t> contents;
        if (opcode == Tuple) {
            contents = BAFO_TRY(popToMark());
        } else if (opcode != EmptyTuple) {
            contents.resize(opcode - Tuple1 + 1U);
            for (std::size_t i = contents.size(); i-- > 0;) {
                contents[i] = BAFO_TRY(pop());
            }
        }
        return pushMade(PickleKind::tuple, contents);
    }

    Result<void> extend(std::uint8_t opcode)
    {
        std::vector<std::uint32_t> contents;
        if (opcode == Appends || opcode == SetItems) {
            contents = BAFO_TRY(popToMark());
        } else {
            contents.resize(opcode == Append ? 1 : 2);
            for (std::size_t i = contents.size(); i-- > 0;) {
                contents[i] = BAFO_TRY(pop());
            }
        }
        const std::uint32_t container = BAFO_TRY(pop());
        BAFO_TRY(pushPlace(container));
        const PickleKind kind = m_values.all[container].kind;
        const bool isPairs = opcode == SetItem || opcode == SetItems;
        const bool fits = kind == PickleKind::call || kind == (isPairs ? PickleKind::dictionary : PickleKind::list);
        if (!fits || (isPairs && contents.size() % 2 != 0)) {
            return broken("fills something that cannot be filled so");
        }
        if (!isPairs && kind == PickleKind::call && !isOpaqueCall(m_values.all[container])) {
            return broken("appends to something that is no list");
        }
        if (!isPairs && kind == PickleKind::call) {
            return {}; // an opaque thing: nobody looks into it
        }
        for (const std::uint32_t content : contents) {
            BAFO_TRY(put(container, content));
        }
        return {};
    }

    [[nodiscard]] bool isOpaqueCall(const PickleValue &call) const { return m_values.at(call.items[0]).isOpaque; }

    Result<void> stepObject(std::uint8_t opcode)
    {
        if (opcode == Global) {
            return import();
        }
        if (opcode == BinPersistent) {
            const std::uint32_t name = BAFO_TRY(pop());
            return pushMade(PickleKind::stored, {name});
        }
        const std::uint32_t argument = BAFO_TRY(pop());
        const std::uint32_t target = BAFO_TRY(pop());
        if (opcode == Build) {
            BAFO_TRY(checkBuild(m_values.at(target), m_values.at(argument)));
            return pushPlace(target);
        }
        if (m_values.at(target).kind != PickleKind::global || m_values.at(argument).kind != PickleKind::tuple) {
            return foreign("calls something that is no function of a known name");
        }
        return pushMade(PickleKind::call, {target, argument});
    }

    Result<void> import()
    {
        const std::string_view module = BAFO_TRY(line());
        const std::string_view name = BAFO_TRY(line());
        const GlobalRule rule = m_judge(module, name);
        if (rule == GlobalRule::refused) {
            return foreign("imports " + std::string(module) + "." + std::string(name)
                           + ", which has no place among weights");
        }
        return push({.kind = PickleKind::global, .isOpaque = rule == GlobalRule::opaque, .text = module, .name = name});
    }

    /// State that is set on an opaque thing is as opaque. On a known one it may only be the "_metadata" that torch puts
    /// beside the tensors of a module.
    [[nodiscard]] Result<void> checkBuild(const PickleValue &target, const PickleValue &state) const
    {
        const bool isHarmless = state.kind == PickleKind::dictionary && state.items.size() == 2
            && m_values.at(state.items[0]).text == "_metadata";
        if (target.kind != PickleKind::call || (!isOpaqueCall(target) && !isHarmless)) {
            return foreign("sets the state of something that has none");
        }
        return {};
    }

    std::span<const std::byte> m_bytes;
    GlobalJudge m_judge;
    PickleLimits m_limits;
    std::size_t m_at = 0;
    bool m_isStopped = false;
    PickleValues m_values;
    std::vector<std::uint32_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::vector<std::uint32_t> m_memo;
};

} // namespace

Result<PickleValues> readPickle(std::span<const std::byte> bytes, GlobalJudge judge, const PickleLimits &limits)
{
    return Machine(bytes, judge, limits).run();
}

} // namespace bafo::formats
