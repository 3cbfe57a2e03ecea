"""What each page shows, as finished strings: one module a page or family of pages."""
