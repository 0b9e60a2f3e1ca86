"""From stored rows to JSON text: annotations, formatted values, next links."""
