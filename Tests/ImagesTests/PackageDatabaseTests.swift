import Images
import Testing

@Suite struct PackageDatabaseTests {
    @Test func installedPackagesAreReadAndOthersLeftOut() {
        let packages = Sample.database.packages
        #expect(packages.map(\.name) == ["libc6", "libsqlite3-0", "tzdata"])
        #expect(packages.map(\.version) == ["2.36-9", "3.40.1-2+deb12u2", "1:2025b~rc1"])
        #expect(packages.map(\.source) == ["glibc", "sqlite3", "tzdata"])
        #expect(packages[1].depends == [["libc6"], ["none", "tzdata"]])
        #expect(packages[1].homepage == "https://www.sqlite.org/")
    }

    @Test func aLibraryIsOfThePackageThatBringsIt() {
        let database = Sample.database
        #expect(database.owner(ofLibrary: "libsqlite3.so.0")?.name == "libsqlite3-0")
        #expect(database.owner(ofLibrary: "ld-linux-x86-64.so.2")?.name == "libc6")
        // Both libc6 and the documentation of tzdata have a file of that name: the first is taken.
        #expect(database.owner(ofLibrary: "libc.so.6")?.name == "libc6")
        #expect(database.owner(ofLibrary: "libgone.so.1") == nil, "of a package that was removed")
        #expect(database.owner(ofLibrary: "UTC") == nil)
        #expect(Sample.image.packagesOfProgram.map(\.name) == ["libc6", "libsqlite3-0"])
        #expect(Sample.image.librariesOfNobody == ["libown.so.1"])
    }

    @Test func dependenciesAreThoseThatAreInstalled() {
        let database = Sample.database
        let byName = Dictionary(uniqueKeysWithValues: database.packages.map { ($0.name, $0) })
        func names(_ name: String) -> [String] { byName[name].map { database.dependencies(of: $0).map(\.name) } ?? [] }
        #expect(names("libsqlite3-0") == ["libc6", "tzdata"])
        #expect(names("libc6") == ["libsqlite3-0"], "itself, which it provides, is left out")
        #expect(names("tzdata").isEmpty)
    }

    @Test func packageURLsEscapeWhatIsNotTheirs() {
        let urls = Sample.database.packages.map { $0.purl(distribution: "debian-12") }
        #expect(
            urls == [
                "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12",
                "pkg:deb/debian/libsqlite3-0@3.40.1-2%2Bdeb12u2?arch=amd64&distro=debian-12",
                "pkg:deb/debian/tzdata@1:2025b~rc1?arch=all&distro=debian-12",
            ])
        #expect(
            Sample.image.purl
                == "pkg:oci/shop@\(Sample.digest)?repository_url=registry.example.com%2Fshop&tag=1.4")
    }

    /// Whatever dpkg's files hold, reading them ends.
    @Test(arguments: [
        "", "\n\n\n", ":", "Package", " x\n", "Package:\nVersion:\nStatus: installed", "Package: a\nStatus: x",
    ])
    func damagedRecordsAreNoPackages(text: String) {
        let database = PackageDatabase(status: Array(text.utf8), lists: [("a.list", [0x2F, 0xFF, 0x0A])])
        #expect(database.packages.count <= 1)
    }
}
