"""Our stories as real publishing systems and their themes render them: recipes and kept pages."""
