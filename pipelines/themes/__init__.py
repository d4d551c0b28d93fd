"""Policy themes: taxonomy, rules, evidence."""
