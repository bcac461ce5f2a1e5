"""What a query asks for: the names in PromQL, LogQL and TraceQL, without a server to run it."""

import re
from dataclasses import dataclass, field

WORD = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
NO_METRICS = {
    *("by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless"),
    *("bool", "offset", "inf", "nan"),
}


@dataclass
class Asked:
    """The names that a query needs somebody to emit."""

    metrics: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)

    def __or__(self, other: "Asked") -> "Asked":
        return Asked(self.metrics | other.metrics, self.labels | other.labels)


def filled_in(query: str) -> str:
    """The query with Grafana's variables replaced by what they mean when nothing is chosen."""
    query = query.replace("$__rate_interval", "1m").replace("$__auto", "1m")
    query = query.replace("$$__tags", 'http_route="/health"')
    query = re.sub(r"\$\$?\{__trace\.traceId\}", "0" * 31 + "1", query)
    return re.sub(r"\$(environment|service)\b", ".*", query)


def promql(query: str) -> Asked:
    """Metrics and labels of a PromQL expression."""
    text = re.sub(r'"[^"]*"', '""', filled_in(query))
    labels: set[str] = set()
    for matchers in re.findall(r"\{([^}]*)\}", text):
        labels |= set(re.findall(rf"({WORD})\s*(?:=~|!~|!=|=)", matchers))
    grouping = r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)"
    for listed in re.findall(grouping, text):
        labels |= set(re.findall(WORD, listed))
    bare = re.sub(grouping, "", re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", text))
    called = set(re.findall(rf"({WORD})\s*\(", bare))
    words = set(re.findall(rf"(?<![\w.]){WORD}", bare))
    return Asked(words - called - NO_METRICS, labels)


def logql(query: str) -> tuple[set[str], set[str]]:
    """The stream labels, and the structured metadata, that a LogQL query reads."""
    text = re.sub(r'"[^"]*"|`[^`]*`', '""', filled_in(query))
    stream: set[str] = set()
    for matchers in re.findall(r"\{([^}]*)\}", text):
        stream |= set(re.findall(rf"({WORD})\s*(?:=~|!~|!=|=)", matchers))
    pipeline = re.sub(r"\{[^}]*\}", "", text)
    metadata = set(re.findall(rf"\|\s*({WORD})\s*(?:=~|!~|!=|=|>=|<=|>|<)", pipeline))
    metadata |= set(re.findall(rf"\bunwrap\s+({WORD})", pipeline))
    for listed in re.findall(r"\bby\s*\(([^)]*)\)", pipeline):
        metadata |= set(re.findall(WORD, listed))
    return stream, metadata


def traceql(query: str) -> tuple[set[str], set[str], set[str]]:
    """The resource attributes, the span attributes and the span names of a TraceQL query."""
    text = filled_in(query)
    names = set(re.findall(r'(?<![\w.])name\s*=~?\s*"([^"]*)"', text))
    bare = re.sub(r'"[^"]*"', '""', text)
    resource = set(re.findall(r"\bresource\.([\w.]+)", bare))
    span = set(re.findall(r"\bspan\.([\w.]+)", bare))
    unscoped = re.findall(r"(?<![\w.])(\w+\.[\w.]+)", bare)
    loose = [word for word in unscoped if not word.startswith(("resource.", "span."))]
    assert not loose, f"TraceQL wants a scope before {loose}"
    return resource, span, names
