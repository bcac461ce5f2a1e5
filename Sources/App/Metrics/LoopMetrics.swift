// What one loop measures, on the hot path: a table look-up and two plain stores for each request.
// Confined to its loop's thread.
package import HTTPCore
package import HTTPServer
import Prometheus

/// The instruments of one loop.
@safe
package final class LoopMetrics {
    /// Statuses that have a place in the table; replies with further ones take the slow way.
    static let maximumStatuses = 32

    private static let methods = Method.allCases.count
    private static let noSlot = UInt8.max

    private let http: HTTPMetrics
    private let active: Gauge
    private let rejections: [Counter]
    private let unmatched: Int
    /// Slot of each status from 100 to 599, and of none at index 0 + 500.
    private let slots: UnsafeMutablePointer<UInt8>
    private var usedSlots = 0
    /// By route, method, scheme and slot. Why: unmanaged, so that a request costs no reference
    /// counting; the family owns the shards and `http` the family.
    private let shards: UnsafeMutablePointer<Unmanaged<Histogram>?>

    init(http: HTTPMetrics, active: Gauge, rejected: [Counter]) {
        self.http = http
        self.active = active
        rejections = rejected
        unmatched = http.routes.count
        let size = (unmatched + 1) * Self.methods * 2 * Self.maximumStatuses
        unsafe shards = .allocate(capacity: size)
        unsafe shards.initialize(repeating: nil, count: size)
        unsafe slots = .allocate(capacity: 501)
        unsafe slots.initialize(repeating: Self.noSlot, count: 501)
    }

    deinit {
        unsafe shards.deallocate()
        unsafe slots.deallocate()
    }

    /// A request has begun.
    package func requestStarted() { active.add(1) }

    /// A request has ended, with the index of its route (`nil`: unmatched) and the status of its
    /// reply (`nil`: none could be sent); `isSecure` is the scheme https.
    package func requestEnded(
        route: Int?, method: Method, status: UInt16?, isSecure: Bool = false,
        durationNanoseconds: UInt64
    ) {
        active.add(-1)
        let slot = slot(of: status)
        guard slot != Self.noSlot else {
            http.durations.instrument(labels(route, method, status, isSecure))
                .observe(nanoseconds: durationNanoseconds)
            return
        }
        let row = (route ?? unmatched) * Self.methods + Int(method.rawValue)
        precondition(row < (unmatched + 1) * Self.methods, "a route that the server does not have")
        let index = (row * 2 + (isSecure ? 1 : 0)) * Self.maximumStatuses + Int(slot)
        if let shard = unsafe shards[index] {
            unsafe shard._withUnsafeGuaranteedRef { $0.observe(nanoseconds: durationNanoseconds) }
            return
        }
        let shard = http.durations.shard(labels(route, method, status, isSecure))
        shard.observe(nanoseconds: durationNanoseconds)
        unsafe shards[index] = Unmanaged.passUnretained(shard)
    }

    /// A connection or a request was refused.
    package func rejected(_ rejection: Rejection) {
        guard let index = Rejection.allCases.firstIndex(of: rejection) else { return }
        rejections[index].increment()
    }

    /// The status' place in the table; the first ones to occur get one.
    private func slot(of status: UInt16?) -> UInt8 {
        let index = status.map { Int($0) - 100 } ?? 500
        precondition((0...500).contains(index), "a status has three digits, 100 to 599")
        let slot = unsafe slots[index]
        guard slot == Self.noSlot, usedSlots < Self.maximumStatuses else { return slot }
        unsafe slots[index] = UInt8(usedSlots)
        usedSlots += 1
        return UInt8(usedSlots - 1)
    }

    private func labels(
        _ route: Int?, _ method: Method, _ status: UInt16?, _ isSecure: Bool
    ) -> [String] {
        let scheme = isSecure ? "https" : "http"
        let template = route.map { http.routes[$0] } ?? "unmatched"
        // Why these words: the request's span says the same (`RequestSpans`), but for what the end
        // of the service cuts off, when nobody comes for metrics any more.
        guard let status else {
            return ["\(method.name)", template, "", scheme, "client_disconnected"]
        }
        return ["\(method.name)", template, "\(status)", scheme, status >= 500 ? "\(status)" : ""]
    }
}
