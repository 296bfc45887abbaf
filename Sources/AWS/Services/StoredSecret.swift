internal import Crypto
package import Diagnostics
internal import JSON
internal import POSIX

/// One secret by its place at AWS: a value as a whole, or one key of a JSON object.
package struct StoredSecret: Sendable {
    package enum Place: Sendable, Hashable {
        case secretsManager(name: String, key: String?)
        case parameter(path: String)
    }

    /// What is known of it without its value; nil for what AWS does not say.
    package struct Description: Sendable, Hashable {
        /// Seconds since 1970.
        package let lastChanged: Int?
        package let hasRotation: Bool
    }

    package let place: Place
    private let client: AWSClient

    package init(_ client: AWSClient, _ place: Place) {
        self.client = client
        self.place = place
    }

    /// Throws E0828 where the secret has no such key, E0820 where it is not there.
    package func value() throws(AWSError) -> Secret {
        switch place {
        case .parameter(let path): return try ParameterStore(client).value(of: path)
        case .secretsManager(let name, nil): return try ManagedSecrets(client).value(of: name)
        case .secretsManager(let name, let key?):
            let members = try members(of: try ManagedSecrets(client).value(of: name), name)
            guard let member = members.first(where: { $0.name == key }) else {
                let names = members.map(\.name).sorted()
                let known = names.isEmpty ? "it has none" : "it has \(names.prefix(20).joined(separator: ", "))"
                throw unusable(
                    "The secret \(name) has no key \"\(key)\"; \(known).",
                    help: Suggestion.nearest(to: key, among: names).map { "did you mean #\($0)?" }
                        ?? "store it with `slipway secrets set secretsmanager:\(name)#\(key)`")
            }
            guard let text = member.value.string else {
                throw unusable("The key \"\(key)\" of secret \(name) is no text.", help: "store it as a text")
            }
            return Secret(text)
        }
    }

    /// nil where it is not there.
    package func describe() throws(AWSError) -> Description? {
        do throws(AWSError) {
            switch place {
            case .parameter(let path):
                return Description(
                    lastChanged: try ParameterStore(client).describe(path).lastChanged, hasRotation: false)
            case .secretsManager(let name, _):
                let found = try ManagedSecrets(client).describe(name)
                return Description(lastChanged: found.lastChanged, hasRotation: found.hasRotation)
            }
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// Stores a value, a text in UTF-8; other keys of a JSON object stay as they are.
    ///
    /// Secrets Manager has no conditional writes: of two that change keys of one secret at the same time the last wins.
    package func set(_ value: Secret) throws(AWSError) {
        guard value.count > 0 else {
            throw unusable(
                "The value is empty.", help: "give it on standard input, as in `slipway secrets set … < FILE`")
        }
        guard value.withExposedBytes({ String(validating: $0, as: UTF8.self) != nil }) else {
            throw unusable("The value is no text in UTF-8.", help: "store it in base 64")
        }
        switch place {
        case .parameter(let path): try ParameterStore(client).set(path, value)
        case .secretsManager(let name, nil): try ManagedSecrets(client).set(name, value)
        case .secretsManager(let name, let key?):
            var members: [JSONValue.Member] = []
            do throws(AWSError) {
                members = try self.members(of: try ManagedSecrets(client).value(of: name), name)
            } catch {
                guard error.isNotFound else { throw error }
            }
            let text = value.withExposedBytes { String(decoding: $0, as: UTF8.self) }
            let member = JSONValue.Member(key, .string(text))
            if let index = members.firstIndex(where: { $0.name == key }) {
                members[index] = member
            } else {
                members.append(member)
            }
            try ManagedSecrets(client).set(name, Secret(JSONValue.object(members).bytes()))
        }
    }

    /// Replaces the value; true where a rotation function of the user's does it.
    package func rotate() throws(AWSError) -> Bool {
        guard let found = try describe() else {
            throw unusable("There is no such secret to replace.", help: "store it first with `slipway secrets set`")
        }
        if found.hasRotation, case .secretsManager(let name, _) = place {
            try ManagedSecrets(client).rotate(name)
            return true
        }
        try set(Self.random())
        return false
    }

    /// 43 letters, digits, - and _: 256 bits.
    private static func random() -> Secret { Secret(Base64.encodeForAddresses(RandomBytes.make(32))) }

    private func members(of value: Secret, _ name: String) throws(AWSError) -> [JSONValue.Member] {
        // The position of what is wrong would tell of the value.
        guard let members = value.withExposedBytes({ try? JSONReader.parse($0) })?.object else {
            throw unusable(
                "The value of secret \(name) is no JSON object, so it has no keys.",
                help: "refer to it without #, or store {\"key\": \"value\"}")
        }
        return members
    }

    private func unusable(_ detail: String, help: String) -> AWSError {
        AWSError(Failure(AWSCodes.secretReference, detail, help: help))
    }
}
