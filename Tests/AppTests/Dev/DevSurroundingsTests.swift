// All that surrounds the server in `dev`, twice on one machine.
import Curl
import Health
import Locking
import Reactor
import Testing

@testable import App

struct DevSurroundingsTests {
    /// `dev` sends its spans to its own pocket, whatever the developer's own settings name.
    @Test func nothingInASettingsFileLeadsSpansElsewhere() throws {
        let surroundings = try DevSurroundings(clocks: .system) { _ in }
        defer { surroundings.stop() }
        let file = """
            TEMPO_ENABLED=false
            TEMPO_OTLP_HTTP_ENDPOINT=http://elsewhere:4318
            TEMPO_OTLP_GRPC_ENDPOINT=http://elsewhere:4317
            TEMPO_QUERY_URL=http://elsewhere:3200
            OTEL_EXPORTER_OTLP_ENDPOINT=http://elsewhere:4318
            OTEL_EXPORTER_OTLP_PROTOCOL=grpc
            OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc
            OTEL_TRACES_EXPORTER=none
            """
        let inputs = SettingsInputs.files([".env.development": file])
        let own = DevCommand.ownInputs(inputs, surroundings)
        let tracing = LoadedConfiguration(own).settings.tracing
        #expect(tracing.state == .on)
        #expect(tracing.endpoint?.displayed == surroundings.endpoint + "/v1/traces")
        #expect(tracing.exportProtocol == .httpProtobuf)
        #expect(tracing.queryURL?.displayed == surroundings.queryAddress)
    }

    @Test func aSecondOneMovesUpAndBothServe() async throws {
        let transfers = try TransferThread(library: try CurlLibrary())
        let first = try DevSurroundings(clocks: .system) { _ in }
        let second = try DevSurroundings(
            receivingPort: first.receivingPort, queryPort: first.queryPort, clocks: .system
        ) { _ in }
        #expect(second.receivingPort > first.receivingPort)
        #expect(second.queryPort > first.queryPort)
        #expect(second.endpoint == "http://127.0.0.1:\(second.receivingPort)")
        for surroundings in [first, second] {
            let ready = await transfers.send(
                OutgoingRequest(url: "http://127.0.0.1:\(surroundings.queryPort)/ready"))
            #expect(try ready.get().status == 200)
            let registry = try ProvidersFile.read(surroundings.providersFile, name: "dev").get()
            #expect(registry.providers.count == 3)
        }
        first.stop()
        second.stop()
        let gone = await transfers.send(
            OutgoingRequest(url: "http://127.0.0.1:\(first.queryPort)/ready"))
        #expect(throws: TransferError.self) { try gone.get() }
        transfers.shutdown()
    }
}
