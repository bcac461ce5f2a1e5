"""Ports that were free a moment ago."""

import socket


def free_port() -> int:
    """A port on which nothing listens on any address."""
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(("::", 0))
        return listener.getsockname()[1]


def is_listening(port: int) -> bool:
    """True where something accepts a connection on the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
