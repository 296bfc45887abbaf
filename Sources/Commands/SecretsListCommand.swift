import AWS
import Diagnostics
import Environments
import JSON
import POSIX
import YAML

/// `slipway secrets list ENV`: which secrets of an environment are stored; no value is read.
struct SecretsListCommand: Command {
    let choices: AWSChoices
    let environment: String
    let isJSON: Bool

    private struct Row {
        let name: String
        let reference: String
        /// nil for one that Slipway makes by itself.
        let isStored: Bool?
        let lastChanged: String?
    }

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let secrets = try project.environment(environment).spec.service.secrets
        var client: AWSClient?
        var rows: [Row] = []
        for (name, reference) in secrets {
            let text = reference.scalar.text
            guard let place = SecretSubject.place(reference) else {
                rows.append(Row(name: name.text, reference: text, isStored: nil, lastChanged: nil))
                continue
            }
            let asked: AWSClient
            if let client { asked = client } else { asked = try session.aws(choices) }
            client = asked
            let found = try session.ask { () throws(AWSError) in try StoredSecret(asked, place).describe() }
            let changed = found?.lastChanged.map { "\(WallTime(seconds: Int64($0)))" }
            rows.append(Row(name: name.text, reference: text, isStored: found != nil, lastChanged: changed))
        }
        session.print(isJSON ? json(rows) : text(rows))
        return .success
    }

    private func text(_ rows: [Row]) -> String {
        guard !rows.isEmpty else { return "\(environment) has no secrets.\n" }
        let name = rows.map(\.name.count).max() ?? 0
        let reference = rows.map(\.reference.count).max() ?? 0
        var text = ""
        for row in rows {
            let state =
                switch row.isStored {
                case nil: "made at the first apply"
                case true?: "stored" + (row.lastChanged.map { ", changed \($0)" } ?? "")
                case false?: "missing"
                }
            text += row.name + String(repeating: " ", count: name - row.name.count + 2)
            text += row.reference + String(repeating: " ", count: reference - row.reference.count + 2)
            text += "\(state)\n"
        }
        if rows.contains(where: { $0.isStored == false }) {
            text += "`slipway secrets set \(environment) NAME` stores what is missing.\n"
        }
        return text
    }

    private func json(_ rows: [Row]) -> String {
        let values = rows.map { row -> JSONValue in
            [
                "name": .string(row.name), "reference": .string(row.reference),
                "stored": row.isStored.map { .bool($0) } ?? .null,
                "lastChanged": row.lastChanged.map { .string($0) } ?? .null,
            ]
        }
        return JSONValue.object([.init("environment", .string(environment)), .init("secrets", .array(values))]).text
            + "\n"
    }
}
