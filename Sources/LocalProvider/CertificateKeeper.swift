import Crypto
import Diagnostics
import POSIX
import Planning

/// `certificate/NAME` {hosts: […], days}: a self-signed certificate and its key in one private PEM file for HAProxy.
struct CertificateKeeper: Keeper {
    let layout: LocalLayout

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        let attributes = try Attributes(resource, known: ["hosts", "days"])
        let hosts = try attributes.texts("hosts")
        let days = try attributes.integer("days", 1...825, default: 365)
        guard !hosts.isEmpty, hosts.allSatisfy(Self.isHost) else {
            throw Failure(
                LocalCodes.attributeInvalid,
                "\(resource.address): attribute \"hosts\" must list host names or addresses.",
                help: "for example [localhost, 127.0.0.1]")
        }
        let name = resource.address.name
        let half = "\(layout.temporary)/certificate-\(name)"
        try Files.doing { () throws(SystemError) in
            try FileSystem.removeTree(half)
            try FileSystem.createDirectory(half, withParents: true)
            try FileSystem.createDirectory(layout.certificates)
        }
        let names = hosts.map { Self.isAddress($0) ? "IP:\($0)" : "DNS:\($0)" }.joined(separator: ",")
        let outcome = try Tool.openssl.run(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-sha256",
                "-days", "\(days)", "-subj", "/CN=\(hosts[0])", "-addext", "subjectAltName=\(names)",
                "-keyout", "\(half)/key.pem", "-out", "\(half)/certificate.pem",
            ], timeout: .seconds(30))
        guard outcome.status.isSuccess else {
            throw Failure(
                LocalCodes.certificateFailed,
                "\(resource.address): openssl says: \(outcome.errorText.trimmed.suffix(300))",
                help: "check the host names")
        }
        let certificate = try Files.readIfPresent("\(half)/certificate.pem", limit: 1 << 20) ?? []
        let key = try Files.readIfPresent("\(half)/key.pem", limit: 1 << 20) ?? []
        try Files.doing { () throws(SystemError) in
            try FileSystem.writeAtomically(certificate + key, to: layout.certificate(name))
            try FileSystem.removeTree(half)
        }
        return ["digest": SHA256.hex(of: certificate + key)]
    }

    static func isHost(_ text: String) -> Bool {
        text.utf8.count <= 253 && !text.isEmpty
            && text.utf8.allSatisfy { Attributes.isWordByte($0) || [0x2d, 0x2e, 0x3a, 0x2a].contains($0) }
    }

    static func isAddress(_ text: String) -> Bool {
        text.contains(":") || text.utf8.allSatisfy { $0 == 0x2e || (0x30...0x39).contains($0) }
    }

    func examine(_ record: Record) throws(Failure) -> Finding {
        let path = layout.certificate(record.address.name)
        guard let bytes = try Files.readIfPresent(path, limit: 1 << 20) else {
            return Finding(damage: "the certificate's file is gone")
        }
        guard SHA256.hex(of: bytes) == record.facts["digest"] else {
            return Finding(damage: "the certificate's file was edited")
        }
        // A week before its end it is made anew.
        let outcome = try Tool.openssl.run(["x509", "-noout", "-checkend", "604800", "-in", path])
        return Finding(damage: outcome.status.isSuccess ? nil : "the certificate ends within a week")
    }

    func delete(_ name: String) throws(Failure) {
        try Files.doing { () throws(SystemError) in try FileSystem.remove(layout.certificate(name)) }
    }

    func names() throws(Failure) -> [String] {
        try Files.list(layout.certificates).filter { $0.hasSuffix(".pem") }.map { String($0.dropLast(4)) }
    }
}
