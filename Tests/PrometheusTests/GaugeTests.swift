// Gauges: set, moved, correct under contention.
import Testing

@testable import Prometheus

struct GaugeTests {
    @Test(arguments: [Writers.oneThread, .anyThread])
    func movesBothWays(_ writers: Writers) {
        let gauge = Gauge(bounds: [], writers: writers)
        #expect(gauge.value == 0)
        gauge.set(3)
        gauge.add(2)
        gauge.add(-6.5)
        #expect(gauge.value == -1.5)
    }

    @Test func losesNoChangeWhenThreadsShareIt() async {
        let gauge = Gauge(bounds: [], writers: .anyThread)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<10_000 {
                        gauge.add(2)
                        gauge.add(-1)
                    }
                }
            }
        }
        #expect(gauge.value == 40_000)
    }
}
