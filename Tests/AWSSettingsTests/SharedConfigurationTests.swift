import Diagnostics
import POSIX
import TestSupport
import Testing

@testable import AWS

@Suite("AWS's two files together")
struct SharedConfigurationTests {
    @Test("the credentials file goes before the config file, key by key")
    func credentialsFirst() throws {
        let files = try SettingsFiles(
            config: "[default]\nregion = a\noutput = json\n[profile p]\nregion = b",
            credentials: "[default]\nregion = c\n[p]\nrole_arn = d\n[only here]\nx = y")
        let read = try SharedConfiguration(files.context())
        #expect(read.profiles.keys.sorted() == ["default", "only here", "p"])
        #expect(read.profiles["default"]?.text("region") == "c")
        #expect(read.profiles["default"]?.text("output") == "json")
        #expect(read.profiles["p"]?.text("region") == "b")
        #expect(read.profiles["p"]?.text("role_arn") == "d")
        #expect(read.profiles["default"]?["region"]?.location.description == "\(files.scratch.at("credentials")):2:1")
        #expect(read.profiles["default"]?["output"]?.location.description == "\(files.scratch.at("config")):3:1")
    }

    @Test("an empty value in the credentials file hides that of the config file")
    func emptyHides() throws {
        let files = try SettingsFiles(config: "[default]\nregion = a", credentials: "[default]\nregion =")
        #expect(try SharedConfiguration(files.context()).profiles["default"]?.text("region") == nil)
    }

    @Test("sections of the same name are one, the last line wins")
    func merges() throws {
        let files = try SettingsFiles(config: "[profile a]\nb = 1\nc = 2\n[profile a]\nb = 3")
        let profile = try SharedConfiguration(files.context()).profile("a")
        #expect(profile.text("b") == "3")
        #expect(profile.text("c") == "2")
    }

    @Test(
        "[profile default] goes before [default], whichever is first",
        arguments: ["[default]\na = 1\n[profile default]\nb = 2", "[profile default]\nb = 2\n[default]\na = 1"])
    func namedDefault(_ text: String) throws {
        let profile = try SharedConfiguration(try SettingsFiles(config: text).context()).profile("default")
        #expect(profile.text("a") == nil)
        #expect(profile.text("b") == "2")
    }

    @Test("names of the credentials file are taken as they stand")
    func titles() throws {
        let files = try SettingsFiles(credentials: "[\"q\"]\na=b\n[profile x]\n[two  words]\n[default]")
        #expect(
            try SharedConfiguration(files.context()).profiles.keys.sorted() == [
                "\"q\"", "default", "profile x", "two  words",
            ])
    }

    @Test("groups of their own are no profiles")
    func groups() throws {
        let files = try SettingsFiles(
            config: "[sso-session s]\nsso_region = a\n[services v]\nsts =\n  endpoint_url = u\n[plugins]\nc = d")
        let read = try SharedConfiguration(files.context())
        #expect(read.profiles.isEmpty)
        #expect(read.ssoSessions["s"]?.text("sso_region") == "a")
        #expect(read.services["v"]?["sts"]?.property.nested.first?.text == "u")
        #expect(read.misnamed == ["plugins"])
    }

    @Test("files that are not there are empty; /dev/null says so")
    func missing() throws {
        let files = try SettingsFiles()
        #expect(try SharedConfiguration(files.context()).profiles.isEmpty)
        let none = ["AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"]
        #expect(try SharedConfiguration(AWSContext(variables: none)).profiles.isEmpty)
        #expect(
            try SharedConfiguration(files.context(["AWS_CONFIG_FILE": files.scratch.at("no/such")])).profiles.isEmpty)
    }

    @Test("~ is the home directory, also where no variable names the files")
    func home() throws {
        let scratch = try Scratch()
        try FileSystem.createDirectory(scratch.at(".aws"))
        try FileSystem.writeAtomically(Array("[default]\nregion = a".utf8), to: scratch.at(".aws/config"))
        try FileSystem.writeAtomically(Array("[k]\nb = c".utf8), to: scratch.at("keys"))
        let read = try SharedConfiguration(
            AWSContext(variables: ["HOME": scratch.path, "AWS_SHARED_CREDENTIALS_FILE": "~/keys"]))
        #expect(read.profiles.keys.sorted() == ["default", "k"])
        #expect(read.files == ["~/.aws/config", "~/keys"])
        #expect(read.profiles["default"]?["region"]?.file == "~/.aws/config")
    }

    @Test("what cannot be read is an error, not nothing")
    func unreadable() throws {
        let files = try SettingsFiles()
        try FileSystem.createDirectory(files.scratch.at("config"))
        #expect(
            try files.refusal { _ = try SharedConfiguration(files.context()) }
                == "E0680 read DIR/config: Is a directory. | ")
        let large = try SettingsFiles(credentials: "#" + String(repeating: "x", count: ConfigurationFile.limit))
        let said = try large.refusal { _ = try SharedConfiguration(large.context()) }
        #expect(said.hasPrefix("E0680 ") && said.contains("DIR/credentials") && !said.contains("xxx"), "\(said)")
        let full = try SettingsFiles(credentials: "#" + String(repeating: "x", count: ConfigurationFile.limit - 1))
        #expect(try SharedConfiguration(full.context()).profiles.isEmpty)
    }

    @Test("a broken credentials file is told by its own name")
    func broken() throws {
        let files = try SettingsFiles(config: "[default]\na = b", credentials: "[default]\nAKIAIOSFODNN7EXAMPLE")
        let failure = try #require(throws: Failure.self) { _ = try SharedConfiguration(files.context()) }
        #expect(failure.diagnostics.first?.location?.description == "\(files.scratch.at("credentials")):2:1")
    }

    static let unknown: [(String, String, String, String)] = [
        ("[profile prod]\na=b", "", "prdo", "did you mean prod?"),
        ("[prod]\na=b", "", "prod", "write [profile prod] in place of [prod] in DIR/config"),
        ("", "[profile prod]\na=b", "prod", "write [prod] in place of [profile prod] in DIR/credentials"),
        ("[profile x]\n[default]", "[y]", "elsewhere", "there are: default, x, y"),
        ("", "", "prod", "make one with `aws configure`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    ]

    @Test("an unknown profile is told with what may be meant", arguments: unknown)
    func unknownProfile(_ config: String, _ credentials: String, _ name: String, _ help: String) throws {
        let files = try SettingsFiles(config: config, credentials: credentials)
        #expect(
            try files.refusal { _ = try AWSSettings(files.context(profile: name)) }
                == "E0802 No profile \"\(name)\" is in DIR/config or DIR/credentials. | \(help)")
    }
}
