// What any bytes do to the reader of the providers file: no trap; a registry within its limits, or
// reasons why there is none.
import App
import Health

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzProvidersFile(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    switch ProvidersFile.read(bytes, name: "fuzz.json") {
    case .success(let registry):
        precondition(registry.providers.allSatisfy { !$0.name.isEmpty }, "a provider has no name")
        precondition(registry.providers.count <= ProviderRegistry.maximumProviders)
    case .failure(let refusal):
        precondition(!refusal.problems.isEmpty, "refused without a reason")
    }
    return 0
}
