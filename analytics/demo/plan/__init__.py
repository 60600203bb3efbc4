"""The made-up plan: members, providers, codes, prices and dates. Knows no claim."""
