import Diagnostics

extension SlipwayGrammar {
    static let image = CommandGrammar(
        "image", "build, describe and push container images",
        subcommands: [imageBuild, imageInspect, imagePush],
        examples: [.init("slipway image build prod", "Build the image of the service.")], exitStatuses: exits())

    static let imageBuild = CommandGrammar(
        "build", "build an image from the rendered Dockerfile",
        discussion: """
            Builds the Dockerfile that `slipway render ENV --only docker` prints, and writes two bills of materials \
            (CycloneDX, SPDX) and the provenance (in-toto, SLSA) of the image below .slipway/ENV/images. With podman \
            or buildah the same sources make the same image, digest for digest: everything in it carries \
            SOURCE_DATE_EPOCH, or the time of the commit. Prints the reference to give to service.image.
            """,
        positionals: [Positionals.environment],
        options: [Options.tool, Options.engine, Options.jsonDocument],
        examples: [
            .init("slipway image build prod", "Build the image of the service."),
            .init("slipway image build prod --tool", "Build the image of Slipway."),
        ], exitStatuses: exits())

    static let imageInspect = CommandGrammar(
        "inspect", "tell what an image is and what belongs to it",
        positionals: [Positionals.environmentOrImage], options: [Options.tool, Options.engine, Options.jsonDocument],
        examples: [
            .init("slipway image inspect prod", "Describe the image that was built last, and its documents."),
            .init("slipway image inspect registry.example/shop:1.4", "Describe any image of the engine."),
        ], exitStatuses: exits())

    static let imagePush = CommandGrammar(
        "push", "push the image that was built to its registry",
        discussion: """
            Pushes to the repository and tag of service.image, then asks the registry for the image by the digest \
            that was built; any other digest is an error. Credentials are the engine's own, as in `podman login`.
            """,
        positionals: [Positionals.environment], options: [Options.tool, Options.jsonDocument],
        examples: [.init("slipway image push prod", "Push what `slipway image build prod` built.")],
        exitStatuses: exits())
}
