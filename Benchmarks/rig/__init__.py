"""The parts of the benchmark rig: processes and their cost, the servers compared, the report."""
