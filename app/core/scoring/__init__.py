"""Scoring: policy, engine, explanations. Every number can be opened into its workings."""
