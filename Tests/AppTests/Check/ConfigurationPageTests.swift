// docs/configuration.md says what the table says, no more and no less.
import Health
import Testing
import TraceSDK

@testable import App

struct ConfigurationPageTests {
    @Test func thePageIsWhatTheRowsSay() throws {
        let page = try Repository.text("docs/configuration.md")
        #expect(ConfigurationPage.updated(page) == page)
    }

    @Test func thePageHasAPlaceForEveryPart() throws {
        let page = try Repository.text("docs/configuration.md")
        for part in ConfigurationPage.parts {
            #expect(page.contains(ConfigurationPage.begin(part)), "no mark for \(part)")
            #expect(page.contains(ConfigurationPage.end(part)), "no end mark for \(part)")
        }
    }

    @Test func everyVariableOfTheTableStandsOnThePage() throws {
        let page = try Repository.text("docs/configuration.md")
        for row in SettingTable.all {
            for name in row.names { #expect(page.contains("`\(name)`"), "\(name) is missing") }
        }
        for provider in ProviderRegistry.builtIn.providers {
            guard let key = provider.probe?.apiKeyVariable else { continue }
            #expect(page.contains("`\(key)`"), "\(key) is missing")
        }
    }

    @Test func everyVariableOnThePageStandsInTheTable() throws {
        let page = try Repository.text("docs/configuration.md")
        let keys = ProviderRegistry.builtIn.providers.compactMap { $0.probe?.apiKeyVariable }
        // Why: libcurl reads these itself.
        let proxies = ["HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]
        let known = Set(SettingTable.byName.keys).union(keys).union(proxies)
        let spans = page.split(separator: "`", omittingEmptySubsequences: false)
        let quoted = spans.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        let names = quoted.compactMap { text -> String? in
            let name = text.prefix { $0 != "=" }
            let isName = name.utf8.allSatisfy { $0.isDigit || $0 == 0x5F || isUpper($0) }
            return isName && name.contains("_") && name.count > 1 ? String(name) : nil
        }
        #expect(names.count > 100)
        for name in names { #expect(known.contains(name), "\(name) is not in the table") }
    }

    private func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
}

struct SettingTableTests {
    @Test func noVariableHasTwoRows() {
        let names = SettingTable.all.flatMap(\.names)
        #expect(Set(names).count == names.count)
    }

    @Test func everyRowIsReadAndEveryReadingHasARow() {
        let loaded = LoadedConfiguration(SettingsInputs())
        #expect(loaded.report.map(\.definition) == SettingTable.all)
    }

    @Test func everyRowSaysWhatItIsForInOneSentence() {
        for row in SettingTable.all {
            #expect(row.help.hasSuffix("."), "\(row.title)")
            #expect(!row.title.isEmpty && !row.expects.isEmpty && !row.defaultText.isEmpty)
            #expect(!row.help.contains("|") && !row.expects.contains("|"))
        }
    }

    @Test func theDefaultsAreThoseOfTheContract() throws {
        let settings = try StartupConfiguration.load(SettingsInputs()).get().settings
        #expect(settings.server.port == 8_000)
        #expect(settings.server.maximumConnections == 16_384)
        #expect(settings.server.headerTimeout == .seconds(10))
        #expect(settings.server.bodyTimeout == .seconds(60))
        #expect(settings.server.bodyMinimumBytesPerSecond == 1_024)
        #expect(settings.server.idleTimeout == .seconds(75))
        #expect(settings.server.writeTimeout == .seconds(20))
        #expect(settings.server.maximumRequestLineBytes == 8_192)
        #expect(settings.server.maximumHeadBytes == 16_384)
        #expect(settings.server.maximumFields == 100)
        #expect(settings.server.maximumBodyBytes == 1_048_576)
        #expect(settings.server.maximumRequestsPerConnection == 10_000)
        #expect(settings.server.maximumConnectionAge == .seconds(3_600))
        #expect(settings.server.shedLag == .milliseconds(50))
        #expect(settings.server.allowedOrigins.isEmpty)
        #expect(settings.server.trustsForwarded == false)
        #expect(settings.logging.level == .info)
        #expect(settings.logging.format == .json)
        #expect(settings.logging.maximumLinesPerSecond == 400)
        #expect(settings.guardMode == .refuse)
        #expect(settings.shutdownTimeout == .seconds(10))
        #expect(settings.tracing.batch.maximumQueueSpans == 65_536)
        #expect(settings.tracing.batch.maximumBatchSpans == 512)
        #expect(settings.tracing.batch.scheduleDelay == .seconds(5))
        #expect(settings.tracing.exportTimeout == .seconds(10))
        #expect(settings.tracing.sampling == Sampling(root: .alwaysOn, isParentBased: true))
        #expect(settings.tracing.inboundContext == .continue)
        #expect(settings.tracing.propagators == [.traceContext, .baggage])
        #expect(settings.tracing.limits.attributeCount == 128)
    }
}
