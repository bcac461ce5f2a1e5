"""Fixtures: receivers and products that are stopped whatever the test does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness.product import Product
from harness.receiver import Receiver

MakeProduct = Callable[..., Product]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An OTLP receiver of this test alone."""
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def make_product(tmp_path: Path) -> Iterator[MakeProduct]:
    """Makes products, each in a folder of its own, and ends what is left of them."""
    made: list[Product] = []

    def make(environment: dict[str, str] | None = None, **more: str) -> Product:
        folder = tmp_path / f"product-{len(made)}"
        folder.mkdir()
        product = Product(folder, (environment or {}) | more)
        made.append(product)
        return product

    yield make
    end_all(made)


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Receiver]]:
    """A product in development that exports to a receiver quickly; one for the whole file."""
    receiver = Receiver()
    environment = {
        "TEMPO_OTLP_HTTP_ENDPOINT": receiver.endpoint,
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "LOG_MAX_LINES_PER_SECOND": "0",
    }
    product = Product(tmp_path_factory.mktemp("traced"), environment)
    product.start()
    yield product, receiver
    end_all([product])
    receiver.close()


def end_all(products: list[Product]) -> None:
    """Kills what still runs; one that crashed, or whose log would not arrive, fails the test."""
    for product in products:
        product.kill()
    for product in products:
        if product.process is not None:
            product.assert_no_crash()
            product.assert_log_arrives()
