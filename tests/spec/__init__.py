"""The specification: what each check means, as small tables in and amounts out."""
