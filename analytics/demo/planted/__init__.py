def add_cases(plan):
    pass
