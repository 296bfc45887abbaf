import ExpenseHTTP

/// What the command line asks for.
enum Invocation: Sendable, Hashable {
    case serve, version, help, checkConfiguration, openAPI, healthCheck, migrate

    /// Nil where the arguments are not understood.
    init?(_ arguments: [String]) {
        switch arguments {
        case []: self = .serve
        case ["--version"]: self = .version
        case ["--help"], ["-h"]: self = .help
        case ["--check-config"]: self = .checkConfiguration
        case ["--openapi"]: self = .openAPI
        case ["--healthcheck"]: self = .healthCheck
        case ["--migrate"]: self = .migrate
        default: return nil
        }
    }

    static let usage =
        "usage: expense-server [--version | --help | --check-config | --openapi | --healthcheck | --migrate]"

    static var helpText: String {
        let width = Setting.all.map(\.name.utf8.count).max() ?? 0
        let settings = Setting.all.map { setting in
            let name = setting.name + String(repeating: " ", count: width - setting.name.utf8.count)
            return "  \(name)  \(setting.meaning)" + (setting.fallback.isEmpty ? "" : " [\(setting.fallback)]")
        }
        return """
            \(usage)

            Serves the expense API over HTTP until SIGTERM or SIGINT.

              --version       print the version
              --help          print this text
              --check-config  check the environment, without starting
              --openapi       print the OpenAPI document
              --healthcheck   ask the running server whether it is ready; exit 0 or 1
              --migrate       bring the database to the form this version needs, and end

            Environment; NAME_FILE may name a file that holds the value of NAME:
            \(settings.joined(separator: "\n"))

            Exit status: 0 done, 1 not healthy, 64 usage, 69 the address or the database cannot be used,
            70 stopped before all requests were answered, 78 the environment is not valid.
            """
    }
}
