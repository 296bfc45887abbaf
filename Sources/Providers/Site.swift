package import Diagnostics
package import Environments
package import Manifests

/// A kind of place environments live in: it opens the provider of an environment and knows what one means there.
///
/// The composition root names the concrete sites; everything else speaks to this protocol.
package protocol Site: Sendable {
    /// What `--provider` and plans call it.
    var name: String { get }

    /// The codes of its problems, for `slipway explain CODE`.
    var codes: [DiagnosticCode] { get }

    /// The provider of the environment kept in `directory`; touches nothing yet.
    func provider(in directory: String) throws(Failure) -> any Provider

    /// What an environment means here, given what its project has.
    func model(
        of environment: ResolvedEnvironment, from materials: Materials, for provider: any Provider
    ) async throws(Failure) -> any ResourceModel
}

/// What a project gives a site to work with.
package struct Materials: Sendable {
    /// A program to run: its absolute path and the SHA-256 of its bytes.
    package struct Program: Sendable, Hashable {
        package let path: String
        package let digest: String

        package init(path: String, digest: String) {
            self.path = path
            self.digest = digest
        }
    }

    /// service.program, where the environment has one; its bytes are being hashed until this returns.
    package let program: (@Sendable () async throws(Failure) -> Program)?
    /// Makes the environment's documents for a layout of this machine.
    package let render: @Sendable (MachineLayout) throws(Failure) -> [Document]

    package init(
        program: (@Sendable () async throws(Failure) -> Program)?,
        render: @escaping @Sendable (MachineLayout) throws(Failure) -> [Document]
    ) {
        self.program = program
        self.render = render
    }
}
