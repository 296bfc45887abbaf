import AWS
import Diagnostics
import Environments
import YAML

/// The secret that the words of a command name: a reference, or an environment and a variable of its spec.
struct SecretSubject {
    let reference: SecretReference

    /// As it is written in a spec.
    var name: String { reference.scalar.text }

    /// - Parameters:
    ///   - secret: a reference; the environment where there is a name.
    ///   - name: of the variable in the environment's spec.
    init(_ secret: String, _ name: String?, _ project: Project) throws(Failure) {
        guard let name else {
            do throws(ValueProblem) { reference = try SecretReference(Scalar(text: secret, kind: .string)) } catch {
                // What is no reference may be a value: it is not repeated.
                throw Failure(
                    AWSCodes.secretReference, "SECRET cannot be used: \(error.detail).",
                    help: "write secretsmanager:NAME#key or ssm:/path, or an environment and the name of its secret")
            }
            return
        }
        let secrets = try project.environment(secret).spec.service.secrets
        guard let found = secrets.first(where: { $0.key.text == name }) else {
            let names = secrets.map(\.key.text)
            throw Failure(
                AWSCodes.secretReference, "The environment \(secret) has no secret \(name).",
                help: Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
                    ?? (names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"))
        }
        reference = found.value
    }

    /// Where AWS keeps it; throws E0828 for one that Slipway makes by itself.
    func stored(_ client: AWSClient) throws(Failure) -> StoredSecret {
        guard let place = Self.place(reference) else {
            throw Failure(
                AWSCodes.secretReference,
                "\(name) is made by Slipway at the first apply, and kept on this machine only.",
                help: "keep it at AWS: secretsmanager:NAME#key or ssm:/path")
        }
        return StoredSecret(client, place)
    }

    static func place(_ reference: SecretReference) -> StoredSecret.Place? {
        switch reference {
        case .generate: nil
        case .secretsManager(let name, let key): .secretsManager(name: name, key: key)
        case .parameter(let path): .parameter(path: path)
        }
    }
}
