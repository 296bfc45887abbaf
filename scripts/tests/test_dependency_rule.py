"""The dependency rule fires on each kind of wrong arrow and import."""

import unittest

import dependency_rule as rule


def target(name, dependencies=(), path=None, kind="library"):
    return {
        "name": name, "c99name": name.replace("-", "_"), "type": kind, "path": path or f"Sources/{name}",
        "sources": ["A.swift"], "target_dependencies": list(dependencies),
    }


class Edges(unittest.TestCase):
    def faults(self, *targets):
        return list(rule.edge_faults(targets))

    def test_a_wrong_arrow_is_named(self):
        for name, other in [
            ("Diagnostics", "JSON"), ("Planning", "Providers"), ("Environments", "Templates"),
            ("Engine", "LocalProvider"), ("Commands", "LocalProvider"), ("ExpenseHTTP", "Diagnostics"),
            ("Planning", "POSIX"), ("slipway", "ExpenseHTTP"),
        ]:
            with self.subTest(edge=f"{name} -> {other}"):
                faults = self.faults(target(name, [other]))
                self.assertEqual(1, len(faults))
                self.assertTrue(faults[0].startswith(f"{name} -> {other}: "))

    def test_a_c_module_has_one_owner(self):
        self.assertIn("only Crypto may", self.faults(target("Planning", ["COpenSSL"]))[0])
        self.assertEqual([], self.faults(target("Crypto", ["COpenSSL"])))

    def test_a_target_without_a_row_is_refused(self):
        self.assertEqual(["New: has no row in the table of scripts/dependency_rule.py"], self.faults(target("New")))

    def test_tests_are_free_on_their_own_side_only(self):
        engine, http = target("Engine"), target("ExpenseHTTP", path="app/Sources/ExpenseHTTP")
        self.assertEqual([], self.faults(engine, target("ETests", ["Engine"], "Tests/ETests", "test")))
        self.assertEqual(1, len(self.faults(engine, target("XTests", ["Engine"], "app/Tests/XTests", "test"))))
        self.assertEqual(1, len(self.faults(http, target("XTests", ["ExpenseHTTP"], "Tests/XTests", "test"))))

    def test_the_table_itself_has_no_cycle(self):
        def reach(name, seen=()):
            self.assertNotIn(name, seen, f"cycle through {name}")
            for other in rule.ALLOWED.get(name, ()):
                reach(other, (*seen, name))
        for name in ("slipway", "expense-server"):
            reach(name)


class Imports(unittest.TestCase):
    def faults(self, code, subject, *others):
        return list(rule.import_faults([subject, *others], lambda path: code))

    def test_a_pure_target_imports_no_system(self):
        for module in ("Glibc", "Foundation", "Dispatch", "POSIX", "CYAML"):
            for form in ("import {}", "internal import {}", "@preconcurrency import {}", "import struct {}.A"):
                with self.subTest(module=module, form=form):
                    faults = self.faults(form.format(module) + "\n", target("Planning"))
                    expected = f"Sources/Planning/A.swift:1: Planning is pure and may not import {module}"
                    self.assertEqual([expected], faults)

    def test_an_import_needs_a_declared_dependency(self):
        json = target("JSON")
        json["sources"] = []
        self.assertEqual(1, len(self.faults("package import JSON\n", target("Planning"), json)))
        self.assertEqual([], self.faults("package import JSON\n", target("Planning", ["JSON"]), json))
        self.assertEqual([], self.faults("// import JSON\n", target("Planning"), json))


if __name__ == "__main__":
    unittest.main()
