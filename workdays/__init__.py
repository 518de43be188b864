"""China's holidays, working days, quiet hours and the dates people type: pure functions of dates."""
