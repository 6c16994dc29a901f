"""Static files of an installation: compressed, and named by what is in them, what scripts import included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, which also names what `import` asks for by its content."""

    support_js_module_import_aggregation = True
