"""The office's holidays: days off and made up, the notice pasted, and the campaign of each."""
