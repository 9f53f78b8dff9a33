"""What is printed of judgements: figures of sets, of topics, and what a score is made of."""

from collections import defaultdict

from rich.table import Table

from index.judge import SetResult, compare
from index.labelled import Score, total
from index.results import Explanation
from searchsvc.console import out


def show_results(results: list[SetResult], worst: int) -> None:
    """The figures of each set, and the queries that are answered worst."""
    table = Table("set", "queries", "nDCG@10", "MRR@10", "recall@10", "recall@50")
    for result in results:
        mean = result.mean
        figures = (mean.ndcg10, mean.mrr10, mean.recall10, mean.recall50)
        table.add_row(result.name, str(len(result.queries)), *(f"{f:.4f}" for f in figures))
    out.print(table)
    for result in results:
        for text, value in result.worst(worst):
            out.print(f"  {value:.3f}  {result.name}: {text}", style="dim", markup=False)


def show_comparison(results: list[SetResult], before: dict[str, dict[str, float]]) -> None:
    """Each set beside an earlier run."""
    table = Table("set", "difference", "better", "worse", "p")
    for result in results:
        now = {text: measures.ndcg10 for text, measures in result.queries}
        found = compare(now, before.get(result.name, {}))
        figures = (f"{found.difference:+.4f}", str(found.better), str(found.worse))
        table.add_row(result.name, *figures, f"{found.p_value:.4f}")
    out.print(table)


def show_topics(sets: dict[str, dict[str, Score]]) -> None:
    """Precision and recall of each topic, and of all topics by file and together."""
    found: dict[str, list[Score]] = defaultdict(list)
    for topics in sets.values():
        for topic, counted in topics.items():
            found[topic].append(counted)
    rows = {topic: total(found[topic]) for topic in sorted(found)}
    rows |= {f"all, {name}": total(topics.values()) for name, topics in sets.items()}
    rows["all"] = total(one for topics in sets.values() for one in topics.values())
    table = Table("topic", "precision", "recall", "right", "wrong", "missed")
    for name, one in rows.items():
        counts = map(str, (one.right, one.wrong, one.missed))
        table.add_row(name, f"{one.precision:.3f}", f"{one.recall:.3f}", *counts)
    out.print(table)


def show_explanation(explanation: Explanation | None) -> None:
    """What a score is made of."""
    if explanation is None:
        return
    for what, score in explanation.added:
        if score:
            out.print(f"      {score:8.3f}  {what}", style="dim", markup=False)
    for what, factor in explanation.factors:
        if factor != 1:
            out.print(f"      x {factor:6.2f}  {what}", style="dim", markup=False)
    out.print(f"    = {explanation.score:8.3f}", style="dim", markup=False)
