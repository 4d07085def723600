"""What a user does on the browse screen, one module per subject."""
