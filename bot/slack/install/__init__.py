"""How the app comes into a workspace: its manifest, OAuth, and the workspaces installed so."""
