// A spool that cannot be used at the start, since an earlier process is still at work in it: what
// that leaves is found and sent later, also where nothing new has to be spooled.
import Reactor
import Testing

@testable import OTLP

struct LateSpoolTests {
    @Test func whatAnEarlierProcessLeavesLateIsSent() async throws {
        let folder = try SpoolFolder()
        let clocks = StillClocks()
        var earlier: SpoolProcess? = try SpoolProcess(folder)
        try earlier?.spool(3)
        let late = try SpoolProcess(folder, instance: "2", clocks: clocks)
        #expect(!late.spool.open() && !late.spool.isOpen)
        let transport = ScriptedTransport()
        let exporter = Exporter(
            queue: late.queue, transport: transport, spool: late.spool, clocks: clocks.clocks)
        try exporter.start()
        earlier = nil
        clocks.move(10)
        late.queue.doorbell.signal()
        try await eventually { exporter.account.exported == 3 }
        #expect(late.spool.isOpen && exporter.account.recovered == 3)
        #expect(late.events.contains(.found(files: 1, spans: 3)))
        expectLaw(exporter)
        _ = exporter.shutdown(timeout: .zero)
    }
}
