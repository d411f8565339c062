"""Finds, reads and proves the work reports of Chinese development zones."""
