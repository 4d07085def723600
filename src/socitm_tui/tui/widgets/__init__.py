"""The widgets of the browse screen."""
