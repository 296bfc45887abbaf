import Crypto
import Diagnostics
import POSIX
import Planning

/// `secret/NAME` {bytes: 16...1024}: a random value made once, kept in a private file as hexadecimal text.
///
/// Its fingerprint is an HMAC under a key that never leaves the environment's directory.
struct SecretKeeper: Keeper {
    let layout: LocalLayout
    /// As many as a spec may ask for.
    static let byteCounts = 16...1_024

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        let attributes = try Attributes(resource, known: ["bytes"])
        let count = try attributes.integer("bytes", Self.byteCounts, default: 32)
        let path = layout.secret(resource.address.name)
        if let kept = try value(resource.address.name), kept.count == count * 2 {
            try Files.doing { () throws(SystemError) in try FileSystem.setMode(0o600, of: path) }
        } else {
            try Files.reach(.secretWrite)
            try Files.doing { () throws(SystemError) in try FileSystem.createDirectory(layout.secrets) }
            try Files.write(RandomBytes.hexadecimal(count), to: path)
        }
        if try !Files.exists(layout.fingerprintKey) {
            try Files.write(RandomBytes.hexadecimal(32), to: layout.fingerprintKey)
        }
        return ["fingerprint": try fingerprint(resource.address.name) ?? ""]
    }

    func examine(_ record: Record) throws(Failure) -> Finding {
        let path = layout.secret(record.address.name)
        guard try Files.exists(path) else { return Finding(damage: "the secret's file is gone") }
        let mode = try Files.doing { () throws(SystemError) in try FileSystem.mode(of: path) }
        guard mode & 0o077 == 0 else { return Finding(damage: "others may read the secret's file") }
        guard try fingerprint(record.address.name) == record.facts["fingerprint"] else {
            return Finding(damage: "the secret's value was changed from outside")
        }
        return Finding()
    }

    func delete(_ name: String) throws(Failure) {
        let path = layout.secret(name)
        if let value = try value(name) {
            // The blocks of the file are overwritten in place first; a copy-on-write file system may keep old ones.
            try Files.doing { () throws(SystemError) in
                try FileSystem.overwrite(path, with: [UInt8](repeating: 0, count: value.count))
            }
        }
        try Files.doing { () throws(SystemError) in try FileSystem.remove(path) }
        if try names().isEmpty {
            try Files.doing { () throws(SystemError) in try FileSystem.remove(layout.fingerprintKey) }
        }
    }

    func names() throws(Failure) -> [String] {
        try Files.list(layout.secrets).filter { !FileSystem.isTemporary($0) }
    }

    private func value(_ name: String) throws(Failure) -> [UInt8]? {
        try Files.readIfPresent(layout.secret(name), limit: 4096)
    }

    /// Twelve hexadecimal digits: they tell that a value changed, and nothing else without the key.
    func fingerprint(_ name: String) throws(Failure) -> String? {
        guard let value = try value(name) else { return nil }
        guard let key = try Files.readIfPresent(layout.fingerprintKey, limit: 256) else { return nil }
        return String(Hex.encode(SHA256.authenticationCode(of: value, key: key)).prefix(12))
    }
}
