import AWS
import Arguments
import Containers
package import Diagnostics
import Engine
import Environments
import JSON
import POSIX
import Planning
import RolloutImport
import RolloutPlans
import StateStore
import Templates
import YAML

/// Every code a user can meet, behind `slipway explain CODE`.
package enum DiagnosticCatalogue {
    package static let shared: [DiagnosticCode] =
        YAMLCodes.all + JSONCodes.all + EnvironmentCodes.all + TemplateCodes.all + PlanningCodes.all
        + EngineCodes.all + StateCodes.all + POSIXCodes.all + ContainerCodes.all + ImageCodes.all + UsageCodes.all
        + CommandCodes.all + AWSCodes.all + RolloutCodes.all + ImportCodes.all

    /// The code with this id, in either case; `site` adds its own to those everyone shares.
    static func code(_ id: String, of site: [DiagnosticCode]) -> DiagnosticCode? {
        (shared + site).first { $0.id == id.uppercased() }
    }
}
