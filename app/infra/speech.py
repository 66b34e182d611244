"""Jinja templates that speak: `_` and `ngettext`, and what was made with `say`, in the spoken language.

As in Jinja's own "newstyle" gettext, placeholders are `%(name)s`, a percent sign is `%%`, and in a page a message may
hold markup while the values that are put in are escaped. A value may be a wording, a number or a day.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app.infra.language import looked_up, said_values, spoken


@pass_eval_context
def _gettext(context: EvalContext, message: str, /, **values: Any) -> str:
    return _filled(context, looked_up(message), values)


@pass_eval_context
def _ngettext(context: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    return _filled(context, looked_up(one, many, count), {"count": count, "num": count, **values})


def _filled(context: EvalContext, template: str, values: dict[str, Any]) -> str:
    text = Markup(template) if context.autoescape else template  # noqa: S704  # a catalog is code
    return text % said_values(values)


def speak(env: Environment) -> None:
    """Give the templates of `env` their words. Its `finalize` is `translate` of `app.infra.language`."""
    env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext, spoken=spoken)
