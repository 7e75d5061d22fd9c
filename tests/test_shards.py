"""Files worked by others than this process, in any grouping: the same run comes of it."""

import pickle
from concurrent.futures import ThreadPoolExecutor

from dumps import check_same_run, tree, write_dump

from cleantext.parts import Home
from cleantext.planning import PART_BYTES, Source
from cleantext.restoring import restore_run
from cleantext.runs import scrub_files
from cleantext.settings import Settings
from cleantext.shards import EarlierParts, bundle, work_bundle


def elsewhere(bundles, orders):
    """Work bundles with nothing but what pickles, as a member of a cluster does."""
    shipped = pickle.dumps(orders)
    for files in bundles:
        yield pickle.loads(pickle.dumps(work_bundle(pickle.loads(pickle.dumps(files)), pickle.loads(shipped))))


def test_a_cluster_makes_the_run_that_one_process_makes(tmp_path):
    """Texts, ledger and quarantine are the same; it restores, and `diff` sees no difference."""
    dump = write_dump(tmp_path / "in")
    here = scrub_files([dump], tmp_path / "here", id_field="id", part_bytes=1000)
    there = scrub_files([dump], tmp_path / "there", id_field="id", part_bytes=1000, cluster=elsewhere)

    check_same_run(tmp_path / "here", tmp_path / "there")
    assert there.counts == here.counts
    assert there.examples == here.examples
    restore_run(tmp_path / "there", tmp_path / "back")
    assert tree(tmp_path / "back") == tree(dump)


def test_one_may_go_on_where_the_other_stopped(tmp_path):
    """Finished work is reused both ways, and what changed is redone."""
    dump, out = write_dump(tmp_path / "in"), tmp_path / "out"
    first = scrub_files([dump], out, part_bytes=1000)
    there = scrub_files([dump], out, part_bytes=1000, cluster=elsewhere)
    assert there.reused == first.counts["in"]
    (dump / "clean.txt").write_text("会议##paidbegin##于3月召开。\n", encoding="utf-8")
    here = scrub_files([dump], out, part_bytes=1000)

    assert here.reused == first.counts["in"] - 1
    assert (out / "clean.txt").read_text(encoding="utf-8") == "会议于3月召开。\n"


def test_members_need_no_file_of_a_pack(tmp_path):
    """Rules travel with the pipeline."""
    pack = tmp_path / "mine.toml"
    pack.write_text(
        'about = "x"\n[[rule]]\nid = "mine"\nkind = "ad"\nwhy = "x"\nweight = 6\nphrases = ["松鹤课件，一课一练"]\n'
        'positive = ["松鹤课件，一课一练"]\nnegative = ["松鹤小学"]\n',
        encoding="utf-8",
    )
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text("天气晴朗，适合出行。\n松鹤课件，一课一练\n", encoding="utf-8")

    def far(bundles, orders):
        pack.unlink()
        yield from elsewhere(bundles, orders)

    scrub_files([source], tmp_path / "out", settings=Settings(packs=(str(pack),)), cluster=far)
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == "天气晴朗，适合出行。\n"


def test_two_may_be_given_the_same_files_at_the_same_time(tmp_path):
    """As engines do that think a worker lost or slow: at least one comes through, and no file of theirs mixes."""
    dump = write_dump(tmp_path / "in", 300)

    def twice(bundles, orders):
        for files in bundles:
            with ThreadPoolExecutor(2) as pool:
                both = [pool.submit(work_bundle, files, orders) for _ in range(2)]
            yield next(one.result() for one in both if one.exception() is None)

    scrub_files([dump], tmp_path / "there", part_bytes=1000, cluster=twice)
    scrub_files([dump], tmp_path / "here", part_bytes=1000)

    check_same_run(tmp_path / "here", tmp_path / "there")


def test_files_are_bundled_in_order_and_large_ones_alone(tmp_path):
    """About a part's worth of bytes a bundle."""
    sizes = [10, PART_BYTES - 10, 1, PART_BYTES * 9, 5, 5]
    sources = [Source(tmp_path / str(number), str(number), size) for number, size in enumerate(sizes)]

    bundles = list(bundle(sources, EarlierParts(Home(tmp_path), "")))
    assert [[source.size for source in files.sources] for files in bundles] == [sizes[:2], [1], [PART_BYTES * 9], [5, 5]]
