"""Makes the weights; nothing else imports it, and a user never needs it."""
