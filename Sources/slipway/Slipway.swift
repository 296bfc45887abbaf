import Arguments
import Commands
import LocalProvider

/// The composition root: the only place that names concrete sites.
@main
struct Slipway {
    static func main() async {
        await CommandLineInterface(version: slipwayVersion, site: LocalSite()).runAndExit()
    }
}
