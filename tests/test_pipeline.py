"""The contract of pipelines and results: what users of the library build on."""

import pickle
import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import tidied
from strategies import found_edits, odd_texts, texts

import cleantext
from cleantext.edits import Edit, Evidence, apply_edits
from cleantext.filters.markers import Markers
from cleantext.filters.whitespace import Whitespace
from cleantext.rules import load_shipped_packs
from cleantext.text import Text

PROSE = "全镇一季度完成小麦田间管理，疏通沟渠，检修水泵，为春灌做好准备。\n各村按照分工抓好落实，遇到问题及时上报。\n"
REPORT = PROSE + "全年新建xx个站点，培训XX人次，投入X.X万元。\n##paidbegin##\n三、下步打算：继续抓好落实。##paidend##\n"


class Words:
    """Find given words: the smallest filter a user might write."""

    def __init__(self, *words, name="words", kind="ad", confidence=1.0, replacement="", flag=None):
        """Take the words to find, and what to say of them."""
        self.name = name
        self.words = words
        self.say = {"kind": kind, "confidence": confidence, "flag": flag}
        self.replacement = replacement

    def find(self, text):
        """Yield an edit for each word, wherever it stands."""
        for word in self.words:
            for match in re.finditer(re.escape(word), text.string):
                yield text.edit(match.start(), match.end(), self.replacement, rule=f"word-{word}", **self.say)


class Drawn:
    """Yield drawn edits: whatever a filter may do."""

    def __init__(self, data, name):
        """Take the source of the draw."""
        self.data = data
        self.name = name

    def find(self, text):
        """Yield any edits of the text."""
        edits = self.data.draw(found_edits(text.string))
        for edit in edits:
            sure = self.data.draw(st.sampled_from([1.0, 0.8, 0.6]))
            yield text.edit(edit.start, edit.end, edit.replacement, rule=edit.rules, kind=edit.kind, confidence=sure)


def assert_lawful(result):
    """Hold the laws that every result of every pipeline obeys."""
    raw = result.raw
    assert result.restore() == raw
    assert cleantext.restore(result.text, result.edits) == raw
    assert apply_edits(raw, result.edits) == result.text
    at = 0
    for edit in result.edits:
        assert at <= edit.start <= edit.end <= len(raw)
        assert edit.removed == raw[edit.start : edit.end] != edit.replacement
        at = edit.end
    for edit in (*result.edits, *result.findings):
        assert edit.removed == raw[edit.start : edit.end]
        assert edit.rules
        assert edit.kind in cleantext.edits.KINDS
        assert (edit.type is not None) <= (edit.kind == "redaction")
        assert 0.0 <= edit.confidence <= 1.0
    assert pickle.loads(pickle.dumps(result)) == result


class TestLaws:
    @given(texts)
    def test_the_default_pipeline_is_lawful_on_any_string(self, raw):
        """Whatever comes in can be rebuilt from what comes out."""
        assert_lawful(cleantext.scrub(raw))

    @given(st.data())
    def test_any_filters_make_a_lawful_result(self, data):
        """Filters that find anything anywhere, in three stages, cannot break the record."""
        raw = data.draw(texts)

        assert_lawful(cleantext.Pipeline([Drawn(data, name) for name in ("one", "two", "three")]).scrub(raw))

    @given(odd_texts)
    def test_what_the_default_pipeline_puts_in_is_a_token_or_white_space_or_a_repair(self, raw):
        """No edit invents text: a redaction becomes its token, a marker a line break, and repairs keep every digit."""
        for edit in cleantext.scrub(raw).edits:
            if edit.kind == "redaction":
                assert edit.replacement.endswith("[REDACTED]") or "[REDACTED]" in edit.replacement
            elif edit.kind in ("ad", "contact", "marker", "notice", "chrome", "space"):
                assert not edit.replacement.strip()


