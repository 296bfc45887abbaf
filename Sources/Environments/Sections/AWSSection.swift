internal import Diagnostics
package import YAML

/// Where and how the environment lives on AWS.
package struct AWSSection: SpecSection {
    package let region: AWSRegion
    package let account: AWSAccount?
    package let network: NetworkSection
    package let database: ManagedDatabaseSection

    package init(_ fields: inout Fields) {
        region = fields.value("region", "The region everything is made in; there is no silent default.")
        account = fields.optional("account", "The account this environment may be applied to; any other is refused.")
        network = fields.section("network", "The VPC and its subnets.")
        database = fields.section("database", "The RDS instance, where service.database.engine is mysql.")
        for (index, zone) in network.zones.enumerated() {
            fields.require(
                zone.text.hasPrefix(region.rawValue), at: "network.zones.\(index)", EnvironmentCodes.rule,
                "\(zone.text) is no zone of \(region.rawValue)", help: "write \(region.rawValue)\(zone.letter)")
        }
        fields.require(
            fields.tier != .prod || database.multiZone, at: "database.multiZone", EnvironmentCodes.rule,
            "one zone's outage takes the database of tier prod with it", help: "write true, or leave it away")
    }
}

/// The VPC: one address range cut into subnets, one of each kind per zone.
package struct NetworkSection: SpecSection {
    package enum Gateways: String, SpecChoice {
        case none, single
        case perZone = "per-zone"
    }

    package let cidr: CIDR
    package let zones: [AWSZone]
    package let publicSubnets: [CIDR]
    package let privateSubnets: [CIDR]
    package let databaseSubnets: [CIDR]
    package let gateways: Gateways

    package init(_ fields: inout Fields) {
        cidr = fields.value("cidr", "The address range of the VPC.", default: .value(.placeholder))
        zones = fields.list("zones", "The availability zones it spreads over.", default: .required, count: 1...3)
        publicSubnets = fields.list("public", "A subnet per zone for load balancers.", count: 0...3)
        privateSubnets = fields.list("private", "A subnet per zone for the workload.", count: 0...3)
        databaseSubnets = fields.list("database", "A subnet per zone for databases, without a way out.", count: 0...3)
        gateways = fields.value(
            "gateways", "NAT gateways: none, one for all, or one per zone.",
            default: .byTier(dev: .single, staging: .single, prod: .perZone))
        checkSubnets(&fields)
    }

    private func checkSubnets(_ fields: inout Fields) {
        let (code, kinds) = (
            EnvironmentCodes.rule,
            [("public", publicSubnets), ("private", privateSubnets), ("database", databaseSubnets)]
        )
        fields.require(
            cidr.prefix >= 16 && cidr.prefix <= 28, at: "cidr", code,
            "AWS makes VPCs from /16 to /28", help: "write a prefix from /16 to /28")
        var seen: [(place: String, network: CIDR)] = []
        for (kind, subnets) in kinds {
            fields.require(
                subnets.isEmpty || subnets.count == zones.count, at: kind, code,
                "\(subnets.count) subnets for \(zones.count) zones", help: "give one per zone")
            for (index, subnet) in subnets.enumerated() {
                let place = "\(kind).\(index)"
                fields.require(
                    cidr.contains(subnet), at: place, code,
                    "\(subnet.written) is not inside the VPC's \(cidr.written)",
                    help: "choose a part of \(cidr.written)")
                let clash = seen.first { $0.network.overlaps(subnet) }
                fields.require(
                    clash == nil, at: place, code,
                    "\(subnet.written) overlaps \(clash?.network.written ?? "") (\(clash?.place ?? ""))",
                    help: "choose a part that is still free")
                seen.append((place, subnet))
            }
        }
    }
}

/// The managed database.
package struct ManagedDatabaseSection: SpecSection {
    package let instanceClass: String
    package let storage: ByteSize
    package let multiZone: Bool
    package let backupDays: Int

    package init(_ fields: inout Fields) {
        instanceClass = fields.value(
            "instanceClass", "The RDS instance class.",
            default: .byTier(dev: "db.t4g.micro", staging: "db.t4g.small", prod: "db.m7g.large"))
        storage = fields.value("storage", "The storage it starts with.", default: .value(ByteSize(bytes: 20 << 30)))
        multiZone = fields.value(
            "multiZone", "Whether a standby runs in a second zone.",
            default: .byTier(dev: false, staging: false, prod: true))
        backupDays = fields.value(
            "backupDays", "How many days backups are kept.", default: .byTier(dev: 1, staging: 7, prod: 35), in: 0...35)
    }
}

/// A region of AWS's commercial partition (AWS General Reference, "Regions and zones").
package enum AWSRegion: String, SpecChoice {
    case usEast1 = "us-east-1", usEast2 = "us-east-2", usWest1 = "us-west-1", usWest2 = "us-west-2"
    case caCentral1 = "ca-central-1", caWest1 = "ca-west-1", saEast1 = "sa-east-1"
    case euWest1 = "eu-west-1", euWest2 = "eu-west-2", euWest3 = "eu-west-3"
    case euCentral1 = "eu-central-1", euCentral2 = "eu-central-2"
    case euNorth1 = "eu-north-1", euSouth1 = "eu-south-1", euSouth2 = "eu-south-2"
    case apEast1 = "ap-east-1", apSouth1 = "ap-south-1", apSouth2 = "ap-south-2"
    case apNortheast1 = "ap-northeast-1", apNortheast2 = "ap-northeast-2", apNortheast3 = "ap-northeast-3"
    case apSoutheast1 = "ap-southeast-1", apSoutheast2 = "ap-southeast-2"
    case apSoutheast3 = "ap-southeast-3", apSoutheast4 = "ap-southeast-4", apSoutheast5 = "ap-southeast-5"
    case meSouth1 = "me-south-1", meCentral1 = "me-central-1", afSouth1 = "af-south-1", ilCentral1 = "il-central-1"
    case mxCentral1 = "mx-central-1"
}

/// An availability zone by name: `eu-west-1a`.
package struct AWSZone: SpecValue {
    package let text: String
    var letter: String { String(text.suffix(1)) }

    package static var schema: ScalarSchema {
        ScalarSchema(.text("availability zone"), pattern: "^[a-z]{2}-[a-z]+-[0-9][a-f]$", example: "eu-west-1a")
    }
    package static let placeholder = AWSZone(known: "eu-west-1a")

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        let parts = scalar.text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 2, parts[2].count == 2, let letter = parts[2].last,
            ("a"..."f").contains(letter), AWSRegion(rawValue: String(scalar.text.dropLast())) != nil
        else {
            throw ValueProblem(
                "\(scalar.quoted) is no availability zone", help: "write region and letter, as in eu-west-1a")
        }
        text = scalar.text
    }

    package var scalar: Scalar { .string(text) }
}

/// An account: twelve digits, kept as text so that leading zeros stay.
package struct AWSAccount: SpecValue {
    package let text: String

    package static var schema: ScalarSchema {
        ScalarSchema(.text("account"), pattern: "^[0-9]{12}$", example: "\"012345678901\"")
    }
    package static let placeholder = AWSAccount(known: "000000000000")

    private init(known text: String) { self.text = text }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        guard scalar.text.utf8.count == 12, scalar.text.utf8.allSatisfy(isDigit) else {
            throw ValueProblem(
                "\(scalar.quoted) is no account: twelve digits", help: "write it in quotes, as in \"012345678901\"")
        }
        text = scalar.text
    }

    package var scalar: Scalar { .string(text) }
}
