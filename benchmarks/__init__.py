"""Measurements that are run by hand (`make bench`): each prints ratios of medians taken in turn, in one run."""
