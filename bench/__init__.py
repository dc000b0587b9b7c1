"""Measurements: ratios in one run, so that they hold on any machine. No test is timed."""
