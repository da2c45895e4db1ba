# SPDX-License-Identifier: Apache-2.0
"""The rules hold in this tree, and each of them finds a planted violation."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import rules  # noqa: E402
from source_tree import functions  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LICENCE = '// SPDX-License-Identifier: Apache-2.0\n'


class RuleTest(unittest.TestCase):
    """Gives every test a folder of its own to plant violations in."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def plant(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def assert_found(self, rule, path, text, number=1):
        self.plant(path, text)
        found = rule(self.root)
        self.assertEqual(len(found), number, found)
        self.assertTrue(all(line.startswith(path) for line in found), found)

    def assert_clean(self, rule, path, text):
        self.plant(path, text)
        self.assertEqual(rule(self.root), [])

    def assert_holds_here(self, rule):
        found = rule(ROOT)
        self.assertEqual(found, [], '\n' + '\n'.join(found))


class Floors(RuleTest):
    def test_includes_point_downwards_in_this_tree(self):
        self.assertGreater(len(rules.source_files(ROOT)), 10)
        self.assert_holds_here(rules.floors)

    def test_a_lower_room_that_looks_up_is_found(self):
        self.assert_found(rules.floors, 'core/base/a.h', '#include "core/text/tokenizer.h"\n')

    def test_a_room_of_the_engine_that_looks_up_is_found(self):
        self.assert_found(rules.floors, 'core/model/a.cpp', '#include "core/train/trainer.h"\n')

    def test_the_way_down_is_free(self):
        self.assert_clean(rules.floors, 'core/train/a.cpp', '#include "core/model/decoder.h"\n#include "core/base/result.h"\n')

    def test_torch_on_the_light_floors_is_found(self):
        for path in ('core/text/a.cpp', 'app/bafo/a.cpp', 'app/command_line/a.h', 'plugins/sources/x/a.cpp', 'plugins/evaluations/x/a.cpp', 'ui/shell/a.h'):
            with self.subTest(path=path), tempfile.TemporaryDirectory() as folder:
                self.root = pathlib.Path(folder)
                self.assert_found(rules.floors, path, '#include <ATen/core/Tensor.h>\n')

    def test_torch_by_way_of_an_engine_room_is_found(self):
        self.assert_found(rules.floors, 'app/bafo/a.cpp', '#include "core/model/decoder.h"\n')
        self.assert_found(rules.floors, 'app/bafo/a.cpp', '  #  include "core/exchange/model_folder.h"\n')

    def test_torch_in_the_engine_is_allowed(self):
        self.assert_clean(rules.floors, 'core/model/a.cpp', '#include <ATen/core/Tensor.h>\n')
        self.assert_clean(rules.floors, 'plugins/architectures/llama/a.cpp', '#include <torch/torch.h>\n')

    def test_qt_in_core_and_in_the_programs_is_found(self):
        for path in ('core/runs/a.cpp', 'plugins/sources/x/a.cpp', 'app/bafo/a.cpp', 'app/engine/a.cpp'):
            with self.subTest(path=path), tempfile.TemporaryDirectory() as folder:
                self.root = pathlib.Path(folder)
                self.assert_found(rules.floors, path, '#include <QString>\n#include <QtCore/QFile>\n', number=2)

    def test_core_that_looks_into_plugins_is_found(self):
        self.assert_found(rules.floors, 'core/exchange/a.cpp', '#include "plugins/architectures/llama/llama.h"\n')

    def test_a_plugin_that_looks_into_another_is_found(self):
        self.assert_found(rules.floors, 'plugins/sources/jsonl/a.cpp', '#include "plugins/sources/plain_text/b.h"\n')

    def test_a_page_that_looks_at_the_shell_is_found(self):
        self.assert_found(rules.floors, 'ui/pages/home/a.cpp', '#include "ui/shell/main_window.h"\n')

    def test_a_room_without_a_floor_is_found(self):
        self.assert_found(rules.floors, 'core/cellar/a.cpp', '#include <vector>\n')

    def assert_each_is_found(self, rule, planted):
        for path, text in planted:
            with self.subTest(path=path, text=text[:60]), tempfile.TemporaryDirectory() as folder:
                self.root = pathlib.Path(folder)
                self.assert_found(rule, path, text)

    def assert_each_is_clean(self, rule, planted):
        for path, text in planted:
            with self.subTest(path=path, text=text[:60]), tempfile.TemporaryDirectory() as folder:
                self.root = pathlib.Path(folder)
                self.assert_clean(rule, path, text)

    def test_a_way_round_by_dots_is_found(self):
        self.assert_each_is_found(rules.floors, [
            ('core/base/a.cpp', '#include "../model/decoder.h"\n'), ('core/model/a.cpp', '#include "../base/result.h"\n'),
            ('app/bafo/a.cpp', '#include "core/text/../model/decoder.h"\n'), ('core/base/a.cpp', '#include "./result.h"\n')])
        self.assert_each_is_clean(rules.floors, [('core/base/a.cpp', '#include "core/base/a..b.h"\n')])

    def test_a_program_that_looks_where_it_may_not_is_found(self):
        self.assert_each_is_found(rules.floors, [
            ('app/bafo/a.cpp', '#include "app/engine/b.h"\n'), ('app/bafo/a.cpp', '#include "ui/shell/b.h"\n'),
            ('app/bafo/a.cpp', '#include "plugins/architectures/llama/llama.h"\n'),
            ('app/bafo/a.cpp', '#include "plugins/architectures/architectures.h"\n'),
            ('app/engine/a.cpp', '#include "app/bafo/b.h"\n'), ('app/engine/a.cpp', '#include "ui/shell/b.h"\n'),
            ('app/command_line/a.cpp', '#include "app/bafo/b.h"\n'), ('app/command_line/a.cpp', '#include "app/engine/b.h"\n'),
            ('app/command_line/a.cpp', '#include "ui/shell/b.h"\n')])

    def test_a_program_may_look_at_itself_and_at_what_it_is_made_of(self):
        self.assert_each_is_clean(rules.floors, [
            ('app/bafo/a.cpp', '#include "app/bafo/b.h"\n#include "app/command_line/b.h"\n#include "plugins/sources/sources.h"\n'),
            ('app/engine/a.cpp', '#include "app/engine/b.h"\n#include "app/command_line/b.h"\n#include "plugins/architectures/architectures.h"\n'),
            ('app/workbench/a.cpp', '#include "ui/shell/b.h"\n')])

    def test_data_and_runs_that_look_at_each_other_are_found(self):
        self.assert_each_is_found(rules.floors, [
            ('core/data/a.cpp', '#include "core/runs/project.h"\n'), ('core/runs/a.cpp', '#include "core/data/dataset.h"\n'),
            ('core/scoring/a.cpp', '#include "core/runs/project.h"\n')])
        self.assert_each_is_clean(rules.floors, [('core/data/a.cpp', '#include "core/data/dataset.h"\n')])

    def test_a_list_of_plugins_that_looks_into_another_kind_is_found(self):
        self.assert_each_is_found(rules.floors, [
            ('plugins/sources/a.cpp', '#include "plugins/architectures/llama/llama.h"\n'),
            ('plugins/architectures/a.cpp', '#include "plugins/sources/sources.h"\n')])
        self.assert_each_is_clean(rules.floors, [
            ('plugins/sources/a.cpp', '#include "plugins/sources/sources.h"\n#include "plugins/sources/jsonl/b.h"\n')])

    def test_every_kind_of_source_is_read(self):
        self.assert_each_is_found(rules.floors, [
            (f'core/base/a.{suffix}', '#include "core/text/tokenizer.h"\n') for suffix in ('h', 'hpp', 'cpp', 'cc', 'cxx', 'inl', 'ipp', 'cu', 'cuh')])

    def test_torch_and_qt_by_every_name_are_found(self):
        names = ('ATen.h', 'torch.h', 'torch/torch.h', 'c10/util/Half.h', 'qstring.h', 'qobject.h', 'QtCore/qstring.h', 'QtCore', 'QString', 'Qt')
        self.assert_each_is_found(rules.floors, [('core/base/a.cpp', f'#include <{name}>\n') for name in names])
        self.assert_each_is_clean(rules.floors, [
            ('core/base/a.cpp', '#include "core/base/torch_free.h"\n#include <queue>\n#include "core/base/qstring.h"\n#include <quadmath.h>\n')])

    def test_fmt_beside_torch_is_found(self):
        self.assert_found(rules.floors, 'core/train/a.cpp', '#include <ATen/ATen.h>\n#include <fmt/format.h>\n')