class TestResult:
    def test_the_readme_example(self):
        """Markers go, placeholders become tokens, text stays, and the way back is open."""
        result = cleantext.scrub(REPORT)

        assert (
            result.text
            == PROSE + "全年新建[REDACTED]个站点，培训[REDACTED]人次，投入[REDACTED]万元。\n三、下步打算：继续抓好落实。\n"
        )
        assert result.restore() == REPORT
        assert [edit.kind for edit in result.edits] == ["redaction", "redaction", "redaction", "marker", "marker"]
        assert result.edits[0].rules
        assert result.edits[0].evidence
        assert result.edits[0].type == "number"

    def test_spans_map_both_ways(self):
        """A place in either text is found again in the other; what was removed is an empty span where it stood."""
        result = cleantext.Pipeline([Words("广告")]).scrub("开头广告结尾")

        assert result.text == "开头结尾"
        assert result.to_scrubbed((4, 6)) == (2, 4)
        assert result.to_scrubbed((2, 4)) == (2, 2)
        assert result.to_raw((1, 3)) == (1, 5)

    @pytest.mark.parametrize("span", [(-1, 2), (2, 1), (0, 99)])
    def test_a_span_outside_the_text_is_refused(self, span):
        """A wrong span is an error, not a wrong answer."""
        result = cleantext.scrub("一二三")

        for ask in (result.to_raw, result.to_scrubbed):
            with pytest.raises(cleantext.OptionError, match="is not inside a text of 3 characters; give 0 <= start <= end"):
                ask(span)

    def test_a_result_cannot_be_changed(self):
        """Results are values."""
        with pytest.raises(AttributeError):
            cleantext.scrub("一").text = "二"


class TestDecision:
    def test_an_edit_under_the_threshold_becomes_a_finding(self):
        """What is not sure enough is kept and reported, in the same shape."""
        pipeline = cleantext.Pipeline([Words("广告", confidence=0.6)])

        result = pipeline.scrub("一广告二")
        assert (result.text, result.edits) == ("一广告二", ())
        (finding,) = result.findings
        assert isinstance(finding, Edit)
        assert (finding.start, finding.end, finding.removed, finding.kind) == (1, 3, "广告", "ad")

    def test_the_threshold_decides(self):
        """A lower threshold makes an edit of the same suspect, and exactly the threshold is enough."""
        for threshold, text in ((0.5, "一二"), (0.6, "一二"), (0.61, "一广告二")):
            assert cleantext.Pipeline([Words("广告", confidence=0.6)], threshold=threshold)("一广告二") == text

    def test_a_finding_stands_on_the_raw_text(self):
        """A later filter sees shorter text; its finding still names the raw place."""
        pipeline = cleantext.Pipeline([Words("广告"), Words("可疑", name="doubt", confidence=0.6)])

        (finding,) = pipeline.scrub("一广告二可疑三").findings
        assert (finding.start, finding.end, finding.removed) == (4, 6, "可疑")

    def test_a_finding_inside_what_went_is_not_reported(self):
        """What was removed after all is no longer a suspect that was kept."""
        pipeline = cleantext.Pipeline([Words("可疑", name="doubt", confidence=0.6), Words("很可疑的广告")])

        result = pipeline.scrub("正文在先。很可疑的广告正文在后。")
        assert (result.text, result.findings) == ("正文在先。正文在后。", ())

    def test_kinds_limit_what_is_changed(self):
        """Kinds that are not asked for are neither changed nor reported."""
        pipeline = cleantext.default_pipeline(kinds=["marker"])

        result = pipeline.scrub(REPORT)
        assert "paid" not in result.text
        assert "xx个" in result.text
        assert {edit.kind for edit in (*result.edits, *result.findings)} == {"marker"}

    def test_protected_spans_are_shielded_from_every_filter(self):
        """No edit touches a match of a protected pattern, also when earlier edits have moved it."""
        pipeline = cleantext.default_pipeline(protect=[r"培训XX人次", re.compile(r"##paidend##")])

        result = pipeline.scrub(REPORT)
        assert "新建[REDACTED]个" in result.text
        assert "培训XX人次" in result.text
        assert "##paidend##" in result.text
        assert "##paidbegin##" not in result.text

    @given(odd_texts)
    def test_protecting_everything_changes_nothing(self, raw):
        """A pattern that matches the whole text leaves it as it is."""
        assert cleantext.default_pipeline(protect=[r"(?s).+"])(raw) == raw

    def test_filters_can_be_left_out(self):
        """A filter named in `without` does not run."""
        assert "xx个" in cleantext.default_pipeline(without=["redactions"])(REPORT)

    def test_each_filter_of_the_default_pipeline_has_its_own_name(self):
        """Names are what `without` and errors use, so each can be left out."""
        names = [filter.name for filter in cleantext.default_pipeline().filters]

        assert len(set(names)) == len(names)
        for name in names:
            assert name not in [filter.name for filter in cleantext.default_pipeline(without=[name]).filters]

    @pytest.mark.parametrize(
        ("tokens", "text"),
        [
            ("plain", "共[REDACTED]个"),
            ("typed", "共[REDACTED:NUMBER]个"),
            ("<|{type}|>", "共<|number|>个"),
            (lambda edit: f"〔{edit.type}〕", "共〔number〕个"),
        ],
    )
    def test_tokens_stand_as_asked(self, tokens, text):
        """Plain, typed, a template, or a function of the edit."""
        assert cleantext.default_pipeline(tokens=tokens)("共xx个") == text

    def test_a_pack_of_ones_own_adds_rules(self, tmp_path):
        """A vendor nobody listed goes once its pack is given, and its rule is named."""
        path = tmp_path / "my-vendor.toml"
        path.write_text(
            'about = "Marks of our own scanner."\nfilter = "markers"\n[[rule]]\nid = "scan-mark"\nkind = "marker"\nwhy = "our scanner"\n'
            'weight = 9\npattern = \'◆扫描件\\d+◆\'\npositive = ["◆扫描件12◆"]\nnegative = ["扫描件12"]\n',
            encoding="utf-8",
        )

        result = cleantext.default_pipeline(packs=[path]).scrub("第一条◆扫描件12◆本规定自发布之日起施行。")
        assert result.text == "第一条本规定自发布之日起施行。"
        assert result.edits[0].rules == ("scan-mark",)

    def test_a_pack_given_twice_is_refused(self, tmp_path):
        """Two packs with one rule would count its evidence twice, so ids stand once in a pipeline."""
        path = tmp_path / "paywall-markers-copy.toml"
        rule = '[[rule]]\nid = "paid-tag"\nkind = "marker"\nwhy = "x"\nweight = 9\npattern = "abc"\npositive = ["abc"]\nnegative = ["ab"]\n'
        path.write_text('about = "x"\nfilter = "markers"\n' + rule, encoding="utf-8")

        with pytest.raises(
            cleantext.PackError, match="rule 'paid-tag' stands in two packs, paywall-markers and paywall-markers-copy"
        ):
            cleantext.default_pipeline(packs=[path])

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            ({"threshold": 0}, "threshold is 0; give a number above 0 and up to 1"),
            ({"threshold": 75}, "threshold is 75"),
            ({"kinds": ["adverts"]}, "unknown kind 'adverts'; kinds are ad, contact"),
            ({"without": ["adverts"]}, "no filter is called 'adverts'; filters are"),
            ({"protect": ["("]}, r"protect pattern is not valid: .*\n    \(\n    \^"),
        ],
    )
    def test_an_option_that_cannot_work_is_refused(self, options, says):
        """The message says which option, what it is, and what to give."""
        with pytest.raises(cleantext.OptionError, match=says):
            cleantext.default_pipeline(**options)

    def test_bytes_are_refused(self):
        """The message says what to do with bytes."""
        with pytest.raises(cleantext.OptionError, match=r"turn bytes into text with cleantext\.decode first"):
            cleantext.scrub(b"abc")

    def test_two_filters_of_one_name_are_refused(self):
        """A name is what an error and `without` mean, so it stands once."""
        with pytest.raises(cleantext.OptionError, match="two filters are called 'words'"):
            cleantext.Pipeline([Words("a"), Words("b")])


