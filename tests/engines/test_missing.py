"""An adapter without its engine says what to install."""

import pytest
from dirty_rows import without


@pytest.mark.parametrize(
    ("engine", "adapter", "extra"),
    [
        ("ray", "ray", "ray"),
        ("ray", "ray_run", "ray"),
        ("pyspark", "spark", "spark"),
        ("py4j", "spark_run", "spark"),
        ("datasets", "datasets", "datasets"),
        ("datatrove", "datatrove", "datatrove"),
    ],
)
def test_the_message_names_the_extra(engine, adapter, extra):
    """Whether or not the engine is installed here."""
    message = without(engine, adapter)

    assert message.startswith("cleantext.errors.MissingEngineError: cannot load the engine: ")
    assert message.endswith(f"Install it with pip install 'cleantext-corpus[{extra}]'")
