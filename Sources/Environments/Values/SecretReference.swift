package import YAML

/// Where a secret comes from; the spec never holds the secret itself.
///
/// - `generate:N`: N random bytes made at the first apply and kept until destroy (local provider);
/// - `secretsmanager:NAME#key`: a key of a secret in AWS Secrets Manager;
/// - `ssm:/path`: a parameter of AWS Systems Manager.
package enum SecretReference: SpecValue {
    case generate(bytes: Int)
    case secretsManager(name: String, key: String?)
    case parameter(path: String)

    package static var schema: ScalarSchema {
        ScalarSchema(
            .text("secret reference"),
            pattern:
                #"^(generate:[0-9]+|secretsmanager:[A-Za-z0-9/_+=.@-]+(#[A-Za-z0-9_.-]+)?|ssm:/[A-Za-z0-9/_.-]+)$"#,
            example: "secretsmanager:expense/prod#password")
    }

    package static var placeholder: SecretReference { .generate(bytes: 32) }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let parts = scalar.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count == 2 ? parts[1] : ""
        switch parts.first {
        case "generate":
            guard let bytes = Int(rest), (16...1_024).contains(bytes), String(bytes) == rest else {
                throw ValueProblem("a generated secret has 16 to 1024 bytes", help: "write generate:32")
            }
            self = .generate(bytes: bytes)
        case "secretsmanager":
            let halves = rest.split(separator: "#", omittingEmptySubsequences: false)
            let isName = halves.first.map { !$0.isEmpty && $0.allSatisfy(Self.isNameCharacter) } == true
            guard isName, halves.count <= 2, halves.dropFirst().allSatisfy({ !$0.isEmpty }) else {
                throw ValueProblem(
                    "the name of the secret is not valid", help: "write secretsmanager:expense/prod#password")
            }
            self = .secretsManager(name: String(halves[0]), key: halves.count == 2 ? String(halves[1]) : nil)
        case "ssm":
            guard rest.hasPrefix("/"), rest.count > 1, rest.allSatisfy(Self.isNameCharacter) else {
                throw ValueProblem(
                    "the path of the parameter starts with a slash", help: "write ssm:/expense/prod/password")
            }
            self = .parameter(path: String(rest))
        default:
            // The text may be a secret someone pasted here: it is not repeated.
            throw ValueProblem(
                "this is no reference to a secret (and its text is not shown here, in case it is one)",
                help: "write where the secret is kept: generate:32, secretsmanager:NAME#key or ssm:/path")
        }
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isLetterOrDigit || "/_+=.@-".contains(character)
    }

    package var scalar: Scalar {
        switch self {
        case .generate(let bytes): .string("generate:\(bytes)")
        case .secretsManager(let name, let key): .string("secretsmanager:\(name)\(key.map { "#\($0)" } ?? "")")
        case .parameter(let path): .string("ssm:\(path)")
        }
    }
}
