import Diagnostics
import POSIX
import Planning
import Providers
import StateStore

/// `slipway logs ENV [--replica N] [--follow]`: what the replicas wrote.
struct LogsCommand: Command {
    let environment: String
    let replica: Int?
    let lines: Int
    let follows: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let work = try EnvironmentWork(environment, session: session, project: project)
        let replicas = (try work.store.read()?.resources ?? []).map(\.address).filter { $0.kind == "replica" }.sorted()
        let chosen = replicas.filter { address in replica.map { address.name.hasSuffix("-\($0)") } ?? true }
        guard !chosen.isEmpty else {
            _ = try project.environment(environment)
            let names = replicas.map { $0.name.split(separator: "-").last.map(String.init) ?? $0.name }
            throw Failure(
                CommandCodes.unknownReplica,
                replica.map { "\(environment) has no replica \($0)." } ?? "\(environment) has no replicas.",
                help: names.isEmpty
                    ? "`slipway apply \(environment)` starts them" : "its replicas are \(names.joined(separator: ", "))"
            )
        }
        var feeds: [(ResourceAddress, any LogFeed)] = []
        for address in chosen {
            if follows { feeds.append((address, try work.provider.follow(address))) }
            let lines = try await work.provider.logs(of: address, lines: lines)
            show(lines, of: address, among: chosen, session)
        }
        guard follows else { return .success }
        do throws(SystemError) { try Signals.install() } catch {
            throw error.failure(code: POSIXCodes.systemCallFailed)
        }
        while Signals.pending == .none {
            for index in feeds.indices { show(try feeds[index].1.next(), of: feeds[index].0, among: chosen, session) }
            Pause.sleep(for: .milliseconds(200), knowing: .none)
        }
        return Signals.pending.signal == Signals.terminate ? .terminated : .interrupted
    }

    private func show(
        _ lines: [String], of address: ResourceAddress, among all: [ResourceAddress], _ session: Session
    ) {
        let prefix = all.count > 1 ? "\(address.name)  " : ""
        session.print(lines.map { "\(prefix)\($0)\n" }.joined())
    }
}