class Sizes(RuleTest):
    def test_no_file_of_this_tree_is_too_long(self):
        self.assert_holds_here(rules.file_sizes)

    def test_a_file_of_801_lines_is_found_and_one_of_800_is_not(self):
        self.assert_clean(rules.file_sizes, 'core/base/a.cpp', '\n' * 800)
        self.assert_found(rules.file_sizes, 'core/base/a.cpp', '\n' * 801)

    def test_no_function_of_this_tree_is_too_long(self):
        self.assert_holds_here(rules.function_sizes)

    def long_body(self, num_lines):
        return '{\n' + '    work();\n' * (num_lines - 2) + '}\n'

    def test_long_functions_of_every_shape_are_found(self):
        heads = {
            'function': 'Result<int> f(int a)\n',
            'member': 'template <class T> auto A<T>::f() const noexcept -> std::vector<T>\n',
            'constructor': 'A::A(int a)\n    : m_a {a}\n    , m_b(f(a))\n',
            'destructor': 'A::~A()\n',
            'operator': 'bool operator==(const A &, const A &)\n',
            'in a class': 'class A : public B {\npublic:\n    explicit A(int a = g({1}))\n',
            'in a namespace': 'namespace a::b {\nint x[] = {1, 2};\nstatic void f()\n',
            'default in a template list': 'template <int N = 3> int f(int a)\n',
            'nested template list': 'template <class T = std::vector<int>, bool B = (N > 3)> int f(T a)\n',
            'template in a class': 'class A {\npublic:\n    template <class T = int>\n    void f(T a)\n',
            'template constructor': 'template <int N = 3> A<N>::A(int a)\n    : m_a(a)\n',
            'constrained': 'template <class T> requires (sizeof(T) == 4) int f(T a)\n',
            'noexcept with a condition': 'auto f(int a) noexcept(true) -> vector<decltype(a)>\n',
            'const noexcept with a condition': 'int A::f(int a) const noexcept(noexcept(g(a)))\n',
            'attribute': '[[nodiscard]] int f(int a) __attribute__((noinline))\n',
            'lambda': 'const auto kF = [](int a)\n',
            'lambda without parameters': 'const auto kF = []\n',
            'mutable lambda with a result': 'static auto f = [n = 3](auto a) mutable noexcept(true) -> std::vector<int>\n',
            'template lambda': 'inline constexpr auto kF = []<class T = int>(T a)\n',
            'lambda in braces': 'const std::function<int()> kF {[]()\n',
            'lambda in a call': 'const bool kDone = registerIt("a", [](int a)\n',
        }
        for shape, head in heads.items():
            with self.subTest(shape=shape):
                self.assert_found(rules.function_sizes, 'core/base/a.cpp', head + self.long_body(90) + '};\n' * head.count('public:'))

    def test_what_follows_a_short_lambda_is_measured_on_its_own(self):
        text = 'const auto kF = [](int a) {\n    return a;\n};\nint x[] = {1, 2};\nvoid f()\n{\n    g();\n}\n'
        self.assertEqual([f.num_lines for f in functions(text)], [3, 4])

    def test_80_lines_are_allowed_and_81_are_not(self):
        self.assert_clean(rules.function_sizes, 'core/base/a.cpp', 'void f()\n' + self.long_body(79))
        self.assert_found(rules.function_sizes, 'core/base/a.cpp', 'void f()\n' + self.long_body(80))

    def test_a_long_table_and_a_long_class_are_no_functions(self):
        self.assert_clean(rules.function_sizes, 'core/base/a.cpp', 'const int kTable[] = {\n' + '    1, 2,\n' * 100 + '};\n'
                          + 'struct A {\n' + '    int f() { return 1; }\n' * 100 + '};\nconst auto kOther = make({\n' + '  1,\n' * 100 + '});\n')

    def test_braces_in_strings_and_comments_do_not_count(self):
        found = functions('void f()\n{\n    g("}"); // }\n    char c = \'{\'; /* { */ auto r = R"(}})";\n}\nint h() { return 1\'000; }\n')
        self.assertEqual([f.num_lines for f in found], [5, 1])


