// The providers known without any providers file, in the contract's order.
// Pure. A URL here is the provider's own unbilled list of models.

extension ProviderRegistry {
    /// The registry used where `PROVIDERS_FILE` names no other.
    package static let builtIn = ProviderRegistry(unchecked: [
        keyed("openai", "https://api.openai.com/v1/models", "OPENAI_API_KEY"),
        anthropic,
        Provider(name: "google", aliases: ["google-vertex"]),
        open("openrouter", "https://openrouter.ai/api/v1/models"),
        keyed("groq", "https://api.groq.com/openai/v1/models", "GROQ_API_KEY"),
        keyed("together", "https://api.together.xyz/v1/models", "TOGETHER_API_KEY"),
        keyed("fireworks", "https://api.fireworks.ai/inference/v1/models", "FIREWORKS_API_KEY"),
        keyed("featherless", "https://api.featherless.ai/v1/models", "FEATHERLESS_API_KEY"),
        open("deepinfra", "https://api.deepinfra.com/models/list"),
        keyed("cerebras", "https://api.cerebras.ai/v1/models", "CEREBRAS_API_KEY"),
        keyed("xai", "https://api.x.ai/v1/models", "XAI_API_KEY"),
        keyed("novita", "https://api.novita.ai/v3/openai/models", "NOVITA_API_KEY"),
        Provider(name: "alibaba"),
        keyed("zai", "https://api.z.ai/api/paas/v4/models", "ZAI_API_KEY"),
        keyed("deepseek", "https://api.deepseek.com/v1/models", "DEEPSEEK_API_KEY"),
        keyed("moonshot", "https://api.moonshot.ai/v1/models", "MOONSHOT_API_KEY"),
        keyed("minimax", "https://api.minimax.io/v1/models", "MINIMAX_API_KEY"),
        keyed("xiaomi", "https://api.xiaomimimo.com/v1/models", "XIAOMI_API_KEY"),
        keyed("meta", "https://api.meta.ai/v1/models", "META_API_KEY"),
        open("huggingface", "https://huggingface.co/api/models"),
    ])

    private static var anthropic: Provider {
        Provider(
            name: "anthropic",
            probe: Probe(
                url: "https://api.anthropic.com/v1/models", auth: .header("x-api-key"),
                apiKeyVariable: "ANTHROPIC_API_KEY",
                headers: [ProbeHeader(name: "anthropic-version", value: "2023-06-01")]))
    }

    private static func keyed(_ name: String, _ url: String, _ variable: String) -> Provider {
        Provider(
            name: name, probe: Probe(url: url, auth: .bearer, apiKeyVariable: variable))
    }

    private static func open(_ name: String, _ url: String) -> Provider {
        Provider(name: name, probe: Probe(url: url))
    }
}