class TestStages:
    def test_a_filter_never_acts_on_what_its_own_deletions_made(self):
        """Matches are found once, on the text the filter received: ``PREPOST`` was never there."""
        pipeline = cleantext.Pipeline([Words("-XX-", "PREPOST")])

        assert pipeline("甲PRE-XX-POST乙") == "甲PREPOST乙"

    def test_a_later_filter_sees_what_the_one_before_left(self):
        """Filters run on the text as scrubbed so far; the flat edit keeps the names of both."""
        pipeline = cleantext.Pipeline([Words("#"), Words("加群", name="later", kind="contact")])

        result = pipeline.scrub("请加#群，谢谢")
        assert result.text == "请，谢谢"
        assert [(edit.removed, edit.rules, edit.kind) for edit in result.edits] == [("加#群", ("word-#", "word-加群"), "contact")]

    def test_scrubbing_what_is_scrubbed_changes_nothing(self):
        """Once is enough."""
        text = cleantext.scrub(REPORT).text

        assert cleantext.scrub(text).text == text

    def test_ten_lines_of_ones_own_are_a_filter(self):
        """Any object with `name` and `find` is a filter; its edits, findings and way back are those of the shipped ones."""

        class Footnotes:
            name = "footnotes"

            def find(self, text):
                for match in re.finditer(r"\[注(\d+)\]", text.string):
                    sure = 0.9 if len(match[1]) == 1 else 0.6
                    evidence = (Evidence("footnote", 6, "a note's mark in brackets"),)
                    yield text.edit(*match.span(), rule="footnote", kind="notice", confidence=sure, evidence=evidence)

        result = cleantext.Pipeline([*cleantext.default_pipeline().filters, Footnotes()]).scrub(
            PROSE + "见前文[注1]和后文[注12]。"
        )
        assert result.text == PROSE + "见前文和后文[注12]。"
        assert [edit.evidence[0].why for edit in result.edits] == ["a note's mark in brackets"]
        assert [finding.removed for finding in result.findings] == ["[注12]"]
        assert_lawful(result)


