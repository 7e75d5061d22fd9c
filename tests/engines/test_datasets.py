"""Hugging Face datasets: in memory, in several processes, and streaming."""

import os
import subprocess
import sys

import pytest
from dirty_rows import check_edits, environment, expected, pipeline, rows

from cleantext.errors import OptionError

datasets = pytest.importorskip("datasets", reason="needs datasets: pip install -e '.[datasets]'")

FEATURES = {
    "id": datasets.Value("int64"),
    "text": datasets.Value("large_string"),
    "tags": datasets.List({"a": datasets.Value("bool")}),
    "label": datasets.ClassLabel(names=["no", "yes"]),
}


@pytest.fixture(autouse=True)
def quiet(tmp_path, monkeypatch):
    """Write no progress bars, and nothing to the user's cache."""
    datasets.disable_progress_bars()
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    for name, value in environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def dataset():
    """Return dirty rows with a class label."""
    labelled = [row | {"label": row["id"] % 2} for row in rows()]
    return datasets.Dataset.from_list(labelled, features=datasets.Features(FEATURES))


def found(scrubbed):
    """Return id, text and status of each row."""
    return [(row["id"], row["text"], row["status"]) for row in scrubbed]


@pytest.mark.parametrize("options", [{}, {"batch_size": 7}, {"batch_size": 1}, {"num_proc": 2}], ids=str)
def test_every_partitioning_gives_what_scrub_gives(dataset, tmp_path, options):
    """Also for a pack that no worker has as a file, typed tokens, a null, and a document that a filter fails on."""
    from cleantext.engines.datasets import scrub_dataset

    scrubbing = pipeline(tmp_path)
    scrubbed = scrub_dataset(dataset, scrubbing, extra=["edits"], **options)

    assert found(scrubbed) == expected(scrubbing, rows())
    check_edits(rows(), scrubbed)


def test_features_and_format_stay(dataset):
    """Class labels stay class labels, large strings large, and rows come as they came."""
    from cleantext.engines.datasets import scrub_dataset

    scrubbed = scrub_dataset(dataset.with_format("numpy", columns=["id", "label"]))

    assert scrubbed.features == datasets.Features(FEATURES | {"status": datasets.Value("string")})
    assert scrubbed.format["type"] == "numpy"
    assert scrubbed.format["columns"] == ["id", "label"]
    assert scrub_dataset(dataset).format["columns"] == ["id", "text", "tags", "label", "status"]


@pytest.mark.parametrize("shards", [1, 4])
def test_a_stream_is_scrubbed_as_it_is_read(dataset, tmp_path, shards):
    """The first row comes before the last is touched; features are known before any."""
    from cleantext.engines.datasets import scrub_dataset

    scrubbing = pipeline(tmp_path)
    stream = scrub_dataset(dataset.to_iterable_dataset(num_shards=shards), scrubbing, extra=["edits"], batch_size=7)

    assert "edits" in stream.features
    assert next(iter(stream))["id"] == 0
    assert found(stream) == expected(scrubbing, rows())
    check_edits(rows(), stream)
    assert isinstance(next(iter(scrub_dataset(dataset.to_iterable_dataset().with_format("numpy"))))["id"].item(), int)


def test_a_stream_that_does_not_know_its_features_is_scrubbed_too():
    """As one that is read from JSON lines."""
    from cleantext.engines.datasets import scrub_dataset

    stream = datasets.IterableDataset.from_generator(lambda: iter([{"text": "一##paidend##二"}]))

    assert list(scrub_dataset(stream)) == [{"text": "一二", "status": "scrubbed"}]


def test_all_splits_of_a_dictionary_are_scrubbed(dataset):
    """Each on its own."""
    from cleantext.engines.datasets import scrub_dataset

    both = scrub_dataset(datasets.DatasetDict(train=dataset, test=dataset.select(range(2))))

    assert isinstance(both, datasets.DatasetDict)
    assert {name: len(part) for name, part in both.items()} == {"train": 60, "test": 2}
    assert both["test"][0]["status"] == "scrubbed"


def test_columns_that_cannot_work_are_refused(dataset):
    """With the message that says which there are."""
    from cleantext.engines.datasets import scrub_dataset

    with pytest.raises(OptionError, match="no column 'body'"):
        scrub_dataset(dataset, text="body")


def test_finished_work_is_found_in_the_cache_by_another_process(tmp_path):
    """Under the same name for the same pipeline, and under another for other rules or another cleantext."""
    from cleantext.engines.datasets import scrub_dataset

    code = (
        "import sys; from datasets import Dataset; from cleantext import default_pipeline\n"
        "from cleantext.engines.datasets import scrub_dataset\n"
        "dataset = Dataset.from_dict({'text': ['a']})\n"
        "print(scrub_dataset(dataset, default_pipeline(tokens=sys.argv[1]))._fingerprint)\n"
    )
    names = [
        subprocess.run(
            [sys.executable, "-c", code, tokens],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "HF_HOME": str(tmp_path)},
        ).stdout
        for tokens, seed in [("plain", "1"), ("plain", "2"), ("typed", "1")]
    ]

    assert names[0] == names[1] != names[2]
    first = scrub_dataset(datasets.Dataset.from_dict({"text": ["a"]}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleantext.engines.datasets.Settings.fingerprint", lambda _: "another version")
        assert scrub_dataset(datasets.Dataset.from_dict({"text": ["a"]}))._fingerprint != first._fingerprint
