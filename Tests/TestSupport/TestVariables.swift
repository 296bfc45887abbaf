import Glibc

/// Environment variables that steer tests.
package enum TestVariables {
    package static func value(of name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
