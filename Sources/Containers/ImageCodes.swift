package import Diagnostics

/// The problems of building, looking at and pushing images: E0670 to E0679, beside those of every engine.
package enum ImageCodes {
    package static let baseUnavailable = DiagnosticCode(
        "E0670", "base image not available",
        """
        A base image of the Dockerfile is neither in the engine's storage nor could the engine pull it: the registry \
        is not reachable, wants a login, or does not have an image of that digest. The message holds its words. A \
        base made by hand is in the storage under the digest that `podman image inspect --format '{{.Digest}}' NAME` \
        tells.
        """)
    package static let buildFailed = DiagnosticCode(
        "E0671", "image build failed",
        """
        The engine carried out a part of the Dockerfile and it failed; the message ends with the last lines it \
        printed. A frequent cause is a Debian package whose version is no longer in the archive: `apt-cache policy \
        NAME` tells the one that is, for build.packages.
        """)
    package static let digestDiffers = DiagnosticCode(
        "E0672", "pushed image is not the one built",
        """
        What the registry has is not what was built and described: its digest is another. The image in the engine's \
        storage may have been replaced, the engine may compress layers in another way since it was updated, or \
        something between here and the registry changes images.
        """)
    package static let registryRefused = DiagnosticCode(
        "E0673", "registry refuses the image",
        """
        The registry is not reachable, speaks no TLS that is trusted here, wants a login or does not allow this push. \
        Credentials are the engine's own: `podman login REGISTRY`. A registry without TLS is named in \
        registries.conf(5) as insecure.
        """)
    package static let notBuilt = DiagnosticCode(
        "E0674", "image was not built here",
        "`slipway image build ENV` keeps a record of what it built below .slipway/ENV/images; there is none yet.")
    package static let notDescribed = DiagnosticCode(
        "E0675", "spec says nothing about the image",
        "`build` of a spec says how the image of the service is made, and `build.tool` how that of Slipway is.")
    package static let unreadable = DiagnosticCode(
        "E0676", "image cannot be read",
        """
        The image was built, but it cannot be described: Slipway lists what is in an image from the records of dpkg, \
        so its base has to be Debian's or one made of it, and from the program it puts into it.
        """)
    package static let unknownImage = DiagnosticCode(
        "E0677", "unknown image",
        "`slipway image inspect` takes the name of an environment whose image was built here, or an image of the engine."
    )

    package static let all = [
        baseUnavailable, buildFailed, digestDiffers, registryRefused, notBuilt, notDescribed, unreadable, unknownImage,
    ]
}
