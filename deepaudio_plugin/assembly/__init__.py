"""The last leg of the journey: from finished takes to files an editor opens."""
