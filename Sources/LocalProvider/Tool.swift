import Diagnostics
import POSIX

/// A program of this machine that the provider runs, and the Debian package it comes in.
package struct Tool: Sendable, Hashable {
    package let name: String
    package let package: String

    static let scan = Tool(name: "s6-svscan", package: "s6")
    static let scanControl = Tool(name: "s6-svscanctl", package: "s6")
    static let control = Tool(name: "s6-svc", package: "s6")
    static let link = Tool(name: "s6-svlink", package: "s6")
    static let log = Tool(name: "s6-log", package: "s6")
    static let haproxy = Tool(name: "haproxy", package: "haproxy")
    static let prometheus = Tool(name: "prometheus", package: "prometheus")
    static let promtool = Tool(name: "promtool", package: "prometheus")
    static let openssl = Tool(name: "openssl", package: "openssl")

    /// Everything a whole environment needs.
    package static let all = [
        scan, scanControl, control, link, log, haproxy, prometheus, promtool, openssl,
    ]

    /// Ordinary users do not have /usr/sbin on PATH, where Debian keeps haproxy.
    static let searchPath: String = {
        let own = EnvironmentVariables.value(of: "PATH") ?? ""
        let more = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]
        return (own.split(separator: ":").map(String.init) + more).joined(separator: ":")
    }()

    /// Where the program is; nil where it is not installed.
    package var path: String? {
        Command(name, environment: ["PATH": Self.searchPath]).executablePath
    }

    func requirePath() throws(Failure) -> String {
        guard let path else {
            throw Failure(
                LocalCodes.toolMissing, "\(name) was not found on PATH, /usr/sbin or /sbin.",
                help: "apt-get install \(package)")
        }
        return path
    }

    /// Runs the program to its end; its exit status is the caller's to judge.
    func run(
        _ arguments: [String], in directory: String? = nil, timeout: Duration = .seconds(10)
    ) throws(Failure) -> Outcome {
        // Only what the tools need: nothing of the caller's environment, such as a CI secret, gets any further.
        let command = Command(
            try requirePath(), arguments, environment: ["PATH": Self.searchPath, "LC_ALL": "C"], directory: directory)
        do throws(SystemError) {
            return try Subprocess.run(command, timeout: timeout, outputLimit: 8 << 20)
        } catch {
            throw error.failure(code: LocalCodes.processFailed)
        }
    }
}
