"""Exports over TLS against OpenSSL: own authorities, a certificate of ours, and what is said where
the two do not agree."""

import socket
import ssl
import struct
import subprocess
from pathlib import Path

import grpc
import pytest
from harness.grpc_receiver import GRPCReceiver
from harness.product import wait_for_tracing
from harness.receiver import Receiver
from harness.waiting import eventually

FAST = {"OTEL_BSP_SCHEDULE_DELAY": "100"}


class Keys:
    """An authority, a server's certificate for localhost, and a client's."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-days",
            "2",
            "-subj",
            "/CN=test authority",
        )
        for name in ("server", "client"):
            self._issue(name)

    def _issue(self, name: str) -> None:
        self._openssl(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.csr",
            "-subj",
            f"/CN={name}",
        )
        extensions = self.folder / "extensions"
        extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        self._openssl(
            "x509",
            "-req",
            "-in",
            f"{name}.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-out",
            f"{name}.pem",
            "-extfile",
            "extensions",
        )

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def secure(keys: Keys):
    """A receiver that asks for a client's certificate and takes one of our authority only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(keys.path("server.pem"), keys.path("server.key"))
    context.load_verify_locations(keys.path("ca.pem"))
    context.verify_mode = ssl.CERT_OPTIONAL
    receiver = Receiver(tls=context)
    yield receiver
    receiver.close()


def endpoint(receiver: Receiver) -> str:
    return f"https://localhost:{receiver.port}"


def test_an_authority_of_ones_own(make_product, keys, secure):
    product = make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=endpoint(secure),
        OTEL_EXPORTER_OTLP_CERTIFICATE=keys.path("ca.pem"),
    ).start()
    reply = product.get("/health")
    secure.wait_for_span(span_id=reply.header("X-Span-Id"))
    assert secure.peers[0] is None


def test_a_certificate_of_ones_own(make_product, keys, secure):
    make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=endpoint(secure),
        OTEL_EXPORTER_OTLP_CERTIFICATE=keys.path("ca.pem"),
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=keys.path("client.pem"),
        OTEL_EXPORTER_OTLP_CLIENT_KEY=keys.path("client.key"),
    ).start()
    secure.wait_for_span(name="startup")
    assert (("commonName", "client"),) in secure.peers[0]["subject"]


def failure(product) -> str:
    wait_for_tracing(product, "failing")
    found = [text for text in product.messages() if "Tempo endpoint is not reachable: " in text]
    return found[0]


def test_a_stranger_is_not_trusted_and_the_variable_is_named(make_product, secure):
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=endpoint(secure)).start()
    line = failure(product)
    assert f"TLS with localhost:{secure.port} failed" in line
    assert "OTEL_EXPORTER_OTLP_CERTIFICATE" in line
    assert secure.batches == []
    product.metrics().assert_spans_add_up()


def test_a_file_that_is_not_there_is_named(make_product, secure):
    product = make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=endpoint(secure),
        OTEL_EXPORTER_OTLP_CERTIFICATE="/nowhere/ca.pem",
    ).start()
    assert "/nowhere/ca.pem" in failure(product)


def test_files_that_are_replaced_count_from_the_next_connection_on(
    make_product, keys, secure, tmp_path
):
    authority = tmp_path / "authority.pem"
    authority.write_bytes(keys.read("client.pem"))
    product = make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=endpoint(secure),
        OTEL_EXPORTER_OTLP_CERTIFICATE=str(authority),
    ).start()
    assert f"TLS with localhost:{secure.port} failed" in failure(product)
    authority.write_bytes(keys.read("ca.pem"))
    secure.wait_for_span(name="startup")
    wait_for_tracing(product, "ok")
    assert product.metrics().total("gatewayz_spans_failed_total") == 0


def test_tls_to_a_plain_port_says_so(make_product, receiver):
    product = make_product(
        FAST, TEMPO_OTLP_HTTP_ENDPOINT=f"https://localhost:{receiver.port}"
    ).start()
    assert "write http://" in failure(product)


def test_a_handshake_that_never_ends_is_tried_again(make_product, keys):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        product = make_product(
            FAST,
            TEMPO_OTLP_HTTP_ENDPOINT=f"https://localhost:{port}",
            OTEL_EXPORTER_OTLP_TIMEOUT="300",
        ).start()
        wait_for_tracing(product, "failing")
        metrics = product.metrics()
        metrics.assert_spans_add_up()
        assert metrics.total("gatewayz_spans_failed_total") == 0


def test_a_handshake_that_is_broken_off_is_tried_again(make_product, keys, secure):
    secure.go_away()
    with socket.create_server(("127.0.0.1", secure.port)) as listener:
        product = make_product(
            FAST,
            TEMPO_OTLP_HTTP_ENDPOINT=endpoint(secure),
            OTEL_EXPORTER_OTLP_CERTIFICATE=keys.path("ca.pem"),
        ).start()
        for reset in (True, False):
            connection, _ = listener.accept()
            if reset:
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.recv(1)
            connection.close()
        wait_for_tracing(product, "failing")
    secure.listen()
    secure.wait_for_span(name="startup")
    wait_for_tracing(product, "ok")
    metrics = product.metrics()
    metrics.assert_spans_add_up()
    assert metrics.total("gatewayz_spans_failed_total") == 0


def test_grpc_over_tls_keeps_its_connection(make_product, keys):
    credentials = grpc.ssl_server_credentials(
        [(keys.read("server.key"), keys.read("server.pem"))],
        root_certificates=keys.read("ca.pem"),
        require_client_auth=True,
    )
    receiver = GRPCReceiver(credentials=credentials)
    try:
        product = make_product(
            FAST,
            TEMPO_OTLP_GRPC_ENDPOINT=receiver.endpoint,
            OTEL_EXPORTER_OTLP_PROTOCOL="grpc",
            OTEL_EXPORTER_OTLP_CERTIFICATE=keys.path("ca.pem"),
            OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=keys.path("client.pem"),
            OTEL_EXPORTER_OTLP_CLIENT_KEY=keys.path("client.key"),
        ).start()
        wait_for_tracing(product, "ok")
        for _ in range(3):
            reply = product.get("/health")
            wanted = reply.header("X-Span-Id")
            eventually(lambda w=wanted: w in {span.span_id for span in receiver.accepted})
        assert len({call.peer for call in receiver.calls}) == 1
    finally:
        receiver.close()
