"""What answering in one workspace needs: what it remembers, its channels' rules, its limits."""
