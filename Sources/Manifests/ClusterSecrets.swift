internal import Environments
internal import Templates
internal import YAML

/// The secrets of a service as what fetches them on a cluster asks for them.
struct ClusterSecrets {
    let values: PlacedValues
    let secrets: [(key: VariableName, value: SecretReference)]

    /// What templates see, in three lists: those of a store, the store's objects, and those made at the first apply.
    var pairs: [Node.Pair] {
        let generated = secrets.compactMap { variable, reference in
            if case .generate = reference { common(variable.text) } else { nil }
        }
        return [
            values.list("secrets", secrets.compactMap { stored($0.key.text, $0.value) }, "service.secrets"),
            values.list("storeObjects", storeObjects, "service.secrets"),
            values.list("generated", generated, "service.secrets"),
            values.bool("hasSecretFiles", secrets.contains { Self.isFile($0.key.text) }, "service.secrets"),
        ]
    }

    private func place(_ variable: String) -> String { "service.secrets.\(variable)" }

    private func common(_ variable: String) -> [Node.Pair] {
        [
            values.text("variable", variable, place(variable)),
            values.bool("isFile", Self.isFile(variable), place(variable)),
        ]
    }

    /// Variable, key and property of a secret; nil for one that is in no store.
    private func stored(_ variable: String, _ reference: SecretReference) -> [Node.Pair]? {
        switch reference {
        case .secretsManager(let name, let key):
            common(variable) + [values.text("key", name, place(variable))]
                + (key.map { [values.text("property", $0, place(variable))] } ?? [])
        case .parameter(let path): common(variable) + [values.text("key", path, place(variable))]
        case .generate: nil
        }
    }

    /// The `objects` of a SecretProviderClass (AWS Secrets and Configuration Provider, "SecretProviderClass options").
    ///
    /// A secret of several keys is one object: the driver refuses the same object twice.
    private var storeObjects: [[Node.Pair]] {
        var objects: [(name: String, type: String, pairs: [Node.Pair], keys: [[Node.Pair]])] = []
        for (variable, reference) in secrets {
            let at = place(variable.text)
            let alias = values.text("objectAlias", variable.text, at)
            switch reference {
            case .generate: continue
            case .parameter(let path): objects.append((path, "ssmparameter", [alias], []))
            case .secretsManager(let name, nil): objects.append((name, "secretsmanager", [alias], []))
            case .secretsManager(let name, let key?):
                let entry = [values.text("path", Self.path(key), at), alias]
                if let index = objects.firstIndex(where: { $0.name == name && !$0.keys.isEmpty }) {
                    objects[index].keys.append(entry)
                } else {
                    // Under a name of its own: only its keys are files.
                    objects.append((name, "secretsmanager", [], [entry]))
                }
            }
        }
        return objects.map { object in
            let at = place(object.pairs.first?.value.scalar?.text ?? object.keys.first?.last?.value.scalar?.text ?? "")
            return [values.text("objectName", object.name, at), values.text("objectType", object.type, at)]
                + object.pairs + (object.keys.isEmpty ? [] : [values.list("jmesPath", object.keys, at)])
        }
    }

    /// A key as JMESPath writes it: in quotation marks where it is no plain identifier.
    private static func path(_ key: String) -> String {
        let isPlain =
            key.utf8.allSatisfy { $0 == UInt8(ascii: "_") || Self.isLetterOrDigit($0) }
            && key.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } == true
        return isPlain ? key : "\"\(key)\""
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    /// Whether a variable is given the path of a file that holds the secret, as on this machine.
    private static func isFile(_ variable: String) -> Bool { variable.hasSuffix("_FILE") }

    static let shape = [
        Shape.Field(
            "secrets",
            .list(
                .object(
                    common + [
                        Shape.Field("key", .string, description: "The name of the secret in its store."),
                        Shape.Field(
                            "property", .string, optional: true, description: "The key inside the secret."),
                    ])), description: "Those of service.secrets that a store keeps."),
        Shape.Field(
            "storeObjects",
            .list(
                .object([
                    Shape.Field("objectName", .string, description: "The name of the secret in its store."),
                    Shape.Field("objectType", .string, description: "secretsmanager or ssmparameter."),
                    Shape.Field("objectAlias", .string, optional: true, description: "The file of the whole secret."),
                    Shape.Field(
                        "jmesPath",
                        .list(
                            .object([
                                Shape.Field("path", .string, description: "The key inside the secret."),
                                Shape.Field("objectAlias", .string, description: "Its file."),
                            ])), optional: true, description: "Single keys of the secret."),
                ])), description: "The same as the Secrets Store CSI driver asks AWS for them."),
        Shape.Field(
            "generated", .list(.object(common)), description: "Those of service.secrets made at the first apply."),
        Shape.Field("hasSecretFiles", .boolean, description: "Whether a variable wants its secret as a file."),
    ]

    private static let common = [
        Shape.Field("variable", .string, description: "The variable of the service."),
        Shape.Field("isFile", .boolean, description: "Whether it holds the path of a file with the secret."),
    ]
}