class Names(RuleTest):
    def test_names_of_this_tree_say_what_is_inside(self):
        self.assert_holds_here(rules.names)

    def test_names_that_say_nothing_are_found(self):
        for path in ('core/base/utils.h', 'core/text/text_helper.cpp', 'core/common/a.h', 'ui/models/run_manager.h', 'tests/misc/a.py'):
            with self.subTest(path=path), tempfile.TemporaryDirectory() as folder:
                self.root = pathlib.Path(folder)
                self.assert_found(rules.names, path, LICENCE)

    def test_a_camel_case_file_is_found(self):
        self.assert_found(rules.names, 'core/base/MyFile.h', LICENCE)

    def test_a_word_that_holds_such_a_name_is_allowed(self):
        self.assert_clean(rules.names, 'core/base/utility_of_commons.h', LICENCE)


class Licences(RuleTest):
    def test_every_file_of_this_tree_names_its_licence(self):
        self.assert_holds_here(rules.licences)

    def test_a_file_without_licence_is_found(self):
        self.assert_found(rules.licences, 'core/base/a.cpp', 'int x;\n')

    def test_an_unknown_licence_is_found(self):
        self.assert_found(rules.licences, 'core/base/a.cpp', '// SPDX-License-Identifier: MIT\n')

    def test_a_header_without_pragma_once_is_found(self):
        self.assert_found(rules.licences, 'core/base/a.h', LICENCE)


if __name__ == '__main__':
    unittest.main()
