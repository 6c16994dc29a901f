"""The words of the answers: what each field is, as the OpenAPI document says it."""
