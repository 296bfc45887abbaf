import ExpenseHTTP
import Glibc

@main enum Main {
    static func main() {
        exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    /// The exit status, after sysexits.h(3head).
    private static func run(_ arguments: [String]) -> Int32 {
        guard let invocation = Invocation(arguments) else {
            complain("unknown arguments\n\(Invocation.usage)")
            return 64
        }
        switch invocation {
        case .version:
            print("\(Build.name) \(Build.version)")
            return 0
        case .help:
            print(Invocation.helpText)
            return 0
        case .openAPI:
            print(String(decoding: OpenAPIDocument.bytes, as: UTF8.self))
            return 0
        case .checkConfiguration, .healthCheck, .migrate, .serve: break
        }
        let configuration: Configuration
        do throws(ConfigurationError) {
            configuration = try Configuration(environment: environment(), readFile: SmallFile.read)
        } catch {
            complain("the environment is not valid:\n" + error.problems.map { "  \($0)" }.joined(separator: "\n"))
            return 78
        }
        switch invocation {
        case .checkConfiguration:
            print("the environment is valid")
            return 0
        case .healthCheck:
            return HealthProbe.isReady(address: configuration.bindAddress, port: configuration.port) ? 0 : 1
        case .migrate:
            return Service(configuration).migrate { complain($0) }
        default:
            return Service(configuration).run { complain($0) }
        }
    }

    private static func complain(_ text: String) {
        let line = Array("\(Build.name): \(text)\n".utf8)
        unsafe _ = write(STDERR_FILENO, line, line.count)
    }

    private static func environment() -> [String: String] {
        var result: [String: String] = [:]
        for setting in Setting.all {
            for name in [setting.name, setting.name + "_FILE"] {
                if let value = unsafe getenv(name) { result[name] = unsafe String(cString: value) }
            }
        }
        if let value = unsafe getenv("NOTIFY_FD") { result["NOTIFY_FD"] = unsafe String(cString: value) }
        return result
    }
}
