import Diagnostics
import Testing

@testable import AWS

@Suite("how AWS is spoken to")
struct AWSSettingsTests {
    private static let all: [String: String] = ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"]

    static let regions: [(String?, [String: String], String, String?, String)] = [
        ("eu-west-3", all, "[default]\nregion = us-east-1", "eu-west-3", "--region"),
        (nil, all, "[default]\nregion = us-east-1", "eu-west-1", "AWS_REGION"),
        (nil, ["AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-2"], "", "eu-west-2", "AWS_DEFAULT_REGION"),
        (
            nil, ["AWS_PROFILE": "p"], "[default]\nregion = us-east-1\n[profile p]\nregion = us-east-2", "us-east-2",
            "region of profile p"
        ),
        (nil, ["AWS_PROFILE": "p"], "[default]\nregion = us-east-1\n[profile p]", "us-east-1", "profile default"),
        (nil, [:], "[default]\nregion = us-gov-west-1", "us-gov-west-1", "region of profile default"),
        (nil, [:], "[profile p]\nregion = us-east-2", nil, ""),
        (nil, [:], "", nil, ""),
    ]

    @Test("the region: option, variables, profile, [default], and never one by itself", arguments: regions)
    func region(
        _ option: String?, _ variables: [String: String], _ config: String, _ expected: String?, _ source: String
    ) throws {
        let files = try SettingsFiles(config: config)
        let settings = try AWSSettings(files.context(variables, region: option))
        #expect(settings.region?.value == expected)
        #expect(settings.region?.source ?? "" == source)
    }

    @Test("--profile goes before AWS_PROFILE; nobody's choice is the default")
    func profile() throws {
        let files = try SettingsFiles(config: "[profile a]\n[profile b]")
        let chosen = try AWSSettings(files.context(["AWS_PROFILE": "a"], profile: "b"))
        #expect(chosen.profileName == "b" && chosen.isProfileChosen && chosen.profile?.name == "b")
        #expect(try AWSSettings(files.context(["AWS_PROFILE": "a"])).profileName == "a")
        let nobody = try AWSSettings(files.context())
        #expect(nobody.profileName == "default" && !nobody.isProfileChosen && nobody.profile == nil)
    }

    @Test("nothing said is the standard")
    func standard() throws {
        let settings = try AWSSettings(try SettingsFiles().context())
        #expect(settings.retryMode == .standard && settings.attempts == 3)
        #expect(!settings.usesFIPS && !settings.usesDualStack && !settings.usesGlobalSTS && !settings.ignoresEndpoints)
        #expect(settings.authorities == nil && !settings.addressesS3ByPath)
    }

    private static let everything = """
        [default]
        retry_mode = adaptive
        max_attempts = 10
        use_fips_endpoint = TRUE
        use_dualstack_endpoint = true
        ignore_configured_endpoint_urls = true
        sts_regional_endpoints = legacy
        ca_bundle = ~/ca.pem
        s3 =
          addressing_style = path
        """

    @Test("all of it is in the profile")
    func inProfile() throws {
        let files = try SettingsFiles(config: Self.everything)
        let settings = try AWSSettings(files.context(["HOME": "/home/x"]))
        #expect(settings.retryMode == .adaptive && settings.attempts == 10)
        #expect(settings.usesFIPS && settings.usesDualStack && settings.usesGlobalSTS && settings.ignoresEndpoints)
        #expect(settings.authorities == "/home/x/ca.pem" && settings.addressesS3ByPath)
    }

    @Test("variables go before the profile")
    func variablesFirst() throws {
        let files = try SettingsFiles(config: Self.everything)
        let settings = try AWSSettings(
            files.context([
                "AWS_RETRY_MODE": "legacy", "AWS_MAX_ATTEMPTS": "1", "AWS_USE_FIPS_ENDPOINT": "False",
                "AWS_USE_DUALSTACK_ENDPOINT": "false", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
                "AWS_STS_REGIONAL_ENDPOINTS": "regional", "AWS_CA_BUNDLE": "/ca",
            ]))
        #expect(settings.retryMode == .standard && settings.attempts == 1)
        #expect(!settings.usesFIPS && !settings.usesDualStack && !settings.usesGlobalSTS && !settings.ignoresEndpoints)
        #expect(settings.authorities == "/ca")
    }

