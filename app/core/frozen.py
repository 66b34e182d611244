"""The base of the rules' data: nothing in it changes, nothing unknown comes in, and no number is infinite."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
