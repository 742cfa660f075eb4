"""The report page: one self-contained HTML file, no request to any host."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files

from jinja2 import Environment

from gigaplan.plan.plan import Plan
from gigaplan.report.answers import answers
from gigaplan.report.charts import draw_charts
from gigaplan.report.reading import telling_limits
from gigaplan.report.tables import audit_table, limits_table, sources_table

MOST_LIMITS = 40


def page(plan: Plan) -> str:
    """Return the report page of a plan as HTML."""
    from plotly.offline import get_plotlyjs

    template = (files("gigaplan.report") / "page.html.jinja").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    figures = [(name, figure.to_json().replace("</", "<\\/")) for name, figure in draw_charts(plan)]
    return environment.from_string(template).render(
        plan=plan,
        answers=answers(plan),
        figures=figures,
        plotly=get_plotlyjs(),
        limits=limits_table(telling_limits(plan)).head(MOST_LIMITS).to_dict("records"),
        audit=audit_table(plan).to_dict("records"),
        sources=sources_table(plan).to_dict("records"),
        version=version("gigaplan"),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )
