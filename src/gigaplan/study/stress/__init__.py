"""Stress: how sure a plan is. Draws worlds, runs the fixed plan in each, tells what follows."""
