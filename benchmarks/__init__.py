"""Figures of the product, and ratios against peers measured in the same run."""
