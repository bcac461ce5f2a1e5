// What becomes of variables and a settings file, as far as tracing is concerned.
@testable import App

/// Loads the configuration of the environment `qa`.
func loadTracing(
    _ process: [String: String], file: String = ""
) -> (tracing: TracingSettings, problems: [Problem], warnings: [Warning]) {
    var inputs = SettingsInputs.files([".env.qa": file])
    inputs.process = process
    inputs.process["APP_ENV"] = "qa"
    let loaded = LoadedConfiguration(inputs)
    return (loaded.settings.tracing, loaded.allProblems, loaded.warnings)
}
