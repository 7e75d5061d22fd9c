"""Say how the rules' weights stand: the score with each labelled document left out in turn, and what one point more or less changes.

Usage: python tests/benchmarks/weights.py [FOLDER]

FOLDER holds labelled documents (default: the project's fixtures). A weight that may move by a point without any change is
held by no document; one whose move changes a score is pinned between the two.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cleantext.evaluation import Score, evaluate, labelled_documents
from cleantext.filters.boilerplate import Boilerplate
from cleantext.pipeline import Pipeline, default_pipeline
from cleantext.rules import Rule, load_shipped_packs

FIXTURES = Path(__file__).parents[2] / "fixtures"


def with_rules(pipeline: Pipeline, rules: list[Rule]) -> Pipeline:
    """Return the pipeline with other rules in its boilerplate filter."""
    return Pipeline([Boilerplate(rules) if filter.name == "boilerplate" else filter for filter in pipeline.filters])


def moved(rules: list[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    """Yield, for each rule and each direction, what was moved and the rules with that weight moved by one point."""
    for index, rule in enumerate(rules):
        for step in (-1, 1):
            if rule.weight + step:
                other = replace(rule, weight=rule.weight + step)
                yield f"{rule.id} {rule.weight:+d} -> {other.weight:+d}", [*rules[:index], other, *rules[index + 1 :]]


def figures(score: Score) -> str:
    """Return a score in one line."""
    return f"recall {score.recall:.4f}  precision {score.precision:.4f}  damaged {score.damaged}"


def main() -> None:
    """Print both parts."""
    documents = list(labelled_documents(sys.argv[1] if len(sys.argv) > 1 else FIXTURES))
    pipeline = default_pipeline()
    rules = [rule for pack in load_shipped_packs() if pack.filter == "boilerplate" for rule in pack.rules]
    whole = evaluate(documents, pipeline)
    print(f"all {len(documents)} documents: {figures(whole)}")
    for left_out in documents:
        score = evaluate([document for document in documents if document is not left_out], pipeline)
        print(f"  without {Path(left_out[0]).name}: {figures(score)}")
    print(f"of {len(rules)} weights, moved by one point each way:")
    for move, others in moved(rules):
        score = evaluate(documents, with_rules(pipeline, others))
        if (score.hits, score.damaged) != (whole.hits, whole.damaged):
            print(f"  {move}: {figures(score)}")


if __name__ == "__main__":
    main()
