/// An image that was built, as its documents describe it.
package struct BuiltImage: Sendable {
    /// The program inside it.
    package struct Program: Sendable {
        /// Where it lies in the image.
        package let path: String
        /// Of its bytes, in hexadecimal.
        package let sha256: String
        /// The shared libraries it asks for by name.
        package let needs: [String]

        package init(path: String, sha256: String, needs: [String]) {
            self.path = path
            self.sha256 = sha256
            self.needs = needs
        }
    }

    /// Repository without tag and digest: `registry.example.com/expense-api`.
    package let repository: String
    package let tag: String?
    /// Of its manifest, `sha256:` and hexadecimal.
    package let digest: String
    /// The time everything in it carries, as in `2026-11-21T09:30:00Z`.
    package let time: String
    package let program: Program
    package let packages: PackageDatabase
    /// As in `debian-12`; nil where the image does not say.
    package let distribution: String?
    package let toolVersion: String

    package init(
        repository: String, tag: String?, digest: String, time: String, program: Program, packages: PackageDatabase,
        distribution: String?, toolVersion: String
    ) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
        self.time = time
        self.program = program
        self.packages = packages
        self.distribution = distribution
        self.toolVersion = toolVersion
    }

    /// `registry.example.com/expense-api@sha256:…`, by which it is named from now on.
    package var reference: String { "\(repository)@\(digest)" }

    /// Its package URL (purl-spec, type `oci`).
    package var purl: String {
        let name = repository.split(separator: "/").last.map(String.init) ?? repository
        let url = "repository_url=\(PackageURL.encoded(repository))"
        return "pkg:oci/\(PackageURL.encoded(name))@\(PackageURL.encoded(digest))?\(url)"
            + (tag.map { "&tag=\(PackageURL.encoded($0))" } ?? "")
    }

    /// The hexadecimal digits of the digest.
    var digestHex: String { String(digest.dropFirst("sha256:".count)) }

    /// The packages that bring the libraries its program asks for, each once, in the order of ``PackageDatabase``.
    package var packagesOfProgram: [InstalledPackage] {
        let owners = Set(program.needs.compactMap { packages.owner(ofLibrary: $0) })
        return packages.packages.filter(owners.contains)
    }

    /// Libraries the program asks for that no package brings.
    package var librariesOfNobody: [String] { program.needs.filter { packages.owner(ofLibrary: $0) == nil } }
}
