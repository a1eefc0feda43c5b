"""Partners without an account: a link of their own, what they see behind it, and what they propose to editors."""
