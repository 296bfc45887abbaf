import AWS
import Diagnostics
import JSON

/// `slipway aws eks-token`: a token for an EKS cluster as a kubeconfig's `exec` wants it.
struct AWSTokenCommand: Command {
    let choices: AWSChoices
    let cluster: String

    private static let group = "client.authentication.k8s.io"

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let version = try version(session.variables["KUBERNETES_EXEC_INFO"])
        let isName =
            (1...100).contains(cluster.utf8.count)
            && cluster.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x5F
            }
        guard isName else {
            throw Failure(
                AWSCodes.setting, "--cluster is no name of a cluster.",
                help: "write letters, digits, - and _, 100 at most")
        }
        let client = try session.aws(choices)
        let token = try session.untilStopped { () throws(Failure) in try EKS(client).token(for: cluster) }
        let text = token.text.withExposedBytes { String(decoding: $0, as: UTF8.self) }
        // The one place where a token is printed: kubectl reads it from here.
        let credential: JSONValue = [
            "kind": "ExecCredential", "apiVersion": .string("\(Self.group)/\(version)"), "spec": [:],
            "status": ["expirationTimestamp": .string("\(token.expiry)"), "token": .string(text)],
        ]
        session.print(credential.text + "\n")
        return .success
    }

    /// What kubectl asks for (Kubernetes, "client-go credential plugins"); v1beta1 where nobody asks, as AWS's command.
    private func version(_ info: String?) throws(Failure) -> String {
        guard let info, !info.isEmpty else { return "v1beta1" }
        guard let asked = (try? JSONReader.parse(Array(info.utf8)))?["apiVersion"]?.string else {
            throw Failure(
                AWSCodes.setting, "KUBERNETES_EXEC_INFO is no JSON object with an apiVersion.",
                help: "unset it where kubectl does not set it")
        }
        guard let version = ["v1beta1", "v1"].first(where: { asked == "\(Self.group)/\($0)" }) else {
            throw Failure(
                AWSCodes.setting, "KUBERNETES_EXEC_INFO asks for \"\(asked)\".",
                help: "write apiVersion: \(Self.group)/v1 in the kubeconfig")
        }
        return version
    }
}
