/// The version of this Slipway, as `slipway --version` prints it; plans are bound to it.
let slipwayVersion = "0.1.0"