    static let invalid: [(String, String, String)] = [
        ("AWS_REGION", "eu central", "write"), ("AWS_REGION", "EU-WEST-1", "write"), ("AWS_REGION", "-eu", "write"),
        ("AWS_REGION", "eu-", "write"), ("AWS_REGION", "eu.west", "write"), ("AWS_REGION", "evil.com/", "write"),
        ("AWS_REGION", "eu@evil", "write"), ("AWS_DEFAULT_REGION", "é", "write"),
        ("AWS_RETRY_MODE", "fast", "write standard or adaptive"),
        ("AWS_RETRY_MODE", "Standard", "write standard or adaptive"),
        ("AWS_MAX_ATTEMPTS", "0", "write a whole number from 1 to 100"),
        ("AWS_MAX_ATTEMPTS", "101", "write a whole number from 1 to 100"),
        ("AWS_MAX_ATTEMPTS", "-1", "write a whole number from 1 to 100"),
        ("AWS_MAX_ATTEMPTS", "3.5", "write a whole number from 1 to 100"),
        ("AWS_MAX_ATTEMPTS", "three", "write a whole number from 1 to 100"),
        ("AWS_USE_FIPS_ENDPOINT", "yes", "write true or false"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "1", "write true or false"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "on", "write true or false"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "global", "write regional or legacy"),
    ]

    @Test("what means nothing is refused by the name of its variable", arguments: invalid)
    func invalidVariable(_ variable: String, _ value: String, _ help: String) throws {
        let files = try SettingsFiles()
        let help = help == "write" ? "a region is written like eu-central-1" : help
        #expect(
            try files.refusal { _ = try AWSSettings(files.context([variable: value])) }
                == "E0805 \(variable) is \"\(value)\". | \(help)")
    }

    static let invalidLines: [(String, String)] = [
        ("region = Frankfurt", "region of profile p is \"Frankfurt\". | a region is written like eu-central-1"),
        ("retry_mode = none", "retry_mode of profile p is \"none\". | write standard or adaptive"),
        ("max_attempts = 999", "max_attempts of profile p is \"999\". | write a whole number from 1 to 100"),
        ("use_fips_endpoint = y", "use_fips_endpoint of profile p is \"y\". | write true or false"),
        ("sts_regional_endpoints = x", "sts_regional_endpoints of profile p is \"x\". | write regional or legacy"),
        (
            "s3 =\n  addressing_style = Path",
            "s3 addressing_style of profile p is \"Path\". | write auto, virtual or path"
        ),
    ]

    @Test("what means nothing is refused by the name of its line", arguments: invalidLines)
    func invalidLine(_ line: String, _ said: String) throws {
        let files = try SettingsFiles(config: "[profile p]\n\(line)")
        #expect(try files.refusal { _ = try AWSSettings(files.context(profile: "p")) } == "E0805 \(said)")
    }

    @Test("the region of the option and of [default] are looked at, too")
    func invalidRegions() throws {
        let files = try SettingsFiles(config: "[default]\nregion = X\n[profile p]")
        #expect(
            try files.refusal { _ = try AWSSettings(files.context(region: "")) }
                == "E0805 --region is \"\". | a region is written like eu-central-1")
        #expect(
            try files.refusal { _ = try AWSSettings(files.context(profile: "p")) }
                == "E0805 profile default is \"X\". | a region is written like eu-central-1")
    }

    @Test(
        "a key in the wrong place is not shown",
        arguments: ["AWS_REGION", "AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS", "AWS_USE_FIPS_ENDPOINT"])
    func keyInWrongPlace(_ variable: String) throws {
        let files = try SettingsFiles()
        let said = try files.refusal {
            _ = try AWSSettings(files.context([variable: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]))
        }
        #expect(said.hasPrefix("E0805 \(variable) has a value that means nothing. | "), "\(said)")
    }
}
