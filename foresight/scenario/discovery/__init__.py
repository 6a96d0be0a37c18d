"""Discovery: thousands of futures, a goal, and the settings of the levers under which it holds more often."""