class TestFailure:
    class Broken:
        """Yield what cannot be, or fail."""

        name = "broken"

        def __init__(self, *found):
            """Take what to yield; nothing means to fail."""
            self.found = found

        def find(self, text):
            """Yield what was given."""
            if not self.found:
                message = f"boom in {len(text)} characters"
                raise ValueError(message)
            yield from self.found

    def test_a_filter_that_fails_is_named(self):
        """The error says which filter and why, and how to do without it."""
        with pytest.raises(
            cleantext.FilterError, match=r"filter 'broken' failed: ValueError: boom in 1 characters\. Leave it out with without="
        ) as caught:
            cleantext.Pipeline([self.Broken()]).scrub("一")

        assert (caught.value.filter, caught.value.rule, caught.value.span) == ("broken", None, None)
        assert isinstance(caught.value.__cause__, ValueError)

    @pytest.mark.parametrize(
        "edit",
        [
            Edit(0, 9, "一", "", ("r",), "ad"),
            Edit(-1, 1, "", "", ("r",), "ad"),
            Edit(1, 0, "", "", ("r",), "ad"),
            Edit(0, 1, "二", "", ("r",), "ad"),
            Edit(0, 1, "一", "", ("r",), "advert"),
            Edit(0, 1, "一", "", (), "ad"),
        ],
        ids=["past-the-end", "before-the-start", "backwards", "other-text", "unknown-kind", "no-rule"],
    )
    def test_an_edit_that_cannot_be_is_refused(self, edit):
        """An edit that does not fit the text is the filter's fault, told with rule and span, before anything is changed."""
        with pytest.raises(cleantext.FilterError) as caught:
            cleantext.Pipeline([self.Broken(edit)]).scrub("一")

        assert (caught.value.filter, caught.value.span) == ("broken", (edit.start, edit.end))

    def test_the_error_pickles(self):
        """It comes out of a worker process as it went in."""
        error = cleantext.FilterError("f", "r", (1, 2), "boom")

        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.filter, again.rule, again.span) == (str(error), "f", "r", (1, 2))


class TestSharing:
    def test_pipelines_and_filters_pickle(self):
        """A pipeline does the same work in another process, also after it has been used."""
        pipeline = cleantext.default_pipeline(tokens="typed", protect=["甲乙"])
        expected = pipeline.scrub(REPORT)

        again = pickle.loads(pickle.dumps(pipeline))
        assert again.scrub(REPORT) == expected
        for filter in pipeline.filters:
            assert pickle.loads(pickle.dumps(filter)).name == filter.name

    def test_a_pipeline_serves_many_threads(self):
        """One pipeline, built by none of them and first used by all, gives each thread what it gives one."""
        pipeline = pickle.loads(pickle.dumps(cleantext.default_pipeline()))  # which compiles its rules anew
        raws = [f"第{number}篇。\n" + REPORT * (number % 3 + 1) for number in range(24)]
        expected = [cleantext.scrub(raw) for raw in raws]
        got = {}
        start = threading.Barrier(8)

        def work(worker):
            start.wait()
            for number in range(worker, len(raws), 8):
                got[number] = pipeline.scrub(raws[number])

        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [got[number] for number in range(len(raws))] == expected

    def test_documents_leave_no_trace_in_one_another(self):
        """A pipeline holds no state: the order of documents does not matter."""
        pipeline = cleantext.default_pipeline()
        raws = [REPORT, PROSE, REPORT[::-1], ""]

        forward = [pipeline.scrub(raw) for raw in raws]
        assert [pipeline.scrub(raw) for raw in reversed(raws)] == forward[::-1]


