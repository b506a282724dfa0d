"""What is proposed and who decided: analysis runs, backlog items and filtered items."""
