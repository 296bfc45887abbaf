import AWS
import Arguments
import Diagnostics
import Environments
import YAML

/// The secret that the words of a command name: a reference, or an environment and a variable of its spec.
struct SecretSubject {
    let reference: SecretReference

    /// As it is written in a spec.
    var name: String { reference.scalar.text }

    init(_ words: [String], _ project: Project) throws(Failure) {
        switch words.count {
        case 1:
            // What is no reference may be a value: it is not repeated.
            do throws(ValueProblem) {
                reference = try SecretReference(Scalar(text: words[0], kind: .string))
            } catch {
                throw Failure(
                    AWSCodes.secretReference, "SECRET cannot be used: \(error.detail).",
                    help: "write secretsmanager:NAME#key or ssm:/path, or an environment and the name of its secret")
            }
        case 2:
            let resolved = try project.environment(words[0])
            let secrets = resolved.spec.service.secrets
            guard let found = secrets.first(where: { $0.key.text == words[1] }) else {
                let names = secrets.map(\.key.text)
                throw Failure(
                    AWSCodes.secretReference, "The environment \(words[0]) has no secret \(words[1]).",
                    help: Suggestion.nearest(to: words[1], among: names).map { "did you mean \($0)?" }
                        ?? (names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"))
            }
            reference = found.value
        default:
            throw Failure(
                words.isEmpty ? UsageCodes.missingArgument : UsageCodes.unexpectedArgument,
                "SECRET is one reference, or an environment and the name of its secret.",
                help: "write `slipway secrets get ssm:/shop/key` or `slipway secrets get prod DATABASE_PASSWORD`")
        }
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