class TestLossGuard:
    def test_a_rule_that_takes_half_the_text_is_rolled_back(self):
        """Up to half may go by one rule; above that the rule's edits become findings and the document is flagged."""
        pipeline = cleantext.Pipeline([Words("广告")])

        within = pipeline.scrub("广告广告正文正文")
        assert (within.text, within.flags) == ("正文正文", frozenset())
        above = pipeline.scrub("广告广告广告正文正文")
        assert above.text == above.raw
        assert above.flags == {"rolled_back"}
        assert [finding.removed for finding in above.findings] == ["广告"] * 3

    def test_other_rules_of_the_filter_still_act(self):
        """Only the greedy rule is rolled back."""
        result = cleantext.Pipeline([Words("广告", "推广")]).scrub("广告广告广告正文推广")

        assert (result.text, result.flags) == ("广告广告广告正文", {"rolled_back"})

    def test_stages_together_may_not_take_more_than_six_tenths(self):
        """The guard counts over all stages; the one that passes the bound is rolled back, the earlier ones stand."""
        pipeline = cleantext.Pipeline([Words("广告"), Words("推广", name="second"), Words("加群", name="third", kind="contact")])

        result = pipeline.scrub("广告广告推广加群正文十个字在这里")  # 16 visible characters: 4, then 6, then 8 of them would go
        assert (result.text, result.flags) == ("正文十个字在这里", frozenset())
        result = pipeline.scrub("广告广告推广加群正文六字")  # 12: 4, then 6, then 8
        assert (result.text, result.flags) == ("加群正文六字", {"rolled_back"})
        assert_lawful(result)

    def test_blanks_and_markers_are_no_loss(self):
        """White space and CMS markers say nothing, so any amount of them may go."""
        raw = "正" + " " * 50 + "\n" * 50 + "##paidbegin##文##paidend##\n"

        result = cleantext.scrub(raw)
        assert "".join(result.text.split()) == "正文"
        assert not result.flags

    @pytest.mark.parametrize(
        "blanks", ["", "\n" * 40, " " * 500, "\N{IDEOGRAPHIC SPACE}\r\n" * 100], ids=["none", "lines", "spaces", "wide"]
    )
    def test_nothing_but_advertisement_comes_back_raw(self, blanks):
        """A document that would end empty, however many blanks it holds, is kept whole and flagged."""
        raw = "广告推广" + blanks

        result = cleantext.Pipeline([Words("广告"), Words("推广", name="second"), Whitespace()]).scrub(raw)
        assert (result.text, result.edits, result.flags) == (raw, (), {"nothing_left"})
        assert {finding.removed for finding in result.findings} >= {"推广"}

    def test_markers_alone_come_back_raw(self):
        """A document of nothing but markers is not emptied without a word."""
        result = cleantext.scrub("##paidbegin##\n##paidend##\n")

        assert (result.text, result.flags) == (result.raw, {"nothing_left"})

    @pytest.mark.parametrize("raw", ["", " ", "\n\n", "\N{IDEOGRAPHIC SPACE}\n \r\n"])
    def test_a_blank_document_is_no_advertisement(self, raw):
        """Nothing goes in, nothing is flagged."""
        assert not cleantext.scrub(raw).flags

    @given(texts)
    def test_what_was_visible_never_ends_empty(self, raw):
        """No document loses its last visible character without a flag."""
        result = cleantext.scrub(raw)

        assert result.text.split() or not raw.split() or "nothing_left" in result.flags

    def test_flags_of_edits_reach_the_result(self):
        """What an applied edit says about the document stands on the result; a finding's flag does not."""
        raw = "正文说了很多，一句接着一句。余下内容付费可见"

        assert cleantext.Pipeline([Words("余下内容付费可见", flag="truncated")]).scrub(raw).flags == {"truncated"}
        assert not cleantext.Pipeline([Words("余下内容付费可见", flag="truncated", confidence=0.6)]).scrub(raw).flags


def test_white_space_is_tidied_and_nothing_else_happens_to_it():
    """Trailing blanks, blank lines beyond one and at the ends go; indentation, line ends and the final line end stay."""
    raw = "\n\n\N{IDEOGRAPHIC SPACE}\N{IDEOGRAPHIC SPACE}第一段。 \t\r\n\r\n\r\n\r\n    第二段。\r第三段。\r\n\r\n"

    text = cleantext.Pipeline([Whitespace()])(raw)
    assert text == "\N{IDEOGRAPHIC SPACE}\N{IDEOGRAPHIC SPACE}第一段。\r\n\r\n    第二段。\r第三段。\r\n"
    assert tidied(text) == tidied(raw)


def test_a_page_break_tag_is_a_line_break_at_most_one_blank_line():
    """``##pagebreak##`` parts two pages; inside a sentence's end it starts a new line."""
    rules = [rule for pack in load_shipped_packs() if pack.filter == "markers" for rule in pack.rules]

    assert cleantext.Pipeline([Markers(rules)])("第一页完。##pagebreak##第二页开始。") == "第一页完。\n第二页开始。"
    assert list(Markers(rules).find(Text("正文。"))) == []
