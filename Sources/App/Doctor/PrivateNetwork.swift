// Which environment the private names of Railway lead to from this process, and so which
// environments must not be asked from here: their names would lead to this one's own machines.
// Any thread; a value.

/// The private network that this process is in.
struct PrivateNetwork {
    /// The environment that it belongs to; nil outside Railway.
    private let home: String?

    /// Reads where the process runs. A Railway environment that the guard was told of belongs to
    /// the process's own environment, whatever it is called.
    init(_ inputs: SettingsInputs) {
        let railway = inputs.process["RAILWAY_ENVIRONMENT_NAME"]
        let choice = EnvironmentChoice(inputs)
        var reader = SettingReader(choice.layers)
        let allowed = reader.read(SettingTable.guardRailway).flatMap(EnvironmentName.init)
        if let railway, let allowed, allowed == EnvironmentName(railway) {
            home = choice.environment.text
        } else {
            home = railway
        }
    }

    /// Why an environment cannot be asked from here; nil where it can.
    func reasonNotToAsk(_ checked: CheckedEnvironment) -> String? {
        guard let home, !checked.readsProcess, EnvironmentName(home) != checked.environment else {
            return nil
        }
        let tracing = checked.loaded.settings.tracing
        let hosts = [tracing.endpoint?.read.address.host, tracing.queryURL?.host]
        guard let host = hosts.lazy.compactMap(\.self).first(where: \.isRailwayPrivate) else {
            return nil
        }
        return "\(host) is private to the Railway environment \(checked.environment), "
            + "and this is \(home.shown(at: 64))"
    }
}
