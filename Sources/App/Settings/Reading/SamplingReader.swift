// Which traces are recorded: `OTEL_TRACES_SAMPLER` with its argument, or Sentry's rate. The highest
// layer that sets any of them decides which of the two it is.

extension SettingReader {
    /// The sampler; a bad one of the specification's is warned of and ignored.
    mutating func readSampling() -> Sampling {
        let row = SettingTable.sampling.definition
        let sampler = layers.first(of: ["OTEL_TRACES_SAMPLER"])
        let argument = layers.first(of: ["OTEL_TRACES_SAMPLER_ARG"])
        let rate = layers.first(of: ["SENTRY_TRACES_SAMPLE_RATE"])
        if sampler == nil, let argument {
            add(
                Warning(
                    name: argument.place,
                    sentence: "\(argument.place) has no effect without OTEL_TRACES_SAMPLER.",
                    remedy: "Set OTEL_TRACES_SAMPLER=parentbased_traceidratio, or remove it."))
        }
        let sentry = rate.flatMap { readRate($0, row) }
        let named = sampler.flatMap { readSampler($0, argument, row) }
        var names = row.names
        if sampler == nil { names.removeAll { $0.hasPrefix("OTEL_") } }
        let highest = layers.first(of: names)
        let isSentrys = highest?.name == "SENTRY_TRACES_SAMPLE_RATE"
        guard let sampling = isSentrys ? sentry ?? named : named ?? sentry else {
            let fallback = Sampling(root: .alwaysOn, isParentBased: true)
            record(row, nil, .text(fallback.description))
            return fallback
        }
        let used = sampling == sentry && (isSentrys || named == nil) ? rate : sampler
        warnOfOtherRate(sampling, sentry, named, rate, sampler)
        record(row, used, .text(sampling.description))
        return sampling
    }

    private mutating func warnOfOtherRate(
        _ used: Sampling, _ sentry: Sampling?, _ named: Sampling?, _ rate: FoundValue?,
        _ sampler: FoundValue?
    ) {
        guard let sentry, let named, let rate, let sampler, sentry != named else { return }
        if used == named { warnOfRival(rate, sampler) } else { warnOfRival(sampler, rate) }
    }

    private mutating func readRate(_ found: FoundValue, _ row: SettingDefinition) -> Sampling? {
        guard isResolved(found) else { return nil }
        guard let share = Grammar<Double>.ratio.parse(found.value) else {
            refuse(found, row, expects: Grammar<Double>.ratio.expects)
            return nil
        }
        return Sampling(root: .ratio(share), isParentBased: true)
    }

    private mutating func readSampler(
        _ found: FoundValue, _ argument: FoundValue?, _ row: SettingDefinition
    ) -> Sampling? {
        guard isResolved(found) else { return nil }
        let name = found.value.lowercased()
        let isParentBased = name.hasPrefix("parentbased_")
        switch isParentBased ? String(name.dropFirst("parentbased_".count)) : name {
        case "always_on": return Sampling(root: .alwaysOn, isParentBased: isParentBased)
        case "always_off": return Sampling(root: .alwaysOff, isParentBased: isParentBased)
        case "traceidratio":
            let share = readArgument(argument, row)
            return Sampling(root: .ratio(share), isParentBased: isParentBased)
        case "probability":
            let share = readArgument(argument, row)
            return Sampling(root: .probability(share), isParentBased: isParentBased)
        default:
            refuse(
                found, row,
                expects: "always_on, always_off, traceidratio or probability, or parentbased_ "
                    + "before one of them")
            return nil
        }
    }

    private mutating func readArgument(_ found: FoundValue?, _ row: SettingDefinition) -> Double {
        guard let found, isResolved(found) else { return 1 }
        guard let share = Grammar<Double>.ratio.parse(found.value) else {
            refuse(found, row, expects: Grammar<Double>.ratio.expects)
            return 1
        }
        return share
    }
}
