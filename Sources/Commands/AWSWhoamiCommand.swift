import AWS
import Diagnostics
import JSON
import POSIX
import Reports
import SigV4

/// `slipway aws whoami`: who AWS takes the user for, and which sources of credentials were passed over.
struct AWSWhoamiCommand: Command {
    let choices: AWSChoices
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let client = try session.aws(choices)
        let found = try session.untilStopped { () throws(Failure) in try client.credentials.found() }
        let passedOver = client.credentials.passedOver
        let caller = try session.ask { () throws(AWSError) in try STS(client).callerIdentity() }
        let region = client.settings.region
        var rows = [
            ("account", caller.account), ("arn", caller.arn), ("user", caller.userID),
            ("key", found.credentials.accessKeyID), ("source", found.source),
        ]
        if let region { rows.append(("region", "\(region.value) (\(region.source))")) }
        if let expiry = found.credentials.expiry { rows.append(("until", "\(WallTime(seconds: expiry.seconds))")) }
        if isJSON {
            let members = rows.map { JSONValue.Member($0.0, .string($0.0 == "region" ? region?.value ?? "" : $0.1)) }
            let skipped = passedOver.map { source -> JSONValue in
                ["source": .string(source.source), "reason": .string(source.reason)]
            }
            session.print(JSONValue.object(members + [.init("passedOver", .array(skipped))]).text + "\n")
            return .success
        }
        var text = rows.map { "\($0.0.padded(to: 8)) \(VisibleText.of($0.1))\n" }.joined()
        if !passedOver.isEmpty {
            let width = passedOver.map(\.source.count).max() ?? 0
            text += "passed over\n"
            text += passedOver.map { "  \($0.source.padded(to: width))  \($0.reason)\n" }.joined()
        }
        session.print(text)
        return .success
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
