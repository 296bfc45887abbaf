import ExpenseHTTP
import Glibc
import Testing

/// The built program: exit status and text.
@Suite struct ProgramTests {
    @Test func versionAndHelp() throws {
        #expect(try Spawned.run([ServerProcess.binary, "--version"]) == (0, "expense-server \(Build.version)\n"))
        let (status, text) = try Spawned.run([ServerProcess.binary, "--help"])
        #expect(status == 0)
        #expect(text.hasPrefix("usage: expense-server ["))
    }

    @Test func unknownArgumentIsAUsageError() throws {
        let (status, text) = try Spawned.run([ServerProcess.binary, "--serve"])
        #expect(status == 64)
        #expect(text.hasPrefix("expense-server: unknown arguments\nusage: expense-server ["))
    }

    @Test func configurationIsCheckedWithoutStarting() throws {
        #expect(
            try Spawned.run([ServerProcess.binary, "--check-config"], ["PORT": "0"])
                == (0, "the environment is valid\n"))
        let (status, text) = try Spawned.run(
            [ServerProcess.binary, "--check-config"], ["PORT": "x", "LOG_LEVEL": "y"])
        #expect(status == 78)
        #expect(
            text == """
                expense-server: the environment is not valid:
                  PORT is "x"; it must be an integer from 0 to 65535
                  LOG_LEVEL is "y"; it must be one of: debug, info, warn, error

                """)
    }

    @Test func openAPIDocumentIsPrinted() throws {
        let (status, text) = try Spawned.run([ServerProcess.binary, "--openapi"])
        #expect(status == 0)
        #expect(Array(text.utf8) == OpenAPIDocument.bytes + [0x0A])
    }

    @Test func databaseThatCannotBeUsedIsToldWithTheRemedy() throws {
        let (status, text) = try Spawned.run(
            [ServerProcess.binary], ["PORT": "0", "DATABASE_PATH": "/nonexistent-directory/a.sqlite3"])
        #expect(status == 69)
        #expect(
            text == """
                expense-server: the database /nonexistent-directory/a.sqlite3 cannot be opened: No such file or directory
                  help: DATABASE_PATH must be a file in a directory this user can write to.

                """)
    }

    /// Twice is once.
    @Test func migrationEndsWithAnUpToDateDatabase() throws {
        let server = try ServerProcess()
        let path = server.directory + "/migrated.sqlite3"
        defer { unsafe _ = unlink(path) }
        for _ in 0..<2 {
            #expect(try Spawned.run([ServerProcess.binary, "--migrate"], ["DATABASE_PATH": path]) == (0, ""))
        }
        let (_, version) = try Spawned.run(
            ["/usr/bin/sqlite3", path, "SELECT count(*) = max(version) FROM schema_migrations"])
        #expect(version == "1\n")
        let (status, text) = try Spawned.run(
            [ServerProcess.binary, "--migrate"], ["DATABASE_PATH": "/nonexistent-directory/a.sqlite3"])
        #expect(status == 69)
        #expect(text.hasPrefix("expense-server: the database /nonexistent-directory/a.sqlite3 cannot be opened"))
    }

    @Test func portInUseIsTold() throws {
        let server = try ServerProcess()
        let (status, text) = try Spawned.run(
            [ServerProcess.binary],
            ["PORT": String(server.port), "DATABASE_PATH": server.directory + "/a.sqlite3", "LOG_LEVEL": "error"])
        #expect(status == 69)
        #expect(
            text == "expense-server: cannot listen on 127.0.0.1 port \(server.port): Address already in use\n")
    }

    @Test func healthCheckAsksTheRunningServer() throws {
        let server = try ServerProcess()
        let port = ["PORT": String(server.port)]
        #expect(try Spawned.run([ServerProcess.binary, "--healthcheck"], port).0 == 0)
        server.signal(SIGTERM)
        #expect(server.exitStatus() == 0)
        #expect(try Spawned.run([ServerProcess.binary, "--healthcheck"], port).0 == 1)
    }
}
