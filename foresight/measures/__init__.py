"""Figures derived from indicators: what defence-diplomacy staffs ask for, computed from the tables of the store."""
